/** The two people: their recorded pictures where there are some, kept in step; else their names and whether they were there. */

import type { Who } from "../boards/host";
import { h, setAttribute, setText } from "../classroom/dom";
import { initials } from "../classroom/words";
import { type Motion, partAt, partSoon } from "./drift";
import { Film } from "./film";
import { type Span, type Timeline, isWithin, presenceOf } from "./timeline";

export const SEATS: readonly Who[] = ["instructor", "student"];

export class People {
  readonly root: HTMLElement;
  readonly #tiles: readonly Tile[];

  constructor(timeline: Timeline) {
    this.#tiles = SEATS.map((seat) => new Tile(timeline, seat));
    this.root = h("div", { class: "rp-people" }, ...this.#tiles.map((tile) => tile.root));
  }

  /** Whether all pictures that belong here are there. */
  get areReady(): boolean {
    return this.#tiles.every((tile) => tile.film.isReady);
  }

  update(at: number, motion: Motion, speed: number): void {
    for (const tile of this.#tiles) tile.update(at, motion, speed);
  }

  close(): void {
    for (const tile of this.#tiles) tile.film.close();
  }
}

class Tile {
  readonly root: HTMLElement;
  readonly film: Film;
  readonly #presence: readonly Span[];
  readonly #state = h("span", { class: "rp-there" });

  constructor(
    private readonly timeline: Timeline,
    private readonly seat: Who,
  ) {
    const name = timeline.names[seat];
    this.film = new Film(timeline, `${name}, recorded`);
    this.#presence = presenceOf(timeline, seat);
    const face = h("span", { class: "rp-face", "aria-hidden": "true" }, initials(name));
    const tag = h("p", { class: "rp-tag" }, h("span", { class: "rp-name", title: name }, name), this.#state);
    this.root = h("div", { class: "rp-tile", "data-seat": seat }, face, this.film.root, tag);
  }

  update(at: number, motion: Motion, speed: number): void {
    const part = partAt(this.timeline, "person", this.seat, at);
    this.film.update(part ?? partSoon(this.timeline, "person", this.seat, at), at, motion, speed);
    const isThere = part !== null || isWithin(this.#presence, at);
    setAttribute(this.root, "data-there", isThere);
    setText(this.#state, !isThere ? "away" : this.timeline.parts.length > 0 ? "not recorded" : "in the room");
  }
}

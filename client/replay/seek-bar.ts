/** The line of time: where the replay is, what happened when, who was there; pressed, drawn along or moved by keys. */

import type { Who } from "../boards/host";
import { h, setAttribute, setText } from "../classroom/dom";
import { first } from "../classroom/words";
import { type Span, type Timeline, clock, lengthOf, lengthOfAll, markersOf, percent, presenceOf, recordedOf, sharesOf, talkOf } from "./timeline";

const STEP_MS = 5_000;
const LEAP_MS = 60_000;
const SEATS: readonly Who[] = ["instructor", "student"];

export class SeekBar {
  readonly root: HTMLElement;
  readonly #length: number;
  readonly #done = h("div", { class: "rp-done" });
  readonly #knob = h("div", { class: "rp-knob" });
  readonly #track: HTMLElement;
  #at = 0;

  constructor(
    timeline: Timeline,
    private readonly seek: (at: number) => void,
  ) {
    this.#length = lengthOf(timeline);
    const marks = markersOf(timeline, first).map(({ at, kind, title }) => placed(h("span", { class: "rp-mark", "data-kind": kind, title }), at, this.#length));
    this.#track = h(
      "div",
      { class: "rp-track", role: "slider", tabindex: "0", "aria-label": "Time", "aria-valuemin": "0", "aria-valuemax": String(Math.floor(this.#length / 1000)) },
      h("div", { class: "rp-rail" }, this.#done),
      ...bars(recordedOf(timeline), "rp-recorded", "Picture and sound", this.#length),
      ...marks,
      this.#knob,
    );
    const shares = sharesOf(timeline);
    const strips = SEATS.map((seat) => strip(timeline, seat, shares?.[seat] ?? null));
    this.root = h("div", { class: "rp-seek" }, this.#track, ...strips, facts(timeline, shares));
    this.#listen();
    this.update(0);
  }

  update(at: number): void {
    this.#at = at;
    const place = percent(at, this.#length);
    this.#done.style.width = place;
    this.#knob.style.left = place;
    setAttribute(this.#track, "aria-valuenow", String(Math.floor(at / 1000)));
    setAttribute(this.#track, "aria-valuetext", `${clock(at)} of ${clock(this.#length)}`);
  }

  #listen(): void {
    const track = this.#track;
    const follow = (event: PointerEvent): void => {
      const box = track.getBoundingClientRect();
      this.seek(((event.clientX - box.left) / Math.max(1, box.width)) * this.#length);
    };
    track.addEventListener("pointerdown", (event) => {
      if (event.button !== 0) return;
      track.setPointerCapture(event.pointerId);
      follow(event);
    });
    track.addEventListener("pointermove", (event) => {
      if (track.hasPointerCapture(event.pointerId)) follow(event);
    });
    track.addEventListener("keydown", (event) => {
      const to = this.#keyed(event.key);
      if (to === null || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      // the next key may come sooner than the next picture
      this.#at = Math.min(this.#length, Math.max(0, to));
      this.seek(this.#at);
    });
  }

  #keyed(key: string): number | null {
    switch (key) {
      case "ArrowRight":
      case "ArrowUp":
        return this.#at + STEP_MS;
      case "ArrowLeft":
      case "ArrowDown":
        return this.#at - STEP_MS;
      case "PageUp":
        return this.#at + LEAP_MS;
      case "PageDown":
        return this.#at - LEAP_MS;
      case "Home":
        return 0;
      case "End":
        return this.#length;
      default:
        return null;
    }
  }
}

/** When one person was in the room, and in it when they spoke. */
function strip(timeline: Timeline, seat: Who, share: number | null): HTMLElement {
  const [name, length] = [first(timeline.names[seat]), lengthOf(timeline)];
  const stays = bars(presenceOf(timeline, seat), "rp-stay", `${name} in the room`, length);
  const talks = bars(talkOf(timeline, seat), "rp-talk", `${name} speaking`, length);
  const spoke = share === null ? "" : `, and spoke ${share} % of what was said`;
  const label = h("span", { class: "rp-strip-name", "aria-hidden": "true" });
  setText(label, name);
  return h("div", { class: "rp-strip", "data-seat": seat, role: "img", "aria-label": `${presence(timeline, seat, name)}${spoke}` }, h("div", { class: "rp-strip-rail" }, ...stays, ...talks), label);
}

function presence(timeline: Timeline, seat: Who, name: string): string {
  const spans = presenceOf(timeline, seat);
  if (spans.length === 0) return `${name} was not in the room`;
  const minutes = Math.round(lengthOfAll(spans) / 60_000);
  return `${name} was in the room for ${minutes} ${minutes === 1 ? "minute" : "minutes"}`;
}

function bars(spans: readonly Span[], kind: string, what: string, length: number): HTMLElement[] {
  return spans.map(({ from, to }) => {
    const bar = placed(h("span", { class: kind, title: `${what}, ${clock(from)} to ${clock(to)}` }), from, length);
    bar.style.width = percent(to - from, length);
    return bar;
  });
}

/** Who spoke how much, and which part of the time was recorded, where that is not all of it. */
function facts(timeline: Timeline, shares: Record<Who, number> | null): HTMLElement {
  return h("p", { class: "rp-facts" }, talkTime(timeline, shares), recorded(timeline));
}

/** `Ada 62 % · Ben 38 %`. */
function talkTime(timeline: Timeline, shares: Record<Who, number> | null): HTMLElement | null {
  if (!shares) return null;
  const words = SEATS.map((seat) => `${first(timeline.names[seat])} ${shares[seat]} %`).join(" · ");
  return h("span", { title: "Who spoke how much of all that was said. Measured from how loud each was; nothing of it is kept but when." }, `Talk time: ${words}`);
}

function recorded(timeline: Timeline): HTMLElement | null {
  const spans = recordedOf(timeline);
  if (spans.length === 0) return null;
  const words = spans.map(({ from, to }) => `${clock(from)} to ${clock(to)}`).join(", ");
  return h("span", { class: "rp-recorded-words" }, `Picture and sound: ${words}`);
}

function placed<E extends HTMLElement>(element: E, at: number, length: number): E {
  element.style.left = percent(at, length);
  return element;
}

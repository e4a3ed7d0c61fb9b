/** The other person on this board: their hand with its name, their laser, and their strokes before they are finished. */

import type { Who } from "../boards/host";
import { h, setText } from "./dom";
import { type HandFrame, type InkFrame, RESTING_MS } from "./flash";
import type { Spot } from "./geometry";
import { type Ghost, Ghosts } from "./ghosts";
import { markPath, penPath } from "./ink";
import { BREADTHS } from "./model";
import { colourOf, paintWetMark } from "./paint";
import { Trail } from "./trail";

/** After so long without a word they are on no page. */
const GONE_MS = 15_000;

const ARROW = "M1 1 L1 16 L5.2 12.4 L8 18.6 L10.6 17.4 L7.9 11.4 L13.4 11 Z";

export class Peer {
  readonly root: HTMLElement;
  readonly ghosts = new Ghosts();
  readonly #name = h("span", { class: "db-cursor-name" });
  readonly #trail = new Trail();
  #at: Spot | null = null;
  #page = "";
  #heardMs = -RESTING_MS;

  constructor() {
    this.root = h("div", { class: "db-cursor", "aria-hidden": "true", hidden: true }, arrow(), this.#name);
  }

  hearInk(frame: InkFrame, nowMs: number): void {
    this.ghosts.hear(frame, nowMs);
  }

  hearHand(from: Who, name: string, { kind, page, at }: HandFrame, nowMs: number): void {
    this.root.dataset["who"] = from;
    setText(this.#name, name);
    this.#at = at;
    this.#page = page;
    this.#heardMs = nowMs;
    this.root.dataset["laser"] = String(kind === "laser" && at !== null);
    if (kind === "laser" && at) this.#trail.add(at, nowMs);
    else this.#trail.end();
  }

  /** The page they have before them; null when nothing was heard of it for a while. */
  pageAt(nowMs: number): string | null {
    return this.#page !== "" && nowMs - this.#heardMs < GONE_MS ? this.#page : null;
  }

  /** Moves the hand to where it is on the screen, or hides it. */
  show(page: string, nowMs: number, toScreen: (spot: Spot) => Spot): void {
    const shown = this.#at !== null && this.#page === page && nowMs - this.#heardMs < RESTING_MS;
    this.root.hidden = !shown;
    if (!shown) this.#trail.end();
    if (!shown || !this.#at) return;
    const { x, y } = toScreen(this.#at);
    this.root.style.transform = `translate(${x.toFixed(1)}px, ${y.toFixed(1)}px)`;
  }

  /** On the live canvas, in page units; whether it goes on moving by itself. */
  draw(pen: CanvasRenderingContext2D, page: string, nowMs: number, zoom: number): boolean {
    for (const ghost of this.ghosts.all) if (ghost.page === page) drawGhost(pen, ghost);
    return this.#page === page && this.#trail.draw(pen, nowMs, zoom);
  }
}

function drawGhost(pen: CanvasRenderingContext2D, { points, mark, c, b }: Ghost): void {
  if (mark) return paintWetMark(pen, markPath(points), c, BREADTHS[b]?.mark ?? 0);
  pen.fillStyle = colourOf(c);
  pen.fill(penPath(points, BREADTHS[b]?.pen ?? 0, false));
}

function arrow(): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 15 20");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", ARROW);
  svg.append(path);
  return svg;
}

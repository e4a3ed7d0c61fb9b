/** Tells the other board what happens here in passing, no more often than an eye can follow. */

import { FRAME_POINTS, RESTING_MS, handFrame, inkFrame, viewportFrame } from "./flash";
import type { Box, Spot } from "./geometry";
import type { Ink } from "./model";
import { Pace } from "./pace";

const INK_GAP_MS = 34;
const HAND_GAP_MS = 67;
const VIEW_GAP_MS = 100;
/** Points told again with each frame, in case the last was lost. */
const REPEATED = 6;

interface Stroke {
  page: string;
  id: string;
  style: Ink & { mark: boolean };
  points: readonly number[];
  told: number;
}

export class Flasher {
  readonly #ink = new Pace(INK_GAP_MS, () => this.#sendInk());
  readonly #hand = new Pace(HAND_GAP_MS, () => this.#sendHand());
  readonly #view = new Pace(VIEW_GAP_MS, () => this.#sendView());
  #stroke: Stroke | null = null;
  #at: { kind: "cursor" | "laser"; page: string; spot: Spot | null } | null = null;
  #handToldMs = -RESTING_MS;
  #seen: { page: string; box: Box | null } | null = null;

  constructor(private readonly flash: (bytes: Uint8Array) => void) {}

  close(): void {
    for (const pace of [this.#ink, this.#hand, this.#view]) pace.stop();
  }

  ink(page: string, id: string, style: Ink & { mark: boolean }, points: readonly number[]): void {
    if (this.#stroke?.id !== id) this.#stroke = { page, id, style, points, told: 0 };
    this.#ink.want();
  }

  /** The stroke is written or given up: nothing more is told of it. */
  rest(): void {
    this.#stroke = null;
  }

  giveUp(page: string, id: string, style: Ink & { mark: boolean }): void {
    this.flash(inkFrame(page, id, style, 0, []));
  }

  cursor(page: string, spot: Spot | null): void {
    this.#at = { kind: "cursor", page, spot };
    this.#hand.want();
  }

  laser(page: string, spot: Spot | null): void {
    this.#at = { kind: "laser", page, spot };
    this.#hand.want();
  }

  /** Which page is seen here, again, unless the hand is telling it. */
  stay(page: string): void {
    if (performance.now() - this.#handToldMs >= RESTING_MS) this.cursor(page, null);
  }

  view(page: string, box: Box | null): void {
    this.#seen = { page, box };
    this.#view.want();
  }

  #sendInk(): void {
    const stroke = this.#stroke;
    if (!stroke) return;
    const { page, id, style, points } = stroke;
    const from = Math.max(0, stroke.told - REPEATED);
    const until = Math.min(points.length / 3, from + FRAME_POINTS);
    stroke.told = until;
    if (until > from) this.flash(inkFrame(page, id, style, from, points.slice(from * 3, until * 3)));
    if (until < points.length / 3) this.#ink.want();
  }

  #sendHand(): void {
    this.#handToldMs = performance.now();
    if (this.#at) this.flash(handFrame(this.#at.kind, this.#at.page, this.#at.spot));
  }

  #sendView(): void {
    if (this.#seen) this.flash(viewportFrame(this.#seen.page, this.#seen.box));
  }
}

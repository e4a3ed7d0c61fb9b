/**
 * Following: while the instructor leads, what they see is flashed, and the student's board turns to it. The student may stop,
 * and take it up again. Between two moves of the instructor the student may look around.
 */

import { h, setText } from "./dom";
import type { ViewportFrame } from "./flash";
import type { Box } from "./geometry";
import { icon } from "./icons";

/** Told again while nothing moves, for a student who has just come. */
export const LEAD_AGAIN_MS = 2_000;
/** After so long without a word the instructor has gone. */
const GONE_MS = 7_000;

export class Follow {
  readonly root: HTMLElement;
  readonly #words = h("span");
  readonly #button = h("button", { type: "button", class: "db-chip-button" });
  #declined = false;
  #seen: { page: string; box: Box } | null = null;
  #heardMs = 0;
  #shown = "";

  /** `turn` shows what the instructor sees. */
  constructor(
    private readonly name: () => string,
    private readonly turn: (page: string, box: Box) => void,
  ) {
    this.#button.addEventListener("click", () => this.#toggle());
    this.root = h("div", { class: "db-chip", role: "status", hidden: true }, icon("follow"), this.#words, this.#button);
  }

  hear({ page, seen }: ViewportFrame, nowMs: number): void {
    this.#heardMs = nowMs;
    if (!seen) return this.#end();
    this.#seen = { page, box: seen };
    this.#show();
  }

  /** Time passes. */
  tick(nowMs: number): void {
    if (this.#seen && nowMs - this.#heardMs > GONE_MS) this.#end();
  }

  #end(): void {
    this.#seen = null;
    this.#declined = false;
    this.#shown = "";
    this.root.hidden = true;
  }

  #show(): void {
    if (!this.#seen) return;
    const { page, box } = this.#seen;
    this.root.hidden = false;
    setText(this.#words, this.#declined ? `${this.name()} is leading` : `Following ${this.name()}`);
    setText(this.#button, this.#declined ? "Follow" : "Stop");
    const shown = `${page} ${box.x} ${box.y} ${box.w} ${box.h}`;
    if (this.#declined || shown === this.#shown) return;
    this.#shown = shown;
    this.turn(page, box);
  }

  #toggle(): void {
    this.#declined = !this.#declined;
    this.#shown = "";
    this.#show();
  }
}

/** Text and formulas: a press opens a field there, or the one that is there already. */

import type { Spot } from "../geometry";
import type { Item } from "../item";
import type { Bench, How, Tool, Touch } from "./tool";

export class LettersTool implements Tool {
  readonly cursor: string;
  #at: Touch | null = null;
  #old: Item | null = null;

  constructor(
    private readonly bench: Bench,
    private readonly kind: "text" | "math",
  ) {
    this.cursor = kind === "text" ? "text" : "crosshair";
  }

  down(at: Touch, how: How): void {
    const found = this.bench.scene.at(at, this.bench.reach(how));
    this.#at = at;
    this.#old = found?.thing.k === this.kind ? found : null;
  }

  move(): void {}

  /** Only when the finger lifts: the field takes the focus, which a press still under way would take back. */
  up(): void {
    if (this.#at) this.#open(this.#at, this.#old);
    this.cancel();
  }

  cancel(): void {
    this.#at = null;
    this.#old = null;
  }

  draw(): void {}

  place(at: Spot): void {
    this.#open(at, null);
  }

  #open(at: Spot, old: Item | null): void {
    if (this.kind === "text") this.bench.write(at, old);
    else this.bench.compose(at, old);
  }
}

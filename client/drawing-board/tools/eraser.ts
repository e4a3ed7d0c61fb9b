/** Takes away whole objects it is drawn over. They vanish at once and are removed when the hand lifts, as one act. */

import type { Spot } from "../geometry";
import type { Bench, Tool, Touch } from "./tool";

const SIZE_PX = 9;

export class EraserTool implements Tool {
  readonly cursor = "none";
  readonly #gone = new Set<string>();
  #at: Spot | null = null;
  #isRubbing = false;

  constructor(private readonly bench: Bench) {}

  down(at: Touch): void {
    this.#at = at;
    this.#isRubbing = true;
    this.#rub(at);
  }

  move(touches: readonly Touch[]): void {
    for (const touch of touches) this.#rubTo(touch);
    this.bench.redraw();
  }

  /** While it rubs, the hand's last place is where the next rub begins. */
  hover(at: Spot | null): string {
    if (!this.#isRubbing) this.#at = at;
    this.bench.redraw();
    return this.cursor;
  }

  up(): void {
    this.#isRubbing = false;
    const gone = [...this.#gone];
    this.#gone.clear();
    if (gone.length > 0) this.bench.remove(gone);
    this.bench.lift([]);
  }

  cancel(): void {
    this.#isRubbing = false;
    this.#gone.clear();
    this.#at = null;
    this.bench.lift([]);
  }

  draw(pen: CanvasRenderingContext2D): void {
    if (!this.#at) return;
    pen.beginPath();
    pen.arc(this.#at.x, this.#at.y, SIZE_PX / this.bench.zoom, 0, 2 * Math.PI);
    pen.fillStyle = "rgb(255 255 255 / 70%)";
    pen.fill();
    pen.strokeStyle = "#55606a";
    pen.lineWidth = 1.5 / this.bench.zoom;
    pen.stroke();
  }

  /** A quick hand leaves gaps between its points; nothing between them is missed. */
  #rubTo(touch: Spot): void {
    const from = this.#at ?? touch;
    const steps = Math.min(64, Math.ceil((Math.hypot(touch.x - from.x, touch.y - from.y) * this.bench.zoom) / SIZE_PX));
    for (let step = 1; step <= Math.max(1, steps); step++) {
      const part = step / Math.max(1, steps);
      this.#rub({ x: from.x + (touch.x - from.x) * part, y: from.y + (touch.y - from.y) * part });
    }
    this.#at = touch;
  }

  #rub(at: Spot): void {
    const found = this.bench.scene.touched(at, SIZE_PX / this.bench.zoom).filter((item) => !this.#gone.has(item.id));
    if (found.length === 0) return;
    for (const item of found) this.#gone.add(item.id);
    this.bench.lift(this.#gone);
  }
}

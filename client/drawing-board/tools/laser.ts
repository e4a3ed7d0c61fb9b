/** A pointer that leaves a short glowing trail at both and nothing in the document. */

import { Trail } from "../trail";
import type { Bench, Tool, Touch } from "./tool";

export class LaserTool implements Tool {
  readonly cursor = "crosshair";
  readonly #trail = new Trail();

  constructor(private readonly bench: Bench) {}

  down(at: Touch): void {
    this.#shine([at]);
  }

  move(touches: readonly Touch[]): void {
    this.#shine(touches);
  }

  up(): void {
    this.#trail.end();
    this.bench.redraw();
    this.bench.flasher.laser(this.bench.page, null);
  }

  cancel(): void {
    this.up();
  }

  draw(pen: CanvasRenderingContext2D): void {
    if (this.#trail.draw(pen, this.bench.now(), this.bench.zoom)) this.bench.redraw();
  }

  #shine(touches: readonly Touch[]): void {
    for (const touch of touches) this.#trail.add(touch, this.bench.now());
    const last = touches.at(-1);
    if (last) this.bench.flasher.laser(this.bench.page, last);
    this.bench.redraw();
  }
}

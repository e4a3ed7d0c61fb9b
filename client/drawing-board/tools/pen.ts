/** Pen and highlighter. A stroke is written when the hand lifts, a long one in pieces before that. */

import { BREADTHS, type Pen } from "../model";
import { isPieceFull, markPath, penPath } from "../ink";
import { pack } from "../packing";
import { colourOf, paintWetMark } from "../paint";
import type { Bench, Tool, Touch } from "./tool";

/** Closer points add bytes and no shape; in screen pixels. */
const NEAREST_PX = 0.6;
/** How many points the next piece shares with the last, so that no gap is seen. */
const SHARED = 2;

export class PenTool implements Tool {
  readonly cursor = "crosshair";
  #stroke: string | null = null;
  #points: number[] = [];
  #ahead: number[] = [];
  #beganMs = 0;

  constructor(
    private readonly bench: Bench,
    private readonly mark: boolean,
  ) {}

  down(at: Touch): void {
    this.#begin([at.x, at.y, at.p]);
    this.bench.redraw();
  }

  move(touches: readonly Touch[], ahead: readonly Touch[]): void {
    if (this.#stroke === null) return;
    for (const touch of touches) this.#take(touch);
    this.#ahead = ahead.flatMap(({ x, y, p }) => [x, y, p]);
    if (isPieceFull(this.#points.length / 3, this.bench.now() - this.#beganMs)) this.#next();
    else this.#tell();
    this.bench.redraw();
  }

  up(): void {
    if (this.#stroke !== null) this.#write(this.#stroke);
    this.#rest();
  }

  cancel(): void {
    if (this.#stroke !== null) this.bench.flasher.giveUp(this.bench.page, this.#stroke, this.#style());
    this.#rest();
  }

  draw(pen: CanvasRenderingContext2D): void {
    if (this.#stroke === null) return;
    const points = [...this.#points, ...this.#ahead];
    const { c, b } = this.bench.ink;
    if (this.mark) return paintWetMark(pen, markPath(points), c, BREADTHS[b]?.mark ?? 0);
    pen.fillStyle = colourOf(c);
    pen.fill(penPath(points, BREADTHS[b]?.pen ?? 0, false));
  }

  #begin(points: number[]): void {
    this.#stroke = crypto.randomUUID();
    this.#points = points;
    this.#ahead = [];
    this.#beganMs = this.bench.now();
    this.#tell();
  }

  #take({ x, y, p }: Touch): void {
    const at = this.#points.length;
    const near = NEAREST_PX / this.bench.zoom;
    if (Math.hypot(x - (this.#points[at - 3] ?? 0), y - (this.#points[at - 2] ?? 0)) >= near) this.#points.push(x, y, p);
  }

  /** Puts this piece away and goes on with the next. */
  #next(): void {
    if (this.#stroke !== null) this.#write(this.#stroke);
    this.#begin(this.#points.slice(-SHARED * 3));
  }

  #write(stroke: string): void {
    const thing: Pen = { ...this.bench.common(), k: "pen", ...this.bench.ink, mark: this.mark, d: pack(this.#points) };
    this.bench.put([[stroke, thing]]);
  }

  #tell(): void {
    if (this.#stroke !== null) this.bench.flasher.ink(this.bench.page, this.#stroke, this.#style(), this.#points);
  }

  #style(): { c: number; b: number; mark: boolean } {
    return { ...this.bench.ink, mark: this.mark };
  }

  #rest(): void {
    this.#stroke = null;
    this.#points = [];
    this.#ahead = [];
    this.bench.flasher.rest();
    this.bench.redraw();
  }
}

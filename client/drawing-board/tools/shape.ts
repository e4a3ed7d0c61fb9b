/** Lines, arrows, rectangles and ellipses, drawn from corner to corner. */

import { type Spot, boxBetween } from "../geometry";
import { breadthOf } from "../item";
import type { Line, Shape } from "../model";
import { paintLine, paintShape } from "../paint";
import type { Bench, How, Tool, Touch } from "./tool";

/** A click alone draws nothing. */
const LEAST_PX = 4;
/** What Enter places at the keyboard's cross. */
const PLACED = { w: 200, h: 120 } as const;
const STRAIGHT = Math.PI / 12;

export class ShapeTool implements Tool {
  readonly cursor = "crosshair";
  #from: Spot | null = null;
  #to: Spot = { x: 0, y: 0 };

  constructor(
    private readonly bench: Bench,
    private readonly kind: Shape["k"] | Line["k"],
  ) {}

  down(at: Touch): void {
    this.#from = at;
    this.#to = at;
  }

  move(touches: readonly Touch[], _ahead: readonly Touch[], how: How): void {
    const to = touches.at(-1);
    if (!this.#from || !to) return;
    this.#to = how.straight ? this.#straightened(this.#from, to) : to;
    this.bench.redraw();
  }

  up(): void {
    const from = this.#from;
    const far = from && Math.hypot(this.#to.x - from.x, this.#to.y - from.y) * this.bench.zoom >= LEAST_PX;
    if (from && far) this.bench.put([[crypto.randomUUID(), this.#make(from, this.#to)]]);
    this.cancel();
  }

  cancel(): void {
    this.#from = null;
    this.bench.redraw();
  }

  draw(pen: CanvasRenderingContext2D): void {
    if (!this.#from) return;
    const thing = this.#make(this.#from, this.#to);
    if ("rot" in thing) paintShape(pen, thing, breadthOf(thing));
    else paintLine(pen, thing, breadthOf(thing));
  }

  place(at: Spot): void {
    const id = crypto.randomUUID();
    const flat = this.kind === "line" || this.kind === "arrow";
    this.bench.put([[id, this.#make(at, { x: at.x + PLACED.w, y: at.y + (flat ? 0 : PLACED.h) })]]);
    this.bench.choose([id]);
  }

  #make(from: Spot, to: Spot): Shape | Line {
    const common = { ...this.bench.common(), ...this.bench.ink };
    if (this.kind === "line" || this.kind === "arrow") return { ...common, k: this.kind, x: from.x, y: from.y, w: to.x - from.x, h: to.y - from.y };
    return { ...common, k: this.kind, ...boxBetween(from, to), rot: 0 };
  }

  /** Squares and circles; lines in steps of fifteen degrees. */
  #straightened(from: Spot, to: Spot): Spot {
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    if (this.kind === "line" || this.kind === "arrow") {
      const angle = Math.round(Math.atan2(dy, dx) / STRAIGHT) * STRAIGHT;
      const length = Math.hypot(dx, dy);
      return { x: from.x + length * Math.cos(angle), y: from.y + length * Math.sin(angle) };
    }
    const size = Math.max(Math.abs(dx), Math.abs(dy));
    return { x: from.x + size * Math.sign(dx || 1), y: from.y + size * Math.sign(dy || 1) };
  }
}

/** Which objects are chosen, their common frame, and its handles. */

import { type Box, type Spot, cornersOf, middleOf, turned, union } from "./geometry";
import { type Item, NO_CHANGE, angleOf, changed } from "./item";
import type { Thing } from "./model";
import type { Scene } from "./scene";

export interface Frame {
  box: Box;
  angle: number;
}

/** A corner (0 to 3, from the upper left clockwise) or the knob to turn by. */
export type Handle = 0 | 1 | 2 | 3 | "turn";

const KNOB_PX = 26;
const LEAST = 4;

export class Selection {
  #ids: readonly string[] = [];

  get ids(): readonly string[] {
    return this.#ids;
  }

  get isEmpty(): boolean {
    return this.#ids.length === 0;
  }

  has(id: string): boolean {
    return this.#ids.includes(id);
  }

  set(ids: readonly string[]): void {
    this.#ids = [...new Set(ids)];
  }

  /** Forgets what is no longer there. */
  prune(scene: Scene): void {
    this.#ids = this.#ids.filter((id) => scene.get(id) !== undefined);
  }

  items(scene: Scene): Item[] {
    return this.#ids.map((id) => scene.get(id)).filter((item) => item !== undefined);
  }
}

export function frameAround(items: readonly Item[]): Frame | null {
  const [only] = items;
  if (!only) return null;
  if (items.length === 1) return { box: only.frame, angle: angleOf(only.thing) };
  let box: Box | null = null;
  for (const item of items) {
    const [a, b, c, d] = cornersOf(item.frame, angleOf(item.thing));
    for (const corner of [a, b, c, d]) box = union(box, { ...corner, w: 0, h: 0 });
  }
  return box && { box, angle: 0 };
}

export function knobOf({ box, angle }: Frame, zoom: number): Spot {
  return turned({ x: box.x + box.w / 2, y: box.y - KNOB_PX / zoom }, middleOf(box), angle);
}

export function handleAt(frame: Frame, spot: Spot, reach: number, zoom: number): Handle | null {
  const near = (at: Spot): boolean => Math.hypot(at.x - spot.x, at.y - spot.y) <= reach;
  if (near(knobOf(frame, zoom))) return "turn";
  const corner = cornersOf(frame.box, frame.angle).findIndex(near);
  return corner < 0 ? null : (corner as Handle);
}

/** Whether its width and height are its own, so that a corner pulls each of them. */
export function isStretchable(thing: Thing): boolean {
  return thing.k === "rect" || thing.k === "ellipse" || thing.k === "img";
}

/** A box with its corner pulled to `to`, the opposite one staying. A picture keeps its shape, another one with `straight`. */
export function stretched(item: Item, corner: 0 | 1 | 2 | 3, to: Spot, straight: boolean): Thing {
  const { thing, frame } = item;
  if (thing.k !== "rect" && thing.k !== "ellipse" && thing.k !== "img") return changed(item, NO_CHANGE);
  const pivot = cornersOf(frame, thing.rot)[(corner + 2) % 4] as Spot;
  const flat = turned(to, pivot, -thing.rot);
  const sx = corner === 0 || corner === 3 ? -1 : 1;
  const sy = corner < 2 ? -1 : 1;
  let w = Math.max(LEAST, (flat.x - pivot.x) * sx);
  let h = Math.max(LEAST, (flat.y - pivot.y) * sy);
  if ((thing.k === "img") !== straight) {
    const by = Math.max(w / frame.w, h / frame.h);
    [w, h] = [frame.w * by, frame.h * by];
  }
  const middle = turned({ x: pivot.x + (sx * w) / 2, y: pivot.y + (sy * h) / 2 }, pivot, thing.rot);
  return { ...thing, w, h, x: middle.x - w / 2, y: middle.y - h / 2 };
}

/** An object of the page as it is shown: where it lies, whether a point touches it, and what it becomes when it is moved. */

import { type Box, type Spot, boxAround, cornersOf, distanceTo, grown, holds, isIn, middleOf, turned } from "./geometry";
import { BREADTHS, type Thing, readThing } from "./model";
import { type Points, pack, unpack } from "./packing";
import type { Size } from "./viewport";

export interface Item {
  readonly id: string;
  readonly thing: Thing;
  /** A stroke's points; none for other things, and for a stroke whose bytes are nonsense. */
  readonly points: Points;
  /** Its frame before it is turned about its middle. */
  readonly frame: Box;
  /** Everything its picture may touch. */
  readonly box: Box;
  /** Made when it is first drawn. */
  path: Path2D | null;
}

const NO_POINTS: Points = new Float32Array();

/** Works out where it lies when that is first asked: a page is opened at once, however many strokes are on it. */
class Lazy implements Item {
  path: Path2D | null = null;
  #points: Points | null = null;
  #frame: Box | null = null;
  #box: Box | null = null;

  constructor(
    readonly id: string,
    readonly thing: Thing,
    private readonly measures: Measures,
  ) {}

  get points(): Points {
    this.#points ??= (this.thing.k === "pen" ? unpack(this.thing.d) : null) ?? NO_POINTS;
    return this.#points;
  }

  get frame(): Box {
    this.#frame ??= frameOf(this.thing, this.points, this.measures);
    return this.#frame;
  }

  get box(): Box {
    if (this.#box) return this.#box;
    const angle = angleOf(this.thing);
    const around = angle === 0 ? this.frame : boxAround(cornersOf(this.frame, angle));
    this.#box = grown(around, marginOf(this.thing));
    return this.#box;
  }
}

/** From the lowest to the topmost; equal places, made by two people at the same moment, by id. */
export function byPlace(a: Item, b: Item): number {
  if (a.thing.z !== b.thing.z) return a.thing.z < b.thing.z ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** How large letters and formulas are; fonts know. */
export interface Measures {
  text(s: string, size: number): Size;
  formula(tex: string, size: number): Size;
}

/** The item of a value from the document, or null when it is none. */
export function readItem(id: string, value: unknown, measures: Measures): Item | null {
  const thing = readThing(value);
  return thing && new Lazy(id, thing, measures);
}

export function angleOf(thing: Thing): number {
  return "rot" in thing ? thing.rot : 0;
}

export function breadthOf(thing: Thing): number {
  if (!("b" in thing)) return 0;
  const breadth = BREADTHS[thing.b] ?? BREADTHS[0];
  return thing.k === "pen" && thing.mark ? breadth.mark : breadth.pen;
}

/** The length of an arrow's two barbs. */
export function barbOf(breadth: number): number {
  return 10 + breadth * 2.4;
}

function marginOf(thing: Thing): number {
  const breadth = breadthOf(thing);
  // letters reach over their line, a pen's outline a little over its breadth
  if (thing.k === "text" || thing.k === "math") return thing.size * 0.2 + 2;
  return (thing.k === "arrow" ? barbOf(breadth) : breadth) + 2;
}

function frameOf(thing: Thing, points: Points, measures: Measures): Box {
  switch (thing.k) {
    case "pen":
      return boxOfPoints(points);
    case "line":
    case "arrow":
      return boxAround([thing, { x: thing.x + thing.w, y: thing.y + thing.h }]);
    case "text":
      return { x: thing.x, y: thing.y, ...measures.text(thing.s, thing.size) };
    case "math":
      return { x: thing.x, y: thing.y, ...measures.formula(thing.tex, thing.size) };
    default:
      return { x: thing.x, y: thing.y, w: thing.w, h: thing.h };
  }
}

function boxOfPoints(points: Points): Box {
  if (points.length === 0) return { x: 0, y: 0, w: 0, h: 0 };
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (let i = 0; i + 2 < points.length; i += 3) {
    const x = points[i] as number;
    const y = points[i + 1] as number;
    if (x < left) left = x;
    if (x > right) right = x;
    if (y < top) top = y;
    if (y > bottom) bottom = y;
  }
  return { x: left, y: top, w: right - left, h: bottom - top };
}

/** Whether a point within `reach` touches what is drawn of it: the line of a hollow shape, all of a picture. */
export function touches(item: Item, spot: Spot, reach: number): boolean {
  if (!isIn(grown(item.box, reach), spot)) return false;
  const { thing } = item;
  const near = reach + breadthOf(thing) / 2;
  switch (thing.k) {
    case "pen":
      return isNearPoints(item.points, spot, near);
    case "line":
    case "arrow":
      return distanceTo(spot, thing, { x: thing.x + thing.w, y: thing.y + thing.h }) <= near;
    case "rect":
      return isIn(grown(item.frame, near), upright(item, spot)) && !isIn(grown(item.frame, -near), upright(item, spot));
    case "ellipse":
      return isNearEllipse(item.frame, upright(item, spot), near);
    default:
      return isIn(grown(item.frame, reach), upright(item, spot));
  }
}

/** Whether a point lies inside it. */
export function covers(item: Item, spot: Spot): boolean {
  return item.thing.k !== "pen" && item.thing.k !== "line" && item.thing.k !== "arrow" && isIn(item.frame, upright(item, spot));
}

export function isHeld(item: Item, box: Box): boolean {
  return holds(box, boxAround(cornersOf(item.frame, angleOf(item.thing))));
}

function upright(item: Item, spot: Spot): Spot {
  return turned(spot, middleOf(item.frame), -angleOf(item.thing));
}

function isNearPoints(points: Points, spot: Spot, near: number): boolean {
  let before = { x: points[0] ?? 0, y: points[1] ?? 0 };
  for (let i = 0; i + 2 < points.length; i += 3) {
    const now = { x: points[i] as number, y: points[i + 1] as number };
    if (distanceTo(spot, before, now) <= near) return true;
    before = now;
  }
  return false;
}

function isNearEllipse(box: Box, spot: Spot, near: number): boolean {
  const within = (margin: number): boolean => {
    const [rx, ry] = [box.w / 2 + margin, box.h / 2 + margin];
    if (rx <= 0 || ry <= 0) return false;
    const { x, y } = middleOf(box);
    return ((spot.x - x) / rx) ** 2 + ((spot.y - y) / ry) ** 2 <= 1;
  };
  return within(near) && !within(-near);
}

/** Larger by `by` away from `from`, turned by `angle` about it, then moved. */
export interface Change {
  from: Spot;
  by: number;
  angle: number;
  dx: number;
  dy: number;
}

export const NO_CHANGE: Change = { from: { x: 0, y: 0 }, by: 1, angle: 0, dx: 0, dy: 0 };

export function changed(item: Item, change: Change): Thing {
  const { thing } = item;
  switch (thing.k) {
    case "pen":
      return { ...thing, d: pack(changedPoints(item.points, change)) };
    case "line":
    case "arrow": {
      const from = carried(thing, change);
      const to = carried({ x: thing.x + thing.w, y: thing.y + thing.h }, change);
      return { ...thing, x: from.x, y: from.y, w: to.x - from.x, h: to.y - from.y };
    }
    default:
      return changedBox(item, thing, change);
  }
}

function changedBox(item: Item, thing: Exclude<Thing, { k: "pen" | "line" | "arrow" }>, change: Change): Thing {
  const middle = carried(middleOf(item.frame), change);
  const w = item.frame.w * change.by;
  const h = item.frame.h * change.by;
  const at = { x: middle.x - w / 2, y: middle.y - h / 2, rot: wrapped(thing.rot + change.angle) };
  if ("size" in thing) return { ...thing, ...at, size: thing.size * change.by };
  return { ...thing, ...at, w, h };
}

function changedPoints(points: Points, change: Change): Points {
  const result = points.slice();
  for (let i = 0; i + 2 < result.length; i += 3) {
    const { x, y } = carried({ x: result[i] as number, y: result[i + 1] as number }, change);
    result[i] = x;
    result[i + 1] = y;
  }
  return result;
}

function carried(spot: Spot, { from, by, angle, dx, dy }: Change): Spot {
  const larger = { x: from.x + (spot.x - from.x) * by, y: from.y + (spot.y - from.y) * by };
  const { x, y } = turned(larger, from, angle);
  return { x: x + dx, y: y + dy };
}

function wrapped(angle: number): number {
  return Math.atan2(Math.sin(angle), Math.cos(angle));
}

/** Chooses objects and moves, resizes and turns them. While the hand holds them they are drawn live; they are written once. */

import { type Spot, boxBetween, cornersOf, grown, middleOf, turned } from "../geometry";
import { type Change, type Item, NO_CHANGE, changed, isHeld, readItem } from "../item";
import type { Thing } from "../model";
import { paintItem } from "../paint";
import { type Frame, type Handle, frameAround, handleAt, isStretchable, knobOf, stretched } from "../selection";
import type { Bench, How, Tool, Touch } from "./tool";

const TURN_STEP = Math.PI / 12;
const LEAST_PX = 3;
const LEAST_SCALE = 0.05;
const FINGER_PX = 22;
const HAND_PX = 9;
/** Less than a handle's reach: what is seen is taken. */
const AROUND_PX = 5;

type Doing =
  | { k: "nothing" }
  | { k: "open"; item: Item }
  | { k: "move"; from: Spot; moving: boolean }
  | { k: "handle"; handle: Handle; frame: Frame }
  | { k: "area"; from: Spot; to: Spot; more: readonly string[] };

export class SelectTool implements Tool {
  readonly cursor = "default";
  #doing: Doing = { k: "nothing" };
  /** What the chosen objects would become if the hand lifted now. */
  #held: readonly Item[] = [];

  constructor(private readonly bench: Bench) {}

  down(at: Touch, how: How): void {
    const { selection, scene } = this.bench;
    const frame = frameAround(selection.items(scene));
    const handle = frame && handleAt(frame, at, this.#handleReach(how), this.bench.zoom);
    if (frame && handle !== null) {
      this.#doing = { k: "handle", handle, frame };
      return;
    }
    const found = scene.at(at, this.bench.reach(how));
    if (found && how.twice) this.#doing = { k: "open", item: found };
    else if (found) this.#take(found, at, how);
    else this.#doing = { k: "area", from: at, to: at, more: how.straight ? selection.ids : [] };
    if (!found && !how.straight) this.bench.choose([]);
  }

  move(touches: readonly Touch[], _ahead: readonly Touch[], how: How): void {
    const to = touches.at(-1);
    const doing = this.#doing;
    if (!to || doing.k === "nothing" || doing.k === "open") return;
    if (doing.k === "area") doing.to = to;
    else if (doing.k === "move") this.#drag(doing, to, how);
    else this.#pull(doing, to, how);
    this.bench.redraw();
  }

  up(): void {
    const doing = this.#doing;
    if (doing.k === "area") this.#chooseIn(doing);
    const held = this.#held;
    this.#rest();
    if (held.length > 0) this.bench.put(held.map((item) => [item.id, item.thing] as const));
    this.bench.lift([]);
    // only now: the press would take the focus away from the field again
    if (doing.k === "open") this.#open(doing.item);
  }

  cancel(): void {
    this.#rest();
    this.bench.lift([]);
  }

  draw(pen: CanvasRenderingContext2D): void {
    for (const item of this.#held) paintItem(pen, item, this.bench.assets);
    const doing = this.#doing;
    if (doing.k === "area") this.#drawArea(pen, doing);
    const { selection, scene, zoom } = this.bench;
    const items = this.#held.length > 0 ? this.#held : selection.items(scene);
    const frame = frameAround(items);
    if (frame) drawFrame(pen, frame, zoom);
  }

  hover(at: Spot | null, how: How): string {
    if (!at) return this.cursor;
    const { selection, scene, zoom } = this.bench;
    const frame = frameAround(selection.items(scene));
    const handle = frame && handleAt(frame, at, this.#handleReach(how), zoom);
    if (handle === "turn") return "grab";
    if (frame && handle !== null) return handle % 2 === 0 ? "nwse-resize" : "nesw-resize";
    return scene.at(at, this.bench.reach(how)) ? "move" : this.cursor;
  }

  #handleReach(how: How): number {
    return (how.finger ? FINGER_PX : HAND_PX) / this.bench.zoom;
  }

  #open(item: Item): void {
    if (item.thing.k === "text") this.bench.write(item.thing, item);
    else if (item.thing.k === "math") this.bench.compose(item.thing, item);
  }

  #take(item: Item, at: Spot, how: How): void {
    const { selection } = this.bench;
    const already = selection.has(item.id);
    if (how.straight) this.bench.choose(already ? selection.ids.filter((id) => id !== item.id) : [...selection.ids, item.id]);
    else if (!already) this.bench.choose([item.id]);
    this.#doing = { k: "move", from: { x: at.x, y: at.y }, moving: false };
  }

  #drag(doing: Extract<Doing, { k: "move" }>, to: Spot, how: How): void {
    let [dx, dy] = [to.x - doing.from.x, to.y - doing.from.y];
    if (!doing.moving && Math.hypot(dx, dy) * this.bench.zoom < LEAST_PX) return;
    doing.moving = true;
    if (how.straight) [dx, dy] = Math.abs(dx) > Math.abs(dy) ? [dx, 0] : [0, dy];
    this.#hold((item) => changed(item, { ...NO_CHANGE, dx, dy }));
  }

  #pull({ handle, frame }: Extract<Doing, { k: "handle" }>, to: Spot, how: How): void {
    const items = this.bench.selection.items(this.bench.scene);
    const [only] = items;
    if (handle === "turn") return this.#hold((item) => changed(item, turnTo(frame, to, how.straight)));
    if (items.length === 1 && only && isStretchable(only.thing)) return this.#hold((item) => stretched(item, handle, to, how.straight));
    this.#hold((item) => changed(item, scaleTo(frame, handle, to)));
  }

  #hold(become: (item: Item) => Thing): void {
    const items = this.bench.selection.items(this.bench.scene);
    this.#held = items.map((item) => readItem(item.id, become(item), this.bench.assets)).filter((item) => item !== null);
    this.bench.lift(items.map((item) => item.id));
  }

  #chooseIn({ from, to, more }: Extract<Doing, { k: "area" }>): void {
    const box = boxBetween(from, to);
    const found = this.bench.scene.within(box).filter((item) => isHeld(item, box));
    if (found.length > 0) this.bench.choose([...more, ...found.map((item) => item.id)]);
  }

  #rest(): void {
    this.#doing = { k: "nothing" };
    this.#held = [];
    this.bench.redraw();
  }

  #drawArea(pen: CanvasRenderingContext2D, { from, to }: { from: Spot; to: Spot }): void {
    const box = boxBetween(from, to);
    pen.fillStyle = "rgb(11 85 99 / 8%)";
    pen.fillRect(box.x, box.y, box.w, box.h);
    pen.strokeStyle = "#0b5563";
    pen.lineWidth = 1 / this.bench.zoom;
    pen.strokeRect(box.x, box.y, box.w, box.h);
  }
}

function turnTo(frame: Frame, to: Spot, straight: boolean): Change {
  const from = middleOf(frame.box);
  const angle = Math.atan2(to.y - from.y, to.x - from.x) + Math.PI / 2 - frame.angle;
  return { ...NO_CHANGE, from, angle: straight ? Math.round(angle / TURN_STEP) * TURN_STEP : angle };
}

function scaleTo(frame: Frame, corner: 0 | 1 | 2 | 3, to: Spot): Change {
  const corners = cornersOf(frame.box, frame.angle);
  const from = corners[(corner + 2) % 4] as Spot;
  const pulled = corners[corner] as Spot;
  const [dx, dy] = [pulled.x - from.x, pulled.y - from.y];
  const length = Math.max(1, dx * dx + dy * dy);
  const by = ((to.x - from.x) * dx + (to.y - from.y) * dy) / length;
  return { ...NO_CHANGE, from, by: Math.max(LEAST_SCALE, by) };
}

/** A little around what is chosen, so that its own line and colour are seen. */
function drawFrame(pen: CanvasRenderingContext2D, frame: Frame, zoom: number): void {
  const box = grown(frame.box, AROUND_PX / zoom);
  const [a, b, c, d] = cornersOf(box, frame.angle);
  const knob = knobOf(frame, zoom);
  const edge = turned({ x: box.x + box.w / 2, y: box.y }, middleOf(box), frame.angle);
  pen.strokeStyle = "#0b5563";
  pen.fillStyle = "#ffffff";
  pen.lineWidth = 1.5 / zoom;
  pen.beginPath();
  for (const [i, { x, y }] of [a, b, c, d].entries()) i === 0 ? pen.moveTo(x, y) : pen.lineTo(x, y);
  pen.closePath();
  pen.moveTo(edge.x, edge.y);
  pen.lineTo(knob.x, knob.y);
  pen.stroke();
  for (const { x, y } of [a, b, c, d, knob]) {
    pen.beginPath();
    pen.arc(x, y, 5 / zoom, 0, 2 * Math.PI);
    pen.fill();
    pen.stroke();
  }
}

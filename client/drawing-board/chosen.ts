/** What becomes of the chosen objects: changed together, doubled, or laid above or below the others. */

import type { Spot } from "./geometry";
import { type Item, NO_CHANGE, changed } from "./item";
import type { Thing } from "./model";
import { between } from "./order";
import { frameAround } from "./selection";

export type Put = readonly [id: string, thing: Thing];

/** A copy lies so far to the right of its pattern and below it. */
const COPY_AT = 24;

/** All of them changed by what `make` says, around the middle or the upper left corner of their frame. */
export function changedAll(items: readonly Item[], about: "middle" | "corner", make: (from: Spot) => typeof NO_CHANGE): Put[] {
  const box = frameAround(items)?.box;
  if (!box) return [];
  const from = about === "corner" ? { x: box.x, y: box.y } : { x: box.x + box.w / 2, y: box.y + box.h / 2 };
  return items.map((item) => [item.id, changed(item, make(from))]);
}

/** A copy of each, as made just now by `common`, from the place `top` on upwards. */
export function doubled(items: readonly Item[], top: string, common: Pick<Thing, "t" | "by">): Put[] {
  let z = top;
  return items.map((item) => {
    const thing = { ...changed(item, { ...NO_CHANGE, dx: COPY_AT, dy: COPY_AT }), ...common, z };
    z = between(z, null);
    return [crypto.randomUUID(), thing];
  });
}

/** All of them in the order they have, from the place `edge` on away from the others. */
export function restacked(items: readonly Item[], to: "front" | "back", edge: string): Put[] {
  const sorted = items.toSorted((a, b) => (a.thing.z < b.thing.z ? -1 : 1));
  let z = edge;
  return (to === "front" ? sorted : sorted.reverse()).map(({ id, thing }) => {
    const put: Put = [id, { ...thing, z }];
    z = to === "front" ? between(z, null) : between(null, z);
    return put;
  });
}

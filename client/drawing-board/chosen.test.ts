import assert from "node:assert/strict";
import { test } from "node:test";
import { type Put, changedAll, doubled, restacked } from "./chosen";
import { type Item, NO_CHANGE, byPlace, readItem } from "./item";
import { between } from "./order";

const UNMEASURED = { text: () => ({ w: 1, h: 1 }), formula: () => ({ w: 1, h: 1 }) };
const LOW = between(null, null);
const MIDDLE = between(LOW, null);
const HIGH = between(MIDDLE, null);

function rectangle(id: string, z: string, x: number): Item {
  const item = readItem(id, { k: "rect", z, t: 1, by: "student", c: 0, b: 1, x, y: 0, w: 100, h: 100, rot: 0 }, UNMEASURED);
  assert.ok(item);
  return item;
}

function read(puts: readonly Put[]): Item[] {
  return puts.map(([id, thing]) => readItem(id, thing, UNMEASURED)).filter((item) => item !== null);
}

test("several objects are turned around the middle of them all", () => {
  const pair = [rectangle("left", LOW, 0), rectangle("right", MIDDLE, 300)];

  const turned = read(changedAll(pair, "middle", (from) => ({ ...NO_CHANGE, from, angle: Math.PI })));

  assert.deepEqual(turned.map(({ id, frame }) => [id, Math.round(frame.x)]), [["left", 300], ["right", 0]]);
  assert.deepEqual(changedAll([], "middle", () => NO_CHANGE), []);
});

test("copies lie above everything, in their patterns' order, and are their maker's", () => {
  const pair = [rectangle("low", LOW, 0), rectangle("high", MIDDLE, 300)];

  const copies = read(doubled(pair, HIGH, { t: 9, by: "instructor" }));

  assert.deepEqual(copies.map(({ frame }) => [frame.x, frame.y]), [[24, 24], [324, 24]]);
  assert.ok(copies.every(({ id, thing }) => id !== "low" && id !== "high" && thing.t === 9 && thing.by === "instructor"));
  assert.deepEqual(copies.toSorted(byPlace), copies);
  assert.ok(copies.every(({ thing }) => thing.z >= HIGH));
});

for (const to of ["front", "back"] as const) {
  test(`objects brought to the ${to} keep their order among each other`, () => {
    const others = [rectangle("other", MIDDLE, 0)];
    const chosen = [rectangle("upper", HIGH, 0), rectangle("lower", LOW, 0)];
    const edge = to === "front" ? between(HIGH, null) : between(null, LOW);

    const all = [...others, ...read(restacked(chosen, to, edge))].sort(byPlace);

    assert.deepEqual(all.map(({ id }) => id), to === "front" ? ["other", "lower", "upper"] : ["lower", "upper", "other"]);
  });
}

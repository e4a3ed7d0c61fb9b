import assert from "node:assert/strict";
import { test } from "node:test";
import { between, compare, isPlace } from "./order";

test("a new place is after the last, ahead of the first, or between two", () => {
  const first = between(null, null);
  const last = between(first, null);
  const before = between(null, first);
  const middle = between(first, last);

  assert.deepEqual([last, middle, before, first].toSorted(), [before, first, middle, last]);
});

test("ten thousand strokes keep short places in their order", () => {
  let place: string | null = null;
  for (let i = 0; i < 10_000; i++) {
    const next = between(place, null);
    assert.ok(place === null || place < next);
    assert.equal(next.length, 6);
    place = next;
  }
});

test("there is always room between two neighbours, on either side", () => {
  for (const side of ["low", "high"] as const) {
    let low = between(null, null);
    let high = between(low, null);
    for (let i = 0; i < 200; i++) {
      const middle = between(low, high);
      assert.ok(low < middle && middle < high, `${low} < ${middle} < ${high}`);
      if (side === "low") high = middle;
      else low = middle;
      if (middle.length >= 60) break;
    }
  }
});

test("there is room ahead of a place that lies between two", () => {
  const first = between(null, null);
  const middle = between(first, between(first, null));

  const ahead = between(null, middle);

  assert.ok(ahead < middle && isPlace(ahead));
});

test("two who chose the same place are told apart by their ids", () => {
  const sorted = [{ place: "V00000", id: "b" }, { place: "V00000", id: "a" }].toSorted(compare);

  assert.deepEqual(sorted.map(({ id }) => id), ["a", "b"]);
  assert.ok(between("V00000", "V00000") > "V00000");
});

test("what is no place is not taken for one", () => {
  for (const value of ["", "V", "V0000é", "V".repeat(65), 7, null]) assert.equal(isPlace(value), false);
});

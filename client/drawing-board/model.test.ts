import assert from "node:assert/strict";
import { test } from "node:test";
import { MAX_TEXT, readPage, readThing } from "./model";
import { pack } from "./packing";

const COMMON = { z: "V00000", t: 5, by: "student" };
const RECT = { ...COMMON, k: "rect", x: 1, y: 2, w: 3, h: 4, c: 0, b: 1, rot: 0 };
const GOOD = [
  RECT,
  { ...COMMON, k: "pen", c: 1, b: 2, mark: false, d: pack([1, 2, 0.5]) },
  { ...COMMON, k: "arrow", x: 9, y: 9, w: -5, h: 0, c: 5, b: 3 },
  { ...COMMON, k: "text", x: 0, y: 0, s: "x", size: 24, c: 0, rot: 1 },
  { ...COMMON, k: "math", x: 0, y: 0, tex: "x^2", size: 24, c: 0, rot: 0 },
  { ...COMMON, k: "img", x: 0, y: 0, w: 10, h: 10, file: "fil_7", alt: "a cat", rot: 0 },
];

test("every kind of object is read as it was written", () => {
  for (const good of GOOD) assert.deepEqual(readThing(good), good);
});

test("the order of the fields does not matter", () => {
  const turned = Object.fromEntries(Object.entries(RECT).reverse());

  assert.deepEqual(readThing(turned), RECT);
});

test("nonsense from the other browser is skipped", () => {
  const bad = [
    null, 7, "rect", [], {}, { ...RECT, k: "blob" }, { ...RECT, z: "" }, { ...RECT, by: "admin" }, { ...RECT, x: NaN }, { ...RECT, w: Infinity }, { ...RECT, h: -1 },
    { ...RECT, x: "1" }, { ...RECT, c: 6 }, { ...RECT, b: 1.5 }, { ...RECT, rot: 1e9 }, { ...COMMON, k: "pen", c: 0, b: 0, d: [1, 2, 3] },
    { ...COMMON, k: "pen", c: 0, b: 0, d: new Uint8Array([255, 255]) }, { ...GOOD[3], s: "" }, { ...GOOD[3], s: "x".repeat(MAX_TEXT + 1) }, { ...GOOD[3], size: 1e6 },
    { ...GOOD[5], file: "../../sign-out" }, { ...GOOD[5], file: "//example.org/x" }, { ...GOOD[4], tex: { toString: "x" } },
  ];

  for (const value of bad) assert.equal(readThing(value), null, JSON.stringify(value));
});

test("fields nobody asked for are left behind", () => {
  assert.deepEqual(readThing({ ...RECT, onload: "alert(1)" }), RECT);
});

test("a page is read with its paper and background, another is none", () => {
  assert.deepEqual(readPage("p1", { ord: "V00000", style: "grid", bg: { file: "fil_1", w: 800, h: 1000 } }), { id: "p1", place: "V00000", style: "grid", bg: { file: "fil_1", w: 800, h: 1000 } });
  assert.deepEqual(readPage("p1", { ord: "V00000", style: "marble", bg: { file: "a b", w: 800, h: 1000 } }), { id: "p1", place: "V00000", style: "plain", bg: null });
  for (const [id, value] of [["../x", { ord: "V00000" }], ["p1", { ord: 7 }], ["p1", null]]) assert.equal(readPage(id, value), null);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { laidIn } from "./geometry";

const SHEET = { x: 100, y: 0, w: 1_000, h: 800 };
const SIZE = { w: 200, h: 100 };

test("what is dropped lies about the hand, and never beside the sheet", () => {
  assert.deepEqual(laidIn(SHEET, SIZE, { x: 600, y: 400 }), { x: 500, y: 350, ...SIZE });
  assert.deepEqual(laidIn(SHEET, SIZE, { x: 90, y: 795 }), { x: 100, y: 700, ...SIZE });
  assert.deepEqual(laidIn(SHEET, SIZE, { x: 5_000, y: -20 }), { x: 900, y: 0, ...SIZE });
  assert.deepEqual(laidIn(SHEET, { w: 2_000, h: 100 }, { x: 600, y: 400 }), { x: 100, y: 350, w: 2_000, h: 100 });
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { readScore } from "./score";

// the bytes of the server's own test, crates/live/src/replay/score.rs
const BYTES = [0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 2, 7, 8, 1, 0, 0, 0, 0, 0, 0, 1, 2, 0, 0, 0, 2, 7, 8];

test("a board is read as the server writes it", () => {
  const score = readScore(Uint8Array.from(BYTES));

  assert.deepEqual([...score.before], [0, 0]);
  assert.deepEqual(score.edits.map(({ by, at_ms, update }) => [by, at_ms, [...update]]), [["instructor", 1, [7, 8]], ["student", 0x0102, [7, 8]]]);
});

test("bytes that end too early are no board", () => {
  for (const length of [3, 5, 10, 20, BYTES.length - 1]) assert.throws(() => readScore(Uint8Array.from(BYTES.slice(0, length))), RangeError);
});

test("an edit never lies before the one ahead of it", () => {
  const swapped = [...BYTES.slice(0, 6), ...BYTES.slice(21), ...BYTES.slice(6, 21)];

  assert.deepEqual(readScore(Uint8Array.from(swapped)).edits.map(({ at_ms }) => at_ms), [0x0102, 0x0102]);
});

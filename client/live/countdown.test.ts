import assert from "node:assert/strict";
import { test } from "node:test";
import { inWords } from "./countdown";

const minute = 60_000;

test("the wait is said in the unit that matters, as the server says it", () => {
  assert.equal(inWords(53 * minute), "53 min");
  assert.equal(inWords(52.5 * minute), "53 min");
  assert.equal(inWords(125 * minute), "2 h 5 min");
  assert.equal(inWords((3 * 24 * 60 + 5) * minute), "3 days");
  assert.equal(inWords(-minute), "0 min");
});

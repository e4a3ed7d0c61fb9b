import assert from "node:assert/strict";
import { test } from "node:test";
import { stepped } from "./calendar";

test("an arrow leads from day to day and never out of those shown", () => {
  assert.equal(stepped(8, 1, 42), 9);
  assert.equal(stepped(8, -7, 42), 1);
  assert.equal(stepped(3, -7, 42), 3);
  assert.equal(stepped(41, 1, 42), 41);
});

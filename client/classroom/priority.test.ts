import assert from "node:assert/strict";
import { test } from "node:test";
import { limits } from "./priority";

test("on a worse line the camera gives way before the screen", () => {
  assert.deepEqual(limits("good", false), { camera: null, screen: null });
  for (const [better, worse] of [["good", "fair"], ["fair", "poor"]] as const) {
    const before = limits(better, true);
    const after = limits(worse, true);
    assert.ok((after.camera ?? Infinity) <= (before.camera ?? Infinity));
    assert.ok((after.screen ?? Infinity) > (after.camera ?? Infinity));
  }
});

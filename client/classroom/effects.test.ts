import assert from "node:assert/strict";
import test from "node:test";

import { canSwitch, isOn, wish } from "./effects";

test("an effect has a switch only where the device can do with it and without it", () => {
  assert.equal(canSwitch("blur", { backgroundBlur: [true, false] }), true);
  assert.equal(canSwitch("blur", { backgroundBlur: [true] }), false, "the system has it on for all programs");
  assert.equal(canSwitch("blur", { backgroundBlur: [false] }), false);
  assert.equal(canSwitch("blur", { noiseSuppression: [true, false] }), false);
  assert.equal(canSwitch("noise", { noiseSuppression: [true, false] }), true);
  assert.equal(canSwitch("noise", {}), false, "a browser that says nothing about it");
});

test("an effect is on when the track says so, whatever was asked", () => {
  assert.equal(isOn("noise", { noiseSuppression: true }), true);
  assert.equal(isOn("noise", { noiseSuppression: false, backgroundBlur: true }), false);
  assert.equal(isOn("blur", {}), false);
});

test("an effect is asked for by the browser's own name", () => {
  assert.deepEqual(wish("noise", false), { noiseSuppression: false });
  assert.deepEqual(wish("blur", true), { backgroundBlur: true });
});

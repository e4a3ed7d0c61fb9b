import assert from "node:assert/strict";
import { test } from "node:test";
import { commandOf } from "./keys";
import { MOST_ZOOM, fitted, held, pinched, toPage, toScreen, zoomed } from "./viewport";

const SCREEN = { w: 1000, h: 600 };
const SHEET = { w: 1600, h: 1000 };
const VIEW = { x: 100, y: 50, zoom: 0.5 };

test("a page point is found again on the screen", () => {
  assert.deepEqual(toPage(VIEW, toScreen(VIEW, { x: 321, y: 123 })), { x: 321, y: 123 });
});

test("what is under the pointer stays there while zooming", () => {
  const at = { x: 400, y: 300 };

  const near = zoomed(VIEW, 3, at);

  assert.deepEqual(toPage(near, at), toPage(VIEW, at));
  assert.equal(zoomed(VIEW, 1e9, at).zoom, MOST_ZOOM);
});

test("what is under two fingers stays under them", () => {
  const before = [{ x: 100, y: 100 }, { x: 200, y: 100 }] as const;
  const now = [{ x: 150, y: 220 }, { x: 350, y: 220 }] as const;

  const view = pinched(VIEW, before, now);

  for (const i of [0, 1] as const) {
    const [was, is] = [toPage(VIEW, before[i]), toPage(view, now[i])];
    assert.ok(Math.abs(was.x - is.x) < 1e-9 && Math.abs(was.y - is.y) < 1e-9);
  }
});

test("the whole sheet is seen when it is fitted", () => {
  const view = fitted({ x: 0, y: 0, ...SHEET }, SCREEN);

  const [a, b] = [toScreen(view, { x: 0, y: 0 }), toScreen(view, { x: SHEET.w, y: SHEET.h })];
  assert.ok(a.x >= 0 && a.y >= 0 && b.x <= SCREEN.w && b.y <= SCREEN.h);
});

test("the sheet cannot be lost from sight", () => {
  const lost = held({ x: 1e6, y: -1e6, zoom: 1 }, SHEET, SCREEN);

  assert.ok(toScreen(lost, { x: SHEET.w, y: 0 }).x > 0 && toScreen(lost, { x: 0, y: 0 }).y < SCREEN.h);
});

const KEY = { ctrlKey: false, metaKey: false, altKey: false, shiftKey: false };

test("one key takes each tool, Control and letters mean other things", () => {
  assert.deepEqual("phermoalvtk".split("").map((key) => commandOf({ ...KEY, key })?.k), new Array(11).fill("tool"));
  assert.deepEqual(commandOf({ ...KEY, key: "P" }), { k: "tool", tool: "pen" });
  assert.deepEqual(commandOf({ ...KEY, key: "z", ctrlKey: true }), { k: "undo" });
  assert.deepEqual(commandOf({ ...KEY, key: "Z", metaKey: true, shiftKey: true }), { k: "redo" });
  assert.deepEqual(commandOf({ ...KEY, key: "6" }), { k: "colour", c: 5 });
  for (const key of ["7", "q", "Tab", "F5"]) assert.equal(commandOf({ ...KEY, key }), null);
  for (const key of ["p", "v", "r"]) assert.equal(commandOf({ ...KEY, key, ctrlKey: true }), null);
});

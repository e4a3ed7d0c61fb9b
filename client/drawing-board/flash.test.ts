import assert from "node:assert/strict";
import { test } from "node:test";
import { FRAME_POINTS, MAX_FRAME, handFrame, hear, inkFrame, viewportFrame } from "./flash";

const STROKE = "7d444840-9dc0-41d1-b245-5ffdce74fad2";
const STYLE = { c: 3, b: 2, mark: true };

test("ink arrives as it was sent", () => {
  const frame = hear(inkFrame("first", STROKE, STYLE, 7, [10, 20, 0.5, 11, 22, 0.5]));

  assert.ok(frame?.kind === "ink" && frame.points);
  assert.deepEqual({ ...frame, points: [...frame.points].map((value) => Math.round(value)) }, { kind: "ink", page: "first", stroke: STROKE, ...STYLE, from: 7, points: [10, 20, 1, 11, 22, 1] });
});

test("a stroke that was given up has no points", () => {
  const frame = hear(inkFrame("first", STROKE, STYLE, 0, []));

  assert.equal(frame?.kind === "ink" ? frame.points : undefined, null);
});

test("hand, laser and view arrive, and their ends", () => {
  assert.deepEqual(hear(handFrame("cursor", "p", { x: 12.5, y: -3 })), { kind: "cursor", page: "p", at: { x: 12.5, y: -3 } });
  assert.deepEqual(hear(handFrame("laser", "p", null)), { kind: "laser", page: "p", at: null });
  assert.deepEqual(hear(viewportFrame("p", { x: 1, y: 2, w: 300, h: 200 })), { kind: "viewport", page: "p", seen: { x: 1, y: 2, w: 300, h: 200 } });
  assert.deepEqual(hear(viewportFrame("p", null)), { kind: "viewport", page: "p", seen: null });
});

test("the largest frame fits", () => {
  const far = Array.from({ length: FRAME_POINTS }, (_, i) => (i % 2 ? [100_000, -100_000, 1] : [-100_000, 100_000, 0])).flat();

  assert.ok(inkFrame("p".repeat(64), STROKE, STYLE, 3_000, far).length <= MAX_FRAME);
});

test("frames that were cut or grew are refused", () => {
  for (const whole of [inkFrame("first", STROKE, STYLE, 7, [10, 20, 0.5]), handFrame("cursor", "p", { x: 1200, y: 300 }), viewportFrame("p", { x: 1, y: 2, w: 300, h: 200 })]) {
    assert.ok(hear(whole));
    assert.equal(hear(whole.slice(0, -1)), null);
    assert.equal(hear(Uint8Array.from([...whole, 0x80])), null);
  }
});

test("no bytes make it throw, and none give more than a frame may hold", () => {
  let state = 42;
  const next = (): number => (state = (state * 1103515245 + 12345) & 0x7fffffff) >> 8;
  const seeds = [inkFrame("first", STROKE, STYLE, 7, [10, 20, 0.5]), handFrame("laser", "p", { x: 1, y: 2 }), viewportFrame("p", { x: 1, y: 2, w: 3, h: 4 })];

  for (let run = 0; run < 50_000; run++) {
    const bytes = Uint8Array.from(seeds[run % seeds.length] as Uint8Array);
    for (let i = 0; i < 1 + (run % 5); i++) bytes[next() % bytes.length] = next() & 255;
    const frame = hear(run % 7 === 0 ? Uint8Array.from({ length: next() % 80 }, () => next() & 255) : bytes);
    if (frame?.kind === "ink" && frame.points) assert.ok(frame.points.length <= FRAME_POINTS * 3 && frame.points.every(Number.isFinite));
  }
  assert.equal(hear(new Uint8Array(MAX_FRAME + 1).fill(1)), null);
});

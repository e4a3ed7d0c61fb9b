import assert from "node:assert/strict";
import { test } from "node:test";
import { type Item, type Measures, NO_CHANGE, changed, covers, isHeld, readItem, touches } from "./item";
import { pack, unpack } from "./packing";
import { frameAround, handleAt, stretched } from "./selection";

const MEASURES: Measures = { text: (s, size) => ({ w: s.length * size, h: size }), formula: (_, size) => ({ w: size, h: size }) };
const COMMON = { z: "V00000", t: 0, by: "instructor", c: 0, b: 0 };

function item(value: object): Item {
  const made = readItem("one", { ...COMMON, ...value }, MEASURES);
  assert.ok(made);
  return made;
}

const RECT = item({ k: "rect", x: 100, y: 100, w: 200, h: 100, rot: 0 });
const STROKE = item({ k: "pen", mark: false, d: pack([0, 0, 0.5, 100, 0, 0.5, 100, 100, 0.5]) });

test("a stroke is touched along its line and nowhere else", () => {
  assert.ok(touches(STROKE, { x: 50, y: 3 }, 2));
  assert.ok(touches(STROKE, { x: 101, y: 60 }, 2));
  assert.ok(!touches(STROKE, { x: 50, y: 50 }, 2));
  const broken = item({ k: "pen", mark: false, d: new Uint8Array([255, 255, 255]) });
  assert.ok(!touches(broken, { x: 500, y: 500 }, 2));
});

test("a hollow shape is touched at its edge and covered inside", () => {
  assert.ok(touches(RECT, { x: 100, y: 150 }, 4));
  assert.ok(!touches(RECT, { x: 200, y: 150 }, 4));
  assert.ok(covers(RECT, { x: 200, y: 150 }));
  const ellipse = item({ k: "ellipse", x: 0, y: 0, w: 200, h: 100, rot: 0 });
  assert.ok(touches(ellipse, { x: 200, y: 50 }, 4) && !touches(ellipse, { x: 2, y: 2 }, 4));
});

test("a turned shape is touched where it is seen", () => {
  const upright = item({ k: "rect", x: 100, y: 100, w: 200, h: 100, rot: Math.PI / 2 });

  assert.ok(touches(upright, { x: 150, y: 150 }, 4));
  assert.ok(!touches(upright, { x: 100, y: 150 }, 4));
});

test("an area holds what lies wholly in it", () => {
  assert.ok(isHeld(RECT, { x: 90, y: 90, w: 220, h: 120 }));
  assert.ok(!isHeld(RECT, { x: 150, y: 90, w: 220, h: 120 }));
});

test("moving, resizing and turning carry every kind along", () => {
  const moved = changed(STROKE, { ...NO_CHANGE, dx: 10, dy: -10 });
  assert.ok(moved.k === "pen");
  assert.deepEqual([...(unpack(moved.d) ?? [])].filter((_, i) => i % 3 !== 2), [10, -10, 110, -10, 110, 90]);

  const larger = changed(item({ k: "text", s: "ab", x: 10, y: 10, size: 20, rot: 0 }), { ...NO_CHANGE, from: { x: 10, y: 10 }, by: 2 });
  assert.ok(larger.k === "text" && larger.size === 40 && larger.x === 10 && larger.y === 10);

  const turned = changed(item({ k: "line", x: 0, y: 0, w: 100, h: 0 }), { ...NO_CHANGE, angle: Math.PI / 2 });
  assert.ok(turned.k === "line" && Math.abs(turned.w) < 1e-9 && Math.abs(turned.h - 100) < 1e-9);

  const round = changed(RECT, { ...NO_CHANGE, from: { x: 200, y: 150 }, angle: 1 });
  assert.ok(round.k === "rect" && Math.abs(round.rot - 1) < 1e-9 && Math.abs(round.x - 100) < 1e-9);
});

test("a pulled corner leaves the opposite one where it is, also on a turned box", () => {
  const before = item({ k: "rect", x: 100, y: 100, w: 200, h: 100, rot: 0.5 });
  const frame = frameAround([before]);
  assert.ok(frame);
  const thing = stretched(before, 2, { x: 400, y: 420 }, false);
  const after = item(thing);

  const opposite = (of: Item): readonly number[] => {
    const { box, angle } = frameAround([of]) ?? assert.fail();
    const [dx, dy] = [-box.w / 2, -box.h / 2];
    return [box.x + box.w / 2 + dx * Math.cos(angle) - dy * Math.sin(angle), box.y + box.h / 2 + dx * Math.sin(angle) + dy * Math.cos(angle)];
  };
  opposite(before).forEach((value, i) => assert.ok(Math.abs(value - (opposite(after)[i] ?? NaN)) < 1e-6));
});

test("a picture keeps its shape while it is resized", () => {
  const picture = item({ k: "img", file: "f", alt: "", x: 0, y: 0, w: 200, h: 100, rot: 0 });

  const thing = stretched(picture, 2, { x: 300, y: 120 }, false);

  assert.ok(thing.k === "img" && Math.abs(thing.w / thing.h - 2) < 1e-9);
});

test("handles are found at the corners and above", () => {
  const frame = frameAround([RECT]) ?? assert.fail();

  assert.equal(handleAt(frame, { x: 299, y: 201 }, 5, 1), 2);
  assert.equal(handleAt(frame, { x: 200, y: 74 }, 5, 1), "turn");
  assert.equal(handleAt(frame, { x: 200, y: 150 }, 5, 1), null);
});

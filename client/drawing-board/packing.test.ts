import assert from "node:assert/strict";
import { test } from "node:test";
import { MAX_POINTS, pack, put, take, unpack } from "./packing";

/** Numbers from a seed, the same each time. */
function chance(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 1103515245 + 12345) & 0x7fffffff) / 0x7fffffff;
}

test("points come back within half an eighth of a unit", () => {
  const next = chance(7);
  const points = Array.from({ length: 300 }, () => (next() - 0.5) * 4000).map((value, i) => (i % 3 === 2 ? next() : value));

  const back = unpack(pack(points));

  assert.equal(back?.length, points.length);
  points.forEach((value, i) => assert.ok(Math.abs(value - (back?.[i] ?? NaN)) <= (i % 3 === 2 ? 0.5 / 255 : 1 / 16) + 1e-3));
});

test("a second of writing takes a few hundred bytes", () => {
  const points = Array.from({ length: 120 }, (_, i) => [100 + i * 2.3, 200 + Math.sin(i / 9) * 40, 0.5]).flat();

  assert.ok(pack(points).length < 500, `${pack(points).length} bytes`);
});

test("numbers keep their sign and size up to 32 bits", () => {
  for (const value of [0, -1, 1, 63, -64, 64, 1 << 20, -(1 << 20), 2 ** 31 - 1, -(2 ** 31)]) {
    const bytes: number[] = [];
    put(bytes, value);

    assert.equal(take({ bytes: Uint8Array.from(bytes), at: 0 }), value);
  }
});

test("numbers that are no numbers do not become points", () => {
  const back = unpack(pack([NaN, Infinity, -1]));

  assert.ok(back?.every(Number.isFinite));
});

test("bytes that no pen wrote are refused", () => {
  const cut = pack([10, 20, 0.5, 30, 40, 0.5]).slice(0, -1);
  const pressed = new Uint8Array([0, 0, 0xff, 0x7f]);
  const endless = new Uint8Array(12).fill(0xff);
  const far = Uint8Array.from([0xfe, 0xff, 0xff, 0xff, 0x0f, 0, 0]);
  const many = pack(new Float32Array((MAX_POINTS + 1) * 3));

  for (const bytes of [new Uint8Array(), cut, pressed, endless, far, many, new Uint8Array(MAX_POINTS * 15 + 1)]) assert.equal(unpack(bytes), null);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { type Motion, partAt, partSoon, placeIn, step } from "./drift";
import type { Part, Timeline } from "./timeline";

function part(id: string, from: number, to: number, more: Partial<Part> = {}): Part {
  return { id, seat: "student", source: "person", starts_ms: 1_000 + from, ends_ms: 1_000 + to, url: `/${id}`, ...more };
}

function timeline(...parts: Part[]): Timeline {
  return { starts_ms: 1_000, ends_ms: 61_000, names: { instructor: "Ada", student: "Ben" }, happenings: [], stays: [], talks: [], parts, boards: [] };
}

test("a part plays from its beginning up to its end, and a later one takes over", () => {
  const played = timeline(part("a", 0, 10_000), part("b", 9_000, 60_000), part("c", 0, 60_000, { seat: "instructor" }));

  assert.deepEqual([0, 8_999, 9_000, 50_000].map((at) => partAt(played, "person", "student", at)?.id), ["a", "a", "b", "b"]);
  assert.equal(partAt(timeline(part("a", 5_000, 6_000)), "person", "student", 6_000), null);
});

test("whoever shares, the screen is found", () => {
  const played = timeline(part("s", 0, 60_000, { source: "screen" }));

  assert.deepEqual([partAt(played, "screen", null, 5)?.id, partAt(played, "person", "student", 5)], ["s", null]);
});

test("the place in a part counts from where the part begins", () => {
  assert.equal(placeIn(timeline(), part("a", 4_000, 60_000), 6_500), 2.5);
});

test("what begins soon is fetched before its time", () => {
  const played = timeline(part("a", 0, 5_000), part("b", 20_000, 60_000));

  assert.deepEqual([6_000, 10_000, 19_999, 20_000].map((at) => partSoon(played, "person", "student", at)?.id), [undefined, "b", "b", undefined]);
});

const film = (currentTime: number, playbackRate = 1, seeking = false) => ({ currentTime, playbackRate, seeking });

test("a film that is far off jumps, and is left alone while it is on its way", () => {
  assert.deepEqual(step(film(12), 10, "moves", 1), { jump: 10, rate: 1 });
  assert.deepEqual(step(film(12, 1, true), 10, "moves", 1), { jump: null, rate: 1 });
  assert.deepEqual(["still", "waits", "moves"].map((motion) => step(film(10.1), 10, motion as Motion, 1).jump), [10, null, null]);
});

test("a film that is a little off catches up without a jump, wholly, and then keeps its speed", () => {
  const rates = [0.2, 0.04, 0.01].map((behind, i) => step(film(10 - behind, i ? 1.12 : 1), 10, "moves", 1).rate);

  assert.deepEqual(rates, [1.12, 1.12, 1]);
  assert.equal(step(film(10.2), 10, "moves", 1).rate, 0.88);
  assert.deepEqual(step(film(9.2, 2), 10, "moves", 2), { jump: null, rate: 2.24 });
  assert.equal(step(film(9.96), 10, "moves", 1).rate, 1);
});

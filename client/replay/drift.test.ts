import assert from "node:assert/strict";
import { test } from "node:test";
import { correction, partAt, placeIn } from "./drift";
import type { Part, Timeline } from "./timeline";

function part(id: string, from: number, to: number | null, more: Partial<Part> = {}): Part {
  return { id, seat: "student", source: "person", starts_ms: 1_000 + from, ends_ms: to === null ? null : 1_000 + to, url: `/${id}`, ...more };
}

function timeline(...parts: Part[]): Timeline {
  return { starts_ms: 1_000, ends_ms: 61_000, names: { instructor: "Ada", student: "Ben" }, happenings: [], stays: [], parts, boards: [] };
}

test("a part plays from its beginning up to its end, and a later one takes over", () => {
  const played = timeline(part("a", 0, 10_000), part("b", 9_000, null), part("c", 0, null, { seat: "instructor" }));

  assert.deepEqual([0, 8_999, 9_000, 50_000].map((at) => partAt(played, "person", "student", at)?.id), ["a", "a", "b", "b"]);
  assert.equal(partAt(timeline(part("a", 5_000, 6_000)), "person", "student", 6_000), null);
});

test("whoever shares, the screen is found", () => {
  const played = timeline(part("s", 0, null, { source: "screen" }));

  assert.deepEqual([partAt(played, "screen", null, 5)?.id, partAt(played, "person", "student", 5)], ["s", null]);
});

test("the place in a part counts from where the part begins", () => {
  assert.equal(placeIn(timeline(), part("a", 4_000, null), 6_500), 2.5);
});

test("a film is moved when it is more than a seventh of a second off, and left alone while it is on its way", () => {
  const film = (currentTime: number, seeking = false): { currentTime: number; seeking: boolean } => ({ currentTime, seeking });

  assert.equal(correction(film(10.1), 10, true), null);
  assert.equal(correction(film(10.2), 10, true), 10);
  assert.equal(correction(film(12, true), 10, true), null);
  assert.equal(correction(film(10.1), 10, false), 10);
});

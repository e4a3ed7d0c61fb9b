import assert from "node:assert/strict";
import { test } from "node:test";
import type { Happening, What } from "../classroom/protocol";
import { type Part, type Stay, type Timeline, atOf, chaptersOf, chatOf, clock, lastBegun, lengthOf, markersOf, presenceOf, recordedOf, sharesOf, stopsOf, talkOf, whenIn } from "./timeline";

const BEGIN = 1_000_000;

function line(seq: number, at: number, what: What): Happening {
  return { seq, at_ms: BEGIN + at, by: "instructor", what };
}

function timeline(happenings: Happening[], stays: Stay[] = []): Timeline {
  const names = { instructor: "Ada Byron", student: "Ben Field" };
  return { starts_ms: BEGIN, ends_ms: BEGIN + 60_000, names, happenings, stays, talks: [], parts: [], boards: [] };
}

test("the stage begins with the pictures, and every real switch opens a chapter", () => {
  const played = timeline([
    line(1, 5_000, { kind: "mode", mode: "draw" }),
    line(2, 6_000, { kind: "mode", mode: "draw" }),
    line(3, 9_000, { kind: "mode", mode: "write" }),
  ]);

  const chapters = chaptersOf(played).map(({ at, mode }) => [at, mode]);

  assert.deepEqual(chapters, [[0, "video"], [5_000, "draw"], [9_000, "write"]]);
});

test("two switches at one instant leave the later one, and none when it leads back", () => {
  const there = timeline([line(1, 0, { kind: "mode", mode: "draw" })]);
  const back = timeline([line(1, 0, { kind: "mode", mode: "draw" }), line(2, 0, { kind: "mode", mode: "video" })]);

  assert.deepEqual(chaptersOf(there).map(({ mode }) => mode), ["draw"]);
  assert.deepEqual(chaptersOf(back).map(({ mode }) => mode), ["video"]);
});

test("markers tell who said what and what came on the stage, in order", () => {
  const played = timeline([
    line(1, 61_000, { kind: "chat", id: "c", text: "x".repeat(100) }),
    line(2, 2_000, { kind: "mode", mode: "draw" }),
    line(3, 3_000, { kind: "lock", board: "draw", on: true }),
  ]);

  const titles = markersOf(played, (name) => name.split(" ")[0] ?? name).map(({ kind, title }) => [kind, title]);

  assert.deepEqual(titles, [["mode", "0:02 Drawing board"], ["chat", `1:00 Ada: ${"x".repeat(80)}…`]]);
});

test("what the server's clock put outside lies at the nearer end", () => {
  const played = timeline([]);

  assert.deepEqual([atOf(played, BEGIN - 5), atOf(played, BEGIN + 99_999)], [0, 60_000]);
  assert.equal(lengthOf({ ...played, ends_ms: BEGIN }), 1);
});

test("chat is files and messages, and the last that has begun is found", () => {
  const lines = chatOf(
    timeline([
      line(1, 1_000, { kind: "chat", id: "a", text: "Hi" }),
      line(2, 2_000, { kind: "file", file: "fil_1", name: "a.pdf", media: "pdf" }),
      line(3, 2_500, { kind: "share", on: true }),
    ]),
  );

  assert.deepEqual([0, 999, 1_000, 2_001].map((at) => lastBegun(lines, at)), [-1, -1, 0, 1]);
});

test("stays of one person that touch are one, and those of the other do not count", () => {
  const stay = (seat: Stay["seat"], from: number, to: number): Stay => ({ seat, from_ms: BEGIN + from, to_ms: BEGIN + to });
  const played = timeline([], [stay("student", 30_000, 70_000), stay("student", 0, 10_000), stay("student", 10_000, 12_000), stay("instructor", 0, 5_000)]);

  assert.deepEqual(presenceOf(played, "student"), [{ from: 0, to: 12_000 }, { from: 30_000, to: 60_000 }]);
});

test("who spoke has a share in all that was said, in whole per cent", () => {
  const talk = (seat: Stay["seat"], from: number, to: number): Stay => ({ seat, from_ms: BEGIN + from, to_ms: BEGIN + to });
  const played = { ...timeline([]), talks: [talk("student", 1_000, 2_000), talk("instructor", 5_000, 6_000), talk("instructor", 8_000, 9_000)] };

  assert.deepEqual(talkOf(played, "instructor"), [{ from: 5_000, to: 6_000 }, { from: 8_000, to: 9_000 }]);
  assert.deepEqual(sharesOf(played), { instructor: 67, student: 33 });
  assert.equal(sharesOf(timeline([])), null);
});

test("a clock shows hours only when there are some", () => {
  assert.deepEqual([-4, 0, 59_999, 725_000, 3_725_000].map(clock), ["0:00", "0:00", "0:59", "12:05", "1:02:05"]);
});

test("when a session was is told on the reader's clock", () => {
  const at = Date.UTC(2026, 10, 27, 6, 5);
  assert.equal(whenIn("America/Chicago", at), "Fri 27 Nov 2026, 00:05 (Chicago)");
  assert.equal(whenIn("America/New_York", at), "Fri 27 Nov 2026, 01:05 (New York)");
});

test("a recording that is not of the whole lesson is marked where it begins and ends", () => {
  const part = (from: number, to: number, source: "person" | "screen" = "person"): Part => ({ id: `${source} ${from}`, seat: "instructor", source, starts_ms: BEGIN + from, ends_ms: BEGIN + to, url: "" });
  const played = { ...timeline([line(1, 15_000, { kind: "mode", mode: "draw" })]), parts: [part(5_000, 50_000, "screen"), part(22_000, 30_000), part(10_000, 20_000), part(40_000, 59_000)] };

  assert.deepEqual(recordedOf(played), [{ from: 10_000, to: 30_000 }, { from: 40_000, to: 59_000 }]);
  assert.deepEqual(stopsOf(played).map(({ at, words }) => [at / 1_000, words]), [
    [0, "Video"],
    [10, "Recording begins"],
    [15, "Drawing board"],
    [30, "Recording ends"],
    [40, "Recording begins"],
  ]);
  assert.deepEqual(recordedOf(timeline([])), []);
});

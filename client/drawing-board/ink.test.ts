import assert from "node:assert/strict";
import { test } from "node:test";
import * as Y from "yjs";
import { Book } from "./book";
import { Flasher } from "./flasher";
import { Ghosts, SILENCE_MS } from "./ghosts";
import { PIECE_MS, PIECE_POINTS } from "./ink";
import { type Measures, readItem } from "./item";
import { hear } from "./flash";
import { PenTool } from "./tools/pen";
import type { Bench } from "./tools/tool";

function bench(): { bench: Bench; book: Book; clock: { ms: number }; flashed: Uint8Array[] } {
  const book = new Book(new Y.Doc(), () => {});
  const clock = { ms: 0 };
  const flashed: Uint8Array[] = [];
  const flasher = new Flasher((bytes) => flashed.push(bytes));
  const made = {
    page: "first", book, flasher, zoom: 1, ink: { c: 1, b: 1 },
    now: () => clock.ms,
    common: () => ({ z: "V00000", t: 0, by: "student" as const }),
    put: (things: never) => book.put("first", things),
    redraw: () => {},
  };
  return { bench: made as unknown as Bench, book, clock, flashed };
}

const MEASURES: Measures = { text: () => ({ w: 1, h: 1 }), formula: () => ({ w: 1, h: 1 }) };

function pieces(book: Book): number[][] {
  return [...book.objects("first").values()].map((value) => [...(readItem("one", value, MEASURES)?.points ?? [])]);
}

test("a short stroke is one object, written when the hand lifts", () => {
  const { bench: on, book } = bench();
  const pen = new PenTool(on, false);

  pen.down({ x: 0, y: 0, p: 0.5 });
  pen.move([{ x: 10, y: 0, p: 0.5 }, { x: 20, y: 5, p: 0.5 }], []);
  assert.equal(book.objects("first").size, 0);
  pen.up();

  assert.equal(pieces(book).length, 1);
});

test("a stroke of too many points is written in pieces that join", () => {
  const { bench: on, book } = bench();
  const pen = new PenTool(on, false);

  pen.down({ x: 0, y: 0, p: 0.5 });
  for (let i = 1; i <= PIECE_POINTS + 10; i++) pen.move([{ x: i, y: 0, p: 0.5 }], []);
  assert.equal(pieces(book).length, 1);
  pen.up();

  const [first = [], second = []] = pieces(book).sort((a, b) => b.length - a.length);
  assert.equal(first.length / 3, PIECE_POINTS);
  assert.deepEqual(second.slice(0, 6), first.slice(-6));
  assert.equal(second.at(-3), PIECE_POINTS + 10);
});

test("a slow stroke is written every five seconds", () => {
  const { bench: on, book, clock } = bench();
  const pen = new PenTool(on, false);

  pen.down({ x: 0, y: 0, p: 0.5 });
  for (let i = 1; i <= 30; i++) {
    clock.ms += PIECE_MS / 10;
    pen.move([{ x: i, y: 0, p: 0.5 }], []);
  }

  assert.equal(pieces(book).length, 3);
});

test("a cancelled stroke is not written, and the other is told", () => {
  const { bench: on, book, flashed } = bench();
  const pen = new PenTool(on, false);
  pen.down({ x: 0, y: 0, p: 0.5 });
  pen.move([{ x: 10, y: 0, p: 0.5 }], []);

  pen.cancel();
  pen.up();

  assert.equal(book.objects("first").size, 0);
  const last = hear(flashed.at(-1) ?? new Uint8Array());
  assert.ok(last?.kind === "ink" && last.points === null);
});

test("the other's ink grows by tails, whichever arrive", () => {
  const ghosts = new Ghosts();
  const tail = (from: number, ...xs: number[]): void => ghosts.hear({ kind: "ink", page: "first", stroke: "s", c: 0, b: 0, mark: false, from, points: Float32Array.from(xs.flatMap((x) => [x, 0, 0.5])) }, 0);

  tail(0, 0, 1, 2);
  tail(2, 2, 3);
  tail(9, 9);

  assert.deepEqual([...ghosts.all].map(({ points }) => points.filter((_, i) => i % 3 === 0)), [[0, 1, 2, 3, 9]]);
});

test("a ghost goes with its stroke, or after five silent seconds", () => {
  const ghosts = new Ghosts();
  const frame = { kind: "ink", page: "first", c: 0, b: 0, mark: false, from: 0, points: Float32Array.of(1, 2, 0.5) } as const;
  ghosts.hear({ ...frame, stroke: "written" }, 0);
  ghosts.hear({ ...frame, stroke: "lost" }, 0);

  assert.ok(ghosts.drop("written"));
  assert.ok(!ghosts.forgetSilent(SILENCE_MS - 1));
  assert.ok(ghosts.forgetSilent(SILENCE_MS));

  assert.equal(ghosts.size, 0);
});

test("a flood of strokes is bounded", () => {
  const ghosts = new Ghosts();

  for (let i = 0; i < 1_000; i++) ghosts.hear({ kind: "ink", page: "first", stroke: String(i), c: 0, b: 0, mark: false, from: 0, points: Float32Array.of(1, 2, 0.5) }, i);

  assert.ok(ghosts.size <= 8);
});

test("a fast hand is told at most thirty times a second", (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  const frames: Uint8Array[] = [];
  const flasher = new Flasher((bytes) => frames.push(bytes));
  const points: number[] = [];

  for (let ms = 0; ms < 1_000; ms++) {
    points.push(ms, 0, 0.5);
    flasher.ink("first", "7d444840-9dc0-41d1-b245-5ffdce74fad2", { c: 0, b: 0, mark: false }, points);
    flasher.cursor("first", { x: ms, y: 0 });
    t.mock.timers.tick(1);
  }
  flasher.close();

  const kinds = frames.map((bytes) => hear(bytes)?.kind);
  assert.ok(kinds.filter((kind) => kind === "ink").length <= 30);
  assert.ok(kinds.filter((kind) => kind === "cursor").length <= 15);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import * as Y from "yjs";
import { Reel } from "./reel";
import type { Edit, Score } from "./score";

/** A board on which one stroke comes every second, and every tenth one goes again; `before` lay there already. */
function score(strokes: number): Score {
  const doc = new Y.Doc();
  const edits: Edit[] = [];
  doc.getMap("p:first").set("before", 0);
  const before = Y.encodeStateAsUpdate(doc);
  let at_ms = 0;
  doc.on("update", (update: Uint8Array) => edits.push({ by: "instructor", at_ms, update }));
  for (let i = 1; i <= strokes; i += 1) {
    at_ms = i * 1000;
    const page = doc.getMap(i > strokes / 2 ? "p:second" : "p:first");
    if (i % 10 === 0) page.delete(`s${i - 1}`);
    else page.set(`s${i}`, { k: "pen", i });
  }
  return { before, edits };
}

function objects(doc: Y.Doc): string {
  return JSON.stringify(["p:first", "p:second"].map((page) => Object.entries(doc.getMap(page).toJSON()).sort()));
}

test("at the beginning a board is what lay on it", () => {
  const reel = new Reel(score(5));

  assert.equal(objects(reel.doc), JSON.stringify([[["before", 0]], []]));
});

test("from wherever one comes, the board at a time is the same", () => {
  const whole = score(2_600);
  const jumps = [2_600, 0, 1_300, 499, 500, 501, 2_599, 1_000, 999, 1_750, 3, 2_600];
  for (const withFrames of [false, true]) {
    const reel = new Reel(whole);
    while (withFrames && reel.makeFrame());
    for (const seconds of jumps) {
      reel.seek(seconds * 1000);
      const straight = new Reel(whole);
      straight.seek(seconds * 1000);
      assert.equal(objects(reel.doc), objects(straight.doc), `at ${seconds} s, ${withFrames ? "with" : "without"} key frames`);
    }
  }
});

test("going on keeps the document, going back or far gives another", () => {
  const reel = new Reel(score(200));
  const first = reel.doc;

  assert.equal(reel.seek(9_000), false);
  assert.equal(reel.doc, first);
  assert.equal(reel.seek(8_999), true);
  assert.notEqual(reel.doc, first);
  assert.equal(reel.count, 8);
  assert.equal(reel.seek(150_000), true);
  assert.equal(reel.count, 150);
});

test("a way forward is one change of the document, however many edits it has", () => {
  const reel = new Reel(score(60));
  let changes = 0;
  reel.doc.on("afterTransaction", () => (changes += 1));

  reel.seek(50_000);

  assert.equal(changes, 1);
});

test("the page that was last drawn on is known, also after something was taken away", () => {
  const reel = new Reel(score(100));

  assert.equal(reel.page(), null);
  reel.seek(50_000);
  assert.equal(reel.page(), "first");
  reel.seek(60_000);
  assert.equal(reel.page(), "second");
});

test("an edit that cannot be read costs itself alone", (context) => {
  const said = context.mock.method(console, "error", () => {});
  const whole = score(3);
  whole.edits.splice(1, 0, { by: "student", at_ms: 1_500, update: Uint8Array.of(255, 255, 255) });
  const reel = new Reel(whole);

  reel.seek(3_000);

  assert.equal(reel.doc.getMap("p:first").size + reel.doc.getMap("p:second").size, 4);
  assert.equal(said.mock.callCount(), 1);
});

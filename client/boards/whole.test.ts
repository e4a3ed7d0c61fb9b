import assert from "node:assert/strict";
import { test } from "node:test";
import * as Y from "yjs";
import { applyWhole } from "./whole";

const VALUES: readonly unknown[] = [
  { k: "pen", z: "V00000", t: 1.5, by: "student", c: 3, mark: false, d: Uint8Array.of(1, 2, 250) },
  { k: "text", s: "Grüße, 你好 🙂", rot: -0.25, nested: { list: [1, "two", { three: "drei" }], none: null, lost: undefined } },
  { k: "text", s: "x".repeat(400), empty: "" },
  "é",
  "",
  -70_000,
  true,
];

test("a whole board is read as the engine itself reads it", () => {
  const board = new Y.Doc();
  board.transact(() => VALUES.forEach((value, i) => board.getMap("p:first").set(`id-${i} ü`.slice(0, i + 3), value)));
  board.getText("words").insert(0, "Ein Wort, “zitiert”");
  const whole = Y.encodeStateAsUpdate(board);

  const read = new Y.Doc();
  applyWhole(read, whole, null);

  const engine = new Y.Doc();
  Y.applyUpdate(engine, whole);
  assert.deepEqual(read.getMap("p:first").toJSON(), engine.getMap("p:first").toJSON());
  assert.equal(read.getText("words").toString(), "Ein Wort, “zitiert”");
  assert.deepEqual(Y.encodeStateAsUpdate(read), whole);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { Schema } from "@tiptap/pm/model";
import { fitting, guard } from "./attributes";

test("what our own board writes is kept", () => {
  assert.deepEqual(fitting("heading", { level: 2 }), { level: 2 });
  assert.deepEqual(fitting("orderedList", { start: 3, type: null }), { start: 3, type: null });
  assert.deepEqual(fitting("taskItem", { checked: true }), { checked: true });
  assert.deepEqual(fitting("codeBlock", { language: "python" }), { language: "python" });
  assert.deepEqual(fitting("inlineMath", { latex: "x^2" }), { latex: "x^2" });
});

test("what would stop or mislead a page is left out", () => {
  assert.deepEqual(fitting("tableCell", { colspan: 1e9, rowspan: 1e9, colwidth: [1e9], align: "x" }), {});
  assert.deepEqual(fitting("heading", { level: 99 }), {});
  assert.deepEqual(fitting("orderedList", { start: 1e300 }), {});
  assert.deepEqual(fitting("codeBlock", { language: "a b c" }), {});
  assert.deepEqual(fitting("blockMath", { latex: "x".repeat(2001) }), {});
  assert.deepEqual(fitting("blockMath", { latex: { toString: 1 } }), {});
  assert.deepEqual(fitting("paragraph", { style: "position:fixed", constructor: 1 }), {});
});

test("a guarded schema gives an unfit attribute its default", () => {
  const schema = new Schema({
    nodes: { doc: { content: "tableCell*" }, text: {}, tableCell: { attrs: { colspan: { default: 1 } } } },
  });
  guard(schema);

  assert.equal(schema.node("tableCell", { colspan: 1e9 }).attrs["colspan"], 1);
  assert.equal(schema.nodeFromJSON({ type: "tableCell", attrs: { colspan: 3 } }).attrs["colspan"], 1);
});

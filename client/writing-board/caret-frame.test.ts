import assert from "node:assert/strict";
import { test } from "node:test";
import * as Y from "yjs";
import { type Caret, decodeCaret, encodeCaret } from "./caret-frame";

function caret(doc = new Y.Doc()): Caret {
  const text = new Y.XmlText("hello");
  const paragraph = new Y.XmlElement("paragraph");
  doc.getXmlFragment("text").insert(0, [paragraph]);
  paragraph.insert(0, [text]);
  return { anchor: Y.createRelativePositionFromTypeIndex(text, 1, -1), head: Y.createRelativePositionFromTypeIndex(doc.getXmlFragment("text"), 1) };
}

test("a caret arrives as it was sent", () => {
  const doc = new Y.Doc();
  const sent = caret(doc);

  const arrived = decodeCaret(encodeCaret(sent));

  assert.ok(arrived);
  for (const end of ["anchor", "head"] as const) {
    const there = Y.createAbsolutePositionFromRelativePosition(arrived[end], doc);
    assert.deepEqual(there, Y.createAbsolutePositionFromRelativePosition(sent[end], doc));
    assert.ok(there);
  }
});

test("a caret that goes away arrives too", () => {
  assert.equal(decodeCaret(encodeCaret(null)), null);
});

test("a caret in a text of another name is refused", () => {
  const elsewhere = Y.createRelativePositionFromTypeIndex(new Y.Doc().getText("other"), 0);

  assert.equal(decodeCaret(encodeCaret({ anchor: elsewhere, head: elsewhere })), undefined);
});

test("a frame that is cut short, goes on, or is too long says nothing", () => {
  const whole = encodeCaret(caret());

  for (let length = 0; length < whole.length; length++) assert.equal(decodeCaret(whole.subarray(0, length)), undefined, `${length} bytes`);
  assert.equal(decodeCaret(new Uint8Array([...whole, 0])), undefined);
  assert.equal(decodeCaret(new Uint8Array([0, 0])), undefined);
  assert.equal(decodeCaret(new Uint8Array(2048).fill(1)), undefined);
});

test("a length that counts beyond the frame is refused", () => {
  assert.equal(decodeCaret(new Uint8Array([1, 0xff, 0xff, 0xff, 0xff, 0x7f, 0])), undefined);
});

test("no bytes make it throw", () => {
  let seed = 7;
  const next = (): number => (seed = (Math.imul(seed, 1103515245) + 12345) >>> 0) >>> 16;

  for (let round = 0; round < 20_000; round++) {
    const bytes = Uint8Array.from({ length: next() % 64 }, () => next() & 255);
    if (bytes.length > 0) bytes[0] = 1;
    assert.doesNotThrow(() => decodeCaret(bytes), `seed 7, round ${round}`);
  }
});

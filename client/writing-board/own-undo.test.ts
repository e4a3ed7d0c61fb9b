import assert from "node:assert/strict";
import { test } from "node:test";
import { EditorState, TextSelection } from "@tiptap/pm/state";
import { Schema } from "@tiptap/pm/model";
import { redo, undo, ySyncPlugin, ySyncPluginKey, yUndoPlugin } from "@tiptap/y-tiptap";
import * as Y from "yjs";
import { plainText } from "./plain-text";
import { steps } from "./steps";

const schema = new Schema({
  nodes: { doc: { content: "paragraph+" }, paragraph: { content: "text*", toDOM: () => ["p", 0] }, text: {} },
});

function paragraph(text: string): Y.XmlElement {
  const made = new Y.XmlElement("paragraph");
  made.insert(0, [new Y.XmlText(text)]);
  return made;
}

/** A board as the editor binds it, without a page. */
function board(): { doc: Y.Doc; state: EditorState; write(text: string): void } {
  const doc = new Y.Doc();
  const fragment = doc.getXmlFragment("text");
  const state = EditorState.create({ schema, plugins: [ySyncPlugin(fragment), yUndoPlugin(), steps()] });
  return { doc, state, write: (text) => doc.transact(() => fragment.push([paragraph(text)]), ySyncPluginKey) };
}

function hear(to: Y.Doc, from: Y.Doc): void {
  Y.applyUpdate(to, Y.encodeStateAsUpdate(from), "socket");
}

test("undo takes back one's own writing and leaves the other's", () => {
  const [ada, ben] = [board(), board()];
  ada.write("Ada's");
  hear(ben.doc, ada.doc);
  ben.write("Ben's");
  hear(ada.doc, ben.doc);

  undo(ada.state);
  assert.equal(plainText(ada.doc), "Ben's");

  redo(ada.state);
  assert.equal(plainText(ada.doc), "Ada's\n\nBen's");
});

test("who has written nothing has nothing to undo", () => {
  const [ada, ben] = [board(), board()];
  ada.write("Ada's");
  hear(ben.doc, ada.doc);

  undo(ben.state);

  assert.equal(plainText(ben.doc), "Ada's");
});

test("a caret that was put elsewhere, and a block that was begun, end what one undo takes back", () => {
  const moved = (state: EditorState) => state.tr.setSelection(TextSelection.atEnd(state.doc));
  const begun = (state: EditorState) => state.tr.insert(state.doc.content.size, schema.node("paragraph"));
  const typed = (state: EditorState) => state.tr.insertText("x", 1);
  for (const [act, left] of [[moved, "one"], [begun, "one"], [typed, ""]] as const) {
    const ada = board();
    ada.write("one");
    ada.state.apply(act(ada.state));
    ada.write("two");

    undo(ada.state);

    assert.equal(plainText(ada.doc), left);
  }
});

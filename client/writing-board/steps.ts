/** What one press of Undo takes back. */

import { type EditorState, Plugin, PluginKey, type Transaction } from "@tiptap/pm/state";
import { ySyncPluginKey, yUndoPluginKey } from "@tiptap/y-tiptap";

/**
 * Besides a pause, a caret that was put elsewhere and a block that was begun end a step: who writes without stopping
 * takes back a paragraph, and not the lesson.
 */
export function steps(): Plugin {
  return new Plugin({
    key: new PluginKey("steps"),
    appendTransaction(done, before, after) {
      if (done.some((tr) => endsStep(tr, before, after))) yUndoPluginKey.getState(after)?.undoManager.stopCapturing();
      return null;
    },
  });
}

function endsStep(tr: Transaction, before: EditorState, after: EditorState): boolean {
  if (tr.getMeta(ySyncPluginKey) !== undefined) return false;
  return tr.docChanged ? before.doc.childCount !== after.doc.childCount : tr.selectionSet;
}

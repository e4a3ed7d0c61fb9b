/** What the text is made of, and the rules it keeps. */

import { type AnyExtension, Extension } from "@tiptap/core";
import { Collaboration } from "@tiptap/extension-collaboration";
import { TaskItem, TaskList } from "@tiptap/extension-list";
import { Table, TableCell, TableHeader, TableRow } from "@tiptap/extension-table";
import { Plugin, PluginKey } from "@tiptap/pm/state";
import { ySyncPluginKey } from "@tiptap/y-tiptap";
import { StarterKit } from "@tiptap/starter-kit";
import type * as Y from "yjs";
import { guard } from "./attributes";
import { FRAGMENT } from "./caret-frame";
import { CodeColours } from "./code-colours";
import { PlainLink } from "./link";
import { steps } from "./steps";

const HINT = "Write here together. Start a line with # for a heading or - for a list, and put a formula between dollar signs: $x^2$";

const Rules = Extension.create({
  name: "rules",
  onBeforeCreate() {
    guard(this.editor.schema);
  },
  addProseMirrorPlugins() {
    return [readOnly(() => this.editor.isEditable), described(() => this.editor.isEditable), steps()];
  },
});

/**
 * A board that is only read changes nothing by itself either, not even to mend a table: the server would refuse the edit
 * and the board would be fetched again, without end.
 */
function readOnly(mayEdit: () => boolean): Plugin {
  return new Plugin({
    key: new PluginKey("read-only"),
    filterTransaction: (tr) => mayEdit() || !tr.docChanged || tr.getMeta(ySyncPluginKey) !== undefined,
  });
}

/** What the text says of itself; while it is empty, also what it is for. */
function described(mayEdit: () => boolean): Plugin {
  const always = { class: "wb-text", "aria-multiline": "true", "aria-label": "Writing board", spellcheck: "true" };
  return new Plugin({
    key: new PluginKey("described"),
    props: {
      attributes({ doc }): Record<string, string> {
        const empty = doc.childCount === 1 && doc.firstChild?.type.name === "paragraph" && doc.firstChild.content.size === 0;
        return empty && mayEdit() ? { ...always, "data-hint": HINT, "aria-placeholder": HINT } : always;
      },
    },
  });
}

const PlainTable = Table.extend({
  renderHTML: () => ["div", { class: "wb-table" }, ["table", ["tbody", 0]]],
  addNodeView: () => null,
});

export function extensions(doc: Y.Doc): AnyExtension[] {
  return [
    StarterKit.configure({
      heading: { levels: [1, 2, 3] },
      link: false,
      // comes with the shared document, for one's own edits only
      undoRedo: false,
      // both browsers would add the last paragraph, at every edit
      trailingNode: false,
      dropcursor: { color: false, class: "wb-drop" },
    }),
    PlainLink,
    TaskList,
    TaskItem.configure({ nested: true, a11y: { checkboxLabel: (item, checked) => `${item.firstChild?.textContent || "Task"}, ${checked ? "done" : "open"}` } }),
    PlainTable,
    TableRow,
    TableHeader,
    TableCell,
    CodeColours,
    Collaboration.configure({ document: doc, field: FRAGMENT }),
    Rules,
  ];
}

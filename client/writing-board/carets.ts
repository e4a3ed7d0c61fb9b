/**
 * The other person's caret in the text, with their name, and one's own on its way to them. A caret travels as a frame
 * that may be lost, so it is sent again every few seconds; whoever is silent has none.
 */

import { type Editor, Extension } from "@tiptap/core";
import { Plugin, PluginKey, Selection, type EditorState } from "@tiptap/pm/state";
import { Decoration, DecorationSet } from "@tiptap/pm/view";
import { absolutePositionToRelativePosition, relativePositionToAbsolutePosition, ySyncPluginKey } from "@tiptap/y-tiptap";
import type * as Y from "yjs";
import type { BoardHost, Who } from "../boards/host";
import { h } from "../classroom/dom";
import { type Caret, decodeCaret, encodeCaret } from "./caret-frame";

const SEND_AGAIN_MS = 3000;
const SILENT_MS = 15_000;
/** At most twenty frames a second. */
const SEND_AFTER_MS = 50;

interface Seen {
  carets: ReadonlyMap<Who, Caret>;
  decorations: DecorationSet;
}

const KEY = new PluginKey<Seen>("carets");

export class Carets {
  readonly extension: Extension;
  readonly #heardMs = new Map<Who, number>();
  #editor: Editor | null = null;
  /** A person has a caret once they have been in the text. */
  #here = false;
  #soon: ReturnType<typeof setTimeout> | undefined;
  #again: ReturnType<typeof setInterval> | undefined;

  constructor(private readonly host: BoardHost) {
    this.extension = Extension.create({ name: "carets", addProseMirrorPlugins: () => [plugin(host)] });
  }

  follow(editor: Editor): void {
    this.#editor = editor;
    editor.on("focus", () => {
      this.#here = true;
      this.#sendSoon();
    });
    editor.on("selectionUpdate", () => this.#sendSoon());
    this.#again = setInterval(() => this.#tick(), SEND_AGAIN_MS);
    this.#sendSoon();
  }

  hear(from: Who, bytes: Uint8Array): void {
    const caret = decodeCaret(bytes);
    if (caret === undefined || from === this.host.you) return;
    this.#heardMs.set(from, performance.now());
    this.#show(from, caret);
  }

  /** A name, or whether this person may write, may have changed. */
  refresh(): void {
    const view = this.#editor?.view;
    if (view) view.dispatch(view.state.tr.setMeta(KEY, KEY.getState(view.state)?.carets));
    this.#sendSoon();
  }

  close(): void {
    clearTimeout(this.#soon);
    clearInterval(this.#again);
    if (this.#here) this.host.flash(encodeCaret(null));
    this.#editor = null;
  }

  #tick(): void {
    for (const [who, atMs] of this.#heardMs) {
      if (performance.now() - atMs < SILENT_MS) continue;
      this.#heardMs.delete(who);
      this.#show(who, null);
    }
    this.#sendSoon();
  }

  #show(who: Who, caret: Caret | null): void {
    const view = this.#editor?.view;
    if (!view) return;
    const carets = new Map(KEY.getState(view.state)?.carets);
    if (caret) carets.set(who, caret);
    else carets.delete(who);
    view.dispatch(view.state.tr.setMeta(KEY, carets));
  }

  #sendSoon(): void {
    if (!this.#here) return;
    this.#soon ??= setTimeout(() => {
      this.#soon = undefined;
      if (this.#editor) this.host.flash(encodeCaret(this.host.mayEdit() ? own(this.#editor.state) : null));
    }, SEND_AFTER_MS);
  }
}

/** What the binding between the text and the shared document tells about itself. */
interface Bound {
  doc: Y.Doc;
  type: Y.XmlFragment;
  binding: { mapping: Parameters<typeof relativePositionToAbsolutePosition>[3] };
  isChangeOrigin: boolean;
}

function bound(state: EditorState): Bound {
  return ySyncPluginKey.getState(state);
}

function own(state: EditorState): Caret {
  const { type, binding } = bound(state);
  const relative = (position: number): Y.RelativePosition => absolutePositionToRelativePosition(position, type, binding.mapping);
  return { anchor: relative(state.selection.anchor), head: relative(state.selection.head) };
}

function plugin(host: BoardHost): Plugin<Seen> {
  return new Plugin<Seen>({
    key: KEY,
    state: {
      init: () => ({ carets: new Map(), decorations: DecorationSet.empty }),
      apply(tr, before, _, state) {
        const told: Seen["carets"] | undefined = tr.getMeta(KEY);
        const carets = told ?? before.carets;
        if (told || bound(state).isChangeOrigin) return { carets, decorations: drawn(carets, state, host) };
        return { carets, decorations: before.decorations.map(tr.mapping, tr.doc) };
      },
    },
    props: { decorations: (state) => KEY.getState(state)?.decorations },
  });
}

function drawn(carets: Seen["carets"], state: EditorState, host: BoardHost): DecorationSet {
  const found = [...carets].flatMap(([who, caret]) => {
    const anchor = place(caret.anchor, state);
    const head = place(caret.head, state);
    if (anchor === null || head === null) return [];
    const name = host.names[who];
    const mark = (): HTMLElement => h("span", { class: "wb-caret", "data-who": who, "data-name": name, "aria-hidden": "true" });
    return [
      Decoration.widget(head, mark, { key: `${who} ${name}`, side: 10, ignoreSelection: true }),
      Decoration.inline(Math.min(anchor, head), Math.max(anchor, head), { class: "wb-selected", "data-who": who }),
    ];
  });
  return DecorationSet.create(state.doc, found);
}

/** Where a position of the other person is in this text; null when it is nowhere. */
function place(position: Y.RelativePosition, state: EditorState): number | null {
  const { doc, type, binding } = bound(state);
  try {
    const found = relativePositionToAbsolutePosition(doc, type, position, binding.mapping);
    if (found === null) return null;
    const inside = state.doc.resolve(Math.max(0, Math.min(found, state.doc.content.size)));
    return inside.parent.inlineContent ? inside.pos : Selection.near(inside).head;
  } catch {
    // a position may name anything that was ever in the document, and Yjs throws on some of it: then there is no caret
    return null;
  }
}

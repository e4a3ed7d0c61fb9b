/** Colours in code blocks. The grammars are loaded with the first block that names a language. */

import { Extension } from "@tiptap/core";
import type { Node } from "@tiptap/pm/model";
import { Plugin, PluginKey } from "@tiptap/pm/state";
import { Decoration, DecorationSet, type EditorView } from "@tiptap/pm/view";
import type { Stretch } from "./grammars";
import { type Language, isLanguage } from "./languages";

type Grammars = typeof import("./grammars");

/** Longer code stays plain: it would be read again at every key. */
const LONGEST_CODE = 20_000;
/** Blocks whose colours are remembered; a remote edit makes all nodes anew, but not their text. */
const REMEMBERED = 40;

const KEY = new PluginKey<DecorationSet>("code-colours");
const known = new Map<string, Stretch[]>();
let grammars: Grammars | null = null;
let loading: Promise<Grammars> | null = null;

export const CodeColours = Extension.create({
  name: "codeColours",
  addProseMirrorPlugins: () => [plugin()],
});

function plugin(): Plugin<DecorationSet> {
  return new Plugin<DecorationSet>({
    key: KEY,
    state: {
      init: (_, { doc }) => colours(doc),
      apply: (tr, before) => (tr.docChanged || tr.getMeta(KEY) ? colours(tr.doc) : before),
    },
    props: { decorations: (state) => KEY.getState(state) },
    view: (view) => {
      void load(view);
      return { update: (now, before) => void (now.state.doc !== before.doc && load(now)) };
    },
  });
}

async function load(view: EditorView): Promise<void> {
  if (grammars || loading || blocks(view.state.doc).length === 0) return;
  try {
    loading = import("./grammars");
    grammars = await loading;
    if (!view.isDestroyed) view.dispatch(view.state.tr.setMeta(KEY, true));
  } catch (error) {
    console.info("Code stays without colours, because the grammars could not be loaded:", error);
  } finally {
    loading = null;
  }
}

function colours(doc: Node): DecorationSet {
  if (!grammars) return DecorationSet.empty;
  const { stretches } = grammars;
  const found = blocks(doc).flatMap(({ language, code, at }) =>
    remembered(language, code, stretches).map(({ from, to, kind }) => Decoration.inline(at + from, at + to, { class: kind })),
  );
  return DecorationSet.create(doc, found);
}

function remembered(language: Language, code: string, read: Grammars["stretches"]): Stretch[] {
  const key = `${language} ${code}`;
  const before = known.get(key);
  if (before) return before;
  if (known.size >= REMEMBERED) known.clear();
  const found = read(language, code);
  known.set(key, found);
  return found;
}

/** The code blocks that are to have colours; `at` is where their text begins. */
function blocks(doc: Node): { language: Language; code: string; at: number }[] {
  const found: { language: Language; code: string; at: number }[] = [];
  doc.descendants((node, position) => {
    const language: unknown = node.attrs["language"];
    if (node.type.name === "codeBlock" && isLanguage(language) && node.content.size <= LONGEST_CODE) {
      found.push({ language, code: node.textContent, at: position + 1 });
    }
    return !node.isTextblock;
  });
  return found;
}

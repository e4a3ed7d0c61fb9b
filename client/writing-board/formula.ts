/** Formulas in the text: a node in the line and one on its own line, each holding its LaTeX. */

import { type ChainedCommands, InputRule, Node, type NodeViewRenderer } from "@tiptap/core";
import { NodeSelection, TextSelection, type Transaction } from "@tiptap/pm/state";
import { h } from "../classroom/dom";
import { katexNow, loadKatex, typeset } from "./typeset";

/** Asks for the LaTeX of the formula at `position`. */
type Edit = (position: number) => void;

/** `$x^2$` after a space or a bracket; "$5 and $6" is money. */
const IN_LINE = /(?:^|[\s(])\$([^\s$](?:[^$]*[^\s$])?)\$$/;
const OWN_LINE = /^\$\$([^$]+)\$\$$/;

const latex = {
  default: "",
  parseHTML: (element: HTMLElement) => element.getAttribute("data-latex"),
  renderHTML: (attributes: Record<string, unknown>) => ({ "data-latex": attributes["latex"] }),
};

export function formulas(edit: Edit): Node[] {
  const inLine = Node.create({
    name: "inlineMath",
    group: "inline",
    inline: true,
    atom: true,
    addAttributes: () => ({ latex }),
    parseHTML: () => [{ tag: 'span[data-type="inline-math"]' }],
    renderHTML: ({ HTMLAttributes }) => ["span", { ...HTMLAttributes, "data-type": "inline-math" }],
    renderText: ({ node }) => `$${String(node.attrs["latex"])}$`,
    addNodeView: () => view("span", "inline-math", edit),
    addKeyboardShortcuts: () => ({ Enter: ({ editor }) => editSelected(editor.state.selection, edit) }),
    addInputRules() {
      return [
        new InputRule({
          find: IN_LINE,
          handler: ({ state, range, match }) => {
            const from = range.from + match[0].indexOf("$");
            state.tr.replaceWith(from, range.to, this.type.create({ latex: match[1] }));
          },
        }),
      ];
    },
  });
  const ownLine = Node.create({
    name: "blockMath",
    group: "block",
    atom: true,
    addAttributes: () => ({ latex }),
    parseHTML: () => [{ tag: 'div[data-type="block-math"]' }],
    renderHTML: ({ HTMLAttributes }) => ["div", { ...HTMLAttributes, "data-type": "block-math" }],
    renderText: ({ node }) => `$$${String(node.attrs["latex"])}$$`,
    addNodeView: () => view("div", "block-math", edit),
    addInputRules() {
      return [
        new InputRule({
          find: OWN_LINE,
          handler: ({ chain, range, match }) => {
            insertFormula(chain().deleteRange(range), match[1]?.trim() ?? "", "own line").run();
          },
        }),
      ];
    },
  });
  return [inLine, ownLine];
}

/** Puts a formula at the caret and the caret behind it. */
export function insertFormula(chain: ChainedCommands, latex: string, where: "in line" | "own line"): ChainedCommands {
  if (where === "in line") return chain.insertContent({ type: "inlineMath", attrs: { latex } });
  return chain.insertContent({ type: "blockMath", attrs: { latex } }).command(({ tr }) => goOnBelow(tr));
}

function goOnBelow(tr: Transaction): boolean {
  const { selection } = tr;
  if (!(selection instanceof NodeSelection)) return true;
  const below = selection.to;
  const paragraph = tr.doc.type.schema.nodes["paragraph"];
  if (!tr.doc.resolve(below).nodeAfter?.isTextblock && paragraph) tr.insert(below, paragraph.create());
  tr.setSelection(TextSelection.create(tr.doc, below + 1)).scrollIntoView();
  return true;
}

function editSelected(selection: unknown, edit: Edit): boolean {
  if (!(selection instanceof NodeSelection) || !["inlineMath", "blockMath"].includes(selection.node.type.name)) return false;
  edit(selection.from);
  return true;
}

function view(tag: "span" | "div", type: string, edit: Edit): NodeViewRenderer {
  return ({ node, getPos, editor }) => {
    const dom = h(tag, { class: "wb-formula", "data-type": type });
    let shown = node;
    const draw = (): void => void drawFormula(dom, String(shown.attrs["latex"]), type === "block-math", () => shown);
    draw();
    dom.addEventListener("click", () => {
      const position = getPos();
      if (editor.isEditable && position !== undefined) edit(position);
    });
    return {
      dom,
      update(next) {
        if (next.type !== shown.type) return false;
        const same = next.attrs["latex"] === shown.attrs["latex"];
        shown = next;
        if (!same) draw();
        return true;
      },
      ignoreMutation: () => true,
    };
  };
}

/** Until KaTeX is there, and where it cannot be loaded, the LaTeX stands for the formula. */
async function drawFormula(dom: HTMLElement, latex: string, display: boolean, current: () => { attrs: Record<string, unknown> }): Promise<void> {
  const look = { display, output: "htmlAndMathml" } as const;
  const ready = katexNow();
  if (ready) return dom.replaceChildren(typeset(ready, latex, look));
  dom.replaceChildren(latex);
  try {
    const katex = await loadKatex();
    if (current().attrs["latex"] === latex) dom.replaceChildren(typeset(katex, latex, look));
  } catch (error) {
    console.info("A formula is shown as LaTeX, because KaTeX could not be loaded:", error);
  }
}

/** Asks for a formula as LaTeX, with a palette for those who do not know it and the formula itself below. */

import type { Editor } from "@tiptap/core";
import { absolutePositionToRelativePosition, relativePositionToAbsolutePosition, ySyncPluginKey } from "@tiptap/y-tiptap";
import type * as Y from "yjs";
import { h, setText } from "../classroom/dom";
import { signName } from "../classroom/words";
import { LONGEST_FORMULA } from "./attributes";
import { Dialog, answer } from "./dialog";
import { insertFormula } from "./formula";
import { loadKatex, typeset } from "./typeset";

/** What a key writes; the caret goes to the first empty braces. */
const PALETTE: readonly (readonly [sign: string, name: string, latex: string])[] = [
  ["a⁄b", "Fraction", "\\frac{}{}"],
  ["x²", "Power", "^{}"],
  ["xₙ", "Index", "_{}"],
  ["√", "Root", "\\sqrt{}"],
  ["·", "Times", "\\cdot "],
  ["÷", "Divided by", "\\div "],
  ["±", "Plus or minus", "\\pm "],
  ["≤", "Less or equal", "\\le "],
  ["≥", "Greater or equal", "\\ge "],
  ["≠", "Not equal", "\\ne "],
  ["π", "Pi", "\\pi "],
  ["θ", "Theta", "\\theta "],
  ["∞", "Infinity", "\\infty "],
  ["°", "Degrees", "^{\\circ}"],
  ["v⃗", "Vector", "\\vec{}"],
  ["∑", "Sum", "\\sum_{}^{}"],
  ["∫", "Integral", "\\int_{}^{}"],
  ["lim", "Limit", "\\lim_{}"],
];

export class FormulaDialog {
  readonly #dialog: Dialog;
  readonly #latex = h("textarea", { class: "wb-input wb-latex", rows: "3", maxlength: String(LONGEST_FORMULA), autocomplete: "off", autocapitalize: "off", spellcheck: "false", placeholder: "\\frac{1}{2} + x^2" });
  readonly #preview = h("div", { class: "wb-preview", role: "img", "aria-label": "Preview" });
  readonly #own = h("input", { type: "checkbox", class: "wb-check" });
  readonly #remove = answer("Remove", "danger", () => this.#write(""));
  readonly #save = answer("Insert formula", "main");
  readonly #trouble = h("p", { class: "wb-trouble", role: "alert" });
  /** The formula that is changed, in terms of the shared document; null for a new one. */
  #place: Y.RelativePosition | null = null;

  constructor(private readonly editor: () => Editor | null) {
    this.#dialog = new Dialog("Formula", () => this.#write(this.#latex.value.trim()), () => this.editor()?.commands.focus());
    this.#dialog.fill(
      h("label", { class: "wb-field" }, "LaTeX", this.#latex),
      h("div", { class: "wb-palette", role: "group", "aria-label": "Signs" }, ...PALETTE.map(([sign, name, latex]) => this.#sign(sign, name, latex))),
      this.#preview,
      h("label", { class: "wb-own" }, this.#own, "On its own line"),
      this.#trouble,
      h("div", { class: "wb-answers" }, this.#save, answer("Cancel", "quiet", () => this.close()), this.#remove),
    );
    this.#latex.addEventListener("input", () => void this.#draw());
    this.#latex.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#write(this.#latex.value.trim());
    });
    this.#own.addEventListener("change", () => void this.#draw());
  }

  get root(): HTMLElement {
    return this.#dialog.root;
  }

  /** Null: a new formula at the caret. */
  ask(position: number | null): void {
    const editor = this.editor();
    if (!editor?.isEditable) return;
    const node = position === null ? null : editor.state.doc.nodeAt(position);
    this.#place = position === null ? null : relative(editor, position);
    this.#latex.value = String(node?.attrs["latex"] ?? "");
    this.#own.checked = node ? node.type.name === "blockMath" : editor.state.selection.$from.parent.content.size === 0;
    this.#remove.hidden = node === null;
    setText(this.#save, node ? "Save formula" : "Insert formula");
    setText(this.#trouble, "");
    this.#dialog.open(node ? "Change formula" : "Formula");
    this.#latex.focus();
    void this.#draw();
  }

  close(): void {
    this.#dialog.close();
  }

  #sign(sign: string, name: string, latex: string): HTMLButtonElement {
    return h("button", { type: "button", class: "wb-sign", title: name, "aria-label": signName(sign, name), onclick: () => this.#insert(latex) }, sign);
  }

  #insert(latex: string): void {
    const field = this.#latex;
    const { selectionStart, selectionEnd } = field;
    const chosen = field.value.slice(selectionStart, selectionEnd);
    const written = latex.replace("{}", `{${chosen}}`);
    if (field.value.length - chosen.length + written.length > LONGEST_FORMULA) return;
    field.setRangeText(written, selectionStart, selectionEnd, "end");
    const empty = written.indexOf("{}");
    if (empty >= 0) field.setSelectionRange(selectionStart + empty + 1, selectionStart + empty + 1);
    field.focus();
    void this.#draw();
  }

  async #draw(): Promise<void> {
    const latex = this.#latex.value.trim();
    setText(this.#trouble, "");
    if (latex === "") return this.#preview.replaceChildren();
    try {
      const formula = typeset(await loadKatex(), latex, { display: this.#own.checked, output: "htmlAndMathml" });
      if (latex === this.#latex.value.trim()) this.#preview.replaceChildren(formula);
    } catch (error) {
      console.info("KaTeX could not be loaded:", error);
      setText(this.#trouble, "The preview cannot be loaded just now. The formula can be saved.");
    }
  }

  /** An empty formula is none. */
  #write(latex: string): void {
    const editor = this.editor();
    const place = editor && this.#place ? found(editor, this.#place) : null;
    this.close();
    if (!editor?.isEditable) return;
    const where = this.#own.checked ? "own line" : "in line";
    if (latex === "") return void (place && editor.commands.deleteRange(place));
    insertFormula(place ? editor.chain().setTextSelection(place).deleteSelection() : editor.chain(), latex, where).run();
  }
}

/** A place that stays right while the other person writes. */
function relative(editor: Editor, position: number): Y.RelativePosition {
  const { type, binding } = ySyncPluginKey.getState(editor.state);
  return absolutePositionToRelativePosition(position, type, binding.mapping);
}

/** Where the formula is now; null when it has been removed. */
function found(editor: Editor, place: Y.RelativePosition): { from: number; to: number } | null {
  const { doc, type, binding } = ySyncPluginKey.getState(editor.state);
  const from = relativePositionToAbsolutePosition(doc, type, place, binding.mapping);
  const node = from === null ? null : editor.state.doc.nodeAt(from);
  return from !== null && node?.type.name.endsWith("Math") ? { from, to: from + node.nodeSize } : null;
}

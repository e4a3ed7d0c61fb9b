/** A field for LaTeX with its formula above it, and the commonest signs to press. */

import { signName } from "../classroom/words";
import { choice, choices, openDialog } from "./dialog";
import { freshId, h, setText } from "./dom";
import { loadFormulas, setFormula } from "./formulas";
import { MAX_TEX } from "./model";

/** What a button shows, what it is called, and what it writes; `|` is where the writer goes on. */
const PALETTE: readonly (readonly [string, string, string])[] = [
  ["a⁄b", "Fraction", "\\frac{|}{}"],
  ["x²", "Square", "^2|"],
  ["xⁿ", "Power", "^{|}"],
  ["xₙ", "Index", "_{|}"],
  ["√", "Square root", "\\sqrt{|}"],
  ["ⁿ√", "Root", "\\sqrt[|]{}"],
  ["·", "Times, dot", "\\cdot |"],
  ["×", "Times", "\\times |"],
  ["÷", "Divided by", "\\div |"],
  ["±", "Plus or minus", "\\pm |"],
  ["≤", "At most", "\\le |"],
  ["≥", "At least", "\\ge |"],
  ["≠", "Not equal", "\\ne |"],
  ["≈", "Nearly equal", "\\approx |"],
  ["π", "Pi", "\\pi |"],
  ["θ", "Theta", "\\theta |"],
  ["∞", "Infinity", "\\infty |"],
  ["°", "Degree", "^\\circ |"],
  ["∑", "Sum", "\\sum_{|}^{}"],
  ["∫", "Integral", "\\int_{|}^{}"],
  ["lim", "Limit", "\\lim_{x \\to |}"],
  ["→", "Arrow", "\\to |"],
  ["( )", "Tall brackets", "\\left(|\\right)"],
  ["[ ]", "Matrix", "\\begin{pmatrix} | & \\\\ & \\end{pmatrix}"],
];

/** The formula, or null when the person changes their mind; an emptied one is "". */
export function askFormula(board: HTMLElement, old: string): Promise<string | null> {
  const label = freshId();
  const field = h("textarea", { class: "db-tex", id: label, rows: "2", maxlength: String(MAX_TEX), spellcheck: "false", autocapitalize: "off", autocomplete: "off", placeholder: "\\frac{a}{b} = x^2" });
  field.value = old;
  const preview = h("div", { class: "db-preview", "aria-live": "off" });
  const trouble = h("p", { class: "db-tex-trouble", role: "status" });
  const show = (): void => void showPreview(field.value, preview, trouble);
  const signs = PALETTE.map(([sign, name, tex]) => h("button", { type: "button", class: "db-sign", title: name, "aria-label": signName(sign, name), onclick: () => (insert(field, tex), show()) }, sign));
  return new Promise((resolve) => {
    let answer: string | null = null;
    const done = (tex: string | null): void => {
      answer = tex;
      dialog.close();
    };
    const dialog = openDialog(
      board,
      "Formula",
      preview,
      h("label", { class: "db-label", for: label }, "LaTeX"),
      field,
      trouble,
      h("div", { class: "db-palette", role: "group", "aria-label": "Signs" }, ...signs),
      choices(choice(old ? "Change formula" : "Place formula", "primary", () => done(field.value.trim())), choice("Cancel", "plain", () => done(null))),
    );
    dialog.classList.add("db-math");
    field.addEventListener("input", show);
    field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey) return;
      event.preventDefault();
      done(field.value.trim());
    });
    dialog.addEventListener("close", () => resolve(answer));
    field.focus();
    show();
  });
}

async function showPreview(tex: string, preview: HTMLElement, trouble: HTMLElement): Promise<void> {
  try {
    const katex = await loadFormulas();
    // while a formula is half written, the last whole one stays
    setText(trouble, setFormula(katex, tex, preview, "htmlAndMathml") ? "" : "Something is missing in this formula.");
  } catch (error) {
    console.error("The formula's preview could not be shown", error);
    setText(trouble, "The preview could not be loaded. The formula can still be placed.");
  }
}

/** Writes `tex` over the selection; selected text goes where the writer would go on. */
function insert(field: HTMLTextAreaElement, tex: string): void {
  const { selectionStart: start, selectionEnd: end, value } = field;
  const [ahead = "", behind = ""] = tex.split("|");
  const inside = value.slice(start, end);
  field.setRangeText(ahead + inside + behind, start, end, "end");
  const at = start + ahead.length + inside.length;
  field.setSelectionRange(at, at);
  field.focus();
}

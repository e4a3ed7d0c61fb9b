/**
 * Formulas as elements. KaTeX is loaded with the first one, and it is given the bounds that a formula of a stranger needs.
 *
 * The page's policy allows no style text, and KaTeX writes some: for arrows over letters, for frames and for its own
 * error. So the tree it makes is taken before it becomes elements, its style text is set aside, and the elements are
 * given it as properties, which the policy allows.
 */

import { h } from "../classroom/dom";
import { LONGEST_FORMULA } from "./attributes";

/** A part of KaTeX's tree. */
interface Twig {
  attributes?: Record<string, string>;
  children?: Twig[];
}

interface Tree extends Twig {
  toNode(): HTMLElement;
}

declare module "katex" {
  export function __renderToDomTree(latex: string, options: KatexOptions): Tree;
}

export type Katex = typeof import("katex");

export interface Look {
  /** A line of its own. */
  display: boolean;
  /** MathML alone needs no stylesheet: for files that leave this page. */
  output: "htmlAndMathml" | "mathml";
}

/** Sizes in em and steps of macros above these are no lesson's formula. */
const BOUNDS = { maxSize: 20, maxExpand: 200, trust: false, strict: "ignore" } as const;
const ASIDE = "data-style";

let loaded: Katex | null = null;
let loading: Promise<Katex> | null = null;

/** Null until it has been loaded. */
export function katexNow(): Katex | null {
  return loaded;
}

export function loadKatex(): Promise<Katex> {
  loading ??= import("katex").then(
    (katex) => (loaded = katex),
    (error: unknown) => {
      // the next formula asks again
      loading = null;
      throw error;
    },
  );
  return loading;
}

/** A formula that KaTeX cannot read is shown as it was typed, with the reason. */
export function typeset(katex: Katex, latex: string, look: Look): HTMLElement {
  if (latex.length > LONGEST_FORMULA) return wrong(latex.slice(0, 80), "This formula is too long.");
  try {
    const tree = styleless(katex, latex, look);
    const element = tree.toNode();
    for (const each of element.querySelectorAll<HTMLElement>(`[${ASIDE}]`)) {
      each.style.cssText = each.getAttribute(ASIDE) ?? "";
      each.removeAttribute(ASIDE);
    }
    return element;
  } catch (error) {
    // its own errors say where; anything else comes from a formula nested without end
    return wrong(latex, error instanceof katex.default.ParseError ? error.rawMessage : "This formula cannot be shown.");
  }
}

/** KaTeX's tree with its style text set aside in another attribute. */
export function styleless(katex: Katex, latex: string, look: Look): Tree {
  const tree = katex.__renderToDomTree(latex, { ...BOUNDS, displayMode: look.display, output: look.output, throwOnError: true });
  const rest: Twig[] = [tree];
  for (let twig = rest.pop(); twig; twig = rest.pop()) {
    const { style, ...others } = twig.attributes ?? {};
    if (style !== undefined) twig.attributes = { ...others, [ASIDE]: style };
    rest.push(...(twig.children ?? []));
  }
  return tree;
}

function wrong(latex: string, why: string): HTMLElement {
  return h("span", { class: "wb-wrong", title: why }, latex || "?", h("span", { class: "wb-unseen" }, ` (${why})`));
}

/**
 * Formulas as drawings. KaTeX sets a formula once, unseen; its letters, rules and signs are then read off the page and kept
 * as a list to draw from. So a formula lies among the strokes in its order, can be written over, and looks the same on the
 * board, in thumbnails, in exports and in a replay.
 */

import type { KatexOptions } from "katex";

/** The letter size of kept drawings, in CSS pixels. */
export const SHAPED_AT = 100;
/** More parts than any lesson's formula; what follows is left out. */
const MAX_PARTS = 2_000;

const KATEX: KatexOptions = {
  // its own way of showing errors needs a style attribute, which our pages do not allow
  throwOnError: true,
  trust: false,
  maxExpand: 200,
  maxSize: 20,
  strict: "ignore",
  displayMode: true,
  // and so does its way of drawing this sign
  macros: { "\\vec": "\\overrightarrow{#1}" },
};

type Katex = typeof import("katex").default;

type Part =
  | { k: "letters"; s: string; font: string; x: number; y: number; colour: string | null }
  | { k: "rule"; x: number; y: number; w: number; h: number; colour: string | null }
  | { k: "sign"; path: Path2D; stroke: number; clip: Path2D; matrix: DOMMatrix; colour: string | null };

export interface FormulaPicture {
  w: number;
  h: number;
  parts: readonly Part[];
}

let loading: Promise<Katex> | null = null;

/** KaTeX comes with the first formula. */
export function loadFormulas(): Promise<Katex> {
  loading ??= import("katex").then((module) => module.default);
  // a lost connection is tried again with the next formula
  loading.catch(() => (loading = null));
  return loading;
}

/** Sets the formula, or leaves `into` as it is and says no when it is not one. */
export function setFormula(katex: Katex, tex: string, into: HTMLElement, output: "html" | "htmlAndMathml"): boolean {
  try {
    // macros a formula defines are its own
    katex.render(tex, into, { ...KATEX, macros: { ...KATEX.macros }, output });
    return true;
  } catch (error) {
    if (error instanceof katex.ParseError) return false;
    throw error;
  }
}

export async function shape(katex: Katex, tex: string): Promise<FormulaPicture> {
  const stage = document.createElement("div");
  stage.className = "db-formula-stage";
  stage.setAttribute("aria-hidden", "true");
  document.body.append(stage);
  try {
    if (!setFormula(katex, tex, stage, "html")) stage.replaceChildren(asWritten(tex));
    // laying it out asks for its fonts
    stage.getBoundingClientRect();
    await document.fonts.ready;
    return readOff(stage);
  } finally {
    stage.remove();
  }
}

/** What is no formula is shown as it was written. */
function asWritten(tex: string): HTMLElement {
  const span = document.createElement("span");
  span.className = "db-no-formula";
  span.textContent = tex;
  return span;
}

function readOff(stage: HTMLElement): FormulaPicture {
  const set = stage.querySelector(".katex-html") ?? stage.firstElementChild ?? stage;
  const { left, top, width, height } = boundsOf(set);
  const parts: Part[] = [];
  const plain = getComputedStyle(stage).color;
  const walker = document.createTreeWalker(set, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node && parts.length < MAX_PARTS; node = walker.nextNode()) {
    if (node instanceof Text) parts.push(...letters(node, left, top, plain));
    else if (node instanceof SVGSVGElement) parts.push(...signs(node, left, top, plain));
    else if (node instanceof HTMLElement) parts.push(...rules(node, left, top, plain));
  }
  return { w: width, h: height, parts };
}

/** The set formula's box; its parts may reach over the line they stand on. */
function boundsOf(set: Element): { left: number; top: number; width: number; height: number } {
  const bases = [...set.querySelectorAll(".base, .tag")];
  const boxes = (bases.length > 0 ? bases : [set]).map((base) => base.getBoundingClientRect());
  const left = Math.min(...boxes.map((box) => box.left));
  const top = Math.min(...boxes.map((box) => box.top));
  const right = Math.max(...boxes.map((box) => box.right));
  const bottom = Math.max(...boxes.map((box) => box.bottom));
  return { left, top, width: Math.max(1, right - left), height: Math.max(1, bottom - top) };
}

function letters(node: Text, left: number, top: number, plain: string): Part[] {
  const parent = node.parentElement;
  const s = node.data.replaceAll("\u200b", "");
  if (!parent || s.trim() === "") return [];
  const range = document.createRange();
  range.selectNodeContents(node);
  const box = range.getBoundingClientRect();
  const style = getComputedStyle(parent);
  const font = `${style.fontStyle} ${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
  return [{ k: "letters", s, font, x: box.left - left, y: box.top - top + ascentOf(font), colour: other(style.color, plain) }];
}

let ruler: CanvasRenderingContext2D | null = null;

/** From the top of a line of text to the line its letters stand on. */
function ascentOf(font: string): number {
  ruler ??= document.createElement("canvas").getContext("2d");
  if (!ruler) return 0;
  ruler.font = font;
  return ruler.measureText("x").fontBoundingBoxAscent;
}

/** Fraction bars, overlines, table lines and boxes are borders of elements; \rule is one too. */
function rules(element: HTMLElement, left: number, top: number, plain: string): Part[] {
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const sides: Part[] = [];
  const rule = (width: string, line: string, colour: string, place: (size: number) => readonly [number, number, number, number]): void => {
    const size = Number.parseFloat(width);
    if (!(size > 0) || line === "none") return;
    const [x, y, w, h] = place(size);
    sides.push({ k: "rule", x: x - left, y: y - top, w, h, colour: other(colour, plain) });
  };
  rule(style.borderBottomWidth, style.borderBottomStyle, style.borderBottomColor, (size) => [box.left, box.bottom - size, box.width, size]);
  rule(style.borderTopWidth, style.borderTopStyle, style.borderTopColor, (size) => [box.left, box.top, box.width, size]);
  rule(style.borderLeftWidth, style.borderLeftStyle, style.borderLeftColor, (size) => [box.left, box.top, size, box.height]);
  rule(style.borderRightWidth, style.borderRightStyle, style.borderRightColor, (size) => [box.right - size, box.top, size, box.height]);
  return sides;
}

/** Roots, braces and wide arrows are small SVG drawings, cut off at their box. */
function signs(svg: SVGSVGElement, left: number, top: number, plain: string): Part[] {
  const box = svg.getBoundingClientRect();
  const colour = other(getComputedStyle(svg).color, plain);
  const seen = svg.parentElement?.closest(".hide-tail, .halfarrow-left, .halfarrow-right, .brace-left, .brace-center, .brace-right");
  const cut = (seen ?? svg).getBoundingClientRect();
  const clip = new Path2D();
  clip.rect(Math.max(box.left, cut.left) - left, box.top - top, Math.min(box.right, cut.right) - Math.max(box.left, cut.left), box.height);
  const matrix = new DOMMatrix().translate(-left, -top).multiply(svg.getScreenCTM() ?? new DOMMatrix());
  const paths = [...svg.querySelectorAll("path")].map((path): Part => ({ k: "sign", path: new Path2D(path.getAttribute("d") ?? ""), stroke: 0, clip, matrix, colour }));
  const lines = [...svg.querySelectorAll("line")].map((line): Part => {
    const path = new Path2D();
    path.moveTo(line.x1.baseVal.value, line.y1.baseVal.value);
    path.lineTo(line.x2.baseVal.value, line.y2.baseVal.value);
    return { k: "sign", path, stroke: Number.parseFloat(getComputedStyle(line).strokeWidth) || 1, clip, matrix, colour };
  });
  return [...paths, ...lines];
}

function other(colour: string, plain: string): string | null {
  return colour === plain ? null : colour;
}

/** Draws the formula with its upper left corner at 0, 0, in letters of `size`. */
export function drawFormula(pen: CanvasRenderingContext2D, picture: FormulaPicture, size: number, colour: string): void {
  pen.save();
  pen.scale(size / SHAPED_AT, size / SHAPED_AT);
  pen.textBaseline = "alphabetic";
  for (const part of picture.parts) {
    pen.fillStyle = pen.strokeStyle = part.colour ?? colour;
    if (part.k === "letters") {
      pen.font = part.font;
      pen.fillText(part.s, part.x, part.y);
    } else if (part.k === "rule") {
      pen.fillRect(part.x, part.y, part.w, part.h);
    } else {
      drawSign(pen, part);
    }
  }
  pen.restore();
}

function drawSign(pen: CanvasRenderingContext2D, part: Extract<Part, { k: "sign" }>): void {
  pen.save();
  pen.clip(part.clip);
  const { a, b, c, d, e, f } = part.matrix;
  pen.transform(a, b, c, d, e, f);
  if (part.stroke > 0) {
    pen.lineWidth = part.stroke;
    pen.stroke(part.path);
  } else {
    pen.fill(part.path);
  }
  pen.restore();
}

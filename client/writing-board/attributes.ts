/**
 * What a node's attributes may be. The other person's document is merged before anybody looks at it, and the binding
 * makes nodes of whatever it holds: a table cell a billion columns wide would stop the page. A value that does not fit
 * is read as the default; the document itself is left alone.
 */

import type { Schema } from "@tiptap/pm/model";
import { isLanguage } from "./languages";

/** A formula of a whole page; above it KaTeX is slow. */
export const LONGEST_FORMULA = 2000;
/** A list may go on from an earlier one. */
const HIGHEST_NUMBER = 9999;

type Fits = (value: unknown) => boolean;

const one: Fits = (value) => value === 1;
const nothing: Fits = (value) => value === null;
const formula: Fits = (value) => typeof value === "string" && value.length <= LONGEST_FORMULA;
/** Cells are never merged here, so a pasted table is taken apart into its plain grid. */
const cell = { colspan: one, rowspan: one, colwidth: nothing, align: nothing };

const FITTING: Readonly<Record<string, Readonly<Record<string, Fits>>>> = {
  heading: { level: (value) => value === 1 || value === 2 || value === 3 },
  orderedList: { start: (value) => typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= HIGHEST_NUMBER, type: nothing },
  taskItem: { checked: (value) => typeof value === "boolean" },
  codeBlock: { language: (value) => value === null || isLanguage(value) },
  tableCell: cell,
  tableHeader: cell,
  inlineMath: { latex: formula },
  blockMath: { latex: formula },
};

/** The attributes of a node of type `name` that fit. */
export function fitting(name: string, attributes: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const fits = FITTING[name] ?? {};
  return Object.fromEntries(Object.entries(attributes).filter(([key, value]) => Object.hasOwn(fits, key) && fits[key]?.(value)));
}

/** The one place every node's attributes pass, from the shared document, a paste or a command; not in the library's types. */
interface Computing {
  computeAttrs(attributes: Readonly<Record<string, unknown>> | null): Record<string, unknown>;
}

/** Makes `schema` read attributes through `fitting`, wherever its nodes come from. */
export function guard(schema: Schema): void {
  for (const [name, type] of Object.entries(schema.nodes as unknown as Record<string, Computing>)) {
    const compute = type.computeAttrs.bind(type);
    type.computeAttrs = (attributes) => compute(attributes && fitting(name, attributes));
  }
}

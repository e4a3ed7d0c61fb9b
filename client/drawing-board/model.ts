/**
 * What lies in the document of a drawing board. Nothing read from it is believed: the other person's browser may write
 * anything, so `readObject` and `readPage` give a checked copy or null, and what is null is not shown.
 *
 *   meta      { v: 1 }
 *   pages     page id -> { ord, style, bg }
 *   p:<page>  object id -> a plain value, replaced as a whole when it changes
 */

import type { Who } from "../boards/host";
import { isPlace } from "./order";
import { mayBePoints } from "./packing";

export const VERSION = 1;

/** The sheet of a page without a background, in page units. One unit is a CSS pixel at 100 %. */
export const SHEET = { w: 1600, h: 1000 } as const;

/** As ink, strong enough for 4.5:1 on white paper, so that each reads as a line and as a word; as a highlighter, light. */
export const COLOURS = [
  { name: "black", css: "#1b2730", mark: "#cdd5da" },
  { name: "blue", css: "#1d5fc4", mark: "#a9d4ff" },
  { name: "red", css: "#c62f26", mark: "#ffb9b3" },
  { name: "green", css: "#1a7a46", mark: "#aee9bd" },
  { name: "orange", css: "#b55400", mark: "#ffe070" },
  { name: "violet", css: "#7b3fb8", mark: "#dcc6ff" },
] as const;

/** Per breadth: its name, the pen's line, the highlighter's line and the height of letters, in page units. */
export const BREADTHS = [
  { name: "fine", pen: 3, mark: 16, letters: 24 },
  { name: "medium", pen: 5, mark: 26, letters: 34 },
  { name: "thick", pen: 9, mark: 38, letters: 48 },
  { name: "very thick", pen: 15, mark: 54, letters: 72 },
] as const;

export const PAPERS = ["plain", "grid", "lines"] as const;
export type Paper = (typeof PAPERS)[number];

/** As many as a strip can show; more come from nobody's hand. */
export const MAX_PAGES = 100;
/** What one page shows; the document as a whole is bounded by the server. */
export const MAX_OBJECTS = 50_000;
export const MAX_TEXT = 4_000;
export const MAX_TEX = 1_000;
export const MAX_ALT = 300;

const FARTHEST = 100_000;

interface Common {
  /** Its place among the others, see order.ts. */
  z: string;
  /** Milliseconds since the session's planned start. */
  t: number;
  /** For display only: anybody can write anything here. */
  by: Who;
}

export interface Ink {
  /** Index into COLOURS. */
  c: number;
  /** Index into BREADTHS. */
  b: number;
}

export interface Pen extends Common, Ink {
  k: "pen";
  /** A highlighter's stroke. */
  mark: boolean;
  /** See packing.ts. */
  d: Uint8Array;
}

/** A box by its upper left corner, turned by `rot` (radians, clockwise) about its middle. */
export interface Turned {
  x: number;
  y: number;
  rot: number;
}

export interface Shape extends Common, Ink, Turned {
  k: "rect" | "ellipse";
  w: number;
  h: number;
}

/** From x, y by w, h, which may be negative. */
export interface Line extends Common, Ink {
  k: "line" | "arrow";
  x: number;
  y: number;
  w: number;
  h: number;
}

export interface Text extends Common, Turned {
  k: "text";
  s: string;
  size: number;
  c: number;
}

export interface Formula extends Common, Turned {
  k: "math";
  tex: string;
  size: number;
  c: number;
}

export interface Picture extends Common, Turned {
  k: "img";
  file: string;
  w: number;
  h: number;
  alt: string;
}

export type Thing = Pen | Shape | Line | Text | Formula | Picture;
export type Kind = Thing["k"];

export interface Background {
  file: string;
  w: number;
  h: number;
}

export interface Page {
  id: string;
  place: string;
  style: Paper;
  bg: Background | null;
}

export function isFile(value: unknown): value is string {
  return typeof value === "string" && /^[A-Za-z0-9_-]{1,64}$/.test(value);
}

export function isId(value: unknown): value is string {
  return typeof value === "string" && /^[A-Za-z0-9_-]{1,64}$/.test(value);
}

/** A checked object, or null for nonsense. A stroke's points are read when they are wanted: there may be ten thousand. */
export function readThing(value: unknown): Thing | null {
  if (typeof value !== "object" || value === null) return null;
  const raw = value as Record<string, unknown>;
  const { z, by } = raw;
  const t = number(raw["t"], -1e12, 1e12) ?? 0;
  if (!isPlace(z) || (by !== "instructor" && by !== "student")) return null;
  const common: Common = { z, t, by };
  return raw["k"] === "pen" ? readPen(raw, common) : readBox(raw, common);
}

function readPen(raw: Record<string, unknown>, { z, t, by }: Common): Pen | null {
  const ink = readInk(raw);
  const d = raw["d"];
  if (!ink || !(d instanceof Uint8Array) || !mayBePoints(d)) return null;
  return { k: "pen", z, t, by, c: ink.c, b: ink.b, mark: raw["mark"] === true, d };
}

function readBox(raw: Record<string, unknown>, common: Common): Exclude<Thing, Pen> | null {
  const x = number(raw["x"], -FARTHEST, FARTHEST);
  const y = number(raw["y"], -FARTHEST, FARTHEST);
  const rot = number(raw["rot"] ?? 0, -100, 100);
  if (x === null || y === null || rot === null) return null;
  const at = { ...common, x, y, rot };
  switch (raw["k"]) {
    case "rect":
    case "ellipse":
      return both(readInk(raw), readSize(raw, 0), (ink, size) => ({ ...at, ...ink, ...size, k: raw["k"] as Shape["k"] }));
    case "line":
    case "arrow":
      return both(readInk(raw), readSize(raw, -FARTHEST), (ink, size) => ({ ...common, x, y, ...ink, ...size, k: raw["k"] as Line["k"] }));
    case "text":
      return both(readLetters(raw), string(raw["s"], MAX_TEXT), (letters, s) => ({ ...at, ...letters, s, k: "text" }));
    case "math":
      return both(readLetters(raw), string(raw["tex"], MAX_TEX), (letters, tex) => ({ ...at, ...letters, tex, k: "math" }));
    case "img":
      return both(isFile(raw["file"]) ? raw["file"] : null, readSize(raw, 1), (file, size) => ({ ...at, ...size, file, alt: alt(raw["alt"]), k: "img" }));
    default:
      return null;
  }
}

export function readPage(id: unknown, value: unknown): Page | null {
  if (!isId(id) || typeof value !== "object" || value === null) return null;
  const raw = value as Record<string, unknown>;
  if (!isPlace(raw["ord"])) return null;
  const style = PAPERS.find((paper) => paper === raw["style"]) ?? "plain";
  return { id, place: raw["ord"], style, bg: readBackground(raw["bg"]) };
}

function readBackground(value: unknown): Background | null {
  if (typeof value !== "object" || value === null) return null;
  const raw = value as Record<string, unknown>;
  const w = number(raw["w"], 50, 5_000);
  const h = number(raw["h"], 50, 5_000);
  return isFile(raw["file"]) && w !== null && h !== null ? { file: raw["file"], w, h } : null;
}

export function sheetOf(page: Page): { w: number; h: number } {
  return page.bg ?? SHEET;
}

function readInk(raw: Record<string, unknown>): Ink | null {
  const c = index(raw["c"], COLOURS.length);
  const b = index(raw["b"], BREADTHS.length);
  return c === null || b === null ? null : { c, b };
}

function readLetters(raw: Record<string, unknown>): { c: number; size: number } | null {
  const c = index(raw["c"], COLOURS.length);
  const size = number(raw["size"], 4, 1_000);
  return c === null || size === null ? null : { c, size };
}

function readSize(raw: Record<string, unknown>, least: number): { w: number; h: number } | null {
  const w = number(raw["w"], least, FARTHEST);
  const h = number(raw["h"], least, FARTHEST);
  return w === null || h === null ? null : { w, h };
}

function both<A, B, C>(a: A | null, b: B | null, make: (a: A, b: B) => C): C | null {
  return a === null || b === null ? null : make(a, b);
}

function number(value: unknown, least: number, most: number): number | null {
  return typeof value === "number" && value >= least && value <= most ? value : null;
}

function index(value: unknown, count: number): number | null {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < count ? (value as number) : null;
}

/** Text that is there; longer than allowed counts as nonsense. */
function string(value: unknown, most: number): string | null {
  return typeof value === "string" && value.trim() !== "" && value.length <= most ? value : null;
}

function alt(value: unknown): string {
  return typeof value === "string" ? value.slice(0, MAX_ALT) : "";
}

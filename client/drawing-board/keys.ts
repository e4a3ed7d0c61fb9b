/** What a key means on the board. */

import { COLOURS } from "./model";
import type { ToolName } from "./tools/tool";

export type Command =
  | { k: "tool"; tool: ToolName }
  | { k: "colour"; c: number }
  | { k: "arrow"; dx: number; dy: number; resize: boolean }
  | { k: "breadth"; by: 1 | -1 }
  | { k: "turn"; by: 1 | -1 }
  | { k: "page"; by: 1 | -1 }
  | { k: "zoom"; by: 1 | -1 }
  | { k: "undo" | "redo" | "delete" | "duplicate" | "all" | "fit" | "escape" | "place" | "image" | "edit" };

export const TOOL_KEYS: Readonly<Record<ToolName, string>> = {
  select: "V",
  pan: "N",
  pen: "P",
  highlighter: "H",
  eraser: "E",
  line: "L",
  arrow: "A",
  rect: "R",
  ellipse: "O",
  text: "T",
  math: "M",
  laser: "K",
};

const TOOLS = new Map(Object.entries(TOOL_KEYS).map(([tool, key]) => [key.toLowerCase(), tool as ToolName]));

/** Page units by an arrow key; with Shift, for what must be exact. */
const STEP = 20;
const FINE = 2;

const ARROWS: Readonly<Record<string, readonly [number, number]>> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

const WITH_CONTROL: Readonly<Record<string, Command>> = { z: { k: "undo" }, y: { k: "redo" }, d: { k: "duplicate" }, a: { k: "all" } };

const PLAIN: Readonly<Record<string, Command>> = {
  delete: { k: "delete" },
  backspace: { k: "delete" },
  escape: { k: "escape" },
  enter: { k: "place" },
  f2: { k: "edit" },
  i: { k: "image" },
  "0": { k: "fit" },
  "+": { k: "zoom", by: 1 },
  "=": { k: "zoom", by: 1 },
  "-": { k: "zoom", by: -1 },
  "[": { k: "breadth", by: -1 },
  "]": { k: "breadth", by: 1 },
  ",": { k: "turn", by: -1 },
  ".": { k: "turn", by: 1 },
  pagedown: { k: "page", by: 1 },
  pageup: { k: "page", by: -1 },
};

export type Pressed = Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">;

export function commandOf(event: Pressed): Command | null {
  const control = event.ctrlKey || event.metaKey;
  const key = event.key.toLowerCase();
  if (event.altKey) return null;
  const arrow = ARROWS[event.key];
  if (arrow) {
    const step = event.shiftKey ? FINE : STEP;
    return { k: "arrow", dx: arrow[0] * step, dy: arrow[1] * step, resize: control };
  }
  if (control) return key === "z" && event.shiftKey ? { k: "redo" } : (WITH_CONTROL[key] ?? null);
  const tool = TOOLS.get(key);
  if (tool) return { k: "tool", tool };
  const colour = Number(key) - 1;
  if (/^[1-9]$/.test(key)) return colour < COLOURS.length ? { k: "colour", c: colour } : null;
  return PLAIN[key] ?? null;
}

/** The keys for people, for the help in the menu. */
export const HELP: readonly (readonly [string, string])[] = [
  ["Undo, redo", "Ctrl Z, Ctrl Y"],
  ["Colours", "1 – 6"],
  ["Line thickness", "[ and ]"],
  ["Duplicate, delete", "Ctrl D, Del"],
  ["Image or PDF", "I"],
  ["Zoom, whole page", "+ −, 0"],
  ["Look around", "Space + drag"],
  ["Next, previous page", "PgDn, PgUp"],
  ["Place at the cross", "Enter"],
  ["Move, resize", "Arrows, Ctrl + arrows"],
  ["Turn", "comma, full stop"],
];

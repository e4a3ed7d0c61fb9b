/** The board's sentences and the names it gives to things. */

import type { Who } from "../boards/host";
import type { Box } from "./geometry";
import { COLOURS, type Paper, type Thing } from "./model";
import type { Size } from "./viewport";

export type Names = Readonly<Record<Who, string>>;

/** The name to call somebody by. */
export function first(name: string): string {
  return name.trim().split(/\s+/)[0] ?? name;
}

const SHOWN = 60;

function cut(text: string): string {
  const line = text.replaceAll(/\s+/g, " ").trim();
  return line.length > SHOWN ? `${line.slice(0, SHOWN)}…` : line;
}

/** "formula x^2, by Ada" */
export function nameOf(thing: Thing, names: Names): string {
  return `${whatIs(thing)}, by ${first(names[thing.by])}`;
}

function whatIs(thing: Thing): string {
  switch (thing.k) {
    case "pen":
      return `${colourName(thing.c)} ${thing.mark ? "highlighter stroke" : "pen stroke"}`;
    case "text":
      return `text “${cut(thing.s)}”`;
    case "math":
      return `formula ${cut(thing.tex)}`;
    case "img":
      return thing.alt ? `image “${cut(thing.alt)}”` : "image without a description";
    case "rect":
      return `${colourName(thing.c)} rectangle`;
    case "ellipse":
      return `${colourName(thing.c)} ellipse`;
    default:
      return `${colourName(thing.c)} ${thing.k}`;
  }
}

function colourName(index: number): string {
  return COLOURS[index]?.name ?? "";
}

export const PAPER_NAMES: Readonly<Record<Paper, string>> = { plain: "Plain", grid: "Grid", lines: "Lines" };

export function pausedWords(you: Who, names: Names): string {
  return you === "student" ? `${first(names.instructor)} has paused drawing. You can look around.` : "The board takes no changes just now.";
}

export const HOW_TO = "Arrow keys move the cross, Enter places a shape, text or formula there. The list of objects comes before this area.";
export const HOW_TO_MOVE = "Arrow keys move it, with Control they resize it, comma and full stop turn it, Delete removes it.";

/** Where something lies, for those who move it by keys and do not see it: "25 % across, 40 % down, 12 % wide" */
export function placeWords({ x, y, w }: Box, sheet: Size): string {
  const share = (part: number, whole: number): string => `${Math.round((part / whole) * 100)} %`;
  const at = `${share(x, sheet.w)} across, ${share(y, sheet.h)} down`;
  return w > 0 ? `${at}, ${share(w, sheet.w)} wide` : at;
}

/** What went wrong with a file, for people. The host's own sentences are told as they are. */
export function troubleOf(error: unknown): string {
  if (error instanceof DOMException) return "This file cannot be shown as a picture.";
  const name = error instanceof Error ? error.name : "";
  if (name === "PasswordException") return "This PDF is locked with a password. Unlock it first, then add it again.";
  if (/PDF|ResponseException|UnknownErrorException/.test(name)) return "This PDF cannot be read. Try to print it into a new PDF, then add that.";
  return error instanceof Error && error.message ? error.message : "The file could not be added.";
}

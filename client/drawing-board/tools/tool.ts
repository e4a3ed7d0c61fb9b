/** What a tool is, and what it may ask of the board it is used on. */

import type { Assets } from "../assets";
import type { Book } from "../book";
import type { Flasher } from "../flasher";
import type { Spot } from "../geometry";
import type { Item } from "../item";
import type { Ink, Thing } from "../model";
import type { Scene } from "../scene";
import type { Selection } from "../selection";

export type ToolName = "select" | "pan" | "pen" | "highlighter" | "eraser" | "line" | "arrow" | "rect" | "ellipse" | "text" | "math" | "laser";

/** A point of the hand in page units, with its pressure from 0 to 1. */
export interface Touch extends Spot {
  p: number;
}

export interface How {
  /** Shift: straight, square, or one more. */
  straight: boolean;
  /** The second press in a row. */
  twice: boolean;
  /** A finger needs more room than a pen or a mouse. */
  finger: boolean;
}

export interface Tool {
  readonly cursor: string;
  down(at: Touch, how: How): void;
  /** `ahead`: where the browser expects the hand to be next, to be drawn but not kept. */
  move(touches: readonly Touch[], ahead: readonly Touch[], how: How): void;
  up(): void;
  /** Gives up what was begun: nothing of it stays. */
  cancel(): void;
  /** On the live canvas, in page units. */
  draw(pen: CanvasRenderingContext2D): void;
  /** Places something at the keyboard's cross. */
  place?(at: Spot): void;
  /** The hand moves without pressing, or has left (null). What its cursor should be. */
  hover?(at: Spot | null, how: How): string;
}

export interface Bench {
  readonly page: string;
  readonly book: Book;
  readonly scene: Scene;
  readonly assets: Assets;
  readonly selection: Selection;
  readonly flasher: Flasher;
  readonly ink: Ink;
  readonly zoom: number;
  /** How near counts as touching, in page units. */
  reach(how: How): number;
  now(): number;
  /** Writes new or changed objects as one act. */
  put(things: Iterable<readonly [string, Thing]>): void;
  remove(ids: Iterable<string>): void;
  /** What every new object carries. */
  common(): { z: string; t: number; by: "instructor" | "student" };
  /** Takes objects off the sheet while the hand holds them; an empty list puts all back. */
  lift(ids: Iterable<string>): void;
  /** Chooses objects and takes up the selecting tool. */
  choose(ids: readonly string[]): void;
  /** Draws the live canvas with the next frame. */
  redraw(): void;
  write(at: Spot, old: Item | null): void;
  compose(at: Spot, old: Item | null): void;
}

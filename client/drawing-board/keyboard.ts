/**
 * The board by keys alone: a cross that arrows lead over the sheet, where Enter places things; the same arrows move what is
 * chosen; one key for each tool and act; and the space bar, held, makes the hand move the sheet.
 */

import type { Changes } from "./changes";
import { changedAll } from "./chosen";
import { type Box, type Spot, meets } from "./geometry";
import { NO_CHANGE } from "./item";
import { type Command, commandOf } from "./keys";
import { BREADTHS, type Ink } from "./model";
import { frameAround } from "./selection";
import type { Bench, Tool, ToolName } from "./tools/tool";
import type { Size } from "./viewport";
import { placeWords } from "./words";

const GROW_STEP = 1.05;
const TURN_STEP = Math.PI / 12;
/** A held arrow key says where it has led to, not every step. */
const STILL_MS = 400;

export interface KeyboardWays {
  tool(): Tool;
  toolName(): ToolName;
  mayEdit(): boolean;
  /** Of the seen page. */
  sheet(): Size;
  /** The part of the page that is seen, and what lies beside it. */
  seen(): Box;
  say(sentence: string): void;
  /** Gives up what a pointer has begun. */
  cancel(): void;
  take(tool: ToolName): void;
  setInk(ink: Partial<Ink>): void;
  turnBy(pages: 1 | -1): void;
  zoom(by: 1 | -1): void;
  fit(): void;
  pan(dx: number, dy: number): void;
  insert(): void;
  undo(): void;
  redo(): void;
}

export class Keyboard {
  #spaceHeld = false;
  #cross: Spot | null = null;
  #still: ReturnType<typeof setTimeout> | undefined;

  /** `surface`: has the focus while keys are meant for the sheet. */
  constructor(
    private readonly bench: Bench,
    private readonly surface: HTMLElement,
    private readonly changes: Changes,
    private readonly ways: KeyboardWays,
  ) {}

  /** Whatever the tool, the sheet is moved. */
  get pans(): boolean {
    return this.#spaceHeld;
  }

  down(event: KeyboardEvent): void {
    const onSheet = event.target === this.surface;
    if (event.key === " " && onSheet) {
      this.#spaceHeld = true;
      this.surface.style.cursor = "grab";
    }
    const command = commandOf(event);
    // Enter and arrows belong to the button that has the focus
    const here = onSheet || !(command && ["place", "arrow", "delete"].includes(command.k));
    if (command && here) this.#obey(command);
    else if (event.key !== " " || !onSheet) return;
    event.preventDefault();
    // what a key means here, it means nowhere else on the page
    event.stopPropagation();
  }

  up(event: KeyboardEvent): void {
    if (event.key === " ") this.#spaceHeld = false;
    // Tab has led here, or arrows are used: show where they go
    if (event.target === this.surface && /^(Tab|Arrow.*|Enter)$/.test(event.key)) this.surface.dataset["keys"] = "true";
  }

  /** A pointer is used. */
  rest(): void {
    this.#cross = null;
    delete this.surface.dataset["keys"];
  }

  blurred(): void {
    this.#spaceHeld = false;
    this.#cross = null;
    this.bench.redraw();
  }

  /** On the live canvas, in page units. */
  draw(pen: CanvasRenderingContext2D): void {
    if (!this.#cross) return;
    const { x, y } = this.#cross;
    const arm = 14 / this.bench.zoom;
    for (const [colour, width] of [["#ffffff", 5], ["#0b5563", 2]] as const) {
      pen.strokeStyle = colour;
      pen.lineWidth = width / this.bench.zoom;
      pen.beginPath();
      pen.moveTo(x - arm, y);
      pen.lineTo(x + arm, y);
      pen.moveTo(x, y - arm);
      pen.lineTo(x, y + arm);
      pen.stroke();
    }
  }

  close(): void {
    clearTimeout(this.#still);
  }

  #obey(command: Command): void {
    const { bench, changes, ways } = this;
    switch (command.k) {
      case "tool":
        return ways.take(command.tool);
      case "colour":
        return ways.setInk({ c: command.c });
      case "breadth":
        return ways.setInk({ b: Math.min(BREADTHS.length - 1, Math.max(0, bench.ink.b + command.by)) });
      case "arrow":
        return this.#arrow(command.dx, command.dy, command.resize);
      case "turn":
        return this.#change((from) => ({ ...NO_CHANGE, from, angle: command.by * TURN_STEP }), "middle");
      case "page":
        return ways.turnBy(command.by);
      case "zoom":
        return ways.zoom(command.by);
      case "undo":
        return ways.undo();
      case "redo":
        return ways.redo();
      case "delete":
        return changes.remove();
      case "duplicate":
        return changes.duplicate();
      case "all":
        if (ways.mayEdit()) bench.choose(bench.scene.items.map((item) => item.id));
        return;
      case "fit":
        return ways.fit();
      case "escape":
        return this.#escape();
      case "place":
        return this.#place();
      case "image":
        return ways.insert();
      case "edit":
        return changes.edit();
    }
  }

  #escape(): void {
    this.ways.cancel();
    this.bench.choose([]);
    this.#cross = null;
    this.bench.redraw();
  }

  #arrow(dx: number, dy: number, resize: boolean): void {
    if (this.bench.selection.isEmpty) return this.#moveCross(dx, dy);
    if (!resize) return this.#change((from) => ({ ...NO_CHANGE, from, dx, dy }), "corner");
    const by = dx + -dy > 0 ? GROW_STEP : 1 / GROW_STEP;
    this.#change((from) => ({ ...NO_CHANGE, from, by }), "corner");
  }

  #change(make: (from: Spot) => typeof NO_CHANGE, about: "middle" | "corner"): void {
    const { selection } = this.bench;
    if (selection.isEmpty) return;
    this.bench.put(changedAll(selection.items(this.bench.scene), about, make));
    this.#sayPlace(() => frameAround(selection.items(this.bench.scene))?.box ?? null);
  }

  #moveCross(dx: number, dy: number): void {
    const { bench, ways } = this;
    const { w, h } = ways.sheet();
    const area = ways.seen();
    const at = this.#cross ?? { x: Math.min(w, area.x + area.w / 2) - dx, y: Math.min(h, area.y + area.h / 2) - dy };
    const cross = { x: Math.min(w, Math.max(0, at.x + dx)), y: Math.min(h, Math.max(0, at.y + dy)) };
    this.#cross = cross;
    this.#sayPlace(() => ({ ...cross, w: 0, h: 0 }));
    if (!meets(area, { ...cross, w: 0, h: 0 })) ways.pan(-dx * bench.zoom * 4, -dy * bench.zoom * 4);
    bench.redraw();
  }

  #place(): void {
    const { bench, ways } = this;
    const at = this.#cross ?? this.#middle();
    if (!ways.mayEdit()) return;
    const tool = ways.tool();
    if (tool.place) return tool.place(at);
    const found = ways.toolName() === "select" ? bench.scene.at(at, bench.reach({ straight: false, twice: false, finger: false })) : null;
    if (found) bench.choose([found.id]);
    else ways.say("Enter places shapes, text and formulas. Choose one of these tools first.");
  }

  #middle(): Spot {
    const { w, h } = this.ways.sheet();
    const area = this.ways.seen();
    return { x: Math.min(w, Math.max(0, area.x + area.w / 2)), y: Math.min(h, Math.max(0, area.y + area.h / 2)) };
  }

  /** Says where the keys have led to, once they rest. */
  #sayPlace(where: () => Box | null): void {
    clearTimeout(this.#still);
    this.#still = setTimeout(() => {
      const box = where();
      if (box) this.ways.say(placeWords(box, this.ways.sheet()));
    }, STILL_MS);
  }
}

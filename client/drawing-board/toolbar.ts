/** The row of tools. One stop for Tab, arrow keys within it, one key for each tool from anywhere on the board. */

import { Flyout } from "../boards/flyout";
import { freshId, h, iconButton, setAttribute, setText, wordButton } from "./dom";
import { type IconName, icon } from "./icons";
import { HELP, TOOL_KEYS } from "./keys";
import { BREADTHS, COLOURS, type Ink, PAPERS, type Paper } from "./model";
import type { ToolName } from "./tools/tool";
import { PAPER_NAMES } from "./words";

type Named = readonly [ToolName, string];

const BEFORE_SHAPES: readonly (readonly Named[])[] = [
  [
    ["select", "Select"],
    ["pan", "Hand"],
  ],
  [
    ["pen", "Pen"],
    ["highlighter", "Highlighter"],
    ["eraser", "Eraser"],
  ],
];
/** In the row where it is wide, and behind one button where it is not. */
const SHAPES: readonly Named[] = [
  ["line", "Line"],
  ["arrow", "Arrow"],
  ["rect", "Rectangle"],
  ["ellipse", "Ellipse"],
];
const AFTER_SHAPES: readonly Named[] = [
  ["text", "Text"],
  ["math", "Formula"],
];

export interface ToolbarActs {
  tool(tool: ToolName): void;
  ink(ink: Partial<Ink>): void;
  paper(paper: Paper): void;
  image(): void;
  undo(): void;
  redo(): void;
  clear(): void;
  lead(): void;
  exportImage(): void;
  exportPdf(): void;
}

export interface ToolbarState {
  tool: ToolName;
  ink: Ink;
  paper: Paper;
  mayEdit: boolean;
  canUndo: boolean;
  canRedo: boolean;
  /** Null for a student. */
  leading: boolean | null;
  student: string;
}

export class Toolbar {
  readonly root: HTMLElement;
  /** Lies beside the row. */
  readonly menu: HTMLElement;
  readonly #flyouts: readonly Flyout[];
  readonly #tools = new Map<ToolName, HTMLButtonElement>();
  readonly #colours: HTMLButtonElement[];
  readonly #breadths: HTMLButtonElement[];
  readonly #papers: HTMLButtonElement[];
  readonly #image: HTMLButtonElement;
  readonly #undo: HTMLButtonElement;
  readonly #redo: HTMLButtonElement;
  readonly #ink: HTMLButtonElement;
  readonly #shape: HTMLButtonElement;
  readonly #clear: HTMLButtonElement;
  readonly #lead: HTMLButtonElement;
  readonly #leadWords = h("span");
  readonly #drop = h("span", { class: "db-drop" });

  constructor(private readonly acts: ToolbarActs) {
    this.#colours = COLOURS.map(({ name, css }, c) => swatch(`${name[0]?.toUpperCase()}${name.slice(1)}`, css, String(c + 1), () => acts.ink({ c })));
    this.#breadths = BREADTHS.map(({ name, pen }, b) => breadth(name, pen, () => acts.ink({ b })));
    this.#papers = PAPERS.map((paper) => wordButton(PAPER_NAMES[paper], null, () => acts.paper(paper)));
    this.#image = iconButton("Image or PDF", "image", "I", () => acts.image());
    this.#undo = iconButton("Undo", "undo", "Ctrl+Z", () => acts.undo());
    this.#redo = iconButton("Redo", "redo", "Ctrl+Y", () => acts.redo());
    this.#ink = h("button", { type: "button", class: "db-button db-ink-button", "aria-label": "Colour and thickness", title: "Colour and thickness" }, this.#drop);
    this.#clear = wordButton("Clear this page", "clear", () => this.#close(() => acts.clear()));
    this.#lead = h("button", { type: "button", class: "bf-word", onclick: () => this.#close(() => acts.lead()) }, icon("follow"), this.#leadWords);
    this.#shape = h("button", { type: "button", class: "db-button", "aria-label": "Shapes", title: "Shapes" }, icon("line"));
    const more = iconButton("More", "more", null, () => {});
    const menu = new Flyout(more, "More", ...this.#menu());
    const inks = h("div", { class: "db-inks" }, group("Colour", this.#colours.slice()), group("Thickness", this.#breadths.slice()));
    const inkFlyout = new Flyout(this.#ink, "Colour and thickness", inks);
    inkFlyout.root.classList.add("db-ink-flyout");
    this.menu = menu.root;
    const shapes = group("Shapes", SHAPES.map((named) => this.#tool(named, () => shapeFlyout.show(false))));
    const shapeFlyout = new Flyout(this.#shape, "Shapes", shapes);
    shapes.classList.add("db-shapes");
    shapeFlyout.root.classList.add("db-shape-flyout");
    const shapeGroup = group(null, [this.#shape]);
    shapeGroup.classList.add("db-shape-group");
    this.#flyouts = [menu, inkFlyout, shapeFlyout];
    this.root = h(
      "div",
      { class: "db-tools", role: "toolbar", "aria-label": "Drawing tools", "aria-orientation": "horizontal" },
      ...BEFORE_SHAPES.map((tools) => group(null, tools.map((named) => this.#tool(named)))),
      shapeGroup,
      shapeFlyout.root,
      group(null, AFTER_SHAPES.map((named) => this.#tool(named))),
      group(null, [this.#image, this.#tool(["laser", "Laser pointer"])]),
      inkFlyout.root,
      h("div", { class: "db-group db-always", role: "group" }, this.#ink, this.#undo, this.#redo, more),
    );
    this.root.addEventListener("keydown", (event) => this.#rove(event));
    this.root.addEventListener("focusin", (event) => this.#stopAt(event.target));
    this.#stopAt(this.#tools.get("pen") ?? null);
  }

  update(state: ToolbarState): void {
    for (const [tool, button] of this.#tools) {
      setAttribute(button, "aria-pressed", String(tool === state.tool));
      setAttribute(button, "aria-disabled", !state.mayEdit && tool !== "pan" ? "true" : false);
    }
    this.#drawShape(state);
    this.#colours.forEach((button, c) => setAttribute(button, "aria-pressed", String(c === state.ink.c)));
    this.#breadths.forEach((button, b) => setAttribute(button, "aria-pressed", String(b === state.ink.b)));
    this.#papers.forEach((button, p) => setAttribute(button, "aria-pressed", String(PAPERS[p] === state.paper)));
    const off = (button: Element, disabled: boolean): void => setAttribute(button, "aria-disabled", disabled ? "true" : false);
    for (const button of [...this.#papers, this.#image, this.#clear]) off(button, !state.mayEdit);
    off(this.#undo, !state.mayEdit || !state.canUndo);
    off(this.#redo, !state.mayEdit || !state.canRedo);
    this.#clear.hidden = this.#lead.hidden = state.leading === null;
    setAttribute(this.#lead, "aria-pressed", String(state.leading === true));
    setText(this.#leadWords, state.leading ? `Stop leading ${state.student}` : `Show ${state.student} what I see`);
    this.#drop.style.setProperty("--db-colour", COLOURS[state.ink.c]?.css ?? "");
    this.#drop.style.setProperty("--db-breadth", `${6 + state.ink.b * 4}px`);
  }

  close(): void {
    for (const flyout of this.#flyouts) flyout.show(false);
  }

  #tool([tool, name]: Named, chosen: () => void = () => {}): HTMLButtonElement {
    const button = iconButton(name, tool as IconName, TOOL_KEYS[tool], () => {
      chosen();
      this.acts.tool(tool);
    });
    this.#tools.set(tool, button);
    return button;
  }

  /** The folded shapes look like the one that was chosen last. */
  #drawShape({ tool, mayEdit }: ToolbarState): void {
    const chosen = SHAPES.find(([shape]) => shape === tool);
    setAttribute(this.#shape, "aria-pressed", String(chosen !== undefined));
    setAttribute(this.#shape, "aria-disabled", mayEdit ? false : "true");
    if (!chosen || this.#shape.dataset["shape"] === tool) return;
    this.#shape.dataset["shape"] = tool;
    this.#shape.replaceChildren(icon(tool as IconName));
  }

  #menu(): Node[] {
    const { acts } = this;
    const title = freshId();
    const keys = HELP.flatMap(([what, how]) => [h("dt", {}, what), h("dd", {}, how)]);
    return [
      h("div", { class: "db-papers", role: "group", "aria-label": "Paper" }, ...this.#papers),
      this.#lead,
      wordButton("Save page as image", "download", () => this.#close(() => acts.exportImage())),
      wordButton("Save all pages as PDF", "pdf", () => this.#close(() => acts.exportPdf())),
      this.#clear,
      h("section", { class: "db-keys", "aria-labelledby": title }, h("h3", { id: title }, "Keys"), h("dl", {}, ...keys)),
    ];
  }

  #close(act: () => void): void {
    this.close();
    act();
  }

  #stops(): HTMLButtonElement[] {
    return [...this.root.querySelectorAll<HTMLButtonElement>("button")].filter((button) => button.offsetParent !== null);
  }

  #stopAt(target: EventTarget | null): void {
    if (!(target instanceof HTMLButtonElement)) return;
    for (const button of this.root.querySelectorAll("button")) button.tabIndex = button === target ? 0 : -1;
  }

  #rove(event: KeyboardEvent): void {
    const stops = this.#stops();
    const at = stops.findIndex((button) => button === event.target);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: stops.length - 1 }[event.key];
    if (at < 0 || next === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    stops[(next + stops.length) % stops.length]?.focus();
  }
}

function group(name: string | null, buttons: HTMLElement[]): HTMLElement {
  const root = h("div", { class: "db-group", role: "group" }, ...buttons);
  if (name) root.setAttribute("aria-label", name);
  return root;
}

function swatch(name: string, css: string, key: string, click: () => void): HTMLButtonElement {
  const button = h("button", { type: "button", class: "db-swatch", "aria-label": name, title: `${name} (${key})`, "aria-keyshortcuts": key, onclick: click }, h("i"));
  button.style.setProperty("--db-colour", css);
  return button;
}

function breadth(name: string, size: number, click: () => void): HTMLButtonElement {
  const label = `${name[0]?.toUpperCase()}${name.slice(1)} line`;
  const button = h("button", { type: "button", class: "db-breadth", "aria-label": label, title: label, onclick: click }, h("i"));
  button.style.setProperty("--db-breadth", `${size}px`);
  return button;
}

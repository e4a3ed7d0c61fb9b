/** The bar of tools: one stop of the Tab key, the arrows go along it. On a narrow board some are behind More. */

import type { Editor } from "@tiptap/core";
import { Flyout } from "../boards/flyout";
import { h, setAttribute } from "../classroom/dom";
import { icon } from "./icons";
import { type Tool, isPossible } from "./tools";

const IS_MAC = /Mac|iPhone|iPad/.test(navigator.platform);

export class Toolbar {
  readonly root: HTMLElement;
  /** Lies beside the bar. */
  readonly more: HTMLElement;
  readonly #menu: Flyout;
  /** A tool that is spare has two, of which one is seen. */
  readonly #buttons: { tool: Tool; button: HTMLButtonElement }[] = [];

  constructor(groups: Tool[][], private readonly editor: () => Editor | null) {
    const more = h("button", { type: "button", class: "wb-tool wb-opens-more", "aria-label": "More", title: "More" }, icon("more"));
    this.root = h("div", { class: "wb-bar", role: "toolbar", "aria-label": "Writing tools" });
    this.root.append(...groups.map((group) => h("div", { class: "wb-group" }, ...group.map((tool) => this.#button(tool)))));
    this.root.lastElementChild?.append(more);
    this.#menu = new Flyout(more, "More", ...groups.flat().filter(({ spare }) => spare).map((tool) => this.#word(tool)));
    this.more = this.#menu.root;
    for (const place of [this.root, this.more]) {
      // the caret stays in the text, and a phone keeps its keyboard
      place.addEventListener("pointerdown", (event) => event.preventDefault());
      place.addEventListener("mousedown", (event) => event.preventDefault());
    }
    this.root.addEventListener("keydown", (event) => this.#key(event));
    this.root.addEventListener("focusin", (event) => this.#stopAt(event.target));
    this.#stopAt(this.root.querySelector("button"));
  }

  update(editor: Editor): void {
    for (const { tool, button } of this.#buttons) {
      // not `disabled`: a tool that goes away under the focus would take the focus with it
      setAttribute(button, "aria-disabled", isPossible(tool, editor) ? false : "true");
      if (tool.isOn) setAttribute(button, "aria-pressed", String(tool.isOn(editor)));
    }
  }

  focus(): void {
    const stops = this.#stops();
    (stops.find(({ tabIndex }) => tabIndex === 0) ?? stops[0])?.focus();
  }

  close(): void {
    this.#menu.show(false);
  }

  #button(tool: Tool): HTMLButtonElement {
    const look = tool.spare ? "wb-tool wb-spare" : "wb-tool";
    const button = h("button", { type: "button", class: look, "aria-label": tool.name, title: tooltip(tool), onclick: () => this.#run(tool) }, icon(tool.icon));
    if (tool.keys) button.setAttribute("aria-keyshortcuts", tool.keys.replace("Mod", IS_MAC ? "Meta" : "Control"));
    this.#buttons.push({ tool, button });
    return button;
  }

  #word(tool: Tool): HTMLButtonElement {
    const chosen = (): void => {
      this.close();
      this.#run(tool);
    };
    const button = h("button", { type: "button", class: "bf-word", onclick: chosen }, icon(tool.icon), tool.name);
    this.#buttons.push({ tool, button });
    return button;
  }

  #run(tool: Tool): void {
    const editor = this.editor();
    if (editor && isPossible(tool, editor)) tool.run(editor);
  }

  #stops(): HTMLButtonElement[] {
    return [...this.root.querySelectorAll("button")].filter((button) => button.offsetParent !== null);
  }

  #stopAt(target: EventTarget | null): void {
    if (!(target instanceof HTMLButtonElement)) return;
    for (const button of this.root.querySelectorAll("button")) button.tabIndex = button === target ? 0 : -1;
  }

  #key(event: KeyboardEvent): void {
    const stops = this.#stops();
    const at = stops.findIndex((button) => button === event.target);
    const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: stops.length - 1 }[event.key];
    if (event.key === "Escape") this.editor()?.commands.focus();
    else if (at < 0 || to === undefined) return;
    else stops[(to + stops.length) % stops.length]?.focus();
    event.preventDefault();
  }
}

function tooltip({ name, keys }: Tool): string {
  if (!keys) return name;
  const shown = IS_MAC ? keys.replace("Mod+", "⌘").replace("Shift+", "⇧").replace("Alt+", "⌥") : keys.replace("Mod", "Ctrl");
  return `${name} (${shown})`;
}

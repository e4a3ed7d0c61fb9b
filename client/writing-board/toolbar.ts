/** The bar of tools: one stop of the Tab key, the arrows go along it. */

import type { Editor } from "@tiptap/core";
import { h, setAttribute } from "../classroom/dom";
import { icon } from "./icons";
import { type Tool, isPossible } from "./tools";

const IS_MAC = /Mac|iPhone|iPad/.test(navigator.platform);

export class Toolbar {
  readonly root: HTMLElement;
  readonly #buttons: { tool: Tool; button: HTMLButtonElement }[];
  #at = 0;

  constructor(groups: Tool[][], private readonly editor: () => Editor | null) {
    this.#buttons = groups.flat().map((tool) => ({ tool, button: this.#button(tool) }));
    const rest = this.#buttons.map(({ button }) => button);
    this.root = h("div", { class: "wb-bar", role: "toolbar", "aria-label": "Writing tools" });
    this.root.append(...groups.map((group) => h("div", { class: "wb-group" }, ...rest.splice(0, group.length))));
    // the caret stays in the text, and a phone keeps its keyboard
    this.root.addEventListener("pointerdown", (event) => event.preventDefault());
    this.root.addEventListener("mousedown", (event) => event.preventDefault());
    this.root.addEventListener("keydown", (event) => this.#key(event));
    this.root.addEventListener("focusin", (event) => this.#moveTo(this.#buttons.findIndex(({ button }) => button === event.target)));
    this.#moveTo(0);
  }

  update(editor: Editor): void {
    for (const { tool, button } of this.#buttons) {
      // not `disabled`: a tool that goes away under the focus would take the focus with it
      setAttribute(button, "aria-disabled", isPossible(tool, editor) ? false : "true");
      if (tool.isOn) setAttribute(button, "aria-pressed", String(tool.isOn(editor)));
    }
  }

  focus(): void {
    this.#buttons[this.#at]?.button.focus();
  }

  #button(tool: Tool): HTMLButtonElement {
    const run = (): void => {
      const editor = this.editor();
      if (editor && isPossible(tool, editor)) tool.run(editor);
    };
    const button = h("button", { type: "button", class: "wb-tool", "aria-label": tool.name, title: tooltip(tool), onclick: run }, icon(tool.icon));
    if (tool.keys) button.setAttribute("aria-keyshortcuts", tool.keys.replace("Mod", IS_MAC ? "Meta" : "Control"));
    return button;
  }

  #key(event: KeyboardEvent): void {
    const last = this.#buttons.length - 1;
    const to = { ArrowRight: this.#at === last ? 0 : this.#at + 1, ArrowLeft: this.#at === 0 ? last : this.#at - 1, Home: 0, End: last }[event.key];
    if (event.key === "Escape") this.editor()?.commands.focus();
    else if (to === undefined) return;
    else {
      this.#moveTo(to);
      this.focus();
    }
    event.preventDefault();
  }

  #moveTo(index: number): void {
    if (index < 0) return;
    this.#at = index;
    this.#buttons.forEach(({ button }, each) => (button.tabIndex = each === index ? 0 : -1));
  }
}

function tooltip({ name, keys }: Tool): string {
  if (!keys) return name;
  const shown = IS_MAC ? keys.replace("Mod+", "⌘").replace("Shift+", "⇧").replace("Alt+", "⌥") : keys.replace("Mod", "Ctrl");
  return `${name} (${shown})`;
}

/**
 * The page's objects as a list for those who do not see the canvas, or use no pointer: arrow keys go through it, Enter
 * chooses one and leads to the sheet, where arrow keys move it, Delete removes it. It is seen while it has the focus.
 */

import { freshId, h, setAttribute, setText } from "./dom";
import type { Item } from "./item";
import { type Names, nameOf } from "./words";

/** The newest ones; a list of ten thousand strokes helps nobody. */
const MOST = 300;

export interface ListActs {
  items(): readonly Item[];
  names(): Names;
  choose(id: string): void;
  remove(id: string): void;
  /** To the sheet, with the chosen object. */
  enter(): void;
}

export class ObjectList {
  readonly root: HTMLElement;
  readonly #list: HTMLElement;
  readonly #count = h("p", { class: "db-list-count" });
  #ids: readonly string[] = [];
  #at = 0;

  constructor(private readonly acts: ListActs) {
    const about = freshId();
    this.#list = h("ul", { class: "db-list", role: "listbox", tabindex: "0", "aria-label": "Objects on this page", "aria-describedby": about });
    this.root = h("div", { class: "db-objects" }, this.#count, this.#list, h("p", { id: about, class: "db-list-about" }, "Enter to move it, Delete to remove it."));
    this.#list.addEventListener("focus", () => this.#fill());
    this.#list.addEventListener("keydown", (event) => this.#key(event));
    this.#list.addEventListener("click", (event) => this.#click(event));
  }

  /** Keeps what is read out true while the list has the focus. */
  refresh(): void {
    if (document.activeElement === this.#list) this.#fill();
  }

  #fill(): void {
    const all = this.acts.items();
    const shown = all.slice(-MOST).toReversed();
    const chosen = this.#ids[this.#at];
    this.#ids = shown.map((item) => item.id);
    this.#at = Math.max(0, Math.min(chosen === undefined ? 0 : this.#ids.indexOf(chosen), this.#ids.length - 1));
    setText(this.#count, all.length === 1 ? "1 object" : `${all.length} objects`);
    const id = freshId();
    this.#list.replaceChildren(...shown.map((item, i) => h("li", { role: "option", id: `${id}-${i}` }, nameOf(item.thing, this.acts.names()))));
    this.#mark();
  }

  #mark(): void {
    const options = [...this.#list.children];
    options.forEach((option, i) => setAttribute(option, "aria-selected", String(i === this.#at)));
    const option = options[this.#at];
    setAttribute(this.#list, "aria-activedescendant", option?.id ?? false);
    option?.scrollIntoView({ block: "nearest" });
    const id = this.#ids[this.#at];
    if (id !== undefined) this.acts.choose(id);
  }

  #key(event: KeyboardEvent): void {
    const id = this.#ids[this.#at];
    const next = { ArrowDown: this.#at + 1, ArrowUp: this.#at - 1, Home: 0, End: this.#ids.length - 1 }[event.key];
    if (next !== undefined) {
      this.#at = Math.max(0, Math.min(this.#ids.length - 1, next));
      this.#mark();
    } else if (event.key === "Enter" && id !== undefined) this.acts.enter();
    else if ((event.key === "Delete" || event.key === "Backspace") && id !== undefined) this.acts.remove(id);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  #click(event: MouseEvent): void {
    const at = event.target instanceof Element ? [...this.#list.children].indexOf(event.target) : -1;
    if (at < 0) return;
    this.#at = at;
    this.#mark();
  }
}

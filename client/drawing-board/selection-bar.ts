/** What can be done with the chosen objects, beside them. */

import type { Spot } from "./geometry";
import { h, iconButton } from "./dom";
import type { Item } from "./item";
import type { Size } from "./viewport";

const GAP_PX = 44;
const BELOW_PX = 14;

export interface SelectionActs {
  edit(): void;
  describe(): void;
  duplicate(): void;
  front(): void;
  back(): void;
  remove(): void;
}

export class SelectionBar {
  readonly root: HTMLElement;
  readonly #edit: HTMLButtonElement;
  readonly #describe: HTMLButtonElement;

  constructor(acts: SelectionActs) {
    this.#edit = iconButton("Edit", "edit", "F2", () => acts.edit());
    this.#describe = iconButton("Describe this image", "label", null, () => acts.describe());
    this.root = h(
      "div",
      { class: "db-selected", role: "group", "aria-label": "Chosen objects", hidden: true },
      this.#edit,
      this.#describe,
      iconButton("Duplicate", "copy", "Ctrl+D", () => acts.duplicate()),
      iconButton("To the front", "front", null, () => acts.front()),
      iconButton("To the back", "back", null, () => acts.back()),
      iconButton("Delete", "trash", "Delete", () => acts.remove()),
    );
  }

  hide(): void {
    this.root.hidden = true;
  }

  /** `top` and `bottom`: the middles of the frame's edges on the screen. */
  show(items: readonly Item[], top: Spot, bottom: Spot, screen: Size): void {
    const [only] = items;
    const kind = items.length === 1 ? only?.thing.k : undefined;
    this.root.hidden = false;
    this.#edit.hidden = kind !== "text" && kind !== "math";
    this.#describe.hidden = kind !== "img";
    const { offsetWidth: w, offsetHeight: h } = this.root;
    const above = top.y - GAP_PX - h;
    const y = above >= 4 ? above : Math.min(screen.h - h - 4, bottom.y + BELOW_PX);
    const x = Math.max(4, Math.min(screen.w - w - 4, top.x - w / 2));
    this.root.style.transform = `translate(${Math.round(x)}px, ${Math.round(Math.max(4, y))}px)`;
  }
}

/** A small panel opened by a button. Esc or a press beside it closes it. */

import { h } from "../classroom/dom";

export class Flyout {
  /** Open while it carries `data-open`: a wide page may show what is inside all the time. */
  readonly root: HTMLElement;

  constructor(
    private readonly opener: HTMLElement,
    name: string,
    ...inside: (Node | null)[]
  ) {
    this.root = h("div", { class: "bf-flyout", role: "dialog", "aria-label": name }, ...inside);
    opener.setAttribute("aria-haspopup", "dialog");
    opener.setAttribute("aria-expanded", "false");
    opener.addEventListener("click", () => this.show(!this.isOpen));
  }

  get isOpen(): boolean {
    return this.root.hasAttribute("data-open");
  }

  show(open: boolean): void {
    if (open === this.isOpen) return;
    const holdsFocus = this.root.contains(document.activeElement);
    this.root.toggleAttribute("data-open", open);
    this.opener.setAttribute("aria-expanded", String(open));
    if (open) this.#opened();
    else this.#closed(holdsFocus);
  }

  #opened(): void {
    document.addEventListener("keydown", this.#key, { capture: true });
    document.addEventListener("pointerdown", this.#pressed, { capture: true });
    this.#place();
    // the caret stays in a text that is being written, and a phone keeps its keyboard
    if (document.activeElement?.closest("[contenteditable='true']")) return;
    this.root.querySelector<HTMLElement>("button:not([aria-disabled=true])")?.focus({ preventScroll: true });
  }

  #closed(heldFocus: boolean): void {
    document.removeEventListener("keydown", this.#key, { capture: true });
    document.removeEventListener("pointerdown", this.#pressed, { capture: true });
    if (heldFocus) this.opener.focus({ preventScroll: true });
  }

  /** Under its button, but inside the board. */
  #place(): void {
    const board = this.root.offsetParent?.getBoundingClientRect();
    if (!board) return;
    const button = this.opener.getBoundingClientRect();
    const left = button.left + button.width / 2 - board.left - this.root.offsetWidth / 2;
    this.root.style.left = `${Math.max(8, Math.min(board.width - this.root.offsetWidth - 8, left))}px`;
    this.root.style.top = `${button.bottom - board.top + 8}px`;
    this.root.style.maxHeight = `${Math.max(120, board.bottom - button.bottom - 16)}px`;
  }

  readonly #key = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    event.stopPropagation();
    this.show(false);
  };

  readonly #pressed = (event: PointerEvent): void => {
    if (!(event.target instanceof Node)) return;
    if (!this.root.contains(event.target) && !this.opener.contains(event.target)) this.show(false);
  };
}

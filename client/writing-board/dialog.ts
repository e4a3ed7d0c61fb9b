/** A small dialog over the board: a heading, its fields, its answers. Esc closes it, and the caret is in the text again. */

import { h } from "../classroom/dom";

let made = 0;

export class Dialog {
  readonly root: HTMLDialogElement;
  readonly #form = h("form", { class: "wb-form", method: "dialog" });
  readonly #title: HTMLElement;

  /** `sent`: the first button of the kind "submit", or Enter in a line. `closed`: in whatever way. */
  constructor(title: string, sent: () => void, closed: () => void) {
    const id = `wb-dialog-${++made}`;
    this.#title = h("h2", { class: "wb-dialog-title", id }, title);
    this.root = h("dialog", { class: "wb-dialog", "aria-labelledby": id }, this.#title, this.#form);
    this.#form.addEventListener("submit", (event) => {
      event.preventDefault();
      sent();
    });
    this.root.addEventListener("close", closed);
  }

  fill(...children: (HTMLElement | null)[]): void {
    this.#form.replaceChildren(...children.filter((child) => child !== null));
  }

  open(title: string): void {
    this.#title.textContent = title;
    if (!this.root.open) this.root.showModal();
  }

  close(): void {
    if (this.root.open) this.root.close();
  }
}

/** Without `click` it sends the form. */
export function answer(word: string, look: "main" | "quiet" | "danger", click?: () => void): HTMLButtonElement {
  return h("button", { type: click ? "button" : "submit", class: `wb-answer wb-${look}`, ...(click ? { onclick: click } : {}) }, word);
}

/** A field on the sheet to write text in, in the size and place the text will have. */

import { LINE_HEIGHT } from "./assets";
import type { Spot } from "./geometry";
import { h } from "./dom";
import { MAX_TEXT } from "./model";

export interface Writing {
  at: Spot;
  text: string;
  /** On the screen. */
  size: number;
  colour: string;
}

export class TextField {
  readonly root: HTMLTextAreaElement;
  #done: ((text: string) => void) | null = null;

  constructor(private readonly back: () => void) {
    this.root = h("textarea", { class: "db-text", "aria-label": "Text", spellcheck: "true", rows: "1", wrap: "off", maxlength: String(MAX_TEXT), hidden: true });
    this.root.addEventListener("input", () => this.#grow());
    this.root.addEventListener("blur", () => this.finish());
    this.root.addEventListener("keydown", (event) => this.#key(event));
  }

  get isOpen(): boolean {
    return this.#done !== null;
  }

  /** `done` hears the text when the person is finished with it. Who is at work elsewhere on the page stays there. */
  open({ at, text, size, colour }: Writing, done: (text: string) => void): void {
    this.finish();
    this.#done = done;
    const { style } = this.root;
    this.root.value = text;
    this.root.hidden = false;
    style.left = `${at.x}px`;
    style.top = `${at.y}px`;
    style.fontSize = `${size}px`;
    style.lineHeight = String(LINE_HEIGHT);
    style.color = colour;
    this.#grow();
    const { activeElement } = document;
    const elsewhere = activeElement !== document.body && this.root.closest("drawing-board")?.contains(activeElement) === false;
    if (!elsewhere) this.root.focus({ preventScroll: true });
  }

  finish(): void {
    const done = this.#done;
    if (!done) return;
    this.#done = null;
    this.root.hidden = true;
    done(this.root.value.replace(/\s+$/, ""));
  }

  /** Gives up what is being written, and gives it back; null when nothing is. */
  take(): string | null {
    if (!this.#done) return null;
    this.#done = null;
    this.root.hidden = true;
    return this.root.value;
  }

  #key(event: KeyboardEvent): void {
    // letters are for the text, not for the board
    event.stopPropagation();
    if (event.key !== "Escape" && !(event.key === "Enter" && (event.ctrlKey || event.metaKey))) return;
    event.preventDefault();
    this.finish();
    this.back();
  }

  #grow(): void {
    const { style } = this.root;
    style.width = "0";
    style.height = "0";
    style.width = `${this.root.scrollWidth + 8}px`;
    style.height = `${this.root.scrollHeight}px`;
  }
}

/**
 * `<session-boards>`: a session's boards outside its classroom. With `prepares` its instructor works on them, through the
 * same documents and the same wire as in the room; without, they are looked at as the session left them.
 *
 * Attributes, all from the server's page: `session`, `prepares`, `title`, `heading`, `about`, `instructor`, `student`,
 * `starts-ms`, `ends-ms`, `details`. What is inside before it wakes is for browsers without scripts.
 */

import { SavedSign } from "../boards/saved-sign";
import { h, setAttribute, setText } from "../classroom/dom";
import type { Board } from "../classroom/protocol";
import { Kept } from "./kept";
import { Preparation } from "./preparation";
import type { Page, Shelf } from "./shelf";

/** Sentences stay this long. */
const TOLD_MS = 5000;
const BOARDS: readonly { board: Board; word: string }[] = [
  { board: "draw", word: "Drawing board" },
  { board: "write", word: "Writing board" },
];

class SessionBoards extends HTMLElement {
  readonly #tabs = new Map<Board, HTMLButtonElement>();
  readonly #stage = h("div", { class: "sb-stage" });
  readonly #saved = new SavedSign();
  readonly #told = h("p", { class: "bf-told", role: "status", "aria-live": "polite", hidden: true });
  readonly #copy = h("button", { type: "button", class: "sb-copy", hidden: true, "aria-label": "Save a copy", onclick: () => this.#kept?.saveCopy(this.#shown) }, "Save", h("span", { class: "sb-wide" }, " a copy"));
  #shelf: Shelf | null = null;
  /** What is over has no tools to save it with. */
  #kept: Kept | null = null;
  #shown: Board = "draw";
  #silence: ReturnType<typeof setTimeout> | undefined;

  connectedCallback(): void {
    const page = this.#page();
    const events = {
      tell: (sentence: string) => this.#tell(sentence),
      changed: () => this.#drawSaved(),
      closed: (title: string, words: string) => this.#close(title, words),
    };
    this.#kept = this.hasAttribute("prepares") ? null : new Kept(page, events);
    const shelf = this.#kept ?? new Preparation(page, events);
    this.#shelf = shelf;
    this.#stage.append(shelf.root);
    this.replaceChildren(this.#layout(page), this.#told);
    this.dataset["awake"] = "";
    this.#turnTo("draw");
  }

  disconnectedCallback(): void {
    clearTimeout(this.#silence);
    this.#shelf?.close();
    this.#shelf = this.#kept = null;
  }

  #layout(page: Page): HTMLElement {
    const back = h("a", { class: "sb-back", href: page.details }, h("span", {}, "Back", h("span", { class: "sb-back-rest" }, " to the session")));
    const words = h("div", { class: "sb-words" }, h("h1", {}, `${page.heading}\u00a0· ${page.title}`), h("p", { class: "sb-about" }, page.about));
    const tabs = h("div", { class: "sb-tabs", role: "group", "aria-label": "Boards" });
    for (const { board, word } of BOARDS) {
      const tab = h("button", { type: "button", class: "sb-tab", onclick: () => this.#turnTo(board) }, word);
      this.#tabs.set(board, tab);
      tabs.append(tab);
    }
    return h("section", { class: "sb" }, h("header", { class: "sb-head" }, words, back), h("div", { class: "sb-bar" }, tabs, this.#saved.root, this.#copy), this.#stage);
  }

  #turnTo(board: Board): void {
    this.#shown = board;
    for (const [each, tab] of this.#tabs) setAttribute(tab, "aria-pressed", String(each === board));
    this.#shelf?.show(board);
    this.#drawSaved();
  }

  #drawSaved(): void {
    this.#copy.hidden = !this.#kept?.isOpen(this.#shown);
    this.#saved.show(this.#shelf?.saved(this.#shown) ?? null);
  }

  /** The boards are elsewhere now, or nobody's any more: says so in their place. */
  #close(title: string, words: string): void {
    this.#shelf?.close();
    this.#shelf = null;
    this.#saved.show(null);
    for (const tab of this.#tabs.values()) tab.disabled = true;
    const heading = h("h2", { tabindex: "-1" }, title);
    const ways = h("a", { class: "btn btn-primary", href: this.#page().details }, "Go to the session");
    this.#stage.replaceChildren(h("div", { class: "sb-closed" }, heading, h("p", {}, words), ways));
    heading.focus();
  }

  #tell(sentence: string): void {
    setText(this.#told, sentence);
    this.#told.hidden = false;
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => (this.#told.hidden = true), TOLD_MS);
  }

  #page(): Page {
    const said = (name: string): string => this.getAttribute(name) ?? "";
    return {
      session: said("session"),
      title: said("title"),
      heading: said("heading"),
      about: said("about"),
      details: said("details"),
      names: { instructor: said("instructor"), student: said("student") },
      startsMs: Number(said("starts-ms")),
      endsMs: Number(said("ends-ms")),
    };
  }
}

customElements.define("session-boards", SessionBoards);

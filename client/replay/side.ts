/** Beside the stage: the chapters with the recording's beginnings and ends, and the chat as far as it had come. Every line leads to its time. */

import { h, setAttribute } from "../classroom/dom";
import { parts } from "../classroom/links";
import { first } from "../classroom/words";
import { type ChatLine, type Stop, type Timeline, chatOf, clock, lastBegun } from "./timeline";

type Seek = (at: number) => void;

export class ChapterList {
  readonly root: HTMLElement;
  readonly #buttons: readonly HTMLButtonElement[];
  readonly #list: HTMLElement;
  #current = -1;

  constructor(
    private readonly stops: readonly Stop[],
    seek: Seek,
  ) {
    this.#buttons = stops.map(({ at, words }) =>
      h("button", { type: "button", class: "rp-chapter", onclick: () => seek(at) }, h("span", { class: "rp-time" }, clock(at)), h("span", {}, words)),
    );
    this.#list = h("ol", { class: "rp-chapters" }, ...this.#buttons.map((button) => h("li", {}, button)));
    this.root = h("nav", { class: "rp-part", "aria-label": "Chapters" }, h("h2", {}, "Chapters"), this.#list);
  }

  update(at: number): void {
    const now = lastBegun(this.stops, at);
    if (now === this.#current) return;
    this.#current = now;
    this.#buttons.forEach((button, i) => setAttribute(button, "aria-current", i === now ? "true" : false));
    showIn(this.#list, this.#buttons[now]);
  }
}

export class ChatList {
  readonly root: HTMLElement;
  readonly #lines: readonly ChatLine[];
  readonly #items: readonly HTMLElement[];
  readonly #list: HTMLElement;
  #current = -2;

  constructor(session: string, timeline: Timeline, seek: Seek) {
    this.#lines = chatOf(timeline);
    this.#items = this.#lines.map((line) => item(session, timeline, line, seek));
    this.#list = h("ol", { class: "rp-chat", tabindex: "0", "aria-label": "Chat" }, ...this.#items);
    const empty = h("p", { class: "rp-empty", hidden: this.#lines.length > 0 }, "Nothing was written in this session.");
    this.root = h("section", { class: "rp-part rp-part-chat", "aria-label": "Chat" }, h("h2", {}, "Chat"), empty, this.#list);
  }

  /** What is still to come is marked, and the newest line is brought into sight, unless the reader is at the list. */
  update(at: number): void {
    const now = lastBegun(this.#lines, at);
    if (now === this.#current) return;
    this.#current = now;
    this.#items.forEach((line, i) => setAttribute(line, "data-later", i > now));
    if (this.#list.matches(":hover, :focus-within")) return;
    showIn(this.#list, this.#items[Math.max(0, now)]);
  }
}

/** Scrolls the list, and never the page, so that the line is the last in sight. */
function showIn(list: HTMLElement, line: HTMLElement | undefined): void {
  if (line) list.scrollTop = line.offsetTop + line.offsetHeight - list.clientHeight;
}

function item(session: string, timeline: Timeline, { at, by, what }: ChatLine, seek: Seek): HTMLElement {
  const name = by ? first(timeline.names[by]) : "";
  const time = h("button", { type: "button", class: "rp-time", title: "Play from here", "aria-label": `Play from ${clock(at)}`, onclick: () => seek(at) }, clock(at));
  const line = h("li", { class: "rp-line", "data-seat": by ?? false }, h("p", { class: "rp-who" }, name, time));
  if (what.kind === "chat") line.append(h("p", { class: "rp-said" }, ...parts(what.text).map(({ href, text }) => (href ? outside(href, text) : text))));
  else line.append(file(`/sessions/${session}/files/${encodeURIComponent(what.file)}`, what.name, what.media === "image"));
  return line;
}

function outside(href: string, text: string): HTMLElement {
  return h("a", { href, target: "_blank", rel: "noopener noreferrer" }, text);
}

function file(href: string, name: string, isImage: boolean): HTMLElement {
  const picture = isImage ? h("img", { src: href, alt: "", loading: "lazy" }) : null;
  return h("a", { class: "rp-file", href, target: "_blank", rel: "noopener" }, picture, h("span", {}, name));
}

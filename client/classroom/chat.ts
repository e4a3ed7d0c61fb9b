/** The chat: what both wrote and shared, and where to write. Text is text; addresses in it become links. */

import { h, icon, setAttribute, setText } from "./dom";
import { addressIn } from "./files";
import { button } from "./pieces";
import type { Happening } from "./protocol";
import { parts } from "./links";
import type { Acts, Scene } from "./view";
import { clock, first } from "./words";

const LONGEST = 2000;
const TOGETHER = "Write a message, send a link, or share a file. Both of you see it, also after the session.";
const ALONE = "Write a message or send a link. Only you see it here, until you leave. Files are tried on the boards.";

export class Chat {
  readonly root: HTMLElement;
  readonly #list = h("div", { class: "cr-chat-list", role: "log", "aria-label": "Chat", tabindex: "0" });
  readonly #empty = h("p", { class: "cr-chat-empty" });
  readonly #share: HTMLElement;
  readonly #text = h("textarea", { class: "cr-chat-text", rows: "1", maxlength: String(LONGEST), "aria-label": "Message", placeholder: "Write a message" });
  #shown = 0;

  constructor(
    private readonly acts: Acts,
    close: () => void,
  ) {
    const send = h("button", { type: "button", class: "cr-chat-send", "aria-label": "Send", title: "Send (Enter)", onclick: () => this.#send() }, icon("resend"));
    this.#share = h("button", { type: "button", class: "cr-chat-send", "aria-label": "Share a file", title: "Share a file: JPEG, PNG, SVG, PDF or DOCX, up to 25 MB", onclick: () => void acts.shareFile() }, icon("clip"));
    this.#text.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.#send();
    });
    this.#text.addEventListener("paste", (event) => this.#take(event, event.clipboardData));
    const head = h("div", { class: "cr-side-head" }, h("h2", {}, "Chat"), button("Close", "quiet", close));
    this.root = h("section", { class: "cr-side", "aria-label": "Chat", hidden: true }, head, this.#empty, this.#list, h("div", { class: "cr-chat-foot" }, this.#share, this.#text, send));
    this.root.addEventListener("dragover", (event) => {
      if (holdsFiles(event)) event.preventDefault();
    });
    this.root.addEventListener("drop", (event) => this.#take(event, event.dataTransfer));
  }

  focus(): void {
    this.#text.focus();
  }

  update(scene: Scene): void {
    this.#share.hidden = scene.plan.practice;
    setText(this.#empty, scene.plan.practice ? ALONE : TOGETHER);
    const lines = scene.situation.record.filter(({ seq, what }) => seq > this.#shown && (what.kind === "chat" || what.kind === "file"));
    this.#shown = scene.situation.record.at(-1)?.seq ?? this.#shown;
    if (lines.length > 0) {
      const atEnd = this.#list.scrollHeight - this.#list.scrollTop - this.#list.clientHeight < 60;
      this.#list.append(...lines.map((line) => this.#line(scene, line)));
      if (atEnd) this.#list.scrollTop = this.#list.scrollHeight;
    }
    this.#empty.hidden = this.#list.childElementCount > 0;
  }

  #line({ situation, plan }: Scene, { by, at_ms, what }: Happening): HTMLElement {
    const own = by === situation.you;
    const name = by === null ? "" : own ? "You" : first(situation.people[by].name);
    const time = clock(at_ms, plan.zone);
    const item = h("div", { class: "cr-chat-line" }, h("span", { class: "cr-chat-who" }, `${name} · ${time}`));
    setAttribute(item, "data-own", own);
    if (what.kind === "chat") item.append(h("p", {}, ...parts(what.text).map((part) => (part.href ? outside(part.href, part.text) : part.text))));
    if (what.kind === "file") item.append(file(addressIn(plan.room, what.file), what.name, what.media === "image"));
    return item;
  }

  /** A file that was pasted or dropped. */
  #take(event: Event, from: DataTransfer | null): void {
    const [file] = from?.files ?? [];
    if (!file || this.#share.hidden) return;
    event.preventDefault();
    void this.acts.shareFile(file);
  }

  #send(): void {
    const text = this.#text.value.trim();
    if (text === "" || !this.acts.chat(text)) return;
    this.#text.value = "";
  }
}

export function holdsFiles({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.includes("Files") ?? false;
}

/** How many lines of the other came after the one with this number. */
export function unread({ situation }: Scene, seen: number): number {
  const { record, you } = situation;
  return record.filter(({ seq, by, what }) => seq > seen && by !== you && (what.kind === "chat" || what.kind === "file")).length;
}

function outside(href: string, text: string): HTMLElement {
  return h("a", { href, target: "_blank", rel: "noopener noreferrer" }, text);
}

function file(href: string, name: string, image: boolean): HTMLElement {
  const link = h("a", { class: "cr-chat-file", href, target: "_blank", rel: "noopener" });
  if (image) link.append(h("img", { src: href, alt: "", loading: "lazy" }));
  const word = h("span");
  setText(word, name);
  link.append(word);
  return link;
}

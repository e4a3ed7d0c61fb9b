/** What can be done with the table, code or link the caret is in: a small line of buttons over the text's lower edge. */

import type { Editor } from "@tiptap/core";
import { h, setAttribute, setText } from "../classroom/dom";
import { LANGUAGES, isLanguage } from "./languages";
import { isAllowed } from "./address";

type Kind = "table" | "codeBlock" | "link";

export class Surroundings {
  readonly root: HTMLElement;
  readonly #parts: Record<Kind, HTMLElement>;
  readonly #language: HTMLSelectElement;
  readonly #address = h("a", { class: "wb-address", target: "_blank", rel: "noopener noreferrer nofollow" });

  constructor(private readonly editor: () => Editor | null, editLink: () => void) {
    this.#language = h("select", { class: "wb-select", "aria-label": "Language of this code", onchange: () => this.#setLanguage() });
    this.#language.append(h("option", { value: "" }, "Plain"), ...Object.entries(LANGUAGES).map(([value, name]) => h("option", { value }, name)));
    this.#parts = {
      table: part(
        "Table",
        this.#does("Row below", "Add a row below", (chain) => chain.addRowAfter()),
        this.#does("Column right", "Add a column on the right", (chain) => chain.addColumnAfter()),
        this.#does("Remove row", "Remove this row", (chain) => chain.deleteRow()),
        this.#does("Remove column", "Remove this column", (chain) => chain.deleteColumn()),
        this.#does("Remove table", "Remove the whole table", (chain) => chain.deleteTable()),
      ),
      codeBlock: part("Code", this.#language),
      link: part("Link", this.#address, small("Change", "Change this link", editLink), this.#does("Remove", "Remove this link", (chain) => chain.extendMarkRange("link").unsetLink())),
    };
    this.root = h("div", { class: "wb-around" }, ...Object.values(this.#parts));
  }

  update(editor: Editor): void {
    const kind = editor.isEditable ? around(editor) : null;
    for (const [each, root] of Object.entries(this.#parts)) root.hidden = each !== kind;
    this.root.hidden = kind === null;
    if (kind === "codeBlock") {
      const language: unknown = editor.getAttributes("codeBlock")["language"];
      this.#language.value = isLanguage(language) ? language : "";
    }
    if (kind === "link") this.#showAddress(editor.getAttributes("link")["href"]);
  }

  #showAddress(address: unknown): void {
    const allowed = typeof address === "string" && isAllowed(address);
    setText(this.#address, allowed ? address.replace(/^(https?:\/\/|mailto:)/, "") : "not a web address");
    setAttribute(this.#address, "href", allowed ? address : false);
    setAttribute(this.#address, "title", allowed ? `Open ${address} in a new tab` : "This link leads nowhere");
  }

  #setLanguage(): void {
    this.editor()?.chain().focus().updateAttributes("codeBlock", { language: this.#language.value || null }).run();
  }

  #does(word: string, meaning: string, change: (chain: ReturnType<Editor["chain"]>) => ReturnType<Editor["chain"]>): HTMLButtonElement {
    return small(word, meaning, () => {
      const editor = this.editor();
      if (editor?.isEditable) change(editor.chain().focus()).run();
    });
  }
}

/** The innermost of them. */
function around(editor: Editor): Kind | null {
  if (editor.isActive("link")) return "link";
  if (editor.isActive("codeBlock")) return "codeBlock";
  return editor.isActive("table") ? "table" : null;
}

function part(name: string, ...children: HTMLElement[]): HTMLElement {
  return h("div", { class: "wb-around-part", role: "group", "aria-label": name }, ...children);
}

function small(word: string, meaning: string, click: () => void): HTMLButtonElement {
  const button = h("button", { type: "button", class: "wb-small", title: meaning, onclick: click }, word);
  button.addEventListener("mousedown", (event) => event.preventDefault());
  return button;
}

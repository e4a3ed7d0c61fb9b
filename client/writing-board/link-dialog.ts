/** Asks where a link leads; without selected words it asks for them, too. */

import type { Editor } from "@tiptap/core";
import { h, setText } from "../classroom/dom";
import { meant } from "./address";
import { Dialog, answer } from "./dialog";

export class LinkDialog {
  readonly #dialog: Dialog;
  readonly #address = h("input", { class: "wb-input", type: "text", inputmode: "url", autocomplete: "off", spellcheck: "false", "aria-describedby": "wb-link-trouble", placeholder: "https://…" });
  readonly #words = h("input", { class: "wb-input", type: "text", autocomplete: "off" });
  readonly #wordsField = h("label", { class: "wb-field" }, "Words to show", this.#words);
  readonly #trouble = h("p", { class: "wb-trouble", id: "wb-link-trouble", role: "alert" });

  constructor(private readonly editor: () => Editor | null) {
    this.#dialog = new Dialog("Link", () => this.#save(), () => this.editor()?.commands.focus());
    this.#dialog.fill(
      h("label", { class: "wb-field" }, "Address", this.#address),
      this.#wordsField,
      this.#trouble,
      h("div", { class: "wb-answers" }, answer("Save link", "main"), answer("Cancel", "quiet", () => this.close())),
    );
    this.#address.addEventListener("input", () => this.#complain(""));
  }

  get root(): HTMLElement {
    return this.#dialog.root;
  }

  ask(): void {
    const editor = this.editor();
    if (!editor?.isEditable) return;
    const inside = editor.isActive("link");
    if (inside) editor.commands.extendMarkRange("link");
    this.#address.value = inside ? String(editor.getAttributes("link")["href"] ?? "") : "";
    this.#words.value = "";
    this.#wordsField.hidden = !editor.state.selection.empty;
    this.#complain("");
    this.#dialog.open(inside ? "Change link" : "Link");
    this.#address.focus();
  }

  close(): void {
    this.#dialog.close();
  }

  #save(): void {
    const editor = this.editor();
    const href = meant(this.#address.value);
    if (!href) return this.#complain("Type a web address such as https://example.org, or a mail address.");
    if (editor?.isEditable) this.#write(editor, href);
    this.close();
  }

  #write(editor: Editor, href: string): void {
    if (!editor.state.selection.empty) return void editor.chain().setLink({ href }).run();
    const text = this.#words.value.trim() || this.#address.value.trim();
    editor.commands.insertContent([{ type: "text", text, marks: [{ type: "link", attrs: { href } }] }, { type: "text", text: " " }]);
  }

  #complain(sentence: string): void {
    setText(this.#trouble, sentence);
    this.#address.setAttribute("aria-invalid", String(sentence !== ""));
    if (sentence) this.#address.focus();
  }
}

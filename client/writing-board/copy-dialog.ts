/** Asks in which form the text is to be kept outside. */

import type { Editor } from "@tiptap/core";
import type * as Y from "yjs";
import { h } from "../classroom/dom";
import { print, savePage, saveText } from "./copies";
import { Dialog, answer } from "./dialog";
import { type IconName, icon } from "./icons";

export class CopyDialog {
  readonly #dialog: Dialog;

  constructor(
    private readonly editor: () => Editor | null,
    doc: () => Y.Doc | null,
    private readonly tell: (sentence: string) => void,
  ) {
    this.#dialog = new Dialog("Save a copy", () => this.close(), () => this.editor()?.commands.focus());
    this.#dialog.fill(
      this.#way("print", "Print or save as PDF", "As it looks here, on white paper.", (editor) => print(editor)),
      this.#way("file", "Web page", "One HTML file with formulas and tables.", (editor) => savePage(editor)),
      this.#way("text", "Plain text", "Words only, for notes and mail.", () => {
        const shared = doc();
        if (shared) saveText(shared);
      }),
      h("div", { class: "wb-answers" }, answer("Cancel", "quiet", () => this.close())),
    );
  }

  get root(): HTMLElement {
    return this.#dialog.root;
  }

  ask(): void {
    this.#dialog.open("Save a copy");
  }

  close(): void {
    this.#dialog.close();
  }

  #way(iconName: IconName, name: string, meaning: string, make: (editor: Editor) => Promise<void> | void): HTMLButtonElement {
    const words = h("span", {}, h("strong", {}, name), h("span", { class: "wb-meaning" }, meaning));
    const button = h("button", { type: "button", class: "wb-way", onclick: () => void this.#make(make) });
    button.append(icon(iconName), words);
    return button;
  }

  async #make(make: (editor: Editor) => Promise<void> | void): Promise<void> {
    const editor = this.editor();
    this.close();
    try {
      if (editor) await make(editor);
    } catch (error) {
      console.info("No copy was made:", error);
      this.tell("The copy could not be made, because the formulas could not be loaded. Try again in a moment.");
    }
  }
}

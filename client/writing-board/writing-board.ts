/**
 * `<writing-board>`: a text two people write together. Loaded when the writing board is first opened; what it asks of the
 * place it lies in is in `boards/host.ts`. The text is the ProseMirror fragment "text" of the shared document.
 */

import { Editor, Extension } from "@tiptap/core";
import type * as Y from "yjs";
import type { BoardElement, BoardHost, Who } from "../boards/host";
import { h, setText } from "../classroom/dom";
import { first } from "../classroom/words";
import { Carets } from "./carets";
import { CopyDialog } from "./copy-dialog";
import { formulas } from "./formula";
import { FormulaDialog } from "./formula-dialog";
import { icon } from "./icons";
import { LinkDialog } from "./link-dialog";
import { Surroundings } from "./surroundings";
import { extensions } from "./text";
import { Toolbar } from "./toolbar";
import { tools } from "./tools";

export { plainText } from "./plain-text";

export class WritingBoard extends HTMLElement implements BoardElement {
  #editor: Editor | null = null;
  #doc: Y.Doc | null = null;
  #host: BoardHost | null = null;
  #carets: Carets | null = null;
  readonly #link = new LinkDialog(() => this.#editor);
  readonly #formula = new FormulaDialog(() => this.#editor);
  readonly #copy = new CopyDialog(
    () => this.#editor,
    () => this.#doc,
    (sentence) => this.#host?.tell(sentence),
  );
  readonly #toolbar = new Toolbar(
    tools({ link: () => this.#link.ask(), formula: () => this.#formula.ask(null), save: () => this.#copy.ask() }),
    () => this.#editor,
  );
  readonly #around = new Surroundings(() => this.#editor, () => this.#link.ask());
  readonly #lockWords = h("span");
  readonly #lock = h("p", { class: "wb-lock", role: "status" });
  readonly #sheet = h("div", { class: "wb-sheet" });

  attach(doc: Y.Doc, host: BoardHost): void {
    const writing = this.#editor?.isFocused ?? false;
    const scrolled = this.#sheet.scrollTop;
    this.detach();
    this.#doc = doc;
    this.#host = host;
    this.#layOut(host.you !== null);
    this.#carets = new Carets(host);
    this.#editor = this.#newEditor(doc, host, this.#carets);
    this.#carets.follow(this.#editor);
    this.refresh();
    this.#sheet.scrollTop = scrolled;
    if (writing && host.mayEdit()) this.#editor.commands.focus();
  }

  hear(from: Who, bytes: Uint8Array): void {
    this.#carets?.hear(from, bytes);
  }

  refresh(): void {
    const editor = this.#editor;
    const host = this.#host;
    if (!editor || !host) return;
    const mayEdit = host.you !== null && host.mayEdit();
    if (editor.isEditable !== mayEdit) editor.setEditable(mayEdit, false);
    if (!mayEdit) this.#closeDialogs();
    this.#lock.hidden = host.you === null || mayEdit;
    setText(this.#lockWords, this.#lock.hidden ? "" : lockedBy(host));
    this.#carets?.refresh();
    this.#draw(editor);
  }

  saveCopy(): void {
    this.#copy.ask();
  }

  detach(): void {
    this.#closeDialogs();
    this.#toolbar.close();
    this.#carets?.close();
    this.#editor?.destroy();
    this.#carets = null;
    this.#editor = null;
    this.#doc = null;
    this.#host = null;
    this.#sheet.replaceChildren();
  }

  /** A place where nobody edits has no tools. */
  #layOut(withTools: boolean): void {
    this.#lock.replaceChildren(icon("locked"), this.#lockWords);
    this.#lock.hidden = true;
    this.#around.root.hidden = true;
    const dialogs = [this.#link.root, this.#formula.root, this.#copy.root];
    if (withTools) this.replaceChildren(this.#toolbar.root, this.#toolbar.more, this.#lock, this.#sheet, this.#around.root, ...dialogs);
    else this.replaceChildren(this.#sheet, this.#copy.root);
  }

  #newEditor(doc: Y.Doc, host: BoardHost, carets: Carets): Editor {
    const editor = new Editor({
      element: this.#sheet,
      // the page's policy allows no style text; what it would add is in writing-board.css
      injectCSS: false,
      editable: host.you !== null && host.mayEdit(),
      extensions: [...extensions(doc), ...formulas((position) => this.#formula.ask(position)), carets.extension, this.#keys()],
    });
    editor.on("transaction", () => this.#draw(editor));
    return editor;
  }

  #keys(): Extension {
    const done = (act: () => void) => (): boolean => {
      act();
      return true;
    };
    return Extension.create({
      name: "boardKeys",
      addKeyboardShortcuts: () => ({
        "Mod-k": done(() => this.#link.ask()),
        "Mod-Shift-e": done(() => this.#formula.ask(null)),
        "Alt-F10": done(() => this.#toolbar.focus()),
      }),
    });
  }

  #draw(editor: Editor): void {
    if (this.#host?.you === null) return;
    this.#toolbar.update(editor);
    this.#around.update(editor);
  }

  #closeDialogs(): void {
    this.#link.close();
    this.#formula.close();
  }
}

function lockedBy({ you, names }: BoardHost): string {
  return you === "student" ? `${first(names.instructor)} is writing now. You can read along and copy.` : "The board is only to be read just now.";
}

customElements.define("writing-board", WritingBoard);

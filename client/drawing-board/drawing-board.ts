/** `<drawing-board>`: a shared sheet of paper. A page loads this file when a board is wanted; see ../boards/host.ts. */

import type * as Y from "yjs";
import type { BoardElement, BoardHost, Who } from "../boards/host";
import { Book } from "./book";
import { askCopy } from "./copy-dialog";
import { Desk, FRESH, type Memory } from "./desk";
import { hear } from "./flash";
import type { Page } from "./model";
import { pagePicture } from "./picture";

export class DrawingBoard extends HTMLElement implements BoardElement {
  #desk: Desk | null = null;
  #shown: { doc: Y.Doc; host: BoardHost } | null = null;
  /** Page, tool and colour survive the exchange of the document. */
  readonly #memory: Memory = { ...FRESH };

  attach(doc: Y.Doc, host: BoardHost): void {
    const focused = this.contains(document.activeElement);
    this.detach();
    this.#shown = { doc, host };
    this.#desk = new Desk(this, doc, host, this.#memory);
    if (focused) this.querySelector<HTMLElement>(".db-surface")?.focus();
  }

  hear(from: Who, bytes: Uint8Array): void {
    const frame = hear(bytes);
    if (frame) this.#desk?.hear(from, frame);
  }

  refresh(): void {
    this.#desk?.refresh();
  }

  /** Shows a page, if there is one of that name: a replay goes to where somebody draws. */
  turnTo(page: string): void {
    this.#desk?.turnTo(page);
  }

  saveCopy(): void {
    if (this.#shown) askCopy(this, this.#shown.doc, this.#shown.host, this.#memory.page);
  }

  detach(): void {
    this.#desk?.close();
    this.#desk = this.#shown = null;
    delete this.dataset["state"];
  }
}

customElements.define("drawing-board", DrawingBoard);

/** The document's pages in their order. */
export function pagesOf(doc: Y.Doc): readonly Page[] {
  const book = new Book(doc, () => {});
  book.close();
  return book.pages;
}

/** A page as a picture `width` pixels wide, with its images and formulas; the first one when there is no such page. */
export async function renderPage(doc: Y.Doc, page: string, host: Pick<BoardHost, "address">, width: number): Promise<HTMLCanvasElement> {
  const book = new Book(doc, () => {});
  try {
    const found = book.page(page) ?? book.pages[0];
    if (!found) throw new Error("a board has a page");
    return await pagePicture(book, found, (file) => host.address(file), width);
  } finally {
    book.close();
  }
}

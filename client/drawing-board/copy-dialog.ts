/** Asks in which form a drawing is to be kept outside: for a board without tools, where nobody's hand is. */

import type * as Y from "yjs";
import type { BoardHost } from "../boards/host";
import { Book } from "./book";
import { choice, choices, openDialog } from "./dialog";
import { h } from "./dom";
import { saveImage, savePdf, toDevice } from "./export";

/** `shown`: the page that is seen. */
export function askCopy(board: HTMLElement, doc: Y.Doc, host: BoardHost, shown: string | null): void {
  const address = (file: string): string => host.address(file);
  const made = (make: (book: Book) => Promise<void>): void => {
    dialog.close();
    const book = new Book(doc, () => {});
    void toDevice(host, () => make(book)).finally(() => book.close());
  };
  const pdf = (): void => made((book) => savePdf(book, address, (done) => host.tell(`Saving page ${done} of ${book.pages.length}…`)));
  const image = (): void =>
    made(async (book) => {
      const at = Math.max(0, book.pages.findIndex(({ id }) => id === shown));
      const page = book.pages[at];
      if (page) await saveImage(book, page, at + 1, address);
    });
  const dialog = openDialog(
    board,
    "Save a copy",
    h("p", {}, "It is put where this device keeps what it downloads."),
    choices(choice("All pages as PDF", "primary", pdf), choice("This page as image", "plain", image), choice("Cancel", "plain", () => dialog.close())),
  );
}

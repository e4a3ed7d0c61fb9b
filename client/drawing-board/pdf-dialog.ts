/** Turns the pages of a PDF and asks what to do with them. */

import { choice, choices, openDialog } from "./dialog";
import { h, iconButton, setAttribute, setText } from "./dom";
import type { Pdf } from "./pdf-pages";

export type PdfWish = { k: "place" | "write"; pages: readonly number[] };

/** Each page becomes a stored picture; a whole book does not belong on a board. */
export const MOST_AT_ONCE = 20;
const PREVIEW_PX = 720;

export function askPages(board: HTMLElement, name: string, pdf: Pdf): Promise<PdfWish | null> {
  let number = 1;
  const picture = h("div", { class: "db-pdf-page" });
  const words = h("p", { class: "db-pdf-words", role: "status" });
  const turn = (by: number): void => {
    number = Math.min(pdf.count, Math.max(1, number + by));
    void show();
  };
  const before = iconButton("Page before", "left", null, () => turn(-1));
  const next = iconButton("Next page", "right", null, () => turn(1));
  const show = async (): Promise<void> => {
    const wanted = number;
    setText(words, `Page ${wanted} of ${pdf.count}`);
    setAttribute(before, "aria-disabled", wanted === 1 ? "true" : false);
    setAttribute(next, "aria-disabled", wanted === pdf.count ? "true" : false);
    try {
      const { canvas } = await pdf.picture(wanted, PREVIEW_PX);
      if (wanted === number) picture.replaceChildren(canvas);
    } catch (error) {
      console.error("A page of the PDF could not be drawn", error);
      setText(words, `Page ${wanted} of ${pdf.count} cannot be shown.`);
    }
  };
  return new Promise((resolve) => {
    let answer: PdfWish | null = null;
    const done = (wish: PdfWish | null): void => {
      answer = wish;
      dialog.close();
    };
    const several = Math.min(pdf.count, MOST_AT_ONCE);
    const all = choice(several === pdf.count ? `All ${several} pages` : `The first ${several} pages`, "plain", () => done({ k: "write", pages: Array.from({ length: several }, (_, i) => i + 1) }));
    all.hidden = pdf.count === 1;
    const dialog = openDialog(
      board,
      name,
      picture,
      h("div", { class: "db-pdf-turn" }, before, words, next),
      choices(
        choice("Write on this page", "primary", () => done({ k: "write", pages: [number] })),
        all,
        choice("Place as a picture", "plain", () => done({ k: "place", pages: [number] })),
        choice("Cancel", "plain", () => done(null)),
      ),
    );
    dialog.classList.add("db-pdf");
    dialog.addEventListener("close", () => resolve(answer));
    void show();
  });
}

/** Brings images and pages of PDFs onto the board. Bytes are stored by the host; the document holds their ids. */

import type { BoardHost, SessionFile } from "../boards/host";
import type { Book } from "./book";
import { choice, choices, openDialog } from "./dialog";
import { freshId, h } from "./dom";
import { type Box, type Spot, laidIn, middleOf } from "./geometry";
import { MAX_ALT, type Picture, isFile } from "./model";
import { askPages } from "./pdf-dialog";
import type { Pdf, PdfPicture } from "./pdf-pages";

/** A new picture's share of what is seen. */
const SHARE = 0.6;

export interface InsertBench {
  readonly board: HTMLElement;
  readonly host: BoardHost;
  readonly book: Book;
  page(): string;
  seen(): Box;
  common(): { z: string; t: number; by: "instructor" | "student" };
  placed(page: string, things: readonly (readonly [string, Picture])[]): void;
  turnTo(page: string): void;
}

export async function insertChosen(bench: InsertBench): Promise<void> {
  const file = await bench.host.pick(["image", "pdf"]);
  if (file) await insertFile(bench, file, null);
}

/** A file that was pasted or dropped. */
export async function insertDropped(bench: InsertBench, file: File, at: Spot | null): Promise<void> {
  bench.host.tell(`Adding ${file.name || "the picture"}…`);
  await insertFile(bench, await bench.host.store(file, file.name || "picture.png"), at);
}

async function insertFile(bench: InsertBench, file: SessionFile, at: Spot | null): Promise<void> {
  if (!isFile(file.id)) throw new Error("the file's id does not fit into the document");
  if (file.kind === "image") await insertImage(bench, file, at);
  else if (file.kind === "pdf") await insertPdf(bench, file);
  else bench.host.tell("Only images and PDF files can be placed on the board.");
}

async function insertImage(bench: InsertBench, file: SessionFile, at: Spot | null): Promise<void> {
  const image = new Image();
  image.src = bench.host.address(file.id);
  await image.decode();
  place(bench, file.id, image.naturalWidth, image.naturalHeight, nameOf(file.name), at);
}

function place(bench: InsertBench, file: string, width: number, height: number, alt: string, at: Spot | null): void {
  const seen = bench.seen();
  const by = Math.min(1, (seen.w * SHARE) / width, (seen.h * SHARE) / height);
  const size = { w: Math.max(1, width * by), h: Math.max(1, height * by) };
  const picture: Picture = { ...bench.common(), k: "img", file, ...laidIn(seen, size, at ?? middleOf(seen)), rot: 0, alt: alt.slice(0, MAX_ALT) };
  bench.placed(bench.page(), [[crypto.randomUUID(), picture]]);
}

async function insertPdf(bench: InsertBench, file: SessionFile): Promise<void> {
  const { Pdf } = await import("./pdf-pages");
  const pdf = await Pdf.open(bench.host.address(file.id));
  try {
    const wish = await askPages(bench.board, file.name, pdf);
    if (!wish) return;
    for (const [i, number] of wish.pages.entries()) {
      if (wish.pages.length > 1) bench.host.tell(`Adding page ${i + 1} of ${wish.pages.length}…`);
      await takePage(bench, pdf, file, number, wish.k);
    }
  } finally {
    pdf.close();
  }
}

async function takePage(bench: InsertBench, pdf: Pdf, file: SessionFile, number: number, how: "place" | "write"): Promise<void> {
  const picture = await pdf.picture(number);
  const stored = await bench.host.store(await png(picture), `${nameOf(file.name)}, page ${number}.png`);
  if (!isFile(stored.id)) throw new Error("the file's id does not fit into the document");
  if (how === "place") return place(bench, stored.id, picture.w, picture.h, `${nameOf(file.name)}, page ${number}`, null);
  const page = bench.book.add(bench.page(), "plain", { file: stored.id, w: Math.round(picture.w), h: Math.round(picture.h) });
  if (page) bench.turnTo(page);
  else bench.host.tell("There is no room for more pages.");
}

function png({ canvas }: PdfPicture): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("this browser could not make a picture of the page"))), "image/png");
  });
}

/** Without its ending. */
function nameOf(name: string): string {
  return name.replace(/\.[A-Za-z0-9]{1,5}$/, "");
}

/** Words for those who do not see it; null when the person changes their mind. */
export function askDescription(board: HTMLElement, old: string): Promise<string | null> {
  const id = freshId();
  const field = h("textarea", { class: "db-tex", id, rows: "3", maxlength: String(MAX_ALT) });
  field.value = old;
  return new Promise((resolve) => {
    let answer: string | null = null;
    const done = (text: string | null): void => {
      answer = text;
      dialog.close();
    };
    const dialog = openDialog(
      board,
      "Describe this image",
      h("label", { class: "db-label", for: id }, "Read out to those who do not see it"),
      field,
      choices(choice("Keep description", "primary", () => done(field.value.trim())), choice("Cancel", "plain", () => done(null))),
    );
    dialog.addEventListener("close", () => resolve(answer));
    field.focus();
  });
}

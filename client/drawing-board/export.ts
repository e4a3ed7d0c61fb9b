/** Saves the page as an image, or all pages as one PDF, on this device. */

import type { BoardHost } from "../boards/host";
import type { Book } from "./book";
import { type Page, sheetOf } from "./model";
import { type PdfPage, writePdf } from "./pdf-writer";
import { pagePicture } from "./picture";

/** Pixels per page unit; enough for print. */
const SCALE = 2;
const JPEG_QUALITY = 0.9;

type Address = (file: string) => string;

/** Does the work and says how it goes. */
export async function toDevice(host: Pick<BoardHost, "tell">, work: () => Promise<void>): Promise<void> {
  host.tell("Saving…");
  try {
    await work();
    host.tell("Saved on this device.");
  } catch (error) {
    console.error("The board could not be saved on this device", error);
    host.tell("The board could not be saved on this device. It is still safe with the session.");
  }
}

export async function saveImage(book: Book, page: Page, number: number, address: Address): Promise<void> {
  const canvas = await pagePicture(book, page, address, Math.round(sheetOf(page).w * SCALE));
  save(await blobOf(canvas, "image/png"), `board-page-${number}.png`);
}

/** `told` hears how many pages are done. */
export async function savePdf(book: Book, address: Address, told: (done: number) => void): Promise<void> {
  const pages: PdfPage[] = [];
  for (const page of book.pages) {
    const canvas = await pagePicture(book, page, address, Math.round(sheetOf(page).w * SCALE));
    const blob = await blobOf(canvas, "image/jpeg");
    pages.push({ jpeg: new Uint8Array(await blob.arrayBuffer()), width: canvas.width, height: canvas.height });
    told(pages.length);
  }
  save(writePdf(pages), "board.pdf");
}

function blobOf(canvas: HTMLCanvasElement, type: string): Promise<Blob> {
  return new Promise((resolve, reject) => {
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("the page is too large for this browser to save"))), type, JPEG_QUALITY);
  });
}

function save(blob: Blob, name: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  // the download has read it by then
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** Pages of a PDF as pictures. pdf.js comes with the first one and reads in its own worker; its scripts cannot run ours. */

import type { PDFDocumentProxy } from "pdfjs-dist";
import workerAddress from "pdfjs-dist/legacy/build/pdf.worker.min.mjs";

/** The longer side of a rendered page in pixels: sharp at 125 % on a sheet, and a bounded canvas whatever the file says. */
const LONG_PX = 2_000;
/** The longer side of a page as a sheet, in page units. */
export const LONG_SIDE = 1_600;

export interface PdfPicture {
  canvas: HTMLCanvasElement;
  /** In page units. */
  w: number;
  h: number;
}

export class Pdf {
  private constructor(private readonly file: PDFDocumentProxy) {}

  /** Rejects when it is no PDF, is locked by a password, or cannot be fetched. */
  static async open(address: string): Promise<Pdf> {
    const library = await import("pdfjs-dist/legacy/build/pdf.mjs");
    library.GlobalWorkerOptions.workerSrc = workerAddress;
    // no WebAssembly: our pages do not allow it, and few files need it
    return new Pdf(await library.getDocument({ url: address, useWasm: false, enableXfa: false }).promise);
  }

  get count(): number {
    return this.file.numPages;
  }

  /** The page numbered from 1, its longer side `pixels`. */
  async picture(number: number, pixels = LONG_PX): Promise<PdfPicture> {
    const page = await this.file.getPage(number);
    const plain = page.getViewport({ scale: 1 });
    const long = Math.max(plain.width, plain.height);
    const viewport = page.getViewport({ scale: pixels / long });
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(viewport.width));
    canvas.height = Math.max(1, Math.round(viewport.height));
    await page.render({ canvas, viewport, background: "#ffffff" }).promise;
    page.cleanup();
    return { canvas, w: (plain.width * LONG_SIDE) / long, h: (plain.height * LONG_SIDE) / long };
  }

  close(): void {
    void this.file.loadingTask.destroy();
  }
}

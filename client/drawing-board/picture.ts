/** A whole page as a picture: for exports, thumbnails and replays. */

import { Assets } from "./assets";
import type { Book } from "./book";
import { type Item, byPlace, readItem } from "./item";
import { MAX_OBJECTS, type Page, sheetOf } from "./model";
import { paintItem, paintPaper } from "./paint";
import { contextOf } from "./sheet-canvas";

export function itemsOf(book: Book, page: string, assets: Assets): Item[] {
  const items: Item[] = [];
  for (const [id, value] of book.objects(page).entries()) {
    const item = readItem(id, value, assets);
    if (item && items.length < MAX_OBJECTS) items.push(item);
  }
  return items.sort(byPlace);
}

/** Draws the page over all of the canvas, with what has come so far. */
export function drawPage(canvas: HTMLCanvasElement, page: Page, items: readonly Item[], assets: Assets): void {
  const zoom = canvas.width / sheetOf(page).w;
  const pen = contextOf(canvas);
  pen.setTransform(zoom, 0, 0, zoom, 0, 0);
  paintPaper(pen, page, assets, zoom);
  drawOver(canvas, page, items, assets);
}

/** Draws items on top of a picture of their page. */
export function drawOver(canvas: HTMLCanvasElement, page: Page, items: readonly Item[], assets: Assets): void {
  const zoom = canvas.width / sheetOf(page).w;
  const pen = contextOf(canvas);
  pen.setTransform(zoom, 0, 0, zoom, 0, 0);
  for (const item of items) paintItem(pen, item, assets);
}

/** The page with its images and formulas, `width` pixels wide. */
export async function pagePicture(book: Book, page: Page, address: (file: string) => string, width: number): Promise<HTMLCanvasElement> {
  const assets = new Assets(address, { pictureCame: () => {}, formulaCame: () => {} });
  const sheet = sheetOf(page);
  const canvas = document.createElement("canvas");
  canvas.width = width;
  canvas.height = Math.round((width * sheet.h) / sheet.w);
  // asks for everything, then draws with all of it; formulas change sizes, so they are measured again
  drawPage(canvas, page, itemsOf(book, page.id, assets), assets);
  await assets.settled();
  drawPage(canvas, page, itemsOf(book, page.id, assets), assets);
  return canvas;
}

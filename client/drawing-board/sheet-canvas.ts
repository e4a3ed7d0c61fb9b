/**
 * The canvas with everything that is finished. It is drawn anew, in slices between frames, only when the view moves; until
 * that is ready, the last picture is shown moved and scaled. A new stroke is drawn on top; where something was removed or
 * changed, only its surroundings are. So the cost of a stroke does not depend on how many there are.
 */

import type { Assets } from "./assets";
import { type Box, meets, union } from "./geometry";
import type { Item } from "./item";
import { type Page, sheetOf } from "./model";
import { paintItem, paintPaper } from "./paint";
import { type Size, type Viewport, isSame, seen, toScreen } from "./viewport";

/** What making lines may take of a frame while a hand is drawing, and while none is and the picture is waited for. */
const SLICE_MS = 8;
const LONG_SLICE_MS = 30;
/** A look at the clock costs as much as a short stroke. */
const ITEMS_PER_LOOK = 8;
/**
 * Browsers note what is drawn and colour the pixels later, so the clock inside a frame does not tell what it costs. The time
 * from frame to frame does: a slice grows while that is short and shrinks when it is long.
 */
const FIRST_SLICE = 300;
const LEAST_SLICE = 160;
const MOST_SLICE = 8_000;
const SHORT_MS = 25;
const LONG_MS = 60;
/** How often an unfinished picture is shown: showing it costs too. */
const SHOWN_MS = 120;

interface Job {
  view: Viewport;
  items: Item[];
  next: number;
  /** When its last slice began, and when it was last shown. */
  sliceMs: number;
  shownMs: number;
}

export interface Content {
  readonly page: Page;
  readonly items: readonly Item[];
  /** Not drawn here: the hand is moving them. */
  readonly lifted: ReadonlySet<string>;
}

export class SheetCanvas {
  readonly root = document.createElement("canvas");
  readonly #front: CanvasRenderingContext2D;
  readonly #back: CanvasRenderingContext2D;
  readonly #kept: CanvasRenderingContext2D;
  #content: Content | null = null;
  #view: Viewport = { x: 0, y: 0, zoom: 1 };
  /** What `kept` shows. */
  #keptView: Viewport | null = null;
  #size: Size = { w: 1, h: 1 };
  #scale = 1;
  #job: Job | null = null;
  #moved = false;
  #slice = FIRST_SLICE;
  /** Added while a picture is being made: shown at once, though their turn has not come. */
  #fresh: Item[] = [];
  #repair: Box | null = null;

  constructor(
    private readonly assets: Assets,
    private readonly wake: () => void,
  ) {
    this.#front = contextOf(this.root);
    this.#back = contextOf(document.createElement("canvas"));
    this.#kept = contextOf(document.createElement("canvas"));
  }

  /** Whether everything is shown as it is. */
  get isReady(): boolean {
    return this.#job === null && this.#repair === null;
  }

  resize(size: Size, scale: number): void {
    this.#size = size;
    this.#scale = scale;
    for (const { canvas } of [this.#front, this.#back, this.#kept]) {
      canvas.width = Math.max(1, Math.round(size.w * scale));
      canvas.height = Math.max(1, Math.round(size.h * scale));
    }
    this.#keptView = null;
    this.#begin();
  }

  look(view: Viewport): void {
    if (isSame(view, this.#view)) return;
    this.#view = view;
    this.#moved = true;
    this.#begin();
  }

  /** Shows another page: nothing of the last one is kept. */
  show(content: Content): void {
    this.#content = content;
    this.#keptView = null;
    this.#begin();
  }

  /** Draws all of it again, keeping what is seen until then. */
  refresh(): void {
    this.#begin();
  }

  add(item: Item): void {
    if (this.#content?.lifted.has(item.id)) return;
    if (this.#job) {
      this.#job.items.push(item);
      this.#fresh.push(item);
    }
    if (!meets(item.box, seen(this.#view, this.#size))) return;
    this.#paintOver(this.#front, item);
    if (!this.#job) this.#paintOver(this.#kept, item);
  }

  repair(box: Box): void {
    this.#repair = union(this.#repair, box);
    this.wake();
  }

  /** A frame's share of the work; a small one while a `hand` draws. */
  frame(now: () => number, hand: boolean): void {
    if (this.#job) this.#work(this.#job, now, hand ? SLICE_MS : LONG_SLICE_MS);
    else if (this.#repair) this.#mend(this.#repair);
    if (this.#job) this.wake();
  }

  #begin(): void {
    this.#job = { view: this.#view, items: [], next: -1, sliceMs: 0, shownMs: -Infinity };
    this.#fresh = [];
    this.wake();
  }

  #work(job: Job, now: () => number, sliceMs: number): void {
    const content = this.#content;
    if (!content) return;
    const began = now();
    if (job.next < 0) this.#start(job, content);
    else this.#pace(began - job.sliceMs);
    job.sliceMs = began;
    const area = seen(job.view, this.#size);
    const last = Math.min(job.items.length, job.next + this.#slice);
    this.#enter(this.#back, job.view, content.page);
    while (job.next < last) {
      const item = job.items[job.next++];
      if (item && meets(item.box, area)) paintItem(this.#back, item, this.assets);
      if (job.next % ITEMS_PER_LOOK === 0 && now() - began >= sliceMs) break;
    }
    this.#back.restore();
    if (job.next >= job.items.length) this.#finish(job);
    else if (this.#moved || began - job.shownMs >= SHOWN_MS) this.#showMeanwhile(job, began);
  }

  #pace(sinceMs: number): void {
    if (sinceMs < SHORT_MS) this.#slice = Math.min(MOST_SLICE, Math.ceil(this.#slice * 1.5));
    else if (sinceMs > LONG_MS) this.#slice = Math.max(LEAST_SLICE, Math.floor(this.#slice * 0.6));
  }

  #start(job: Job, content: Content): void {
    job.items = content.items.filter((item) => !content.lifted.has(item.id));
    job.next = 0;
    this.#repair = null;
    this.#wipe(this.#back);
    this.#enter(this.#back, job.view, content.page);
    paintPaper(this.#back, content.page, this.assets, job.view.zoom);
    this.#back.restore();
  }

  #finish(job: Job): void {
    this.#job = null;
    this.#fresh = [];
    this.#moved = false;
    this.#keptView = job.view;
    this.#copy(this.#back, this.#front);
    this.#copy(this.#back, this.#kept);
    if (this.#repair) this.wake();
  }

  /** The last finished picture, moved; before there is one, as much as is done. */
  #showMeanwhile(job: Job, nowMs: number): void {
    const from = this.#keptView;
    // a picture of the same view stays as it is: strokes that have been added since are on it
    if (from && !this.#moved) return;
    job.shownMs = nowMs;
    this.#moved = false;
    if (from) this.#showMoved(from);
    else this.#copy(this.#back, this.#front);
    for (const item of this.#fresh) this.#paintOver(this.#front, item);
  }

  #showMoved(from: Viewport): void {
    this.#wipe(this.#front);
    const { x, y } = toScreen(this.#view, from);
    const grow = this.#view.zoom / from.zoom;
    this.#front.setTransform(grow, 0, 0, grow, x * this.#scale, y * this.#scale);
    this.#front.drawImage(this.#kept.canvas, 0, 0);
  }

  #mend(box: Box): void {
    const content = this.#content;
    this.#repair = null;
    if (!content) return;
    const items = content.items.filter((item) => !content.lifted.has(item.id) && meets(item.box, box));
    for (const pen of [this.#front, this.#kept]) {
      this.#enter(pen, this.#view, content.page, box);
      paintPaper(pen, content.page, this.assets, this.#view.zoom);
      for (const item of items) paintItem(pen, item, this.assets);
      pen.restore();
    }
  }

  #paintOver(pen: CanvasRenderingContext2D, item: Item): void {
    if (!this.#content) return;
    this.#enter(pen, this.#view, this.#content.page);
    paintItem(pen, item, this.assets);
    pen.restore();
  }

  /** Page units, cut at the sheet's edge and at `within`; `restore` leaves. */
  #enter(pen: CanvasRenderingContext2D, view: Viewport, page: Page, within: Box | null = null): void {
    const zoom = view.zoom * this.#scale;
    pen.save();
    pen.setTransform(1, 0, 0, 1, 0, 0);
    this.#cut(pen, { x: 0, y: 0, ...sheetOf(page) }, view);
    if (within) this.#cut(pen, within, view);
    pen.setTransform(zoom, 0, 0, zoom, -view.x * zoom, -view.y * zoom);
  }

  /** Along whole pixels: half a pixel would be drawn twice, and a mended place would show its edge. */
  #cut(pen: CanvasRenderingContext2D, box: Box, view: Viewport): void {
    const zoom = view.zoom * this.#scale;
    const left = Math.floor((box.x - view.x) * zoom);
    const top = Math.floor((box.y - view.y) * zoom);
    pen.beginPath();
    pen.rect(left, top, Math.ceil((box.x + box.w - view.x) * zoom) - left, Math.ceil((box.y + box.h - view.y) * zoom) - top);
    pen.clip();
  }

  #wipe(pen: CanvasRenderingContext2D): void {
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, pen.canvas.width, pen.canvas.height);
  }

  #copy(from: CanvasRenderingContext2D, to: CanvasRenderingContext2D): void {
    this.#wipe(to);
    to.drawImage(from.canvas, 0, 0);
  }
}

export function contextOf(canvas: HTMLCanvasElement, options?: CanvasRenderingContext2DSettings): CanvasRenderingContext2D {
  const context = canvas.getContext("2d", options);
  if (!context) throw new Error("this browser draws nothing");
  return context;
}

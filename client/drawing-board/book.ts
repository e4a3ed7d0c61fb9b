/**
 * The document of a board: its pages and their objects, and every change made here. Changes carry this book as their
 * origin, so that undo takes back one's own and nobody else's.
 */

import type { Who } from "../boards/host";
import * as Y from "yjs";
import { MAX_PAGES, type Background, type Page, type Paper, type Thing, VERSION, readPage } from "./model";
import { between, compare } from "./order";

/** Whose change is never taken back: a page that is there may be drawn on by the other in the meantime. */
const FOR_GOOD = null;

/** Both sides write a board's first page under this id, so that two who begin at once have one page. */
const FIRST_PAGE: Page = { id: "first", place: between(null, null), style: "plain", bg: null };

export class Book {
  readonly undoer: Y.UndoManager;
  readonly #pages: Y.Map<unknown>;
  #shown: Page[] = [];

  /** `told` hears of every change of the pages themselves. `hand`: the student's adds pages and removes none, by undo neither. */
  constructor(
    readonly doc: Y.Doc,
    private readonly told: () => void,
    private readonly hand: Who | null = null,
  ) {
    this.#pages = doc.getMap("pages");
    this.undoer = new Y.UndoManager(this.#pages, { trackedOrigins: new Set([this]), captureTimeout: 0 });
    this.#pages.observe(this.#changed);
    this.#read();
  }

  close(): void {
    this.#pages.unobserve(this.#changed);
    this.undoer.destroy();
  }

  /** In their order; there is always one, if only on the screen until something is drawn on it. */
  get pages(): readonly Page[] {
    return this.#shown;
  }

  page(id: string): Page | null {
    return this.#shown.find((page) => page.id === id) ?? null;
  }

  objects(page: string): Y.Map<unknown> {
    return this.doc.getMap(`p:${page}`);
  }

  /** The page one of whose objects an undo or redo has just changed. */
  pageOf(types: Iterable<unknown>): string | null {
    const changed = new Set<unknown>(types);
    return this.#shown.find((page) => changed.has(this.objects(page.id)))?.id ?? null;
  }

  /** One act, taken back as one. */
  act(change: () => void): void {
    this.#keepFirst();
    this.doc.transact(change, this);
  }

  put(page: string, things: Iterable<readonly [string, Thing]>): void {
    this.act(() => {
      const objects = this.objects(page);
      for (const [id, thing] of things) objects.set(id, thing);
    });
  }

  remove(page: string, ids: Iterable<string>): void {
    this.act(() => {
      const objects = this.objects(page);
      for (const id of ids) objects.delete(id);
    });
  }

  clear(page: string): void {
    this.act(() => this.#empty(page));
  }

  /** A new page after `page`; null when there is no room for more. */
  add(after: string, style: Paper, bg: Background | null): string | null {
    if (this.#shown.length >= MAX_PAGES) return null;
    const at = this.#shown.findIndex((page) => page.id === after);
    const id = crypto.randomUUID();
    this.#keepFirst();
    this.doc.transact(() => this.#write(id, { place: this.#placeAt(this.#shown, at + 1), style, bg }), this.hand === "student" ? FOR_GOOD : this);
    return id;
  }

  /** Puts `page` where the page numbered `index` is now. */
  move(page: string, index: number): void {
    const moved = this.page(page);
    if (!moved) return;
    const others = this.#shown.filter((other) => other.id !== page);
    this.act(() => this.#write(page, { ...moved, place: this.#placeAt(others, Math.min(others.length, Math.max(0, index))) }));
  }

  dress(page: string, dress: { style: Paper } | { bg: Background | null }): void {
    const now = this.page(page);
    if (now) this.act(() => this.#write(page, { ...now, ...dress }));
  }

  /** The last page stays. */
  removePage(page: string): void {
    if (this.#shown.length < 2) return;
    this.act(() => {
      this.#pages.delete(page);
      this.#empty(page);
    });
  }

  #empty(page: string): void {
    const objects = this.objects(page);
    for (const id of [...objects.keys()]) objects.delete(id);
  }

  #placeAt(pages: readonly Page[], index: number): string {
    return between(pages[index - 1]?.place ?? null, pages[index]?.place ?? null);
  }

  #write(id: string, { place, style, bg }: Omit<Page, "id">): void {
    this.#pages.set(id, { ord: place, style, bg });
  }

  /** The page that was only shown so far is written with the first thing that is done. */
  #keepFirst(): void {
    const first = this.#shown[0];
    if (!first || this.#pages.size > 0) return;
    this.doc.transact(() => {
      this.doc.getMap("meta").set("v", VERSION);
      this.#write(first.id, first);
    }, FOR_GOOD);
  }

  readonly #changed = (): void => {
    this.#read();
    this.told();
  };

  #read(): void {
    const pages: Page[] = [];
    for (const [id, value] of this.#pages.entries()) {
      const page = readPage(id, value);
      if (page) pages.push(page);
    }
    pages.sort(compare);
    this.#shown = pages.length > 0 ? pages.slice(0, MAX_PAGES) : [FIRST_PAGE];
    for (const page of this.#shown) this.undoer.addToScope(this.objects(page.id));
  }
}

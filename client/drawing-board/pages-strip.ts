/**
 * The pages as small pictures below the sheet: to turn to, to add, to put in another order, to remove. The one that the
 * other person has before them bears their name.
 */

import type { Who } from "../boards/host";
import type * as Y from "yjs";
import type { Assets } from "./assets";
import type { Book } from "./book";
import { h, iconButton, setAttribute, setText } from "./dom";
import type { Item } from "./item";
import { MAX_PAGES, type Page, sheetOf } from "./model";
import { drawOver, drawPage } from "./picture";

const HEIGHT_PX = 48;
/** A thumbnail follows its page at this pace; the sheet itself comes first. */
const REDRAW_MS = 800;
/** A fuller page shows its newest strokes only: the picture is as small as a stamp. */
const MOST_ITEMS = 1_500;

export interface PagesActs {
  /** What is on a page, from the lowest to the topmost. */
  items(page: string): readonly Item[];
  /** The sheet is being drawn, which needs all the time there is. */
  isBusy(): boolean;
  turnTo(page: string): void;
  add(): void;
  move(page: string, index: number): void;
  remove(page: string): void;
}

interface Thumb {
  root: HTMLButtonElement;
  canvas: HTMLCanvasElement;
  number: HTMLElement;
  /** The other's name, while they are here. */
  other: HTMLElement;
}

export class PagesStrip {
  readonly root: HTMLElement;
  readonly #list = h("div", { class: "db-thumbs", role: "group", "aria-label": "Pages" });
  readonly #add: HTMLButtonElement;
  readonly #left: HTMLButtonElement;
  readonly #right: HTMLButtonElement;
  readonly #remove: HTMLButtonElement;
  readonly #thumbs = new Map<string, Thumb>();
  /** Pages whose picture is old, with the ids of what was added since; null when it is to be drawn from the beginning. */
  readonly #stale = new Map<string, Set<string> | null>();
  readonly #watched = new Map<string, () => void>();
  #timer: ReturnType<typeof setTimeout> | null = null;
  #current = "";
  #mayEdit = false;
  #other: { page: string; name: string } | null = null;

  /** `hand`: whose it is; null turns pages only. Only the instructor removes them, with what is on them. */
  constructor(
    private readonly book: Book,
    private readonly assets: Assets,
    private readonly acts: PagesActs,
    private readonly hand: Who | null,
  ) {
    this.#add = iconButton("Add a page", "plus", null, () => this.#ifAllowed(() => acts.add()));
    this.#left = iconButton("Move this page left", "left", null, () => this.#shift(-1));
    this.#right = iconButton("Move this page right", "right", null, () => this.#shift(1));
    this.#remove = iconButton("Remove this page", "trash", null, () => this.#ifAllowed(() => acts.remove(this.#current)));
    this.root = h("div", { class: "db-pages" }, this.#list, h("div", { class: "db-group", hidden: hand === null }, this.#add, this.#left, this.#right, this.#remove));
    this.#list.addEventListener("keydown", (event) => this.#key(event));
    this.#list.addEventListener("dragover", (event) => event.preventDefault());
    this.#list.addEventListener("drop", (event) => this.#drop(event));
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    for (const stop of this.#watched.values()) stop();
  }

  update(current: string, mayEdit: boolean): void {
    const { pages } = this.book;
    const turned = current !== this.#current;
    this.#current = current;
    this.#mayEdit = mayEdit;
    for (const id of [...this.#thumbs.keys()]) if (!this.book.page(id)) this.#forget(id);
    pages.forEach((page, i) => this.#show(page, i));
    const at = pages.findIndex((page) => page.id === current);
    const off = (button: Element, disabled: boolean): void => setAttribute(button, "aria-disabled", disabled ? "true" : false);
    off(this.#add, !mayEdit || pages.length >= MAX_PAGES);
    off(this.#left, !mayEdit || at <= 0);
    off(this.#right, !mayEdit || at >= pages.length - 1);
    off(this.#remove, !mayEdit || pages.length < 2);
    this.#left.hidden = this.#right.hidden = pages.length < 2;
    this.#remove.hidden = pages.length < 2 || this.hand !== "instructor";
    if (turned && pages.length > 1) this.#thumbs.get(current)?.root.scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  /** Which page the other person has before them; null when nobody knows. */
  showOther(page: string | null, who: Who, name: string): void {
    if (page === (this.#other?.page ?? null) && name === (this.#other?.name ?? name)) return;
    this.#other = page === null ? null : { page, name };
    this.root.dataset["other"] = who;
    this.book.pages.forEach((each, i) => this.#name(each, i));
  }

  /** A picture or formula has come. */
  redrawAll(): void {
    for (const page of this.book.pages) this.#redraw(page.id);
  }

  #redraw(page: string): void {
    this.#stale.set(page, null);
    this.#soon();
  }

  /** What was added is drawn on top of the picture that is there: writing on a full page costs no more than on an empty one. */
  #changed(page: string, event: Y.YMapEvent<unknown>): void {
    const added = this.#stale.has(page) ? this.#stale.get(page) : new Set<string>();
    if (!added || added.size + event.keysChanged.size > MOST_ITEMS) return this.#redraw(page);
    const { keys } = event.changes;
    if ([...keys.values()].some(({ action }) => action !== "add")) return this.#redraw(page);
    for (const id of keys.keys()) added.add(id);
    this.#stale.set(page, added);
    this.#soon();
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => this.#drawStale(), REDRAW_MS);
  }

  #show(page: Page, index: number): void {
    const thumb = this.#thumbs.get(page.id) ?? this.#make(page.id);
    const place = this.#list.children[index];
    if (place !== thumb.root) this.#list.insertBefore(thumb.root, place ?? null);
    const current = page.id === this.#current;
    setText(thumb.number, String(index + 1));
    this.#name(page, index);
    setAttribute(thumb.root, "aria-current", current ? "page" : false);
    thumb.root.tabIndex = current ? 0 : -1;
    const sheet = sheetOf(page);
    const width = Math.round((HEIGHT_PX * sheet.w) / sheet.h);
    const look = `${width} ${page.style} ${page.bg?.file ?? ""}`;
    if (thumb.canvas.dataset["look"] === look) return;
    thumb.canvas.dataset["look"] = look;
    thumb.canvas.style.width = `${width}px`;
    thumb.canvas.width = width * 2;
    thumb.canvas.height = HEIGHT_PX * 2;
    this.#redraw(page.id);
  }

  #name(page: Page, index: number): void {
    const thumb = this.#thumbs.get(page.id);
    if (!thumb) return;
    const { pages } = this.book;
    const other = pages.length > 1 && this.#other?.page === page.id ? this.#other.name : "";
    // by the stylesheet: what is said of the page says it already, in more words
    thumb.other.dataset["name"] = other;
    thumb.other.hidden = other === "";
    setAttribute(thumb.root, "aria-label", `Page ${index + 1} of ${pages.length}${other ? `, ${other} is here` : ""}`);
    setAttribute(thumb.root, "title", other ? `${other} is here` : false);
  }

  #make(page: string): Thumb {
    const canvas = h("canvas");
    const number = h("span", { class: "db-thumb-number" });
    const other = h("span", { class: "db-thumb-other" });
    const root = h("button", { type: "button", class: "db-thumb", draggable: "true", onclick: () => this.acts.turnTo(page) }, canvas, number, other);
    root.addEventListener("dragstart", (event) => event.dataTransfer?.setData("text/x-nacre-page", page));
    const thumb = { root, canvas, number, other };
    this.#thumbs.set(page, thumb);
    const objects = this.book.objects(page);
    const changed = (event: Y.YMapEvent<unknown>): void => this.#changed(page, event);
    objects.observe(changed);
    this.#watched.set(page, () => objects.unobserve(changed));
    return thumb;
  }

  #forget(page: string): void {
    this.#thumbs.get(page)?.root.remove();
    this.#thumbs.delete(page);
    this.#watched.get(page)?.();
    this.#watched.delete(page);
    this.#stale.delete(page);
  }

  /** One page a turn: a lesson's worth of pages must not hold up the hand. */
  #drawStale(): void {
    this.#timer = null;
    const [stale] = this.#stale;
    if (stale === undefined) return;
    if (this.acts.isBusy()) return this.#soon();
    const [id, added] = stale;
    this.#stale.delete(id);
    const page = this.book.page(id);
    const thumb = this.#thumbs.get(id);
    if (page && thumb) this.#drawThumb(thumb.canvas, page, added);
    if (this.#stale.size > 0) this.#soon();
  }

  #drawThumb(canvas: HTMLCanvasElement, page: Page, added: ReadonlySet<string> | null): void {
    const items = this.acts.items(page.id);
    if (added) drawOver(canvas, page, items.filter(({ id }) => added.has(id)), this.assets);
    else drawPage(canvas, page, items.slice(-MOST_ITEMS), this.assets);
  }

  #shift(by: 1 | -1): void {
    const at = this.book.pages.findIndex((page) => page.id === this.#current);
    this.#ifAllowed(() => this.acts.move(this.#current, at + by));
  }

  #drop(event: DragEvent): void {
    const page = event.dataTransfer?.getData("text/x-nacre-page");
    if (!page) return;
    event.preventDefault();
    const thumbs = [...this.#thumbs.values()].filter(({ root }) => root.parentElement === this.#list);
    const before = thumbs.filter(({ root }) => {
      const box = root.getBoundingClientRect();
      return box.left + box.width / 2 < event.clientX && root !== this.#thumbs.get(page)?.root;
    });
    this.#ifAllowed(() => this.acts.move(page, before.length));
  }

  #key(event: KeyboardEvent): void {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    const at = this.book.pages.findIndex((page) => page.id === this.#current);
    const next = this.book.pages[at + by];
    if (event.altKey) this.#shift(by as 1 | -1);
    else if (next) this.acts.turnTo(next.id);
    this.#thumbs.get(this.#current)?.root.focus();
  }

  #ifAllowed(act: () => void): void {
    if (this.#mayEdit) act();
  }
}

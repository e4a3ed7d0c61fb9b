/**
 * A board at work on one document: the page that is seen, the tool in the hand, and what pointers and the other person do to
 * them. What keys do is in `keyboard.ts`; writing, and what is done to chosen objects, in `changes.ts`. Everything is drawn
 * from one animation frame; nothing here draws at once.
 */

import type { BoardHost, Who } from "../boards/host";
import type * as Y from "yjs";
import { Assets } from "./assets";
import { Book } from "./book";
import { Changes } from "./changes";
import { h, iconButton, setAttribute, setText } from "./dom";
import { saveImage, savePdf, toDevice } from "./export";
import type { Frame } from "./flash";
import { Flasher } from "./flasher";
import { Follow, LEAD_AGAIN_MS } from "./follow";
import { type Box, type Spot, cornersOf, grown, isIn } from "./geometry";
import { icon } from "./icons";
import { type InsertBench, insertChosen, insertDropped } from "./insert";
import type { Item } from "./item";
import { Keyboard } from "./keyboard";
import { type Ink, type Page, type Paper, type Thing, sheetOf } from "./model";
import { ObjectList } from "./object-list";
import { PagesStrip } from "./pages-strip";
import { Peer } from "./peer";
import { itemsOf } from "./picture";
import { Pointers } from "./pointer";
import { Scene } from "./scene";
import { Selection, frameAround } from "./selection";
import { SelectionBar } from "./selection-bar";
import { type Content, SheetCanvas, contextOf } from "./sheet-canvas";
import { TextField } from "./text-field";
import { Toolbar } from "./toolbar";
import type { Bench, How, Tool, ToolName } from "./tools/tool";
import { toolbox } from "./tools/toolbox";
import { type Size, type Viewport, fitted, held, panned, pinched, seen, toPage, toScreen, zoomed } from "./viewport";
import { HOW_TO, HOW_TO_MOVE, first, pausedWords, troubleOf } from "./words";

/** What stays in the hand when the document is exchanged. */
export interface Memory {
  page: string | null;
  tool: ToolName;
  ink: Ink;
  /** The highlighter has its own. */
  mark: Ink;
  leading: boolean;
  /** A text that was being written when the board was locked, or its document exchanged. */
  unfinished: Unfinished | null;
}

/** Where a text is being written, and which one, when it is not a new one. */
interface Begun {
  page: string;
  at: Spot;
  id: string | null;
}

interface Unfinished extends Begun {
  letters: string;
}

export const FRESH: Memory = { page: null, tool: "pen", ink: { c: 0, b: 1 }, mark: { c: 4, b: 1 }, leading: false, unfinished: null };

const REACH_PX = 6;
const FINGER_REACH_PX = 14;
/** A line may begin a little beside the sheet. */
const EDGE_PX = 24;
const ZOOM_STEP = 1.25;
const TICK_MS = 1_000;
/** Sharper is not seen and costs four times the work. */
const MOST_PIXELS = 2;

export class Desk implements Bench {
  readonly selection = new Selection();
  readonly assets: Assets;
  readonly book: Book;
  readonly flasher: Flasher;
  readonly #sheet: SheetCanvas;
  readonly #live = h("canvas", { class: "db-live" });
  readonly #pen: CanvasRenderingContext2D;
  readonly #surface = h("div", { class: "db-surface", tabindex: "0", role: "application", "aria-label": "Drawing board", "aria-roledescription": "drawing board" });
  readonly #stage: HTMLElement;
  readonly #said = h("p", { class: "db-unseen", role: "status" });
  readonly #paused = h("p", { class: "db-paused", hidden: true }, icon("paused"), h("span"));
  readonly #percent = h("button", { type: "button", class: "db-percent", title: "Whole page (0)", onclick: () => this.#fit() });
  readonly #bar: SelectionBar;
  readonly #field = new TextField(() => this.#surface.focus());
  readonly #toolbar: Toolbar | null;
  readonly #pages: PagesStrip;
  readonly #list: ObjectList;
  readonly #peer = new Peer();
  readonly #follow: Follow;
  readonly #pointers: Pointers;
  readonly #changes: Changes;
  readonly #keyboard: Keyboard;
  readonly #tools: Readonly<Record<ToolName, Tool>>;
  readonly #observer = new ResizeObserver(() => this.#resize());
  readonly #ticker: ReturnType<typeof setInterval>;
  readonly #listening = new AbortController();
  #lifted: ReadonlySet<string> = new Set();
  #scene: Scene;
  #page: Page;
  #view: Viewport = { x: 0, y: 0, zoom: 1 };
  #size: Size = { w: 1, h: 1 };
  #isFitted = true;
  #mayEdit = false;
  #begun: Begun | null = null;
  #frame: number | null = null;
  #ticks = 0;

  constructor(
    private readonly root: HTMLElement,
    doc: Y.Doc,
    private readonly host: BoardHost,
    private readonly memory: Memory,
  ) {
    this.assets = new Assets((file) => host.address(file), {
      pictureCame: (file) => this.#pictureCame(file),
      formulaCame: (tex) => this.#formulaCame(tex),
    });
    this.book = new Book(doc, () => this.#pagesChanged(), host.you);
    this.flasher = new Flasher((bytes) => {
      if (host.you) host.flash(bytes);
    });
    this.#sheet = new SheetCanvas(this.assets, () => this.redraw());
    this.#sheet.root.className = "db-sheet";
    this.#pen = contextOf(this.#live, { desynchronized: true });
    this.#page = this.book.page(memory.page ?? "") ?? (this.book.pages[0] as Page);
    this.#scene = this.#open(this.#page);
    this.#tools = toolbox(this);
    this.#changes = new Changes(this, {
      board: root,
      field: this.#field,
      toScreen: (spot) => toScreen(this.#view, spot),
      mayEdit: () => this.#mayEdit,
      back: () => this.#surface.focus(),
    });
    this.#bar = new SelectionBar({
      edit: () => this.#changes.edit(),
      describe: () => void this.#changes.describe(),
      duplicate: () => this.#changes.duplicate(),
      front: () => this.#changes.restack("front"),
      back: () => this.#changes.restack("back"),
      remove: () => this.#changes.remove(),
    });
    this.#toolbar = host.you ? this.#makeToolbar(host.you) : null;
    this.#pages = new PagesStrip(
      this.book,
      this.assets,
      {
        // the seen page's are read and their lines are made already
        items: (page) => (page === this.page ? this.#scene.items : itemsOf(this.book, page, this.assets)),
        isBusy: () => !this.#sheet.isReady || this.#pointers.isDrawing,
        turnTo: (page) => this.#turnTo(page),
        add: () => this.#addPage(),
        move: (page, index) => this.book.move(page, index),
        remove: (page) => this.book.removePage(page),
      },
      host.you,
    );
    this.#list = new ObjectList({
      items: () => this.#scene.items,
      names: () => host.names,
      choose: (id) => this.choose([id]),
      remove: (id) => this.#ifAllowed(() => this.remove([id])),
      enter: () => {
        this.#surface.focus();
        this.#say(HOW_TO_MOVE);
      },
    });
    this.#follow = new Follow(
      () => first(host.names.instructor),
      (page, box) => this.#showWhatIsSeen(page, box),
    );
    this.#stage = this.#layout();
    this.#keyboard = this.#makeKeyboard();
    this.#pointers = this.#listenToPointers();
    this.#listen();
    this.#observer.observe(this.#stage);
    this.#ticker = setInterval(() => this.#tick(), TICK_MS);
    this.refresh();
  }

  close(): void {
    this.#listening.abort();
    this.#observer.disconnect();
    clearInterval(this.#ticker);
    this.#keyboard.close();
    if (this.#frame !== null) cancelAnimationFrame(this.#frame);
    this.#pointers.cancel();
    this.#setAside();
    this.flasher.close();
    this.#toolbar?.close();
    this.#pages.close();
    this.#scene.close();
    this.book.close();
    this.root.replaceChildren();
  }

  /** The lock or a name may have changed. */
  refresh(): void {
    const may = this.host.you !== null && this.host.mayEdit();
    if (may !== this.#mayEdit || !this.root.dataset["state"]) this.#setLock(may);
    this.#update();
    this.redraw();
  }

  turnTo(page: string): void {
    this.#turnTo(page);
  }

  hear(from: Who, frame: Frame): void {
    const now = performance.now();
    switch (frame.kind) {
      case "ink":
        if (!this.book.objects(frame.page).has(frame.stroke)) this.#peer.hearInk(frame, now);
        break;
      case "cursor":
      case "laser":
        this.#peer.hearHand(from, first(this.host.names[from]), frame, now);
        this.#showTheirPage(now);
        break;
      case "viewport":
        if (from === "instructor" && this.host.you === "student") this.#follow.hear(frame, now);
    }
    this.redraw();
  }

  /* What tools may ask */

  get page(): string {
    return this.#page.id;
  }

  get scene(): Scene {
    return this.#scene;
  }

  get ink(): Ink {
    return this.memory.tool === "highlighter" ? this.memory.mark : this.memory.ink;
  }

  get zoom(): number {
    return this.#view.zoom;
  }

  reach(how: How): number {
    return (how.finger ? FINGER_REACH_PX : REACH_PX) / this.#view.zoom;
  }

  now(): number {
    return performance.now();
  }

  common(): { z: string; t: number; by: Who } {
    return { z: this.#scene.top(), t: Math.round(this.host.now()), by: this.host.you ?? "student" };
  }

  put(things: Iterable<readonly [string, Thing]>): void {
    this.#ifAllowed(() => this.book.put(this.page, things));
  }

  remove(ids: Iterable<string>): void {
    this.#ifAllowed(() => this.book.remove(this.page, ids));
  }

  lift(ids: Iterable<string>): void {
    const before = this.#lifted;
    const now = new Set(ids);
    this.#lifted = now;
    for (const id of new Set([...before, ...now])) {
      const item = this.#scene.get(id);
      if (item && before.has(id) !== now.has(id)) this.#sheet.repair(item.box);
    }
  }

  choose(ids: readonly string[]): void {
    this.selection.set(ids);
    this.selection.prune(this.#scene);
    if (ids.length > 0 && this.memory.tool !== "select") this.#take("select");
    this.redraw();
  }

  redraw(): void {
    this.#frame ??= requestAnimationFrame(() => this.#draw());
  }

  write(at: Spot, old: Item | null, letters: string | null = null): void {
    this.#begun = { page: this.page, at: { x: at.x, y: at.y }, id: old?.id ?? null };
    this.#changes.write(at, old, letters);
  }

  /** What is being written stays with its writer, who goes on with it when they may: nobody else has seen it. */
  #setAside(): void {
    const letters = this.#field.take();
    if (letters?.trim() && this.#begun) this.memory.unfinished = { ...this.#begun, letters };
  }

  #resume(): void {
    const { unfinished } = this.memory;
    const isPlaced = this.#stage.clientWidth > 0 && this.#stage.clientWidth === this.#size.w;
    if (!unfinished || !this.#mayEdit || !isPlaced || unfinished.page !== this.page) return;
    this.memory.unfinished = null;
    const old = unfinished.id === null ? null : (this.#scene.get(unfinished.id) ?? null);
    this.write(unfinished.at, old, unfinished.letters);
  }

  compose(at: Spot, old: Item | null): void {
    void this.#changes.compose(at, old);
  }

  /* Making */

  #makeToolbar(you: Who): Toolbar {
    const { book, host } = this;
    return new Toolbar({
      tool: (tool) => this.#take(tool),
      ink: (ink) => this.#setInk(ink),
      paper: (paper) => this.#setPaper(paper),
      image: () => this.#insert((bench) => insertChosen(bench)),
      undo: () => this.#undo(),
      redo: () => this.#redo(),
      clear: () => {
        if (you === "instructor") this.#ifAllowed(() => book.clear(this.page));
      },
      lead: () => this.#lead(),
      exportImage: () => void toDevice(host, () => saveImage(book, this.#page, this.#number(), (file) => host.address(file))),
      exportPdf: () => void toDevice(host, () => savePdf(book, (file) => host.address(file), (done) => host.tell(`Saving page ${done} of ${book.pages.length}…`))),
    });
  }

  #layout(): HTMLElement {
    const about = h("p", { class: "db-unseen" }, HOW_TO);
    about.id = `db-about-${crypto.randomUUID()}`;
    this.#surface.setAttribute("aria-describedby", about.id);
    const zoom = h(
      "div",
      { class: "db-zoom", role: "group", "aria-label": "Zoom" },
      iconButton("Smaller", "zoomOut", "-", () => this.#zoom(1 / ZOOM_STEP)),
      this.#percent,
      iconButton("Larger", "zoomIn", "+", () => this.#zoom(ZOOM_STEP)),
    );
    const stage = h("div", { class: "db-stage" }, this.#list.root, this.#sheet.root, this.#live, this.#surface, this.#field.root, this.#peer.root, this.#bar.root);
    const top = h("div", { class: "db-over" }, this.#follow.root, this.#paused);
    stage.append(top, zoom);
    const parts = [this.#toolbar?.root, this.#toolbar?.menu, stage, this.#pages.root, about, this.#said].filter((part) => part !== undefined);
    this.root.replaceChildren(...parts);
    this.root.classList.add("db");
    return stage;
  }

  #makeKeyboard(): Keyboard {
    return new Keyboard(this, this.#surface, this.#changes, {
      tool: () => this.#tool,
      toolName: () => this.memory.tool,
      mayEdit: () => this.#mayEdit,
      sheet: () => sheetOf(this.#page),
      seen: () => seen(this.#view, this.#size),
      say: (sentence) => this.#say(sentence),
      cancel: () => this.#pointers.cancel(),
      take: (tool) => this.#take(tool),
      setInk: (ink) => this.#setInk(ink),
      turnBy: (pages) => this.#turnTo(this.book.pages[this.#number() - 1 + pages]?.id ?? this.page),
      zoom: (by) => this.#zoom(by > 0 ? ZOOM_STEP : 1 / ZOOM_STEP),
      fit: () => this.#fit(),
      pan: (dx, dy) => this.#look(panned(this.#view, dx, dy)),
      insert: () => this.#insert((bench) => insertChosen(bench)),
      undo: () => this.#undo(),
      redo: () => this.#redo(),
    });
  }

  #listenToPointers(): Pointers {
    return new Pointers(this.#surface, {
      tool: () => this.#tool,
      pans: (at) => this.#keyboard.pans || this.memory.tool === "pan" || this.#isBeside(at),
      mayEdit: () => this.#mayEdit,
      toPage: (spot) => toPage(this.#view, spot),
      hovered: (at, how) => this.#hovered(at, how),
      pan: (dx, dy) => this.#look(panned(this.#view, dx, dy)),
      pinch: (before, now) => this.#look(pinched(this.#view, before, now)),
      zoom: (factor, at) => this.#look(zoomed(this.#view, factor, at)),
      pressed: () => this.#pressed(),
    });
  }

  #listen(): void {
    const { signal } = this.#listening;
    this.root.addEventListener("keydown", (event) => this.#keyboard.down(event), { signal });
    this.root.addEventListener("keyup", (event) => this.#keyboard.up(event), { signal });
    this.#surface.addEventListener("blur", () => this.#keyboard.blurred(), { signal });
    this.root.addEventListener("paste", (event) => this.#pasted(event), { signal });
    this.#surface.addEventListener("dragover", (event) => event.preventDefault(), { signal });
    this.#surface.addEventListener("drop", (event) => this.#dropped(event), { signal });
    this.book.undoer.on("stack-item-added", () => this.#update());
    this.book.undoer.on("stack-item-popped", ({ changedParentTypes }) => this.#undone(changedParentTypes.keys()));
    // letters measured before their font was here were measured with another
    void document.fonts.ready.then(() => {
      if (signal.aborted) return;
      this.#scene.measureAgain((item) => item.thing.k === "text");
    });
  }

  #open(page: Page): Scene {
    const scene = new Scene(this.book.objects(page.id), this.assets, {
      added: (item) => this.#sheet.add(item),
      repaired: (box) => this.#sheet.repair(box),
      renewed: (mostly) => (mostly ? this.#sheet.show(content) : this.#sheet.refresh()),
      changed: (ids) => this.#objectsChanged(ids),
    });
    const desk = this;
    const content: Content = {
      get page() {
        return desk.#page;
      },
      get items() {
        return scene.items;
      },
      get lifted() {
        return desk.#lifted;
      },
    };
    this.#sheet.show(content);
    return scene;
  }

  /* What happens */

  get #tool(): Tool {
    return this.#tools[this.memory.tool];
  }

  #objectsChanged(ids: readonly string[]): void {
    for (const id of ids) this.#peer.ghosts.drop(id);
    this.selection.prune(this.#scene);
    this.#list.refresh();
    this.redraw();
  }

  #pagesChanged(): void {
    const now = this.book.page(this.page);
    if (!now) this.#turnTo((this.book.pages[0] as Page).id);
    else {
      const before = this.#page;
      this.#page = now;
      if (before.style !== now.style || before.bg?.file !== now.bg?.file) this.#sheet.refresh();
      if (sheetOf(before).w !== sheetOf(now).w || sheetOf(before).h !== sheetOf(now).h) this.#fit();
    }
    this.#update();
  }

  #pictureCame(file: string): void {
    if (this.#page.bg?.file === file) this.#sheet.refresh();
    for (const item of this.#scene.items) if (item.thing.k === "img" && item.thing.file === file) this.#sheet.repair(item.box);
    this.#pages.redrawAll();
  }

  #formulaCame(tex: string): void {
    this.#scene.measureAgain((item) => item.thing.k === "math" && item.thing.tex === tex);
    this.#pages.redrawAll();
    this.redraw();
  }

  #undone(types: Iterable<unknown>): void {
    const page = this.book.pageOf(types);
    if (page && page !== this.page) this.#turnTo(page);
    this.#update();
  }

  #setLock(may: boolean): void {
    const before = this.root.dataset["state"];
    this.#mayEdit = may;
    this.root.dataset["state"] = this.host.you === null ? "shown" : may ? "open" : "paused";
    if (!may) {
      this.#pointers.cancel();
      this.#setAside();
      this.lift([]);
    }
    this.#resume();
    if (before && this.host.you) this.#say(may ? "You can draw again." : pausedWords(this.host.you, this.host.names));
  }

  #update(): void {
    const { undoer } = this.book;
    this.#toolbar?.update({
      tool: this.memory.tool,
      ink: this.ink,
      paper: this.#page.style,
      mayEdit: this.#mayEdit,
      canUndo: undoer.canUndo(),
      canRedo: undoer.canRedo(),
      leading: this.host.you === "instructor" ? this.memory.leading : null,
      student: first(this.host.names.student),
    });
    this.#pages.update(this.page, this.#mayEdit);
    this.#paused.hidden = this.#mayEdit || this.host.you === null;
    const words = this.#paused.querySelector("span");
    if (words && this.host.you) setText(words, pausedWords(this.host.you, this.host.names));
  }

  #tick(): void {
    const now = performance.now();
    this.#ticks++;
    if (this.#peer.ghosts.forgetSilent(now)) this.redraw();
    this.#follow.tick(now);
    this.#peer.show(this.page, now, (spot) => toScreen(this.#view, spot));
    this.#showTheirPage(now);
    this.flasher.stay(this.page);
    if (this.memory.leading && (this.#ticks * TICK_MS) % LEAD_AGAIN_MS === 0) this.#tellView();
  }

  #showTheirPage(now: number): void {
    const other = this.host.you === "instructor" ? "student" : "instructor";
    this.#pages.showOther(this.#peer.pageAt(now), other, first(this.host.names[other]));
  }

  #take(tool: ToolName): void {
    if (!this.#mayEdit && tool !== "pan") return;
    this.#pointers.cancel();
    this.#field.finish();
    this.memory.tool = tool;
    if (tool !== "select") this.selection.set([]);
    this.#surface.style.cursor = tool === "pan" ? "grab" : this.#tool.cursor;
    this.#update();
    this.redraw();
  }

  /** What is chosen takes the new colour or breadth too. */
  #setInk(ink: Partial<Ink>): void {
    const now = { ...this.ink, ...ink };
    if (this.memory.tool === "highlighter") this.memory.mark = now;
    else this.memory.ink = now;
    this.#changes.dye(ink);
    this.#update();
  }

  #setPaper(style: Paper): void {
    this.#ifAllowed(() => this.book.dress(this.page, { style }));
  }

  #ifAllowed(act: () => void): void {
    if (this.#mayEdit) act();
  }

  /* Looking */

  #resize(): void {
    const { clientWidth: w, clientHeight: h } = this.#stage;
    if (w === 0 || h === 0) return;
    const middle = toPage(this.#view, { x: this.#size.w / 2, y: this.#size.h / 2 });
    this.#size = { w, h };
    const scale = Math.min(MOST_PIXELS, window.devicePixelRatio || 1);
    this.#live.width = Math.round(w * scale);
    this.#live.height = Math.round(h * scale);
    this.#sheet.resize(this.#size, scale);
    if (this.#isFitted) this.#fit();
    else this.#look({ ...this.#view, x: middle.x - w / 2 / this.zoom, y: middle.y - h / 2 / this.zoom });
    this.#resume();
  }

  #fit(): void {
    const { w, h } = sheetOf(this.#page);
    this.#look(fitted({ x: 0, y: 0, w, h }, this.#size, this.#size.w < 600 ? 8 : 20));
    this.#isFitted = true;
  }

  #zoom(factor: number): void {
    this.#look(zoomed(this.#view, factor, { x: this.#size.w / 2, y: this.#size.h / 2 }));
  }

  #look(view: Viewport): void {
    this.#field.finish();
    this.#isFitted = false;
    this.#view = held(view, sheetOf(this.#page), this.#size);
    this.#sheet.look(this.#view);
    const percent = `${Math.round(this.zoom * 100)} %`;
    setText(this.#percent, percent);
    setAttribute(this.#percent, "aria-label", `${percent}. Show the whole page`);
    if (this.memory.leading) this.#tellView();
    this.redraw();
  }

  #tellView(): void {
    this.flasher.view(this.page, seen(this.#view, this.#size));
  }

  #lead(): void {
    this.memory.leading = !this.memory.leading;
    if (this.memory.leading) this.#tellView();
    else this.flasher.view(this.page, null);
    const student = first(this.host.names.student);
    this.host.tell(this.memory.leading ? `${student} now sees what you see.` : `${student} looks around freely again.`);
    this.#update();
  }

  #showWhatIsSeen(page: string, box: Box): void {
    if (!this.book.page(page)) return;
    if (page !== this.page) this.#turnTo(page);
    this.#look(fitted(box, this.#size, 0));
  }

  #turnTo(id: string): void {
    const page = this.book.page(id);
    if (!page || page === this.#page) return;
    this.#pointers?.cancel();
    this.#field.finish();
    this.#scene.close();
    this.selection.set([]);
    this.#lifted = new Set();
    const before = sheetOf(this.#page);
    this.#page = page;
    this.memory.page = id;
    this.#scene = this.#open(page);
    const now = sheetOf(page);
    if (this.#isFitted || before.w !== now.w || before.h !== now.h) this.#fit();
    this.#list.refresh();
    this.#update();
    if (this.memory.leading) this.#tellView();
    this.flasher.cursor(this.page, null);
    this.#resume();
    this.#say(`Page ${this.#number()} of ${this.book.pages.length}`);
    this.redraw();
  }

  #number(): number {
    return this.book.pages.findIndex((page) => page.id === this.page) + 1;
  }

  #addPage(): void {
    this.#ifAllowed(() => {
      const page = this.book.add(this.page, this.#page.style, null);
      if (page) this.#turnTo(page);
    });
  }

  /* Drawing on the screen */

  #draw(): void {
    this.#frame = null;
    const now = performance.now();
    this.#sheet.frame(() => performance.now(), this.#pointers.isDrawing);
    const pen = this.#pen;
    const scale = this.#live.width / this.#size.w;
    const zoom = this.zoom * scale;
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, this.#live.width, this.#live.height);
    pen.setTransform(zoom, 0, 0, zoom, -this.#view.x * zoom, -this.#view.y * zoom);
    if (this.#peer.draw(pen, this.page, now, this.zoom)) this.redraw();
    if (this.host.you && this.#mayEdit) this.#tool.draw(pen);
    this.#keyboard.draw(pen);
    this.#peer.show(this.page, now, (spot) => toScreen(this.#view, spot));
    this.#showBar();
  }

  #showBar(): void {
    const items = this.selection.items(this.#scene);
    const frame = frameAround(items);
    if (!frame || !this.#mayEdit || this.#pointers.isDrawing || this.#field.isOpen) return this.#bar.hide();
    const corners = cornersOf(frame.box, frame.angle).map((corner) => toScreen(this.#view, corner));
    const xs = corners.map(({ x }) => x);
    const ys = corners.map(({ y }) => y);
    const x = (Math.min(...xs) + Math.max(...xs)) / 2;
    this.#bar.show(items, { x, y: Math.min(...ys) }, { x, y: Math.max(...ys) }, this.#size);
  }

  /* The hand */

  #pressed(): void {
    this.#keyboard.rest();
    if (document.activeElement !== this.#surface) this.#surface.focus({ preventScroll: true });
  }

  #hovered(at: Spot | null, how: How): void {
    if (!(this.memory.tool === "laser" && this.#pointers.isDrawing)) this.flasher.cursor(this.page, at);
    const moves = !this.#mayEdit || this.#keyboard.pans || this.memory.tool === "pan" || (at !== null && this.#isBeside(toScreen(this.#view, at)));
    const cursor = this.#tool.hover?.(moves ? null : at, how) ?? this.#tool.cursor;
    this.#surface.style.cursor = moves ? "grab" : cursor;
  }

  /** Beside the sheet there is nothing to draw on, so the hand moves the sheet; chosen objects may reach over its edge. */
  #isBeside(at: Spot): boolean {
    const sheet = { x: 0, y: 0, ...sheetOf(this.#page) };
    return this.memory.tool !== "select" && !isIn(grown(sheet, EDGE_PX / this.zoom), toPage(this.#view, at));
  }

  #undo(): void {
    this.#ifAllowed(() => this.book.undoer.undo());
  }

  #redo(): void {
    this.#ifAllowed(() => this.book.undoer.redo());
  }

  /* Files */

  #insert(work: (bench: InsertBench) => Promise<void>): void {
    if (!this.#mayEdit) return;
    const { root, host, book } = this;
    const bench: InsertBench = {
      board: root,
      host,
      book,
      page: () => this.page,
      seen: () => this.#seenSheet(),
      common: () => this.common(),
      placed: (page, things) => {
        this.#ifAllowed(() => book.put(page, things));
        if (page !== this.page) return;
        this.choose(things.map(([id]) => id));
        // where keys move it to its place
        this.#surface.focus({ preventScroll: true });
      },
      turnTo: (page) => this.#turnTo(page),
    };
    work(bench).catch((error: unknown) => {
      console.error("A file could not be placed on the board", error);
      host.tell(troubleOf(error));
    });
  }

  /** The part of the sheet that is seen. */
  #seenSheet(): Box {
    const sheet = sheetOf(this.#page);
    const area = seen(this.#view, this.#size);
    const x = Math.max(0, area.x);
    const y = Math.max(0, area.y);
    return { x, y, w: Math.max(100, Math.min(sheet.w, area.x + area.w) - x), h: Math.max(100, Math.min(sheet.h, area.y + area.h) - y) };
  }

  #pasted(event: ClipboardEvent): void {
    const file = event.clipboardData?.files[0];
    if (!file || event.target instanceof HTMLTextAreaElement) return;
    event.preventDefault();
    this.#insert((bench) => insertDropped(bench, file, null));
  }

  #dropped(event: DragEvent): void {
    event.preventDefault();
    const file = event.dataTransfer?.files[0];
    const box = this.#surface.getBoundingClientRect();
    const at = toPage(this.#view, { x: event.clientX - box.left, y: event.clientY - box.top });
    if (file) this.#insert((bench) => insertDropped(bench, file, at));
  }

  #say(sentence: string): void {
    setText(this.#said, sentence);
  }
}

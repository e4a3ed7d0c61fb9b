/** The boards on the stage: brings a board's program and its edits when they are wanted, and draws it as it was at a time. */

import type { BoardElement, BoardHost } from "../boards/host";
import { h, setAttribute, setText } from "../classroom/dom";
import type { Board } from "../classroom/protocol";
import type { Reel } from "./reel";
import type { Timeline } from "./timeline";

const BOARDS: readonly Board[] = ["draw", "write"];
const WORDS: Record<Board, string> = { draw: "drawing board", write: "writing board" };

interface Place {
  root: HTMLElement;
  words: HTMLElement;
  reel: Reel | null;
  element: (BoardElement & { turnTo?(page: string): void }) | null;
  /** The page that was turned to last; the viewer may turn to others until somebody draws elsewhere. */
  page: string | null;
  opening: Promise<void> | null;
}

export class Boards {
  readonly root = h("div", { class: "rp-boards" });
  readonly #places: Record<Board, Place> = { draw: place("draw"), write: place("write") };
  readonly #host: BoardHost;
  #shown: Board | null = null;
  #at = 0;
  #closed = false;

  constructor(
    private readonly session: string,
    private readonly timeline: Timeline,
    tell: (sentence: string) => void,
  ) {
    this.root.append(...BOARDS.map((board) => this.#places[board].root));
    this.#host = host(session, timeline, tell);
  }

  /** Whether the board on the stage is there. */
  get isReady(): boolean {
    return this.#shown === null || this.#places[this.#shown].opening === null;
  }

  /** Reads a board ahead, so that its first picture does not wait. */
  prepare(board: Board): void {
    void this.#open(board);
  }

  update(board: Board | null, at: number): void {
    this.#at = at;
    if (board !== this.#shown) {
      this.#shown = board;
      for (const each of BOARDS) this.#places[each].root.hidden = each !== board;
      this.root.hidden = board === null;
    }
    if (board === null) return;
    const place = this.#places[board];
    if (!place.reel) void this.#open(board);
    else this.#draw(place);
  }

  close(): void {
    this.#closed = true;
    for (const board of BOARDS) {
      this.#places[board].element?.detach();
      this.#places[board].reel?.close();
    }
  }

  #draw(place: Place): void {
    const { reel, element } = place;
    if (!reel || !element) return;
    const old = reel.doc;
    if (reel.seek(this.timeline.starts_ms + this.#at)) {
      element.attach(reel.doc, this.#host);
      old.destroy();
      place.page = null;
    }
    const page = reel.page();
    if (page === null || page === place.page) return;
    place.page = page;
    element.turnTo?.(page);
  }

  #open(board: Board): Promise<void> {
    const place = this.#places[board];
    if (!place.opening && !place.reel) place.opening = this.#bring(board, place);
    return place.opening ?? Promise.resolve();
  }

  async #bring(board: Board, place: Place): Promise<void> {
    try {
      const [{ Reel }, score, element] = await Promise.all([import("./reel"), fetchScore(this.session, board), make(board)]);
      if (this.#closed) return;
      const reel = new Reel(score);
      reel.seek(this.timeline.starts_ms + this.#at);
      place.reel = reel;
      place.element = element;
      place.root.replaceChildren(element);
      element.attach(reel.doc, this.#host);
      this.#draw(place);
      this.#makeFrames(reel);
    } catch (error) {
      console.error("A board could not be played:", error);
      setText(place.words, `The ${WORDS[board]} could not be loaded. Reload the page to try again.`);
      setAttribute(place.words, "role", "alert");
    } finally {
      place.opening = null;
    }
  }

  /** In the pauses between other work. */
  #makeFrames(reel: Reel): void {
    const later = "requestIdleCallback" in window ? (work: () => void) => requestIdleCallback(work) : (work: () => void) => setTimeout(work, 50);
    const next = (): void => {
      if (!this.#closed && reel.makeFrame()) later(next);
    };
    later(next);
  }
}

function place(board: Board): Place {
  const words = h("p", { class: "rp-waiting", role: "status" }, `Opening the ${WORDS[board]}…`);
  const root = h("div", { class: "rp-board", "data-board": board, hidden: true }, words);
  return { root, words, reel: null, element: null, page: null, opening: null };
}

async function make(board: Board): Promise<Place["element"] & BoardElement> {
  if (board === "draw") return new (await import("../drawing-board/drawing-board")).DrawingBoard();
  return new (await import("../writing-board/writing-board")).WritingBoard();
}

async function fetchScore(session: string, board: Board) {
  const [{ readScore }, answer] = await Promise.all([import("./score"), fetch(`/sessions/${session}/replay/boards/${board}`)]);
  if (!answer.ok) throw new Error(`the board was not given: ${answer.status}`);
  return readScore(new Uint8Array(await answer.arrayBuffer()));
}

/** Nobody's hand: a board here is only looked at. */
function host(session: string, timeline: Timeline, tell: (sentence: string) => void): BoardHost {
  return {
    you: null,
    names: timeline.names,
    now: () => 0,
    mayEdit: () => false,
    flash: () => {},
    store: () => Promise.reject(new Error("Nothing can be added to a replay.")),
    pick: () => Promise.resolve(null),
    address: (file) => `/sessions/${session}/files/${encodeURIComponent(file)}`,
    tell,
  };
}

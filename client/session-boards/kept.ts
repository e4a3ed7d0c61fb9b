/** The boards as a session left them. Nobody's hand is on them: they are looked at, and copies of them saved. */

import * as Y from "yjs";
import type { BoardElement, BoardHost } from "../boards/host";
import { applyWhole } from "../boards/whole";
import { h, setAttribute, setText } from "../classroom/dom";
import type { Board } from "../classroom/protocol";
import type { Events, Page, Shelf } from "./shelf";

const BOARDS: readonly Board[] = ["draw", "write"];

interface Place {
  root: HTMLElement;
  words: HTMLElement;
  element: BoardElement | null;
  opening: boolean;
}

export class Kept implements Shelf {
  readonly root = h("div", { class: "sb-kept" });
  readonly #places: Record<Board, Place> = { draw: place("draw"), write: place("write") };
  readonly #host: BoardHost;
  #closed = false;

  constructor(
    private readonly page: Page,
    private readonly events: Events,
  ) {
    this.root.append(...BOARDS.map((board) => this.#places[board].root));
    this.#host = host(page, events.tell);
  }

  show(board: Board): void {
    for (const each of BOARDS) this.#places[each].root.hidden = each !== board;
    void this.#open(board);
  }

  saved(): null {
    return null;
  }

  isOpen(board: Board): boolean {
    return this.#places[board].element !== null;
  }

  saveCopy(board: Board): void {
    this.#places[board].element?.saveCopy();
  }

  close(): void {
    this.#closed = true;
    for (const board of BOARDS) this.#places[board].element?.detach();
  }

  async #open(board: Board): Promise<void> {
    const place = this.#places[board];
    if (place.element || place.opening) return;
    place.opening = true;
    try {
      const [answer, element] = await Promise.all([fetch(`/sessions/${this.page.session}/boards/${board}`), make(board)]);
      if (!answer.ok) throw new Error(`the board was not given: ${answer.status}`);
      const doc = new Y.Doc();
      applyWhole(doc, new Uint8Array(await answer.arrayBuffer()), null);
      if (this.#closed) return;
      place.element = element;
      place.root.replaceChildren(element);
      element.attach(doc, this.#host);
      this.events.changed();
    } catch (error) {
      console.error("A board could not be opened:", error);
      setText(place.words, "The board could not be opened. Reload the page to try again.");
      setAttribute(place.words, "role", "alert");
    } finally {
      place.opening = false;
    }
  }
}

function place(board: Board): Place {
  const words = h("p", { class: "bf-waiting" }, "Opening the board…");
  return { root: h("div", { class: "sb-board", "data-board": board, hidden: true }, words), words, element: null, opening: false };
}

async function make(board: Board): Promise<BoardElement> {
  if (board === "draw") return new (await import("../drawing-board/drawing-board")).DrawingBoard();
  return new (await import("../writing-board/writing-board")).WritingBoard();
}

function host(page: Page, tell: (sentence: string) => void): BoardHost {
  return {
    you: null,
    names: page.names,
    now: () => 0,
    mayEdit: () => false,
    flash: () => {},
    store: () => Promise.reject(new Error("Nothing can be added to a session that is over.")),
    pick: () => Promise.resolve(null),
    address: (file) => `/sessions/${page.session}/files/${encodeURIComponent(file)}`,
    tell,
  };
}

/**
 * Where the boards lie: brings a board's program and its document when it is wanted for the first time, and keeps them
 * for the rest of the session. A board that is not on the stage still hears what the other draws on it.
 */

import type { BoardElement, BoardHost } from "../boards/host";
import type { Refusal, Saved, Sync } from "../boards/sync";
import { h, setAttribute, setText } from "./dom";
import type { Files } from "./files";
import type { Board } from "./protocol";
import { type Situation, mine, otherSeat } from "./situation";

const BOARDS: readonly Board[] = ["draw", "write"];
const FLASH = 9;
/** So long after the room was entered the drawing board is read ahead; sound and picture come first. */
const AHEAD_MS = 3_000;

const LOST: Record<Refusal, string> = {
  locked: "The board was locked, so your last strokes were not taken.",
  gap: "The board was read again; your last strokes may be missing.",
  foreign: "The board was read again; your last strokes may be missing.",
  full: "This board is full. Go on on a new page of another board.",
  pages: "Only your instructor removes pages. The board was read again; what you did with that is not on it.",
};

export interface DockWays {
  /** Local address of the room. */
  room: string;
  files: Files;
  send(bytes: Uint8Array, lossy: boolean): boolean;
  situation(): Situation;
  now(): number;
  tell(sentence: string): void;
  changed(): void;
}

interface Place {
  root: HTMLElement;
  sync: Sync | null;
  element: BoardElement | null;
  opening: boolean;
  saved: Saved;
}

export class Dock {
  readonly root = h("div", { class: "cr-dock" });
  readonly #places: Record<Board, Place> = { draw: place("draw"), write: place("write") };
  #inside = false;
  #ahead: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly ways: DockWays) {
    this.root.append(...BOARDS.map((board) => this.#places[board].root));
  }

  /** Whether everything drawn here is on the server's disk; null before a board was opened. */
  saved(board: Board): Saved | null {
    return this.#places[board].sync ? this.#places[board].saved : null;
  }

  /** Puts a board on top; null puts all away. */
  show(board: Board | null): void {
    for (const each of BOARDS) this.#places[each].root.hidden = each !== board;
    setAttribute(this.root, "data-board", board ?? false);
    if (board) void this.#open(board);
  }

  /** The server lets this page work at the boards, or does not (any more). */
  inside(inside: boolean): void {
    if (inside === this.#inside) return;
    this.#inside = inside;
    for (const board of BOARDS) {
      const { sync } = this.#places[board];
      if (inside) sync?.connect();
      else sync?.lose();
    }
    if (inside) this.#ahead ??= setTimeout(() => void this.#open("draw"), AHEAD_MS);
  }

  hear(frame: Uint8Array): void {
    if (frame[0] === FLASH) {
      const board = BOARDS[frame[1] ?? -1];
      if (board) this.#places[board].element?.hear(otherSeat(this.ways.situation().you), frame.subarray(2));
      return;
    }
    const board = BOARDS[frame[0] ?? -1];
    if (board) this.#places[board].sync?.hear(frame.subarray(1));
  }

  /** A lock or a name may have changed. */
  refresh(): void {
    for (const board of BOARDS) this.#places[board].element?.refresh();
  }

  close(): void {
    clearTimeout(this.#ahead);
    for (const board of BOARDS) {
      this.#places[board].element?.detach();
      this.#places[board].sync?.close();
    }
  }

  async #open(board: Board): Promise<void> {
    const place = this.#places[board];
    if (place.element || place.opening) return;
    place.opening = true;
    try {
      const [{ Sync }, element] = await Promise.all([import("../boards/sync"), make(board)]);
      place.sync = new Sync(BOARDS.indexOf(board), {
        send: (bytes) => this.ways.send(bytes, false),
        whole: () => this.#whole(board),
        replaced: (doc, why) => {
          element.attach(doc, this.#host(board));
          this.ways.tell(LOST[why]);
        },
        saved: (state) => {
          place.saved = state;
          this.ways.changed();
        },
      });
      place.element = element;
      place.root.replaceChildren(element);
      element.attach(place.sync.doc, this.#host(board));
      if (this.#inside) place.sync.connect();
    } catch (error) {
      console.error("A board could not be opened:", error);
      // read ahead, it is tried again when it is wanted
      if (!place.root.hidden) this.ways.tell("The board could not be opened. Reload the page.");
    } finally {
      place.opening = false;
    }
  }

  async #whole(board: Board): Promise<Uint8Array> {
    const answer = await fetch(`${this.ways.room}/boards/${board}`);
    if (!answer.ok) throw new Error(`the board was not given: ${answer.status}`);
    return new Uint8Array(await answer.arrayBuffer());
  }

  #host(board: Board): BoardHost {
    const { ways } = this;
    const { you, people } = ways.situation();
    return {
      you,
      names: { instructor: people.instructor.name, student: people.student.name },
      now: () => Math.round(ways.now() - ways.situation().startsMs),
      mayEdit: () => you === "instructor" || !ways.situation().stage.locked[board],
      flash: (bytes) => {
        if (mine(ways.situation()).place === "room") ways.send(flashFrame(board, bytes), true);
      },
      store: (file, name) => ways.files.store(file, name, "board"),
      pick: (kinds) => ways.files.choose("board", kinds),
      address: (file) => ways.files.address(file),
      tell: (sentence) => ways.tell(sentence),
    };
  }
}

function place(board: Board): Place {
  const waiting = h("p", { class: "bf-waiting" });
  setText(waiting, "Opening the board…");
  const root = h("div", { class: "cr-dock-board", "data-board": board, hidden: true }, waiting);
  return { root, sync: null, element: null, opening: false, saved: "offline" };
}

async function make(board: Board): Promise<BoardElement> {
  if (board === "draw") return new (await import("../drawing-board/drawing-board")).DrawingBoard();
  return new (await import("../writing-board/writing-board")).WritingBoard();
}

function flashFrame(board: Board, bytes: Uint8Array): Uint8Array {
  const frame = new Uint8Array(bytes.length + 2);
  frame.set([FLASH, BOARDS.indexOf(board)]);
  frame.set(bytes, 2);
  return frame;
}

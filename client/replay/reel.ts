/**
 * A board at any time of a session. A little forward, the edits in between are added to the document; back, or far, another
 * document is made from the key frame before, a whole state kept in memory, so that no way is long.
 */

import * as Y from "yjs";
import type { Score } from "./score";

/** Edits between two key frames. */
const SPACING = 500;
/** A key frame has the size of the board; more of them than these would take more memory than they are worth. */
const MOST_FRAMES = 24;
/** From here on, drawing the whole board anew is quicker than telling it of each edit. */
const FAR = 100;
/** Edits looked back through for the page that was worked on. */
const LOOK_BACK = 400;
const PAGE = "p:";

interface KeyFrame {
  /** How many edits are in it. */
  count: number;
  update: Uint8Array;
}

export class Reel {
  readonly #spacing: number;
  readonly #frames: KeyFrame[];
  /** Runs ahead of everybody to make the key frames; null when they are all made. */
  #maker: Y.Doc | null;
  #doc: Y.Doc;
  #count = 0;

  constructor(private readonly score: Score) {
    this.#spacing = Math.max(SPACING, Math.ceil(score.edits.length / MOST_FRAMES));
    this.#frames = [{ count: 0, update: score.before }];
    this.#doc = this.#load(score.before);
    this.#maker = score.edits.length > this.#spacing ? this.#load(score.before) : null;
  }

  get doc(): Y.Doc {
    return this.#doc;
  }

  /** How many edits are in the document. */
  get count(): number {
    return this.#count;
  }

  /** Brings the document to `ms` of the server's clock. True: it is another one, and the one before is to be let go. */
  seek(ms: number): boolean {
    const count = this.#countAt(ms);
    const isJump = count < this.#count || count > this.#count + FAR;
    if (isJump) {
      const frame = this.#frameBefore(count);
      this.#doc = this.#load(frame.update);
      this.#count = frame.count;
    }
    if (count > this.#count) this.#doc.transact(() => this.#play(this.#doc, this.#count, count), this);
    this.#count = count;
    return isJump;
  }

  /** Makes the next key frame; false when there is none left to make. Takes as long as some hundred edits. */
  makeFrame(): boolean {
    const maker = this.#maker;
    if (!maker) return false;
    const from = (this.#frames.at(-1) as KeyFrame).count;
    const to = from + this.#spacing;
    if (to >= this.score.edits.length) {
      maker.destroy();
      this.#maker = null;
      return false;
    }
    maker.transact(() => this.#play(maker, from, to), this);
    this.#frames.push({ count: to, update: Y.encodeStateAsUpdate(maker) });
    return true;
  }

  /** The page of a drawing on which something new was last put; null when that is long ago. */
  page(): string | null {
    for (let i = this.#count - 1; i >= Math.max(0, this.#count - LOOK_BACK); i -= 1) {
      const page = pageOf((this.score.edits[i] as Score["edits"][number]).update);
      if (page !== null) return page;
    }
    return null;
  }

  close(): void {
    this.#doc.destroy();
    this.#maker?.destroy();
    this.#maker = null;
  }

  #countAt(ms: number): number {
    const { edits } = this.score;
    let low = 0;
    let high = edits.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((edits[middle] as Score["edits"][number]).at_ms <= ms) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #frameBefore(count: number): KeyFrame {
    return this.#frames[Math.min(Math.floor(count / this.#spacing), this.#frames.length - 1)] as KeyFrame;
  }

  #load(update: Uint8Array): Y.Doc {
    const doc = new Y.Doc();
    this.#take(doc, update);
    return doc;
  }

  #play(doc: Y.Doc, from: number, to: number): void {
    for (let i = from; i < to; i += 1) this.#take(doc, (this.score.edits[i] as Score["edits"][number]).update);
  }

  #take(doc: Y.Doc, update: Uint8Array): void {
    try {
      Y.applyUpdate(doc, update, this);
    } catch (error) {
      // the rest of the board is worth showing
      console.error("An edit could not be played:", error);
    }
  }
}

/** The page a new object of this edit lies on; null when it holds none. Objects that changed name no page. */
function pageOf(update: Uint8Array): string | null {
  for (const struct of Y.decodeUpdate(update).structs) {
    // before it is part of a document, a root is a name
    const parent: unknown = struct instanceof Y.Item ? struct.parent : null;
    if (typeof parent === "string" && parent.startsWith(PAGE)) return parent.slice(PAGE.length);
  }
  return null;
}

/**
 * Keeps a document in step with the server's (`docs/protocol.md`, "Boards"): says what it has after each welcome, sends
 * every edit, and knows which of them are on the server's disk. What the server refuses is never offered again by
 * itself: the document is thrown away then and read anew.
 */

import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import * as Y from "yjs";
import { applyWhole } from "./whole";

const SYNC = 0;
const STEP_ONE = 0;
const STEP_TWO = 1;
const UPDATE = 2;
const ACK = 100;
const NACK = 101;
const FETCH = 102;

/** Why the server refused an edit. */
const REFUSALS = ["locked", "gap", "foreign", "full", "pages"] as const;
export type Refusal = (typeof REFUSALS)[number];

/** A gap heals by asking again; one that does not, is taken for a refusal. */
const ASK_AGAIN = 3;

/** A whole board that could not be fetched is asked for again. */
const FETCH_AGAIN_MS = 2_000;

export type Saved = "saved" | "saving" | "offline";

export interface SyncEvents {
  /** False when there is no connection: what is known is said after the next one. */
  send(bytes: Uint8Array): boolean;
  /** The whole board, too large for a frame. */
  whole(): Promise<Uint8Array>;
  /** Another document took the place of the one before; the edits that were refused are not in it. */
  replaced(doc: Y.Doc, why: Refusal): void;
  saved(state: Saved): void;
}

export class Sync {
  #doc: Y.Doc;
  #connected = false;
  #greeted = false;
  #sent = 0;
  #acknowledged = 0;
  #gaps = 0;
  #state: Saved = "offline";

  constructor(
    private readonly board: number,
    private readonly events: SyncEvents,
  ) {
    this.#doc = this.#fresh();
  }

  get doc(): Y.Doc {
    return this.#doc;
  }

  /** There is a connection, and this person is in the room. */
  connect(): void {
    this.#connected = true;
    this.#greeted = false;
    this.#sent = this.#acknowledged = this.#gaps = 0;
    this.#ask();
    this.#tell();
  }

  lose(): void {
    this.#connected = this.#greeted = false;
    this.#tell();
  }

  /** A frame of this board, without its first byte. */
  hear(frame: Uint8Array): void {
    const bytes = decoding.createDecoder(frame);
    switch (decoding.readUint8(bytes)) {
      case SYNC:
        return this.#hearSync(decoding.readUint8(bytes), decoding.readVarUint8Array(bytes));
      case ACK:
        this.#acknowledged = Math.max(this.#acknowledged, decoding.readVarUint(bytes));
        return this.#tell();
      case NACK:
        decoding.readVarUint(bytes);
        return this.#refused(REFUSALS[decoding.readUint8(bytes)] ?? "full");
      case FETCH:
        return void this.#fetch();
    }
  }

  close(): void {
    this.#connected = false;
    this.#doc.destroy();
  }

  #fresh(): Y.Doc {
    const doc = new Y.Doc();
    doc.on("update", this.#edited);
    return doc;
  }

  readonly #edited = (update: Uint8Array, origin: unknown, doc: Y.Doc): void => {
    if (origin !== this && doc === this.#doc && this.#greeted) this.#edit(UPDATE, update);
  };

  #ask(): void {
    this.#send(STEP_ONE, Y.encodeStateVector(this.#doc));
  }

  #hearSync(step: number, blob: Uint8Array): void {
    if (step === STEP_ONE) {
      this.#greeted = true;
      return this.#edit(STEP_TWO, Y.encodeStateAsUpdate(this.#doc, blob));
    }
    try {
      Y.applyUpdate(this.#doc, blob, this);
    } catch (error) {
      console.error("An edit could not be shown:", error);
    }
  }

  async #fetch(): Promise<void> {
    const doc = this.#doc;
    let whole: Uint8Array;
    try {
      whole = await this.events.whole();
    } catch (error) {
      console.warn("A board could not be fetched:", error);
      setTimeout(() => {
        if (this.#connected && doc === this.#doc) this.#ask();
      }, FETCH_AGAIN_MS);
      return;
    }
    if (doc !== this.#doc) return;
    // with nobody listening the engine need not write it all out again; what is ours, the server asks for next
    doc.off("update", this.#edited);
    try {
      applyWhole(doc, whole, this);
    } finally {
      doc.on("update", this.#edited);
    }
    this.#ask();
  }

  #refused(why: Refusal): void {
    if (why === "gap" && this.#gaps < ASK_AGAIN) {
      this.#gaps += 1;
      return this.#ask();
    }
    const old = this.#doc;
    this.#doc = this.#fresh();
    this.#greeted = false;
    this.events.replaced(this.#doc, why);
    old.destroy();
    this.#ask();
    this.#tell();
  }

  #edit(step: number, update: Uint8Array): void {
    this.#sent += 1;
    this.#send(step, update);
    this.#tell();
  }

  #send(step: number, blob: Uint8Array): void {
    const frame = encoding.createEncoder();
    encoding.writeUint8(frame, this.board);
    encoding.writeUint8(frame, SYNC);
    encoding.writeUint8(frame, step);
    encoding.writeVarUint8Array(frame, blob);
    this.events.send(encoding.toUint8Array(frame));
  }

  #tell(): void {
    const all = this.#greeted && this.#acknowledged >= this.#sent;
    const state = !this.#connected ? "offline" : all ? "saved" : "saving";
    if (state === this.#state) return;
    this.#state = state;
    this.events.saved(state);
  }
}

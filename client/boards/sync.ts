/**
 * Keeps a document in step with the server's (`docs/protocol.md`, "Boards"): says what it has after each welcome, sends
 * every edit, and knows which of them are on the server's disk. Of what is not, its own and the other's, it keeps the
 * edits in their order: should the server lose them, it brings them back. What the server refuses is never offered again by
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
const VOUCHED = 103;
/** Bytes of the server's word for an edit that it showed before it was on disk. */
const VOUCHER_BYTES = 48;

/** Edits brought back in one frame; the server takes twice as much. */
const MOST_TOGETHER_BYTES = 512 * 1024;

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

/** An edit that the server may lose; known by its number among those sent, or among the board's. */
interface Unwritten {
  update: Uint8Array;
  /** The server's word that it showed this: the edit is the other's. */
  voucher: Uint8Array | null;
  number: number;
  isSent: boolean;
}

export class Sync {
  #doc: Y.Doc;
  #connected = false;
  #greeted = false;
  #sent = 0;
  #acknowledged = 0;
  #unwritten: Unwritten[] = [];
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
    const unwritten = this.#unwritten;
    this.#unwritten = [];
    for (const { update, voucher } of together(unwritten)) this.#sendEdit(UPDATE, update, voucher);
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
        this.#unwritten = this.#unwritten.filter((edit) => !edit.isSent || edit.number > this.#acknowledged);
        return this.#tell();
      case NACK:
        decoding.readVarUint(bytes);
        return this.#refused(REFUSALS[decoding.readUint8(bytes)] ?? "full");
      case FETCH:
        return void this.#fetch();
      case VOUCHED:
        return this.#hearVouched(decoding.readVarUint(bytes), decoding.readVarUint(bytes), decoding.readTailAsUint8Array(bytes));
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
    this.events.send(this.#sync(STEP_ONE, Y.encodeStateVector(this.#doc)));
  }

  #hearSync(step: number, blob: Uint8Array): void {
    if (step === STEP_ONE) {
      this.#greeted = true;
      return this.#edit(STEP_TWO, Y.encodeStateAsUpdate(this.#doc, blob));
    }
    this.#show(blob);
  }

  /** An edit of the other that is not on disk yet; all of the board up to `durable` are. */
  #hearVouched(number: number, durable: number, vouched: Uint8Array): void {
    this.#unwritten = this.#unwritten.filter((edit) => edit.isSent || edit.number > durable);
    const [voucher, update] = [vouched.slice(0, VOUCHER_BYTES), vouched.slice(VOUCHER_BYTES)];
    this.#unwritten.push({ update, voucher, number, isSent: false });
    this.#show(update);
  }

  #show(update: Uint8Array): void {
    try {
      Y.applyUpdate(this.#doc, update, this);
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
    this.#unwritten = [];
    this.events.replaced(this.#doc, why);
    old.destroy();
    this.#ask();
    this.#tell();
  }

  #edit(step: number, update: Uint8Array): void {
    this.#sendEdit(step, update, null);
    this.#tell();
  }

  #sendEdit(step: number, update: Uint8Array, voucher: Uint8Array | null): void {
    this.#sent += 1;
    this.#unwritten.push({ update, voucher, number: this.#sent, isSent: true });
    this.events.send(voucher ? this.#frame([VOUCHED, ...voucher], update) : this.#sync(step, update));
  }

  #sync(step: number, blob: Uint8Array): Uint8Array {
    const message = encoding.createEncoder();
    encoding.writeVarUint8Array(message, blob);
    return this.#frame([SYNC, step], encoding.toUint8Array(message));
  }

  #frame(head: number[], body: Uint8Array): Uint8Array {
    const frame = new Uint8Array(1 + head.length + body.length);
    frame.set([this.board, ...head]);
    frame.set(body, 1 + head.length);
    return frame;
  }

  #tell(): void {
    const all = this.#greeted && this.#acknowledged >= this.#sent;
    const state = !this.#connected ? "offline" : all ? "saved" : "saving";
    if (state === this.#state) return;
    this.#state = state;
    this.events.saved(state);
  }
}

/** The same edits in the same order; what follows each other, is this page's own and fits in a frame is one. */
function together(edits: Unwritten[]): Unwritten[] {
  const runs: Unwritten[][] = [];
  let bytes = 0;
  for (const edit of edits) {
    const run = runs.at(-1);
    bytes += edit.update.length;
    if (run && !edit.voucher && !run[0]?.voucher && bytes <= MOST_TOGETHER_BYTES) run.push(edit);
    else {
      runs.push([edit]);
      bytes = edit.update.length;
    }
  }
  return runs.flatMap(([first, ...others]) => {
    if (!first || others.length === 0) return first ?? [];
    return { ...first, update: Y.mergeUpdates([first, ...others].map(({ update }) => update)) };
  });
}

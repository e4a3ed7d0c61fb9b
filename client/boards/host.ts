/** What a board asks of the place it lies in, a classroom or a replay, and what that place asks of a board. */

import type * as Y from "yjs";

export type Who = "instructor" | "student";

/** A file of the session, as the server keeps it. */
export interface SessionFile {
  id: string;
  name: string;
  kind: "image" | "pdf" | "other";
}

export interface BoardHost {
  /** Whose hand this is; null where nobody edits. */
  readonly you: Who | null;
  readonly names: Readonly<Record<Who, string>>;
  /** Milliseconds since the session's planned start, for the time written into objects. */
  now(): number;
  /** Whether this person's input is taken just now. A change is told by `refresh`. */
  mayEdit(): boolean;
  /** Sends a few bytes to the other person's same board: newest wins, may be lost. At most 2 KiB. */
  flash(bytes: Uint8Array): void;
  /** Stores a file of this device with the session. Rejects with a sentence for people. */
  store(file: Blob, name: string): Promise<SessionFile>;
  /** Lets the person choose a file from the portfolio or the device; null when they change their mind. */
  pick(kinds: readonly SessionFile["kind"][]): Promise<SessionFile | null>;
  /** The local address of a stored file's bytes. */
  address(file: string): string;
  /** Shows and reads out a sentence. */
  tell(sentence: string): void;
}

export interface BoardElement extends HTMLElement {
  /** Shows `doc`; called again with a new one after the server refused an edit: nothing of the old one is kept. */
  attach(doc: Y.Doc, host: BoardHost): void;
  /** Bytes the other person's board flashed. They may be anything. */
  hear(from: Who, bytes: Uint8Array): void;
  /** `mayEdit` or a name may have changed. */
  refresh(): void;
  /** Asks in which form a copy is to be kept outside, and makes it. */
  saveCopy(): void;
  detach(): void;
}

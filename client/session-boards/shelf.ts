/** What the page of a session's boards is told by the server, and what it asks of the boards on it. */

import type { Who } from "../boards/host";
import type { Saved } from "../boards/sync";
import type { Board } from "../classroom/protocol";

export interface Page {
  session: string;
  title: string;
  heading: string;
  about: string;
  /** Local address of the session's own page. */
  details: string;
  names: Readonly<Record<Who, string>>;
  startsMs: number;
  endsMs: number;
}

export interface Events {
  tell(sentence: string): void;
  /** What is saved may have changed. */
  changed(): void;
  /** The boards are not to be had here any more. */
  closed(title: string, words: string): void;
}

export interface Shelf {
  readonly root: HTMLElement;
  show(board: Board): void;
  /** Whether all that was done here is on the server's disk; null where nothing is done. */
  saved(board: Board): Saved | null;
  close(): void;
}

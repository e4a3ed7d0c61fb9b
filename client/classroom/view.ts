/** What every view of the classroom is given, and what it may ask for. */

import type { Devices, Kind } from "./devices";
import type { Effect } from "./effects";
import type { Health } from "./media";
import type { Dock } from "./dock";
import type { Board, Choice, Mode, Reaction, Wish } from "./protocol";
import type { Situation } from "./situation";

/** What the page says about the session, besides what the server tells. */
export interface Said {
  /** Local address of the room: its socket, boards and files are below it. */
  room: string;
  /** An instructor alone, with no session behind it: nothing is kept. */
  practice: boolean;
  title: string;
  organization: string;
  /** The time zone this person reads: `Europe/Madrid`. */
  zone: string;
  /** Local address of the session's details, or "" for who may not see them. */
  details: string;
  /** Local address of what this person is asked afterwards, the report or the survey; "" for nothing. */
  asks: string;
}

export interface Plan extends Said {
  /** The instructor's check was fine in the last 24 hours. */
  checked: boolean;
}

/** Everything a view draws. */
export interface Scene {
  plan: Plan;
  situation: Situation;
  devices: Devices;
  health: Health;
  /** The other's sound and picture, once there is a media connection. */
  remote: MediaStream | null;
  /** The other's shared screen, or the own one. */
  screen: MediaStream | null;
  dock: Dock;
  /** The server's time in ms since 1970. */
  nowMs: number;
}

/** What a person can do; the views call these and nothing else. */
export interface Acts {
  join(picture: "with-picture" | "sound-only"): void;
  enter(): void;
  skip(): void;
  leave(): void;
  comeBack(): void;
  moveHere(): void;
  end(choice: Choice | null): void;
  keepGoing(): void;
  raiseHand(raised: boolean): void;
  lowerHand(): void;
  mode(mode: Mode): void;
  lock(board: Board, on: boolean): void;
  share(on: boolean): Promise<void>;
  allowShare(on: boolean): void;
  /** True when it is on its way. */
  chat(text: string): boolean;
  /** Shows a file in the chat; without one, the person chooses it. */
  shareFile(file?: File): Promise<void>;
  react(sign: Reaction): void;
  ask(to: Wish): void;
  /** The student's answer to what the instructor asked. */
  comply(yes: boolean): void;
  extend(minutes: number): void;
  record(on: boolean): void;
  consent(yes: boolean): void;
  microphone(on: boolean): void;
  camera(on: boolean): void;
  choose(kind: Kind | "speaker", id: string): void;
  effect(effect: Effect, on: boolean): void;
  askAgain(kind: Kind): void;
  /** The student's own join link, or null when the server did not give it. */
  link(): Promise<string | null>;
  /** True when the mail is on its way again. */
  resend(): Promise<boolean>;
  /** Shows and reads out a sentence for a moment. */
  tell(sentence: string): void;
}

/** One page of the classroom; `update` draws the scene, again and again. */
export interface View {
  readonly root: HTMLElement;
  update(scene: Scene): void;
  close(): void;
}

/**
 * What this browser knows of its session: one value, changed only by `after(situation, message)`. Pure, so that views
 * draw it and tests read it.
 */

import type { Choice, FromServer, Happening, Network, Outcome, Person, Progress, Reaction, Seat, Stage, State, Wish } from "./protocol";

/** Where the page stands towards the seat. Everything but `here` and `away` shows a page of its own. */
export type Standing =
  | { at: "here" }
  | { at: "left" }
  | { at: "elsewhere" }
  | { at: "ended"; outcome: Outcome; by: "instructor" | "server"; details: string | null }
  | { at: "over" }
  | { at: "refused" }
  | { at: "mistake" };

export interface Situation {
  readonly you: Seat;
  readonly standing: Standing;
  /** The socket has said welcome and is open. */
  readonly connected: boolean;
  /** There has been a welcome at least once. */
  readonly met: boolean;
  readonly people: Readonly<Record<Seat, Person>>;
  readonly state: State;
  readonly startsMs: number;
  readonly endsMs: number;
  /** Seconds together as the server counted them at `countedMs`; they go on while `running`. */
  readonly togetherS: number;
  readonly countedMs: number;
  readonly running: boolean;
  readonly progress: Progress | null;
  /** The server asks the instructor how this short session ends. */
  readonly choose: { togetherS: number; minimumS: number } | null;
  /** The instructor has asked for the end and the server has not answered: asked again over each new connection. */
  readonly ending: { readonly choice: Choice | null } | null;
  readonly stage: Stage;
  /** Minutes by which the instructor may extend the session. */
  readonly extensions: readonly number[];
  /** What happened, in order; the newest of it. */
  readonly record: readonly Happening[];
  /** The newest sign somebody gave; another object each time. */
  readonly sign: { who: Seat; with: Reaction } | null;
  /** What the instructor asks of this student's devices. */
  readonly asked: Wish | null;
}

/** Lines that a page keeps; the session's details have all. */
const KEPT = 500;

const BARE_STAGE: Stage = {
  mode: "video",
  locked: { draw: false, write: false },
  sharing: null,
  student_may_share: false,
  recording: { state: "off", possible: false },
};

export function stranger(name: string): Person {
  return {
    name,
    place: "away",
    media: "none",
    mic: "none",
    camera: "none",
    hand: false,
    network: "unknown",
    mic_name: null,
    camera_name: null,
    speaker_name: null,
    system: null,
  };
}

export interface Known {
  you: Seat;
  me: string;
  other: string;
  startsMs: number;
  endsMs: number;
}

/** What the page itself said, before the first word from the server. */
export function atFirst(known: Known): Situation {
  const mine = stranger(known.me);
  const theirs = stranger(known.other);
  return {
    you: known.you,
    standing: { at: "here" },
    connected: false,
    met: false,
    people: known.you === "instructor" ? { instructor: mine, student: theirs } : { instructor: theirs, student: mine },
    state: "lobby",
    startsMs: known.startsMs,
    endsMs: known.endsMs,
    togetherS: 0,
    countedMs: 0,
    running: false,
    progress: null,
    choose: null,
    ending: null,
    stage: BARE_STAGE,
    extensions: [],
    record: [],
    sign: null,
    asked: null,
  };
}

/** The newest happening this page knows; 0 for none. */
export function newest(s: Situation): number {
  return s.record.at(-1)?.seq ?? 0;
}

export function mine(s: Situation): Person {
  return s.people[s.you];
}

export function theirs(s: Situation): Person {
  return s.people[otherSeat(s.you)];
}

export function otherSeat(seat: Seat): Seat {
  return seat === "instructor" ? "student" : "instructor";
}

/** Both are in the room, so that the server forwards their media. */
export function bothIn(s: Situation): boolean {
  return mine(s).place === "room" && theirs(s).place === "room";
}

/** The other's packets should be arriving: both are in the room and the server hears them. */
export function expectsMedia(s: Situation): boolean {
  const them = theirs(s);
  return bothIn(s) && them.media === "live" && (sends(them.mic) || them.camera === "on");
}

/** A muted microphone still sends silence; a camera that is off sends nothing. */
function sends(mic: Person["mic"]): boolean {
  return mic === "on" || mic === "off";
}

/** Seconds together at `nowMs`. */
export function togetherNow(s: Situation, nowMs: number): number {
  return s.running ? s.togetherS + Math.max(0, Math.floor((nowMs - s.countedMs) / 1000)) : s.togetherS;
}

/** `nowMs`: the server's time, as well as it is known here. */
export function after(s: Situation, message: FromServer, nowMs: number): Situation {
  switch (message.t) {
    case "welcome":
      return afterWelcome(s, message);
    case "person":
      return { ...s, people: { ...s.people, [message.who]: message.person } };
    case "state":
      return { ...s, state: message.state, togetherS: message.together_s, countedMs: nowMs, running: message.running };
    case "progress":
      return { ...s, progress: message.progress };
    case "choose":
      return { ...s, ending: null, choose: { togetherS: message.together_s, minimumS: message.minimum_s } };
    case "ended":
      return afterEnd(s, message, nowMs);
    case "occupied":
    case "moved":
      return { ...s, connected: false, standing: { at: "elsewhere" } };
    case "stage":
      return { ...s, stage: message.stage };
    case "happened":
      return { ...s, record: withLines(s.record, message.events) };
    case "reaction":
      return { ...s, sign: { who: message.who, with: message.with } };
    case "asked":
      return { ...s, asked: message.to };
    case "times":
      return { ...s, endsMs: message.ends_ms };
    case "refused":
      return message.what === "end" ? { ...s, ending: null } : s;
    case "offer":
    case "replied":
    case "pong":
      return s;
  }
}

function afterWelcome(s: Situation, message: Extract<FromServer, { t: "welcome" }>): Situation {
  return {
    ...s,
    you: message.you,
    standing: { at: "here" },
    connected: true,
    met: true,
    people: { instructor: message.instructor, student: message.student },
    state: message.state,
    startsMs: message.starts_ms,
    endsMs: message.ends_ms,
    togetherS: message.together_s,
    countedMs: message.now_ms,
    // When the clock runs, a `state` follows.
    running: false,
    progress: message.progress,
    stage: message.stage,
    extensions: message.extensions,
  };
}

/** Lines that are known already are not told twice. */
function withLines(known: readonly Happening[], fresh: readonly Happening[]): Happening[] {
  const last = known.at(-1)?.seq ?? 0;
  return [...known, ...fresh.filter((line) => line.seq > last)].slice(-KEPT);
}

function afterEnd(s: Situation, message: Extract<FromServer, { t: "ended" }>, nowMs: number): Situation {
  const { outcome, by, details } = message;
  return { ...s, choose: null, ending: null, togetherS: togetherNow(s, nowMs), running: false, standing: { at: "ended", outcome, by, details } };
}

/** The own person as this browser knows it, ahead of the server's echo. */
export function withMe(s: Situation, change: Partial<Pick<Person, "place" | "mic" | "camera" | "hand">> & { network?: Network }): Situation {
  return { ...s, people: { ...s.people, [s.you]: { ...mine(s), ...change } } };
}

/**
 * The classroom's wire as `docs/protocol.md` describes it: the messages as types, and a reader that lets nothing else
 * in. No DOM. Times are milliseconds since 1970 (`…_ms`) or whole seconds (`…_s`).
 */

export const VERSION = 1;
/** Longest text frame either side accepts, in UTF-16 units here; the server counts bytes. */
export const FRAME_LIMIT = 64 * 1024;

const SEATS = ["instructor", "student"] as const;
const PLACES = ["away", "check", "lobby", "room"] as const;
const LINKS = ["none", "connecting", "live", "stalled"] as const;
const SWITCHES = ["on", "off", "none", "blocked"] as const;
const NETWORKS = ["good", "fair", "poor", "unknown"] as const;
const STATES = ["scheduled", "lobby", "lesson"] as const;
const STEPS = ["sending", "unsent", "sent", "opened", "checking", "joining", "in"] as const;
const READERS = ["student", "parent"] as const;
const OUTCOMES = ["completed", "missed", "cancelled"] as const;
const ENDERS = ["instructor", "server"] as const;
const MODES = ["video", "draw", "write", "screen"] as const;
const BOARDS = ["draw", "write"] as const;
const REACTIONS = ["yes", "clap", "heart", "laugh", "wow", "puzzled"] as const;
const WISHES = ["mic_on", "camera_on", "other_mic", "other_camera", "other_speaker"] as const;
const REPLIES = ["changed", "lacking", "declined"] as const;
const RECORDINGS = ["off", "asking", "on"] as const;
const FILES = ["image", "pdf", "other"] as const;

export type Seat = (typeof SEATS)[number];
export type Place = (typeof PLACES)[number];
export type Switch = (typeof SWITCHES)[number];
export type Network = (typeof NETWORKS)[number];
export type State = (typeof STATES)[number];
export type Step = (typeof STEPS)[number];
export type Outcome = (typeof OUTCOMES)[number];
export type Mode = (typeof MODES)[number];
export type Board = (typeof BOARDS)[number];
export type Reaction = (typeof REACTIONS)[number];
export type Reply = (typeof REPLIES)[number];
export type Wish = (typeof WISHES)[number];

/** Where a person can say they are; `away` is the server's word alone. */
export type Here = Exclude<Place, "away">;
export type Choice = "completed" | "mistake";

export interface Person {
  name: string;
  place: Place;
  media: (typeof LINKS)[number];
  mic: Switch;
  camera: Switch;
  hand: boolean;
  network: Network;
  mic_name: string | null;
  camera_name: string | null;
  speaker_name: string | null;
  system: string | null;
}

/** The student's way in, for the instructor. */
export interface Progress {
  step: Step;
  opened: (typeof READERS)[number][];
}

/** What is on the stage. */
export interface Stage {
  mode: Mode;
  locked: Record<Board, boolean>;
  sharing: Seat | null;
  student_may_share: boolean;
  recording: { state: (typeof RECORDINGS)[number]; possible: boolean };
}

/** A line of the session's record. */
export interface Happening {
  seq: number;
  at_ms: number;
  by: Seat | null;
  what: What;
}

export type What =
  | { kind: "chat"; id: string; text: string }
  | { kind: "file"; file: string; name: string; media: (typeof FILES)[number] }
  | { kind: "mode"; mode: Mode }
  | { kind: "lock"; board: Board; on: boolean }
  | { kind: "share"; on: boolean }
  | { kind: "record"; on: boolean }
  | { kind: "extended"; ends_ms: number };

export interface DevicesSaid {
  mic: Switch;
  camera: Switch;
  mic_name: string;
  camera_name: string;
  speaker_name: string;
  system: string;
  network: Network;
}

export type ToServer =
  | { t: "hello"; v: typeof VERSION; device: string; place: Here; takeover: boolean; since: number }
  | { t: "answer"; generation: number; sdp: string }
  | { t: "rejoin" }
  | { t: "place"; place: Here }
  | ({ t: "devices" } & DevicesSaid)
  | { t: "hand"; raised: boolean }
  | { t: "lower_hand" }
  | { t: "mode"; mode: Mode }
  | { t: "lock"; board: Board; on: boolean }
  | { t: "share"; on: boolean }
  | { t: "allow_share"; on: boolean }
  | { t: "chat"; id: string; text: string }
  | { t: "react"; with: Reaction }
  | { t: "ask"; to: Wish }
  | { t: "reply"; to: Wish; with: Reply }
  | { t: "extend"; minutes: number }
  | { t: "record"; on: boolean }
  | { t: "consent"; yes: boolean }
  | { t: "end"; choice: Choice | null }
  | { t: "leave" }
  | { t: "ping"; at_ms: number };

export interface Welcome {
  t: "welcome";
  v: typeof VERSION;
  you: Seat;
  now_ms: number;
  starts_ms: number;
  ends_ms: number;
  state: State;
  together_s: number;
  instructor: Person;
  student: Person;
  progress: Progress | null;
  stage: Stage;
  /** Minutes by which the instructor may extend the session. */
  extensions: number[];
}

/** A relay for the connection that is offered, as `RTCPeerConnection` takes it. */
export interface Relay {
  urls: string;
  username: string;
  credential: string;
}

export type FromServer =
  | Welcome
  | { t: "offer"; generation: number; sdp: string; relay: Relay | null }
  | { t: "person"; who: Seat; person: Person }
  | { t: "state"; state: State; together_s: number; running: boolean }
  | { t: "progress"; progress: Progress }
  | { t: "choose"; together_s: number; minimum_s: number }
  | { t: "ended"; outcome: Outcome; by: (typeof ENDERS)[number]; details: string | null }
  | { t: "occupied" }
  | { t: "moved" }
  | { t: "stage"; stage: Stage }
  | { t: "happened"; events: Happening[] }
  | { t: "reaction"; who: Seat; with: Reaction }
  | { t: "asked"; to: Wish }
  | { t: "replied"; to: Wish; with: Reply }
  | { t: "times"; ends_ms: number }
  | { t: "refused"; what: string; why: string; text: string }
  | { t: "pong"; at_ms: number; now_ms: number };

/** A frame that does not fit this page: the page is older than the server, or something sits between them. */
export class ProtocolError extends Error {}

/** Reads one text frame. Unknown fields are left out; anything missing or of another type throws `ProtocolError`. */
export function read(frame: unknown): FromServer {
  if (typeof frame !== "string" || frame.length > FRAME_LIMIT) throw new ProtocolError("not a text frame of our size");
  let json: unknown;
  try {
    json = JSON.parse(frame);
  } catch {
    throw new ProtocolError("not JSON");
  }
  const fields = object(json, "message");
  const kind = text(fields, "t");
  const reader = Object.hasOwn(READ, kind) ? READ[kind as FromServer["t"]] : undefined;
  if (!reader) throw new ProtocolError(`unknown kind ${kind.slice(0, 40)}`);
  return reader(fields);
}

type Fields = Record<string, unknown>;

const READ: { [K in FromServer["t"]]: (f: Fields) => Extract<FromServer, { t: K }> } = {
  welcome,
  offer: (f) => ({ t: "offer", generation: whole(f, "generation"), sdp: text(f, "sdp"), relay: f.relay === null ? null : relay(f, "relay") }),
  person: (f) => ({ t: "person", who: word(f, "who", SEATS), person: person(f, "person") }),
  state: (f) => ({
    t: "state",
    state: word(f, "state", STATES),
    together_s: whole(f, "together_s"),
    running: flag(f, "running"),
  }),
  progress: (f) => ({ t: "progress", progress: progress(f, "progress") }),
  choose: (f) => ({ t: "choose", together_s: whole(f, "together_s"), minimum_s: whole(f, "minimum_s") }),
  ended: (f) => ({ t: "ended", outcome: word(f, "outcome", OUTCOMES), by: word(f, "by", ENDERS), details: local(f, "details") }),
  occupied: () => ({ t: "occupied" }),
  moved: () => ({ t: "moved" }),
  stage: (f) => ({ t: "stage", stage: stage(f, "stage") }),
  happened: (f) => ({ t: "happened", events: list(f, "events").map(happening) }),
  reaction: (f) => ({ t: "reaction", who: word(f, "who", SEATS), with: word(f, "with", REACTIONS) }),
  asked: (f) => ({ t: "asked", to: word(f, "to", WISHES) }),
  replied: (f) => ({ t: "replied", to: word(f, "to", WISHES), with: word(f, "with", REPLIES) }),
  times: (f) => ({ t: "times", ends_ms: whole(f, "ends_ms") }),
  refused: (f) => ({ t: "refused", what: text(f, "what"), why: text(f, "why"), text: text(f, "text") }),
  pong: (f) => ({ t: "pong", at_ms: whole(f, "at_ms"), now_ms: whole(f, "now_ms") }),
};

function welcome(f: Fields): Welcome {
  if (f.v !== VERSION) throw new ProtocolError("another version of the protocol");
  return {
    t: "welcome",
    v: VERSION,
    you: word(f, "you", SEATS),
    now_ms: whole(f, "now_ms"),
    starts_ms: whole(f, "starts_ms"),
    ends_ms: whole(f, "ends_ms"),
    state: word(f, "state", STATES),
    together_s: whole(f, "together_s"),
    instructor: person(f, "instructor"),
    student: person(f, "student"),
    progress: f.progress === null ? null : progress(f, "progress"),
    stage: stage(f, "stage"),
    extensions: list(f, "extensions").map((minutes) => whole({ minutes }, "minutes")),
  };
}

function stage(from: Fields, key: string): Stage {
  const f = object(from[key], key);
  const locked = object(f.locked, "locked");
  const recording = object(f.recording, "recording");
  return {
    mode: word(f, "mode", MODES),
    locked: { draw: flag(locked, "draw"), write: flag(locked, "write") },
    sharing: f.sharing === null ? null : word(f, "sharing", SEATS),
    student_may_share: flag(f, "student_may_share"),
    recording: { state: word(recording, "state", RECORDINGS), possible: flag(recording, "possible") },
  };
}

function happening(value: unknown): Happening {
  const f = object(value, "event");
  const by = f.by === null ? null : word(f, "by", SEATS);
  return { seq: whole(f, "seq"), at_ms: whole(f, "at_ms"), by, what: what(object(f.what, "what")) };
}

function what(f: Fields): What {
  const kind = text(f, "kind");
  switch (kind) {
    case "chat":
      return { kind, id: text(f, "id"), text: text(f, "text") };
    case "file":
      return { kind, file: text(f, "file"), name: text(f, "name"), media: word(f, "media", FILES) };
    case "mode":
      return { kind, mode: word(f, "mode", MODES) };
    case "lock":
      return { kind, board: word(f, "board", BOARDS), on: flag(f, "on") };
    case "share":
    case "record":
      return { kind, on: flag(f, "on") };
    case "extended":
      return { kind, ends_ms: whole(f, "ends_ms") };
    default:
      throw new ProtocolError(`unknown happening ${kind.slice(0, 40)}`);
  }
}

function list(f: Fields, key: string): unknown[] {
  const value = f[key];
  if (!Array.isArray(value)) throw new ProtocolError(`${key} is not a list`);
  return value;
}

function relay(from: Fields, key: string): Relay {
  const f = object(from[key], key);
  return { urls: text(f, "urls"), username: text(f, "username"), credential: text(f, "credential") };
}

function person(from: Fields, key: string): Person {
  const f = object(from[key], key);
  return {
    name: text(f, "name"),
    place: word(f, "place", PLACES),
    media: word(f, "media", LINKS),
    mic: word(f, "mic", SWITCHES),
    camera: word(f, "camera", SWITCHES),
    hand: flag(f, "hand"),
    network: word(f, "network", NETWORKS),
    mic_name: textOrNull(f, "mic_name"),
    camera_name: textOrNull(f, "camera_name"),
    speaker_name: textOrNull(f, "speaker_name"),
    system: textOrNull(f, "system"),
  };
}

function progress(from: Fields, key: string): Progress {
  const f = object(from[key], key);
  return { step: word(f, "step", STEPS), opened: list(f, "opened").map((reader) => word({ reader }, "reader", READERS)) };
}

function object(value: unknown, what: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new ProtocolError(`${what} is not an object`);
  return value as Fields;
}

function text(f: Fields, key: string): string {
  const value = f[key];
  if (typeof value !== "string") throw new ProtocolError(`${key} is not text`);
  return value;
}

function textOrNull(f: Fields, key: string): string | null {
  return f[key] === null ? null : text(f, key);
}

/** An address on this very host, or null: a frame never leads the page elsewhere. */
function local(f: Fields, key: string): string | null {
  const address = textOrNull(f, key);
  if (address !== null && !/^\/(?![/\\])/.test(address)) throw new ProtocolError(`${key} is not a local address`);
  return address;
}

function whole(f: Fields, key: string): number {
  const value = f[key];
  if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) {
    throw new ProtocolError(`${key} is not a whole number`);
  }
  return value;
}

function flag(f: Fields, key: string): boolean {
  const value = f[key];
  if (typeof value !== "boolean") throw new ProtocolError(`${key} is not true or false`);
  return value;
}

function word<const W extends string>(f: Fields, key: string, words: readonly W[]): W {
  const found = words.find((known) => known === f[key]);
  if (found === undefined) throw new ProtocolError(`${key} is not one of ${words.join(", ")}`);
  return found;
}

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

export type Seat = (typeof SEATS)[number];
export type Place = (typeof PLACES)[number];
export type Switch = (typeof SWITCHES)[number];
export type Network = (typeof NETWORKS)[number];
export type State = (typeof STATES)[number];
export type Step = (typeof STEPS)[number];
export type Outcome = (typeof OUTCOMES)[number];

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
  | { t: "hello"; v: typeof VERSION; device: string; place: Here; takeover: boolean }
  | { t: "answer"; generation: number; sdp: string }
  | { t: "rejoin" }
  | { t: "place"; place: Here }
  | ({ t: "devices" } & DevicesSaid)
  | { t: "hand"; raised: boolean }
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
}

export type FromServer =
  | Welcome
  | { t: "offer"; generation: number; sdp: string }
  | { t: "person"; who: Seat; person: Person }
  | { t: "state"; state: State; together_s: number; running: boolean }
  | { t: "progress"; progress: Progress }
  | { t: "choose"; together_s: number; minimum_s: number }
  | { t: "ended"; outcome: Outcome; by: (typeof ENDERS)[number]; details: string | null }
  | { t: "occupied" }
  | { t: "moved" }
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
  offer: (f) => ({ t: "offer", generation: whole(f, "generation"), sdp: text(f, "sdp") }),
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
  };
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
  const opened = f.opened;
  if (!Array.isArray(opened)) throw new ProtocolError("opened is not a list");
  return { step: word(f, "step", STEPS), opened: opened.map((reader) => word({ reader }, "reader", READERS)) };
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

/**
 * The media connection: answers the server's offers, sends microphone and camera on lines that never change, and comes
 * back by a second connection that takes over when it carries media (make before break).
 *
 * Lines by index: 0 microphone, 1 camera, 2 screen. Tracks are only ever replaced, so nothing is renegotiated.
 */

import type { FromServer, Network, Relay } from "./protocol";
import { type Limits, limits } from "./priority";
import { type Counter, Quality, type Reading, Watchdog, readCounters } from "./stats";

const MICROPHONE = 0;
const CAMERA = 1;
const SCREEN = 2;

/** How often the counters are read: a quarter of the watchdog's second. */
const LOOK_MS = 250;
/** How often a second connection is looked at while it takes over. */
const TAKE_OVER_LOOK_MS = 50;
/** A connected second connection takes over after this long even without a frame: there may be no picture. */
const NO_PICTURE_MS = 1500;

export interface Sources {
  microphone: MediaStreamTrack | null;
  camera: MediaStreamTrack | null;
  screen: MediaStreamTrack | null;
}

export interface Health {
  state: RTCPeerConnectionState;
  network: Network;
  roundTripMs: number | null;
  protocol: string | null;
}

export interface MediaEvents {
  answer(generation: number, sdp: string): void;
  rejoin(): void;
  /** The other's sound and picture, and screen; said again when another connection took over. */
  remote(stream: MediaStream, screen: MediaStream): void;
  health(health: Health): void;
}

export type Offer = Extract<FromServer, { t: "offer" }>;

/** One peer connection of one generation. */
interface Leg {
  generation: number;
  pc: RTCPeerConnection;
  remote: MediaStream;
  screen: MediaStream;
  connectedMs: number | null;
}

export class Media {
  #current: Leg | null = null;
  #next: Leg | null = null;
  #newest = -1;
  /** The newest offer could not be answered. */
  #unanswered = false;
  #sources: Sources = { microphone: null, camera: null, screen: null };
  #reading: Reading | null = null;
  #network: Network = "unknown";
  /** What the pictures of the connection in use were last held to. */
  #held = "";
  readonly #watchdog = new Watchdog();
  readonly #quality = new Quality();
  readonly #look: ReturnType<typeof setInterval>;

  constructor(
    /** Whether the other's packets should be arriving now. */
    private readonly expected: () => boolean,
    private readonly events: MediaEvents,
  ) {
    this.#look = setInterval(() => void this.#check(), LOOK_MS);
  }

  /** A new socket: the server may have started anew and counts generations from its own beginning. */
  greeted(): void {
    this.#newest = -1;
  }

  /** Makes the connection for an offer and answers it; offers older than the newest one are dropped. */
  async accept({ generation, sdp, relay }: Offer): Promise<void> {
    if (generation <= this.#newest) return;
    this.#newest = generation;
    this.#next?.pc.close();
    const leg = this.#open(generation, relay);
    this.#next = leg;
    this.#unanswered = false;
    await unlessClosed(leg, () => this.#answer(leg, sdp));
  }

  /** Sends these from now on, on every connection there is. */
  async send(sources: Sources): Promise<void> {
    this.#sources = sources;
    const legs = [this.#current, this.#next].filter((leg) => leg !== null);
    await Promise.all(legs.map((leg) => unlessClosed(leg, () => attach(leg, sources))));
  }

  /** Asks the server for a new connection, unless that was asked a moment ago. */
  rejoin(): void {
    if (this.#watchdog.ask(performance.now())) this.events.rejoin();
  }

  health(): Health {
    return {
      state: (this.#current ?? this.#next)?.pc.connectionState ?? "new",
      network: this.#network,
      roundTripMs: this.#reading?.roundTripMs ?? null,
      protocol: this.#reading?.protocol ?? null,
    };
  }

  /** For tests and benchmarks: fresh counters of the connection that is shown. */
  async debugStats(): Promise<DebugStats> {
    const leg = this.#current;
    const reading = leg ? await counters(leg) : null;
    return {
      framesDecodedRemote: reading?.framesDecoded ?? 0,
      remoteCandidateProtocol: reading?.protocol ?? null,
      generation: leg?.generation ?? null,
      connectionState: leg?.pc.connectionState ?? "new",
    };
  }

  /** Hangs up; the next offer begins anew. */
  release(): void {
    this.#next?.pc.close();
    this.#current?.pc.close();
    this.#next = this.#current = null;
  }

  close(): void {
    clearInterval(this.#look);
    this.release();
  }

  async #answer(leg: Leg, sdp: string): Promise<void> {
    try {
      await leg.pc.setRemoteDescription({ type: "offer", sdp });
      for (const line of leg.pc.getTransceivers()) line.direction = "sendrecv";
      await leg.pc.setLocalDescription();
    } catch (error) {
      this.#unanswered = true;
      throw error;
    }
    this.events.answer(leg.generation, leg.pc.localDescription?.sdp ?? "");
    await attach(leg, this.#sources);
    void this.#takeOver(leg);
  }

  /** The browser itself goes through the relay only where every other way is blocked. */
  #open(generation: number, relay: Relay | null): Leg {
    const pc = new RTCPeerConnection({ bundlePolicy: "max-bundle", iceServers: relay === null ? [] : [relay] });
    const leg: Leg = { generation, pc, remote: new MediaStream(), screen: new MediaStream(), connectedMs: null };
    pc.ontrack = ({ track, transceiver }) => {
      const line = pc.getTransceivers().indexOf(transceiver);
      if (line === MICROPHONE || line === CAMERA) leg.remote.addTrack(track);
      if (line === SCREEN) leg.screen.addTrack(track);
    };
    pc.onconnectionstatechange = () => {
      if (pc.connectionState === "connected") leg.connectedMs ??= performance.now();
      this.events.health(this.health());
    };
    return leg;
  }

  /** The first connection is shown at once; a later one when it carries what the old one carried. */
  async #takeOver(leg: Leg): Promise<void> {
    while (this.#next === leg && this.#current !== null && !(await this.#carries(leg))) {
      await new Promise((resolve) => setTimeout(resolve, TAKE_OVER_LOOK_MS));
    }
    if (this.#next !== leg) return;
    const old = this.#current;
    this.#current = leg;
    this.#next = null;
    this.#watchdog.startOver(performance.now());
    this.#quality.startOver();
    this.events.remote(leg.remote, leg.screen);
    this.events.health(this.health());
    old?.pc.close();
  }

  /** Holds the pictures to what the line can carry after the voice. */
  async #hold(leg: Leg): Promise<void> {
    const wanted = limits(this.#network, this.#sources.screen !== null);
    const key = `${leg.generation} ${wanted.camera} ${wanted.screen}`;
    if (key === this.#held) return;
    this.#held = key;
    await unlessClosed(leg, () => holdTo(leg, wanted));
  }

  async #carries(leg: Leg): Promise<boolean> {
    if (leg.connectedMs === null) return false;
    if (!this.expected() || performance.now() - leg.connectedMs > NO_PICTURE_MS) return true;
    return (await counters(leg)).framesDecoded > 0;
  }

  async #check(): Promise<void> {
    const leg = this.#current;
    if (!leg) {
      if (this.#unanswered) this.rejoin();
      return;
    }
    const reading = await counters(leg);
    if (this.#current !== leg) return;
    this.#reading = reading;
    const state = leg.pc.connectionState;
    this.#network = state === "connected" ? this.#quality.judge(reading, performance.now()) : "unknown";
    this.events.health(this.health());
    await this.#hold(leg);
    const broken = state === "disconnected" || state === "failed";
    if (this.#watchdog.shouldRejoin(reading.bytesIn, this.expected() && state === "connected", broken, performance.now())) {
      this.events.rejoin();
    }
  }
}

export interface DebugStats {
  framesDecodedRemote: number;
  remoteCandidateProtocol: string | null;
  generation: number | null;
  connectionState: RTCPeerConnectionState;
}

/** Puts the tracks on their lines. Safe to repeat: a line that already sends its track is left alone. */
async function attach(leg: Leg, sources: Sources): Promise<void> {
  const lines = leg.pc.getTransceivers();
  const { microphone, camera, screen } = sources;
  await Promise.all([put(lines[MICROPHONE], microphone), put(lines[CAMERA], camera), put(lines[SCREEN], screen)]);
}

async function put(line: RTCRtpTransceiver | undefined, track: MediaStreamTrack | null): Promise<void> {
  if (!line || line.sender.track === track) return;
  await line.sender.replaceTrack(track);
}

/** The browser itself shares what is left by these priorities. */
async function holdTo(leg: Leg, { camera, screen }: Limits): Promise<void> {
  const lines = leg.pc.getTransceivers();
  await Promise.all([
    prefer(lines[MICROPHONE], "high", null),
    prefer(lines[SCREEN], "medium", screen),
    prefer(lines[CAMERA], "low", camera),
  ]);
}

async function prefer(line: RTCRtpTransceiver | undefined, priority: RTCPriorityType, most: number | null): Promise<void> {
  if (!line) return;
  const parameters = line.sender.getParameters();
  for (const encoding of parameters.encodings) {
    encoding.priority = encoding.networkPriority = priority;
    if (most === null) delete encoding.maxBitrate;
    else encoding.maxBitrate = most;
  }
  await line.sender.setParameters(parameters);
}

/** A connection that is closed in the middle of something was replaced by a newer one: nothing is wrong. */
async function unlessClosed(leg: Leg, act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    if (leg.pc.signalingState !== "closed") throw error;
  }
}

async function counters(leg: Leg): Promise<Reading> {
  const report = await leg.pc.getStats();
  const entries: Counter[] = [];
  report.forEach((entry: Counter) => entries.push(entry));
  return readCounters(entries);
}

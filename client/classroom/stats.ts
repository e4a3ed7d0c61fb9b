/**
 * What WebRTC's counters say about one media connection, and two judgements over time: is the path dead (`Watchdog`),
 * and how good is it (`Quality`). Pure: the counters and the clock come in.
 */

import type { Network } from "./protocol";

export interface Reading {
  /** Bytes that came in on the selected path, of any kind. */
  bytesIn: number;
  /** Media packets that came in and that were lost on the way, over all tracks. */
  packetsIn: number;
  packetsLost: number;
  framesDecoded: number;
  /** Share of our own packets that the server missed lately, 0 to 1. */
  lossOut: number;
  roundTripMs: number | null;
  /** `udp` or `tcp`, of the selected path; through a relay how that is reached: `tls`. */
  protocol: string | null;
}

/** What this page reads from the entries of a report; browsers leave out what they do not count. */
export interface Counter {
  id: string;
  type: string;
  kind?: string;
  state?: string;
  nominated?: boolean;
  selectedCandidatePairId?: string;
  remoteCandidateId?: string;
  localCandidateId?: string;
  candidateType?: string;
  relayProtocol?: string;
  currentRoundTripTime?: number;
  bytesReceived?: number;
  packetsReceived?: number;
  packetsLost?: number;
  framesDecoded?: number;
  fractionLost?: number;
  protocol?: string;
}

export function readCounters(entries: Iterable<Counter>): Reading {
  const byId = new Map<string, Counter>();
  for (const entry of entries) byId.set(entry.id, entry);
  const all = [...byId.values()];
  const inbound = all.filter((e) => e.type === "inbound-rtp");
  const pair = selectedPair(all, byId);
  const transport = all.find((e) => e.type === "transport");
  const remote = pair?.remoteCandidateId ? byId.get(pair.remoteCandidateId) : undefined;
  const local = pair?.localCandidateId ? byId.get(pair.localCandidateId) : undefined;
  const protocol = local?.candidateType === "relay" ? local.relayProtocol : remote?.protocol;
  return {
    bytesIn: transport?.bytesReceived ?? pair?.bytesReceived ?? 0,
    packetsIn: sum(inbound, (e) => e.packetsReceived),
    packetsLost: Math.max(0, sum(inbound, (e) => e.packetsLost)),
    framesDecoded: sum(inbound, (e) => (e.kind === "video" ? e.framesDecoded : 0)),
    lossOut: Math.max(0, ...all.filter((e) => e.type === "remote-inbound-rtp").map((e) => e.fractionLost ?? 0)),
    roundTripMs: pair?.currentRoundTripTime === undefined ? null : Math.round(pair.currentRoundTripTime * 1000),
    protocol: protocol?.toLowerCase() ?? null,
  };
}

/** Firefox has no transport entry; there the nominated pair that succeeded is the one in use. */
function selectedPair(all: Counter[], byId: Map<string, Counter>): Counter | undefined {
  const chosen = all.find((e) => e.type === "transport")?.selectedCandidatePairId;
  if (chosen) return byId.get(chosen);
  return all.find((e) => e.type === "candidate-pair" && e.nominated && e.state === "succeeded");
}

function sum(entries: Counter[], of: (entry: Counter) => number | undefined): number {
  return entries.reduce((total, entry) => total + (of(entry) ?? 0), 0);
}

/**
 * Nothing at all from one look to another this long after it, while the other's media is live: the path is dead. With the
 * quarter of a second between two looks that is a second at most.
 */
const SILENCE_MS = 750;
/** Waits between two calls for a new connection, the last one repeating; the server takes at most one a second. */
const PATIENCE_MS = [2000, 4000, 8000];
/** A page that slept this long (a closed laptop) starts counting afresh. */
const NAP_MS = 3000;

/** Decides when to ask for a new media connection (docs/protocol.md, `rejoin`). */
export class Watchdog {
  #bytes = -1;
  #movedMs = 0;
  #seenMs = 0;
  #askedMs = Number.NEGATIVE_INFINITY;
  #asked = 0;

  /** `expected`: packets should be arriving now. `broken`: the browser itself gave the path up. */
  shouldRejoin(bytesIn: number, expected: boolean, broken: boolean, nowMs: number): boolean {
    const napped = nowMs - this.#seenMs > NAP_MS;
    this.#seenMs = nowMs;
    if (bytesIn !== this.#bytes || !expected || napped) {
      if (this.#bytes >= 0 && bytesIn > this.#bytes && expected && !broken) this.#asked = 0;
      this.#bytes = bytesIn;
      this.#movedMs = nowMs;
    }
    const silent = nowMs - this.#movedMs >= SILENCE_MS;
    return (silent || broken) && this.ask(nowMs);
  }

  /** True when enough time has passed since the last call; remembers this one. */
  ask(nowMs: number): boolean {
    const patience = PATIENCE_MS[Math.min(this.#asked, PATIENCE_MS.length) - 1] ?? 0;
    if (nowMs - this.#askedMs < patience) return false;
    this.#askedMs = nowMs;
    this.#asked += 1;
    return true;
  }

  /** Another connection is measured from now on. */
  startOver(nowMs: number): void {
    this.#bytes = -1;
    this.#movedMs = nowMs;
  }
}

/** Loss and delay up to these are good, then fair; beyond is poor. */
const GOOD = { loss: 0.03, roundTripMs: 250 };
const FAIR = { loss: 0.1, roundTripMs: 600 };

/** The meter says the same for this long, so that a single lost packet does not make it flicker. */
const JUDGE_MS = 2000;

/** The connection meter: compares readings that lie some time apart. */
export class Quality {
  #before: Reading | null = null;
  #judgedMs = Number.NEGATIVE_INFINITY;
  #said: Network = "unknown";

  judge(now: Reading, nowMs: number): Network {
    if (now.roundTripMs === null) return "unknown";
    if (nowMs - this.#judgedMs < JUDGE_MS) return this.#said;
    this.#said = rate(lossSince(this.#before, now), now.roundTripMs);
    this.#judgedMs = nowMs;
    this.#before = now;
    return this.#said;
  }

  startOver(): void {
    this.#before = null;
    this.#judgedMs = Number.NEGATIVE_INFINITY;
  }
}

/** Share of packets lost in either direction, 0 to 1. */
function lossSince(before: Reading | null, now: Reading): number {
  const came = Math.max(0, now.packetsIn - (before?.packetsIn ?? 0));
  const missed = Math.max(0, now.packetsLost - (before?.packetsLost ?? 0));
  return Math.max(now.lossOut, came + missed > 0 ? missed / (came + missed) : 0);
}

function rate(loss: number, roundTripMs: number): Network {
  if (loss <= GOOD.loss && roundTripMs <= GOOD.roundTripMs) return "good";
  return loss <= FAIR.loss && roundTripMs <= FAIR.roundTripMs ? "fair" : "poor";
}

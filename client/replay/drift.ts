/** Keeps a recording in step with the timeline. Pure. */

import type { Who } from "../boards/host";
import { type Part, type Timeline } from "./timeline";

/** Less than this between lips and board nobody sees. */
const NEAR_S = 0.05;
/** More than this is seen for longer than it takes to jump there. */
const FAR_S = 0.75;
/** While nothing moves, the picture is the one that belongs there. */
const STILL_S = 0.02;
/** So much faster or slower than the rest a film catches up: not heard as another voice. */
const CATCH_UP = 0.12;
/** What begins within this time is fetched, so that nobody waits for it. */
const AHEAD_MS = 10_000;

/** The part that shows `seat` (anybody for a screen) at `at`, the newest where two overlap. */
export function partAt(timeline: Timeline, source: Part["source"], seat: Who | null, at: number): Part | null {
  const ms = timeline.starts_ms + at;
  let found: Part | null = null;
  for (const part of timeline.parts) {
    const fits = part.source === source && (seat === null || part.seat === seat);
    if (fits && part.starts_ms <= ms && ms < part.ends_ms && (!found || part.starts_ms >= found.starts_ms)) found = part;
  }
  return found;
}

/** Seconds into the part. */
export function placeIn(timeline: Timeline, part: Part, at: number): number {
  return Math.max(0, (timeline.starts_ms + at - part.starts_ms) / 1000);
}

/** The next part of `seat` (of anybody for a screen), when it begins soon. */
export function partSoon(timeline: Timeline, source: Part["source"], seat: Who | null, at: number): Part | null {
  const ms = timeline.starts_ms + at;
  const soon = timeline.parts.filter((part) => part.source === source && (seat === null || part.seat === seat) && part.starts_ms > ms && part.starts_ms <= ms + AHEAD_MS);
  return soon.sort((a, b) => a.starts_ms - b.starts_ms)[0] ?? null;
}

/** Nothing moves; all wait for one; all move. */
export type Motion = "still" | "waits" | "moves";

/** How a film gets to where it belongs: it jumps there, or goes on at this rate. */
export interface Step {
  jump: number | null;
  rate: number;
}

/**
 * A jump stops the picture for some tenths of a second, in which the rest goes on: a film that is a little off is sped up or
 * slowed down instead, until it is near again.
 */
export function step(film: { currentTime: number; seeking: boolean; playbackRate: number }, wanted: number, motion: Motion, speed: number): Step {
  const behind = wanted - film.currentTime;
  const apart = Math.abs(behind);
  if (motion === "still") return { jump: apart > STILL_S ? wanted : null, rate: speed };
  if (film.seeking) return { jump: null, rate: speed };
  if (apart > FAR_S * Math.max(1, speed)) return { jump: wanted, rate: speed };
  // what is caught up with is caught up with wholly, so that rates do not change all the time
  const catchesUp = film.playbackRate !== speed && behind > 0 === film.playbackRate > speed;
  const enough = (catchesUp ? NEAR_S / 4 : NEAR_S) * Math.max(1, speed);
  if (apart <= enough) return { jump: null, rate: speed };
  return { jump: null, rate: speed * (behind > 0 ? 1 + CATCH_UP : 1 - CATCH_UP) };
}

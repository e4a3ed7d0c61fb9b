/** Keeps a recording in step with the timeline. Pure. */

import type { Who } from "../boards/host";
import { type Part, type Timeline } from "./timeline";

/** More than this between lips and board is seen. */
export const DRIFT_S = 0.15;
/** While nothing moves, the picture is the one that belongs there. */
const STILL_S = 0.02;

/** The part that shows `seat` (anybody for a screen) at `at`, the newest where two overlap. */
export function partAt(timeline: Timeline, source: Part["source"], seat: Who | null, at: number): Part | null {
  const ms = timeline.starts_ms + at;
  let found: Part | null = null;
  for (const part of timeline.parts) {
    const fits = part.source === source && (seat === null || part.seat === seat);
    if (fits && part.starts_ms <= ms && (part.ends_ms === null || ms < part.ends_ms) && (!found || part.starts_ms >= found.starts_ms)) found = part;
  }
  return found;
}

/** Seconds into the part. */
export function placeIn(timeline: Timeline, part: Part, at: number): number {
  return Math.max(0, (timeline.starts_ms + at - part.starts_ms) / 1000);
}

/** Where the film has to jump; null when it is near enough, or on its way. */
export function correction(film: { currentTime: number; seeking: boolean }, wanted: number, playing: boolean): number | null {
  if (film.seeking && playing) return null;
  const apart = Math.abs(film.currentTime - wanted);
  return apart > (playing ? DRIFT_S : STILL_S) ? wanted : null;
}

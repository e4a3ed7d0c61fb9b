/** The other's strokes while they are being drawn, as far as they have been heard of. */

import type { InkFrame } from "./flash";
import { MAX_GHOST_POINTS } from "./flash";
import type { Ink } from "./model";

/** A stroke nobody goes on with has been lost on the way. */
export const SILENCE_MS = 5_000;
/** A person has two hands; pieces may overlap for a moment. */
const MAX_GHOSTS = 8;

export interface Ghost extends Ink {
  readonly stroke: string;
  readonly page: string;
  readonly mark: boolean;
  points: number[];
  heardMs: number;
}

export class Ghosts {
  readonly #ghosts = new Map<string, Ghost>();

  get all(): Iterable<Ghost> {
    return this.#ghosts.values();
  }

  get size(): number {
    return this.#ghosts.size;
  }

  /** A frame replaces what it repeats and closes a gap by a straight line. */
  hear(frame: InkFrame, nowMs: number): void {
    if (!frame.points) {
      this.#ghosts.delete(frame.stroke);
      return;
    }
    const ghost = this.#ghosts.get(frame.stroke) ?? this.#begin(frame, nowMs);
    const known = Math.min(frame.from, ghost.points.length / 3);
    ghost.points = [...ghost.points.slice(0, known * 3), ...frame.points].slice(0, MAX_GHOST_POINTS * 3);
    ghost.heardMs = nowMs;
  }

  drop(stroke: string): boolean {
    return this.#ghosts.delete(stroke);
  }

  /** Forgets the silent ones; whether there were any. */
  forgetSilent(nowMs: number): boolean {
    const silent = [...this.#ghosts.values()].filter((ghost) => nowMs - ghost.heardMs >= SILENCE_MS);
    for (const ghost of silent) this.#ghosts.delete(ghost.stroke);
    return silent.length > 0;
  }

  clear(): void {
    this.#ghosts.clear();
  }

  #begin({ stroke, page, mark, c, b }: InkFrame, nowMs: number): Ghost {
    if (this.#ghosts.size >= MAX_GHOSTS) {
      const oldest = this.#ghosts.keys().next().value;
      if (oldest !== undefined) this.#ghosts.delete(oldest);
    }
    const ghost: Ghost = { stroke, page, mark, c, b, points: [], heardMs: nowMs };
    this.#ghosts.set(stroke, ghost);
    return ghost;
  }
}

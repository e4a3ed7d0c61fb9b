/** Where the replay is: moves on with the time it is told, at its own speed. Pure. */

export const SPEEDS = [0.5, 0.75, 1, 1.25, 1.5, 2] as const;

export class Playhead {
  #at = 0;
  #playing = false;
  #speed = 1;
  #seenMs: number | null = null;

  constructor(readonly length: number) {}

  get at(): number {
    return this.#at;
  }

  get playing(): boolean {
    return this.#playing;
  }

  get speed(): number {
    return this.#speed;
  }

  set speed(speed: number) {
    if (SPEEDS.some((known) => known === speed)) this.#speed = speed;
  }

  /** From the end it begins again. */
  play(): void {
    if (this.#at >= this.length) this.#at = 0;
    this.#playing = true;
    this.#seenMs = null;
  }

  pause(): void {
    this.#playing = false;
  }

  seek(at: number): void {
    this.#at = Math.min(this.length, Math.max(0, at));
    if (this.#at >= this.length) this.#playing = false;
  }

  /** Time goes on; `held`: something that is shown is not there yet, and all waits for it. */
  tick(nowMs: number, held: boolean): void {
    const passed = this.#seenMs === null ? 0 : nowMs - this.#seenMs;
    this.#seenMs = nowMs;
    if (this.#playing && !held) this.seek(this.#at + Math.max(0, passed) * this.#speed);
  }
}

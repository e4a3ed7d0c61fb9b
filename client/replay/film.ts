/** One recorded picture with its sound: shows the part that belongs to the time, and keeps it in step. */

import { h } from "../classroom/dom";
import { type Motion, placeIn, step } from "./drift";
import type { Part, Timeline } from "./timeline";

export class Film {
  readonly root: HTMLVideoElement;
  #part: Part | null = null;
  #failed = false;
  #isOn = false;
  /** What it was told last. */
  #told: (() => void) | null = null;

  constructor(
    private readonly timeline: Timeline,
    label: string,
  ) {
    this.root = h("video", { class: "rp-film", playsinline: true, preload: "auto", "aria-label": label, hidden: true });
    this.root.addEventListener("error", () => {
      // one part that cannot be shown must not hold up the rest
      this.#failed = true;
      this.root.hidden = true;
    });
    // while nothing moves nobody tells it again: a part that comes late goes to its place by itself
    this.root.addEventListener("loadedmetadata", () => this.#told?.());
  }

  /** Whether there is nothing to wait for. */
  get isReady(): boolean {
    const { root } = this;
    if (!this.#isOn || this.#failed || root.ended) return true;
    return !root.seeking && root.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA;
  }

  /** `part` is shown when its time has come, and fetched before. */
  update(part: Part | null, at: number, motion: Motion, speed: number): void {
    this.#told = () => this.update(part, at, motion, speed);
    this.#bring(part);
    this.#isOn = part !== null && part.starts_ms <= this.timeline.starts_ms + at;
    const film = this.root;
    film.hidden = !this.#isOn || this.#failed;
    if (!part || this.#failed) return;
    const moves = motion === "moves" && this.#isOn;
    if (film.readyState >= HTMLMediaElement.HAVE_METADATA) {
      const { jump, rate } = step(film, Math.min(placeIn(this.timeline, part, at), film.duration), this.#isOn ? motion : "still", speed);
      if (jump !== null) film.currentTime = jump;
      if (film.playbackRate !== rate) film.playbackRate = rate;
    }
    if (moves && film.paused && !film.ended) void this.#play();
    if (!moves && !film.paused) film.pause();
  }

  close(): void {
    this.#bring(null);
  }

  #bring(part: Part | null): void {
    if (part?.id === this.#part?.id) return;
    this.#part = part;
    this.#failed = false;
    if (part) this.root.src = part.url;
    else this.root.removeAttribute("src");
    this.root.load();
  }

  async #play(): Promise<void> {
    try {
      await this.root.play();
    } catch (error) {
      // cut short by the next pause or part; and where sound is not allowed, a silent picture is better than none
      if (error instanceof DOMException && error.name === "NotAllowedError") this.root.muted = true;
    }
  }
}

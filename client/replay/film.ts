/** One recorded picture with its sound: shows the part that belongs to the time, and keeps it in step. */

import { h } from "../classroom/dom";
import { correction, placeIn } from "./drift";
import type { Part, Timeline } from "./timeline";

export class Film {
  readonly root: HTMLVideoElement;
  #part: Part | null = null;
  #failed = false;

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
  }

  /** Whether there is nothing to wait for. */
  get isReady(): boolean {
    const { root } = this;
    return !this.#part || this.#failed || root.ended || root.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA;
  }

  update(part: Part | null, at: number, playing: boolean, speed: number): void {
    this.#show(part);
    if (!part || this.#failed) return;
    const film = this.root;
    if (film.readyState >= HTMLMediaElement.HAVE_METADATA) {
      const to = correction(film, Math.min(placeIn(this.timeline, part, at), film.duration), playing);
      if (to !== null) film.currentTime = to;
    }
    if (film.playbackRate !== speed) film.playbackRate = speed;
    if (playing && film.paused && !film.ended) void this.#play();
    if (!playing && !film.paused) film.pause();
  }

  close(): void {
    this.#show(null);
  }

  #show(part: Part | null): void {
    if (part?.id === this.#part?.id) return;
    this.#part = part;
    this.#failed = false;
    this.root.hidden = part === null;
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

/** The laser's glow: the last moments of its way, fading. */

import type { Spot } from "./geometry";

const FADE_MS = 700;
/** Points of a fading trail; a fast mouse makes fewer. */
const MAX_SPOTS = 256;
const COLOUR = "226 38 38";

export class Trail {
  #spots: (Spot & { ms: number })[] = [];

  add({ x, y }: Spot, ms: number): void {
    this.#spots.push({ x, y, ms });
    if (this.#spots.length > MAX_SPOTS) this.#spots.shift();
  }

  clear(): void {
    this.#spots = [];
  }

  /** Whether there is still something to fade. */
  draw(pen: CanvasRenderingContext2D, nowMs: number, zoom: number): boolean {
    this.#spots = this.#spots.filter(({ ms }) => nowMs - ms < FADE_MS);
    pen.lineCap = "round";
    this.#spots.forEach((spot, i) => {
      const before = this.#spots[i - 1] ?? spot;
      const left = 1 - (nowMs - spot.ms) / FADE_MS;
      pen.strokeStyle = `rgb(${COLOUR} / ${left})`;
      pen.lineWidth = (2 + 4 * left) / zoom;
      pen.beginPath();
      pen.moveTo(before.x, before.y);
      pen.lineTo(spot.x + 0.01, spot.y);
      pen.stroke();
    });
    return this.#spots.length > 0;
  }
}

/** The laser's glow: a dot where it is, and the last moments of its way, fading. */

import type { Spot } from "./geometry";

const FADE_MS = 700;
/** Points of a fading trail; a fast mouse makes fewer. */
const MAX_SPOTS = 256;
const DOT_PX = 6;
const COLOUR = "226 38 38";

export class Trail {
  #spots: (Spot & { ms: number })[] = [];
  #dot: Spot | null = null;

  add({ x, y }: Spot, ms: number): void {
    this.#dot = { x, y };
    this.#spots.push({ x, y, ms });
    if (this.#spots.length > MAX_SPOTS) this.#spots.shift();
  }

  /** The laser is off; what glows fades. */
  end(): void {
    this.#dot = null;
  }

  /** Whether there is still something to fade. */
  draw(pen: CanvasRenderingContext2D, nowMs: number, zoom: number): boolean {
    this.#spots = this.#spots.filter(({ ms }) => nowMs - ms < FADE_MS);
    if (this.#dot) drawDot(pen, this.#dot, DOT_PX / zoom);
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

function drawDot(pen: CanvasRenderingContext2D, { x, y }: Spot, radius: number): void {
  for (const [size, strength] of [[2, 0.25], [1, 1]] as const) {
    pen.fillStyle = `rgb(${COLOUR} / ${strength})`;
    pen.beginPath();
    pen.arc(x, y, radius * size, 0, 2 * Math.PI);
    pen.fill();
  }
}

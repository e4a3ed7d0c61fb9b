/** Which part of the sheet is seen, and how large. Screen pixels are CSS pixels inside the board's canvas. */

import type { Box, Spot } from "./geometry";

export interface Viewport {
  /** The page point in the canvas' upper left corner. */
  x: number;
  y: number;
  /** Screen pixels per page unit. */
  zoom: number;
}

export interface Size {
  w: number;
  h: number;
}

export const LEAST_ZOOM = 0.1;
export const MOST_ZOOM = 8;
/** How much of the sheet stays in sight, in screen pixels, wherever one pans. */
const HELD = 80;

export function toPage(view: Viewport, { x, y }: Spot): Spot {
  return { x: view.x + x / view.zoom, y: view.y + y / view.zoom };
}

export function toScreen(view: Viewport, { x, y }: Spot): Spot {
  return { x: (x - view.x) * view.zoom, y: (y - view.y) * view.zoom };
}

export function seen(view: Viewport, screen: Size): Box {
  return { x: view.x, y: view.y, w: screen.w / view.zoom, h: screen.h / view.zoom };
}

/** `box` as large as the screen allows, in its middle. */
export function fitted(box: Box, screen: Size, margin = 20): Viewport {
  const zoom = bounded(Math.min((screen.w - 2 * margin) / box.w, (screen.h - 2 * margin) / box.h));
  return { zoom, x: box.x + box.w / 2 - screen.w / 2 / zoom, y: box.y + box.h / 2 - screen.h / 2 / zoom };
}

export function panned(view: Viewport, dx: number, dy: number): Viewport {
  return { ...view, x: view.x - dx / view.zoom, y: view.y - dy / view.zoom };
}

/** Larger by `factor`, with the page point under `at` (screen) staying where it is. */
export function zoomed(view: Viewport, factor: number, at: Spot): Viewport {
  const zoom = bounded(view.zoom * factor);
  const held = toPage(view, at);
  return { zoom, x: held.x - at.x / zoom, y: held.y - at.y / zoom };
}

/** Two fingers moved from `before` to `now`: what was under them is still under them. */
export function pinched(view: Viewport, before: readonly [Spot, Spot], now: readonly [Spot, Spot]): Viewport {
  const spread = ([a, b]: readonly [Spot, Spot]): number => Math.max(1, Math.hypot(a.x - b.x, a.y - b.y));
  const centre = ([a, b]: readonly [Spot, Spot]): Spot => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
  const [from, to] = [centre(before), centre(now)];
  return zoomed(panned(view, to.x - from.x, to.y - from.y), spread(now) / spread(before), to);
}

/** Keeps an edge of the sheet in sight. */
export function held(view: Viewport, sheet: Size, screen: Size): Viewport {
  const edge = HELD / view.zoom;
  const area = seen(view, screen);
  const keep = (at: number, size: number, whole: number): number => Math.min(whole - edge, Math.max(edge - size, at));
  return { ...view, x: keep(view.x, area.w, sheet.w), y: keep(view.y, area.h, sheet.h) };
}

export function isSame(a: Viewport, b: Viewport): boolean {
  return a.x === b.x && a.y === b.y && a.zoom === b.zoom;
}

function bounded(zoom: number): number {
  return Math.min(MOST_ZOOM, Math.max(LEAST_ZOOM, zoom));
}

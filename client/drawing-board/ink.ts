/** A hand's points as a shape to fill, and when a long stroke is put away in pieces. */

import { getStroke } from "perfect-freehand";

/** What a crash of this browser may cost at most. */
export const PIECE_POINTS = 1_500;
export const PIECE_MS = 5_000;

export function isPieceFull(points: number, sinceMs: number): boolean {
  return points >= PIECE_POINTS || (sinceMs >= PIECE_MS && points > 1);
}

/** A pen tells its pressure; a mouse or a finger always the same, and then speed stands in for it. */
function isFlat(points: ArrayLike<number>): boolean {
  for (let i = 5; i < points.length; i += 3) if (points[i] !== points[2]) return false;
  return true;
}

/** The outline of a pen's stroke. `whole`: its end is known; while drawing, the tip stays close to the hand. */
export function penPath(points: ArrayLike<number>, breadth: number, whole: boolean): Path2D {
  const input: number[][] = [];
  for (let i = 0; i + 2 < points.length; i += 3) input.push([points[i] ?? 0, points[i + 1] ?? 0, points[i + 2] ?? 0]);
  const flat = isFlat(points);
  const outline = getStroke(input, {
    size: breadth,
    thinning: flat ? 0.2 : 0.5,
    smoothing: 0.5,
    streamline: 0.35,
    simulatePressure: flat,
    last: whole,
  });
  return closed(thinned(outline, breadth / 6));
}

/** The round ends come in steps finer than anyone sees, and each step is drawn for every stroke of a full page. */
function thinned(outline: number[][], gap: number): number[][] {
  let last = outline[0];
  return outline.filter((point, i) => {
    const near = i > 0 && last !== undefined && Math.hypot((point[0] ?? 0) - (last[0] ?? 0), (point[1] ?? 0) - (last[1] ?? 0)) < gap;
    if (!near) last = point;
    return !near;
  });
}

/** A smooth closed line through the middles of the outline's edges. */
function closed(outline: number[][]): Path2D {
  const path = new Path2D();
  const first = outline[0];
  if (!first) return path;
  let [px, py] = first as [number, number];
  const last = outline[outline.length - 1] as [number, number];
  path.moveTo((px + last[0]) / 2, (py + last[1]) / 2);
  for (let i = 1; i <= outline.length; i++) {
    const [x, y] = (outline[i] ?? first) as [number, number];
    path.quadraticCurveTo(px, py, (px + x) / 2, (py + y) / 2);
    [px, py] = [x, y];
  }
  path.closePath();
  return path;
}

/** The middle line of a stroke, to be drawn with a broad brush: one coat, so that a highlighter never covers itself. */
export function markPath(points: ArrayLike<number>): Path2D {
  const path = new Path2D();
  if (points.length < 3) return path;
  let px = points[0] ?? 0;
  let py = points[1] ?? 0;
  path.moveTo(px, py);
  for (let i = 3; i + 2 < points.length; i += 3) {
    const x = points[i] ?? 0;
    const y = points[i + 1] ?? 0;
    path.quadraticCurveTo(px, py, (px + x) / 2, (py + y) / 2);
    [px, py] = [x, y];
  }
  // a dot has a length too, or nothing is drawn
  path.lineTo(px + 0.01, py);
  return path;
}

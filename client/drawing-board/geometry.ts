/** Points and boxes in page units, y downwards. */

export interface Spot {
  x: number;
  y: number;
}

export interface Box {
  x: number;
  y: number;
  w: number;
  h: number;
}

export function boxAround(spots: readonly Spot[], margin = 0): Box {
  let [left, top, right, bottom] = [Infinity, Infinity, -Infinity, -Infinity];
  for (const { x, y } of spots) {
    left = Math.min(left, x);
    top = Math.min(top, y);
    right = Math.max(right, x);
    bottom = Math.max(bottom, y);
  }
  return grown({ x: left, y: top, w: right - left, h: bottom - top }, margin);
}

export function grown(box: Box, margin: number): Box {
  return { x: box.x - margin, y: box.y - margin, w: box.w + 2 * margin, h: box.h + 2 * margin };
}

export function union(a: Box | null, b: Box): Box {
  if (!a) return b;
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  return { x, y, w: Math.max(a.x + a.w, b.x + b.w) - x, h: Math.max(a.y + a.h, b.y + b.h) - y };
}

export function meets(a: Box, b: Box): boolean {
  return a.x <= b.x + b.w && b.x <= a.x + a.w && a.y <= b.y + b.h && b.y <= a.y + a.h;
}

export function holds(outer: Box, inner: Box): boolean {
  return inner.x >= outer.x && inner.y >= outer.y && inner.x + inner.w <= outer.x + outer.w && inner.y + inner.h <= outer.y + outer.h;
}

export function isIn(box: Box, { x, y }: Spot): boolean {
  return x >= box.x && x <= box.x + box.w && y >= box.y && y <= box.y + box.h;
}

export function middleOf(box: Box): Spot {
  return { x: box.x + box.w / 2, y: box.y + box.h / 2 };
}

/** `spot` turned by `angle` (radians, clockwise on screen) about `pivot`. */
export function turned(spot: Spot, pivot: Spot, angle: number): Spot {
  if (angle === 0) return spot;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const [dx, dy] = [spot.x - pivot.x, spot.y - pivot.y];
  return { x: pivot.x + dx * cos - dy * sin, y: pivot.y + dx * sin + dy * cos };
}

export function cornersOf(box: Box, angle: number): [Spot, Spot, Spot, Spot] {
  const pivot = middleOf(box);
  const at = (x: number, y: number): Spot => turned({ x, y }, pivot, angle);
  return [at(box.x, box.y), at(box.x + box.w, box.y), at(box.x + box.w, box.y + box.h), at(box.x, box.y + box.h)];
}

/** How far `spot` is from the straight line between `a` and `b`. */
export function distanceTo(spot: Spot, a: Spot, b: Spot): number {
  const [dx, dy] = [b.x - a.x, b.y - a.y];
  const length = dx * dx + dy * dy;
  const along = length === 0 ? 0 : Math.min(1, Math.max(0, ((spot.x - a.x) * dx + (spot.y - a.y) * dy) / length));
  return Math.hypot(spot.x - a.x - along * dx, spot.y - a.y - along * dy);
}

export function boxBetween(a: Spot, b: Spot): Box {
  return { x: Math.min(a.x, b.x), y: Math.min(a.y, b.y), w: Math.abs(a.x - b.x), h: Math.abs(a.y - b.y) };
}

/** A box of that size about a point, moved as far as it takes to lie in `area`. */
export function laidIn(area: Box, { w, h }: { w: number; h: number }, about: Spot): Box {
  const within = (at: number, from: number, room: number): number => Math.max(from, Math.min(at, from + room));
  return { x: within(about.x - w / 2, area.x, area.w - w), y: within(about.y - h / 2, area.y, area.h - h), w, h };
}

/**
 * Points as bytes: x, y and pressure one after the other, each as the difference to the point before, as zigzag varints.
 * x and y count eighths of a page unit, pressure runs from 0 to 255. A stroke of a second takes about 300 bytes.
 */

/** Points in memory: x, y (page units) and pressure (0 to 1), flat. */
export type Points = Float32Array;

/** A stroke is committed in pieces long before this; more comes from nobody's hand. */
export const MAX_POINTS = 4096;

const STEPS = 8;
const PRESSURES = 255;
/** Far beyond any page, and small enough that differences stay 32-bit numbers. */
const FARTHEST = 1 << 20;

export function pack(points: ArrayLike<number>): Uint8Array {
  const bytes: number[] = [];
  let x = 0;
  let y = 0;
  let p = 0;
  for (let i = 0; i + 2 < points.length; i += 3) {
    const nx = steps(points[i]);
    const ny = steps(points[i + 1]);
    const np = Math.round(clamp(points[i + 2] ?? 0, 0, 1) * PRESSURES);
    put(bytes, nx - x);
    put(bytes, ny - y);
    put(bytes, np - p);
    [x, y, p] = [nx, ny, np];
  }
  return Uint8Array.from(bytes);
}

/** Whether there can be points in so many bytes: a number takes one to five. */
export function mayBePoints(bytes: Uint8Array, most = MAX_POINTS): boolean {
  return bytes.length >= 3 && bytes.length <= most * 15;
}

/** The points in `bytes`, or null when they are none, too many, or not written by `pack`. */
export function unpack(bytes: Uint8Array, most = MAX_POINTS): Points | null {
  if (!mayBePoints(bytes, most)) return null;
  const values = new Float32Array(Math.min(most, Math.floor(bytes.length / 3)) * 3);
  const reader = { bytes, at: 0 };
  let [x, y, p, count] = [0, 0, 0, 0];
  while (reader.at < bytes.length) {
    const [dx, dy, dp] = [take(reader), take(reader), take(reader)];
    if (count === values.length || dx === null || dy === null || dp === null) return null;
    x += dx;
    y += dy;
    p += dp;
    if (Math.abs(x) > FARTHEST || Math.abs(y) > FARTHEST || p < 0 || p > PRESSURES) return null;
    values[count++] = x / STEPS;
    values[count++] = y / STEPS;
    values[count++] = p / PRESSURES;
  }
  return count === values.length ? values : values.slice(0, count);
}

export interface Reader {
  readonly bytes: Uint8Array;
  at: number;
}

/** A signed number, small ones in one byte. */
export function put(bytes: number[], value: number): void {
  let rest = ((value << 1) ^ (value >> 31)) >>> 0;
  while (rest > 127) {
    bytes.push((rest & 127) | 128);
    rest >>>= 7;
  }
  bytes.push(rest);
}

/** The number at the reader's place, or null past the end or beyond 32 bits. */
export function take(reader: Reader): number | null {
  const first = reader.bytes[reader.at];
  // most differences
  if (first !== undefined && first < 128) {
    reader.at++;
    return (first >>> 1) ^ -(first & 1);
  }
  let value = 0;
  for (let shift = 0; shift < 35; shift += 7) {
    const byte = reader.bytes[reader.at++];
    if (byte === undefined) return null;
    value += (byte & 127) * 2 ** shift;
    if (byte < 128) return value > 0xffffffff ? null : (value >>> 1) ^ -(value & 1);
  }
  return null;
}

function steps(value: number | undefined): number {
  return Math.round(clamp((value ?? 0) * STEPS, -FARTHEST, FARTHEST));
}

function clamp(value: number, least: number, most: number): number {
  return Number.isFinite(value) ? Math.min(most, Math.max(least, value)) : least;
}

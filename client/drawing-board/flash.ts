/**
 * What one board tells the other in passing: ink before it is finished, the hand, the laser, where the instructor looks.
 * Newest wins and any frame may be lost. Frames come from the other browser and may be anything: `hear` gives a checked
 * value or null.
 *
 *   byte 0       kind: 1 ink, 2 cursor, 3 laser, 4 viewport
 *   page         length (1 to 64), then that many ASCII bytes
 *   ink          stroke id (16 bytes), colour and breadth (1 byte: breadth * 8 + colour, + 64 for a highlighter),
 *                first point's number (varint), packed points; none: the stroke was given up
 *   cursor       x, y in eighths of a page unit (varints); nothing: the hand left, and the page is still seen
 *   laser        the same
 *   viewport     x, y, w, h of what is seen, the same; nothing: following is over
 *
 * Numbers and points are those of packing.ts.
 */

import type { Box, Spot } from "./geometry";
import { BREADTHS, COLOURS, type Ink, isId } from "./model";
import { type Points, type Reader, pack, put, take, unpack } from "./packing";

/** The host takes no more. */
export const MAX_FRAME = 2048;
/** One frame's points: more than 200 ms of the fastest pen. */
export const FRAME_POINTS = 120;
/** A piece holds 1,500 points; room for what follows in the same moment. */
export const MAX_GHOST_POINTS = 3_000;

/** A hand that has not moved for so long is resting. */
export const RESTING_MS = 5_000;

const STEPS = 8;
const FARTHEST = 1 << 20;
const MARK = 64;

export interface InkFrame extends Ink {
  kind: "ink";
  page: string;
  stroke: string;
  mark: boolean;
  from: number;
  /** Null when the stroke was given up. */
  points: Points | null;
}

export interface HandFrame {
  kind: "cursor" | "laser";
  page: string;
  at: Spot | null;
}

export interface ViewportFrame {
  kind: "viewport";
  page: string;
  seen: Box | null;
}

export type Frame = InkFrame | HandFrame | ViewportFrame;

const KINDS = { ink: 1, cursor: 2, laser: 3, viewport: 4 } as const;

export function inkFrame(page: string, stroke: string, style: Ink & { mark: boolean }, from: number, points: ArrayLike<number>): Uint8Array {
  const bytes = head("ink", page);
  bytes.push(...idBytes(stroke), style.b * STEPS + style.c + (style.mark ? MARK : 0));
  put(bytes, from);
  return Uint8Array.from([...bytes, ...pack(points)]);
}

export function handFrame(kind: HandFrame["kind"], page: string, at: Spot | null): Uint8Array {
  const bytes = head(kind, page);
  if (at) putAll(bytes, [at.x, at.y]);
  return Uint8Array.from(bytes);
}

export function viewportFrame(page: string, seen: Box | null): Uint8Array {
  const bytes = head("viewport", page);
  if (seen) putAll(bytes, [seen.x, seen.y, seen.w, seen.h]);
  return Uint8Array.from(bytes);
}

export function hear(bytes: Uint8Array): Frame | null {
  const length = bytes[1];
  if (bytes.length > MAX_FRAME || length === undefined || bytes.length < 2 + length) return null;
  const page = String.fromCharCode(...bytes.subarray(2, 2 + length));
  if (!isId(page)) return null;
  const reader: Reader = { bytes, at: 2 + length };
  switch (bytes[0]) {
    case KINDS.ink:
      return hearInk(reader, page);
    case KINDS.cursor:
      return hearHand(reader, "cursor", page);
    case KINDS.laser:
      return hearHand(reader, "laser", page);
    case KINDS.viewport:
      return hearViewport(reader, page);
    default:
      return null;
  }
}

function hearInk(reader: Reader, page: string): InkFrame | null {
  const { bytes } = reader;
  const style = bytes[reader.at + 16];
  if (style === undefined) return null;
  const stroke = idText(bytes.subarray(reader.at, reader.at + 16));
  reader.at += 17;
  const from = take(reader);
  const c = style % STEPS;
  const b = Math.floor((style % MARK) / STEPS);
  if (from === null || from < 0 || from > MAX_GHOST_POINTS || style >= 2 * MARK) return null;
  if (c >= COLOURS.length || b >= BREADTHS.length) return null;
  const rest = bytes.subarray(reader.at);
  const points = rest.length === 0 ? null : unpack(rest, FRAME_POINTS);
  if (rest.length > 0 && !points) return null;
  return { kind: "ink", page, stroke, c, b, mark: style >= MARK, from, points };
}

function hearHand(reader: Reader, kind: HandFrame["kind"], page: string): HandFrame | null {
  if (reader.at === reader.bytes.length) return { kind, page, at: null };
  const [x, y] = takeAll(reader, 2) ?? [];
  return x === undefined || y === undefined ? null : { kind, page, at: { x, y } };
}

function hearViewport(reader: Reader, page: string): ViewportFrame | null {
  if (reader.at === reader.bytes.length) return { kind: "viewport", page, seen: null };
  const [x, y, w, h] = takeAll(reader, 4) ?? [];
  if (x === undefined || y === undefined || w === undefined || h === undefined || w < 1 || h < 1) return null;
  return { kind: "viewport", page, seen: { x, y, w, h } };
}

function head(kind: Frame["kind"], page: string): number[] {
  return [KINDS[kind], page.length, ...[...page].map((letter) => letter.charCodeAt(0) & 127)];
}

function putAll(bytes: number[], values: readonly number[]): void {
  for (const value of values) put(bytes, Math.round(Math.min(FARTHEST, Math.max(-FARTHEST, value * STEPS))));
}

/** Exactly `count` numbers up to the frame's end, or null. */
function takeAll(reader: Reader, count: number): number[] | null {
  const values: number[] = [];
  for (let i = 0; i < count; i++) {
    const value = take(reader);
    if (value === null || Math.abs(value) > FARTHEST) return null;
    values.push(value / STEPS);
  }
  return reader.at === reader.bytes.length ? values : null;
}

function idBytes(id: string): number[] {
  const hex = id.replaceAll("-", "");
  return Array.from({ length: 16 }, (_, i) => Number.parseInt(hex.slice(i * 2, i * 2 + 2), 16) || 0);
}

function idText(bytes: Uint8Array): string {
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

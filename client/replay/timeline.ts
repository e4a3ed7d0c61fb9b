/**
 * What is played, on one timeline: milliseconds since the beginning of the replay, called `at` everywhere here. Pure.
 */

import type { Who } from "../boards/host";
import type { Board, Happening, Mode } from "../classroom/protocol";
import { clock as wallClock } from "../classroom/words";

/** A piece of a recording. */
export interface Part {
  id: string;
  seat: Who;
  source: "person" | "screen";
  starts_ms: number;
  ends_ms: number;
  url: string;
}

export interface Stay {
  seat: Who;
  from_ms: number;
  to_ms: number;
}

/** As the server tells it. */
export interface Timeline {
  starts_ms: number;
  ends_ms: number;
  names: Record<Who, string>;
  happenings: Happening[];
  stays: Stay[];
  /** When each spoke; empty where nobody did, or nobody measured it. */
  talks: Stay[];
  parts: Part[];
  boards: Board[];
}

/** From a change of the stage to the next one. */
export interface Chapter {
  at: number;
  mode: Mode;
  words: string;
}

/** A place in the replay to go to. */
export interface Stop {
  at: number;
  words: string;
}

export interface Marker {
  at: number;
  kind: "mode" | "chat";
  title: string;
}

export interface Span {
  from: number;
  to: number;
}

/** Something written or shared. */
export interface ChatLine {
  at: number;
  by: Who | null;
  what: Extract<Happening["what"], { kind: "chat" | "file" }>;
}

export const MODE_WORDS: Record<Mode, string> = {
  video: "Video",
  draw: "Drawing board",
  write: "Writing board",
  screen: "Shared screen",
};

/** A shorter break in a recording is a new connection, and no end of it. */
const BREAK_MS = 3_000;

/** So much of a message is in a marker's title. */
const TITLE_LETTERS = 80;

export function lengthOf({ starts_ms, ends_ms }: Timeline): number {
  return Math.max(1, ends_ms - starts_ms);
}

/** Every time of the server's lies between the beginning and the end, whatever its clock did. */
export function atOf(timeline: Timeline, ms: number): number {
  return Math.min(lengthOf(timeline), Math.max(0, ms - timeline.starts_ms));
}

/** The stage begins with the pictures. Switching to what is there already makes no chapter. */
export function chaptersOf(timeline: Timeline): Chapter[] {
  const chapters: Chapter[] = [chapter(0, "video")];
  for (const { at_ms, what } of timeline.happenings) {
    if (what.kind !== "mode") continue;
    const at = atOf(timeline, at_ms);
    const last = chapters.at(-1);
    if (last?.mode === what.mode) continue;
    if (last?.at === at) chapters.pop();
    if (chapters.at(-1)?.mode !== what.mode) chapters.push(chapter(at, what.mode));
  }
  return chapters;
}

function chapter(at: number, mode: Mode): Chapter {
  return { at, mode, words: MODE_WORDS[mode] };
}

/** Which one of things in the order of time is on at `at`: the index of the last that has begun; -1 before the first. */
export function lastBegun(things: readonly { at: number }[], at: number): number {
  let low = 0;
  let high = things.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((things[middle] as { at: number }).at <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

export function chatOf(timeline: Timeline): ChatLine[] {
  const lines: ChatLine[] = [];
  for (const { at_ms, by, what } of timeline.happenings) {
    if (what.kind === "chat" || what.kind === "file") lines.push({ at: atOf(timeline, at_ms), by, what });
  }
  return lines.sort((a, b) => a.at - b.at);
}

export function markersOf(timeline: Timeline, first: (name: string) => string): Marker[] {
  const modes: Marker[] = chaptersOf(timeline)
    .slice(1)
    .map(({ at, words }) => ({ at, kind: "mode", title: `${clock(at)} ${words}` }));
  const chat: Marker[] = chatOf(timeline).map(({ at, by, what }) => {
    const said = what.kind === "chat" ? what.text : what.name;
    const short = said.length > TITLE_LETTERS ? `${said.slice(0, TITLE_LETTERS)}…` : said;
    return { at, kind: "chat", title: `${clock(at)} ${by ? `${first(timeline.names[by])}: ` : ""}${short}` };
  });
  return [...modes, ...chat].sort((a, b) => a.at - b.at);
}

/** When picture or sound was recorded, without overlaps, in order. */
export function recordedOf(timeline: Timeline): Span[] {
  const people = timeline.parts.filter(({ source }) => source === "person");
  const spans: Span[] = [];
  for (const { starts_ms, ends_ms } of people.sort((a, b) => a.starts_ms - b.starts_ms)) {
    const [from, to] = [atOf(timeline, starts_ms), atOf(timeline, ends_ms)];
    const last = spans.at(-1);
    if (last && from <= last.to + BREAK_MS) last.to = Math.max(last.to, to);
    else spans.push({ from, to });
  }
  return spans;
}

/** The chapters, and where a recording begins and ends in between. */
export function stopsOf(timeline: Timeline): Stop[] {
  const length = lengthOf(timeline);
  const stops: Stop[] = chaptersOf(timeline).map(({ at, words }) => ({ at, words }));
  for (const { from, to } of recordedOf(timeline)) {
    if (from > BREAK_MS) stops.push({ at: from, words: "Recording begins" });
    if (to < length - BREAK_MS) stops.push({ at: to, words: "Recording ends" });
  }
  return stops.sort((a, b) => a.at - b.at);
}

/** When somebody was in the room, without overlaps, in order. */
export function presenceOf(timeline: Timeline, seat: Who): Span[] {
  return spansOf(timeline, timeline.stays, seat);
}

/** When somebody spoke, without overlaps, in order. */
export function talkOf(timeline: Timeline, seat: Who): Span[] {
  return spansOf(timeline, timeline.talks, seat);
}

/** Whole per cent of all that was said, by whom; null when nobody spoke. */
export function sharesOf(timeline: Timeline): Record<Who, number> | null {
  const instructor = lengthOfAll(talkOf(timeline, "instructor"));
  const all = instructor + lengthOfAll(talkOf(timeline, "student"));
  if (all === 0) return null;
  const share = Math.round((instructor / all) * 100);
  return { instructor: share, student: 100 - share };
}

function spansOf(timeline: Timeline, all: readonly Stay[], seat: Who): Span[] {
  const spans: Span[] = [];
  const stays = all.filter((stay) => stay.seat === seat).sort((a, b) => a.from_ms - b.from_ms);
  for (const { from_ms, to_ms } of stays) {
    const span = { from: atOf(timeline, from_ms), to: atOf(timeline, to_ms) };
    const last = spans.at(-1);
    if (last && span.from <= last.to) last.to = Math.max(last.to, span.to);
    else if (span.to > span.from) spans.push(span);
  }
  return spans;
}

export function isWithin(spans: readonly Span[], at: number): boolean {
  return spans.some(({ from, to }) => from <= at && at < to);
}

export function lengthOfAll(spans: readonly Span[]): number {
  return spans.reduce((sum, { from, to }) => sum + to - from, 0);
}

/** `12:05`, `1:02:05`. */
export function clock(ms: number): string {
  const seconds = Math.floor(Math.max(0, ms) / 1000);
  const two = (value: number): string => String(value).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** Where on a track of the whole length, in per cent. */
export function percent(at: number, length: number): string {
  return `${((at / length) * 100).toFixed(3)}%`;
}

/** `Fri 27 Nov 2026, 00:52 (Chicago)`: on the reader's clock, which need not be that of their browser. */
export function whenIn(zone: string, ms: number): string {
  const day = new Date(ms).toLocaleDateString("en-GB", { weekday: "short", day: "numeric", month: "short", year: "numeric", timeZone: zone });
  const city = zone.split("/").at(-1) ?? "";
  return `${day.replace(",", "")}, ${wallClock(ms, zone)} (${city.replaceAll("_", " ")})`;
}

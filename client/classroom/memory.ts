/**
 * What this browser remembers: chosen devices, their effects and the last good check for good, the tab's id and place for as long as
 * the tab lives. A browser that keeps nothing (private windows) only forgets; nothing fails.
 */

import type { Here } from "./protocol";

const PREFIX = "nacre.classroom.";
/** A check that was fine is good for a day. */
const CHECK_HOLDS_MS = 24 * 60 * 60 * 1000;

type Kept = "camera" | "microphone" | "speaker" | "checked" | "noise" | "blur";

export function recall(key: Kept): string | null {
  return from(() => localStorage.getItem(PREFIX + key));
}

export function remember(key: Kept, value: string): void {
  from(() => localStorage.setItem(PREFIX + key, value));
}

export function checkedLately(nowMs: number): boolean {
  return nowMs - Number(recall("checked") ?? 0) < CHECK_HOLDS_MS;
}

/** The id of this tab, kept over reloads: 32 letters and digits. */
export function tabId(): string {
  const known = from(() => sessionStorage.getItem(`${PREFIX}tab`));
  if (known) return known;
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  const made = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  from(() => sessionStorage.setItem(`${PREFIX}tab`, made));
  return made;
}

/** Where this tab was in this room before a reload. */
export function lastPlace(room: string): Here | null {
  const place = from(() => sessionStorage.getItem(`${PREFIX}place.${room}`));
  return place === "check" || place === "lobby" || place === "room" ? place : null;
}

/** Null forgets it. */
export function keepPlace(room: string, place: Here | null): void {
  const key = `${PREFIX}place.${room}`;
  from(() => (place === null ? sessionStorage.removeItem(key) : sessionStorage.setItem(key, place)));
}

/** Storage may be forbidden altogether; then there is nothing to recall. */
function from<T>(storage: () => T): T | null {
  try {
    return storage();
  } catch {
    return null;
  }
}

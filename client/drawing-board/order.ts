/**
 * Places between places, as short strings that sort like text: six digits count whole places, further digits lie between
 * two of them. Adding at the end only counts up, so ten thousand strokes keep six digits each.
 */

const DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const BASE = DIGITS.length;
const HEAD = 6;
const FIRST = "V00000";
const MOST = BASE ** HEAD - 1;
/** Longer ones come from nobody's hand. */
const LONGEST = 64;

export function isPlace(value: unknown): value is string {
  return typeof value === "string" && value.length >= HEAD && value.length <= LONGEST && /^[0-9A-Za-z]+$/.test(value);
}

/** Sorts by place; equal places, made by two people at the same moment, by id. */
export function compare(a: { place: string; id: string }, b: { place: string; id: string }): number {
  if (a.place !== b.place) return a.place < b.place ? -1 : 1;
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
}

/** A place after `before` and ahead of `behind`; null stands for the ends. */
export function between(before: string | null, behind: string | null): string {
  if (before === null && behind === null) return FIRST;
  if (behind === null || (before !== null && before >= behind)) return count(before ?? FIRST, 1);
  if (before === null) return count(behind, -1);
  const next = count(before, 1);
  return next < behind ? next : before.slice(0, HEAD) + middle(before, behind);
}

function count(place: string, by: 1 | -1): string {
  let value = 0;
  for (const digit of place.slice(0, HEAD)) value = value * BASE + DIGITS.indexOf(digit);
  // "less by one" of a place with further digits is its head, which is already before it
  if (by === -1 && place.length > HEAD) return place.slice(0, HEAD);
  value = Math.min(MOST, Math.max(0, value + by));
  let text = "";
  for (let i = 0; i < HEAD; i++) {
    text = DIGITS.charAt(value % BASE) + text;
    value = Math.floor(value / BASE);
  }
  return text;
}

/** Further digits for a place between the two; never ends with the lowest digit, so that there is always one before it. */
function middle(before: string, behind: string): string {
  const ahead = before.slice(HEAD);
  let limit: string | null = before.slice(0, HEAD) === behind.slice(0, HEAD) ? behind.slice(HEAD) : null;
  let digits = "";
  for (let i = 0; i < LONGEST; i++) {
    const low = i < ahead.length ? DIGITS.indexOf(ahead.charAt(i)) : 0;
    const high = limit !== null && i < limit.length ? DIGITS.indexOf(limit.charAt(i)) : BASE;
    if (high - low > 1) return digits + DIGITS.charAt((low + high) >> 1);
    digits += DIGITS.charAt(low);
    // below the limit from here on
    if (high > low) limit = null;
  }
  return digits;
}

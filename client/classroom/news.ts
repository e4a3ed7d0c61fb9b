/** What happened between two situations, as sentences to read out and to show for a moment. Pure. */

import { type Situation, theirs } from "./situation";
import { first } from "./words";

export function news(before: Situation, now: Situation): string[] {
  if (!before.met || !now.met) return [];
  const was = theirs(before);
  const is = theirs(now);
  const name = first(is.name);
  const said: string[] = [];
  if (was.place !== "room" && is.place === "room") said.push(`${name} is here.`);
  if (was.place === "room" && is.place !== "room") said.push(`${name} left the room.`);
  if (!was.hand && is.hand) said.push(`${name} raised a hand.`);
  if (was.hand && !is.hand && is.place === "room") said.push(`${name} lowered the hand.`);
  if (is.place === "room" && was.media === "live" && is.media === "stalled") said.push(`${name} is reconnecting.`);
  return said;
}

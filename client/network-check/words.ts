/** How each hop stands, and what it means for the day, in words that somebody who is no technician can act on. Pure. */

import type { Verdict } from "../classroom/check-row";
import type { Way } from "./offer";

/** What became of a try: its round trip, or why there is none. */
export type Outcome = { well: true; roundTripMs: number | null } | { well: false; why: "blocked" | "busy" | "absent" };

export type Said = readonly [Verdict, string];

export function browserWords(can: { media: boolean; sockets: boolean }): Said {
  if (can.media && can.sockets) return ["good", "This browser can do it."];
  return ["bad", "This browser is too old for a lesson. Use a current Chrome, Edge, Firefox or Safari."];
}

export function pageWords(secure: boolean): Said {
  if (secure) return ["good", "This page came safely."];
  return ["bad", "This page did not come safely, so the browser keeps camera and microphone from it. Open the address that begins with https://."];
}

export function socketWords(outcome: Outcome, host: string): Said {
  if (outcome.well) return ["good", `The classroom answers${within(outcome.roundTripMs)}.`];
  if (outcome.why === "busy") return ["warn", "Too many people check just now. Try again in a minute."];
  return ["bad", `Pages come, but the live connection to ${host} is cut. A web filter or virus scanner does that: switch it off for this address, or try another Wi-Fi.`];
}

const WAYS: Record<Way, string> = { udp: "the best way (UDP)", tcp: "the way round (TCP)", relay: "the way inside TLS (relay)" };

export function wayWords(way: Way, outcome: Outcome): Said {
  if (outcome.well) return ["good", `Sound and picture get through ${WAYS[way]}${within(outcome.roundTripMs)}.`];
  switch (outcome.why) {
    case "busy":
      return ["warn", "Too many people check just now. Try again in a minute."];
    case "absent":
      return ["none", `This server does not offer ${WAYS[way]}.`];
    case "blocked":
      return ["warn", `Nothing came through ${WAYS[way]} within 8 seconds. One of the others is enough.`];
  }
}

/** The one sentence to go home with. */
export function sumWords(socket: Outcome, ways: readonly Outcome[]): Said {
  if (!socket.well) return ["bad", "A lesson does not work on this network yet. See the line in red."];
  const open = ways.some((outcome) => outcome.well);
  if (open && ways[0]?.well) return ["good", "This network is ready for a lesson."];
  if (open) return ["good", "This network is ready for a lesson, though not by the best way. Sound and picture may stutter now and then."];
  if (ways.some((outcome) => !outcome.well && outcome.why === "busy")) return ["warn", "The check could not be finished. Try again in a minute."];
  return ["bad", "This network keeps sound and picture out. Try another Wi-Fi or a phone's hotspot, or show the page below to whoever looks after the network."];
}

export function deviceWords(error: string | null, names: readonly string[]): Said {
  switch (error) {
    case null:
      return ["good", names.join(" and ") || "Camera and microphone work."];
    case "NotAllowedError":
    case "SecurityError":
      return ["bad", "The browser keeps them from this page. Press the sign left of the address, allow camera and microphone, and try again."];
    case "NotFoundError":
    case "OverconstrainedError":
      return ["warn", "One of them was not found. Plug it in, or take part with what there is."];
    default:
      return ["bad", "Another program holds them. Close other calls and try again."];
  }
}

function within(roundTripMs: number | null): string {
  return roundTripMs === null ? "" : `, ${Math.max(1, Math.round(roundTripMs))} ms there and back`;
}

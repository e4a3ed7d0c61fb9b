/** The session's clock: the server's time as this browser can best tell it, and the time left in words. Pure. */

/** Follows the server's clock by pings; the answer that travelled the shortest is the most exact. */
export class ServerClock {
  #offsetMs = 0;
  #bestMs = Number.POSITIVE_INFINITY;

  /** The page's first word for it, exact to the journey. */
  set(serverNowMs: number, nowMs: number): void {
    if (this.#bestMs === Number.POSITIVE_INFINITY) this.#offsetMs = serverNowMs - nowMs;
  }

  /** An answer to a ping sent at `atMs`; says the journey there and back in ms. */
  pong(atMs: number, serverNowMs: number, nowMs: number): number {
    const journeyMs = Math.max(0, nowMs - atMs);
    if (journeyMs <= this.#bestMs) {
      this.#bestMs = journeyMs;
      this.#offsetMs = serverNowMs + journeyMs / 2 - nowMs;
    }
    return journeyMs;
  }

  now(nowMs: number): number {
    return nowMs + this.#offsetMs;
  }
}

export interface TimeLeft {
  text: string;
  /** `soon` in the last five minutes, `last` in the last one, `over` after the planned end. */
  urgency: "calm" | "soon" | "last" | "over";
}

export function timeLeft(endsMs: number, nowMs: number): TimeLeft {
  const seconds = Math.ceil((endsMs - nowMs) / 1000);
  if (seconds <= 0) return { text: `${minutesAndSeconds(-seconds)} over`, urgency: "over" };
  const urgency = seconds <= 60 ? "last" : seconds <= 300 ? "soon" : "calm";
  return { text: `${minutesAndSeconds(seconds)} left`, urgency };
}

/** The sentence for the moment a warning begins, or null. */
export function warning(before: TimeLeft["urgency"], now: TimeLeft["urgency"]): string | null {
  if (before === now) return null;
  switch (now) {
    case "soon":
      return "5 minutes left.";
    case "last":
      return "1 minute left.";
    case "over":
      return "The planned time is over. Finish in peace.";
    case "calm":
      return null;
  }
}

function minutesAndSeconds(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const rest = String(seconds % 60).padStart(2, "0");
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, "0")}:${rest}` : `${minutes}:${rest}`;
}

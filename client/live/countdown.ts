// Counts down to the moment a session can be joined (`<time data-countdown="MS">`, milliseconds since 1970); when it
// comes, the parts of the page that show sessions fetch themselves again and Join is green.

const tickMs = 15_000;
/** The time left is said when it is no more than this, as on the server. */
const countedMs = 12 * 60 * 60_000;
/** The server decides by its own clock: ask a little later than ours says. */
const graceMs = 1_000;

export function countDown(): void {
  setInterval(tick, tickMs);
}

function tick(): void {
  const now = Date.now();
  let due = false;
  for (const shown of document.querySelectorAll<HTMLTimeElement>("time[data-countdown]")) {
    const opensMs = Number(shown.dataset["countdown"]);
    const startsMs = Date.parse(shown.dateTime);
    shown.hidden = startsMs - now > countedMs;
    shown.textContent = `in ${inWords(startsMs - now)}`;
    due ||= now > opensMs + graceMs;
  }
  if (due) document.body.dispatchEvent(new CustomEvent("nacre:sessions"));
}

/** `53 min`, `2 h 5 min`, `3 days`: the same words as the server's. */
export function inWords(leftMs: number): string {
  const all = Math.max(0, Math.ceil(leftMs / 60_000));
  const hours = Math.floor(all / 60);
  const minutes = all % 60;
  if (hours === 0) return `${minutes} min`;
  if (hours < 48) return minutes === 0 ? `${hours} h` : `${hours} h ${minutes} min`;
  return `${Math.floor(hours / 24)} days`;
}

// When an answer does not come, or says no, to something htmx asked for.

interface Asked {
  sourceEvent?: Event;
  sourceElement: Element;
  response?: { status: number };
}

export function meetTrouble(): void {
  document.addEventListener("htmx:before:response", keepWhatIsShown);
  document.addEventListener("htmx:error", sayNothingCame);
}

/** A part that fetches itself again by itself keeps its last good words when the server cannot answer now. */
function keepWhatIsShown(event: Event): void {
  const asked = askedBy(event);
  const byItself = asked?.sourceEvent?.type.startsWith("nacre:") && asked.sourceEvent.type !== "nacre:open";
  if (byItself && (asked?.response?.status ?? 0) >= 400) event.preventDefault();
}

/** Somebody pressed something and the server was not there. */
function sayNothingCame(event: Event): void {
  const asked = askedBy(event);
  if (!asked || asked.sourceEvent?.type.startsWith("nacre:")) return;
  const place = asked.sourceElement.closest("form, .dialog-body, main");
  if (!place) return;
  place.querySelector(":scope > .notice[data-trouble]")?.remove();
  place.prepend(notice("The server could not be reached. What you typed is still here; try again in a moment."));
}

/** A refusal in a sentence, where it is met. */
export function notice(text: string): HTMLDivElement {
  const box = document.createElement("div");
  box.className = "notice notice-danger";
  box.dataset["trouble"] = "";
  box.role = "alert";
  const words = document.createElement("p");
  words.className = "notice-title";
  words.textContent = text;
  box.append(words);
  return box;
}

function askedBy(event: Event): Asked | null {
  return event instanceof CustomEvent ? ((event.detail as { ctx?: Asked } | null)?.ctx ?? null) : null;
}

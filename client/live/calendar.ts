// The calendar by keys and in a dialog (`[data-calendar]`): arrows go from day to day, Page Up and Page Down to the part
// before and after, Enter opens what has the focus. A session opens over the calendar, with what may be done with it.

/** Days that an arrow leads on. */
const STEPS: Record<string, Record<string, number>> = {
  month: { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -7, ArrowDown: 7 },
  list: { ArrowUp: -1, ArrowDown: 1 },
};

const dialogId = "session-glance";

export function turnCalendar(): void {
  document.addEventListener("keydown", press);
  document.addEventListener("click", (event) => void open(event));
}

function calendarOf(event: Event): HTMLElement | null {
  return event.target instanceof Element ? event.target.closest<HTMLElement>("[data-calendar]") : null;
}

function press(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const calendar = calendarOf(event) ?? unfocused();
  if (!calendar) return;
  const turn = turnOf(event.key, calendar);
  if (turn) {
    event.preventDefault();
    location.assign(turn);
    return;
  }
  const step = STEPS[calendar.dataset["calendar"] ?? ""]?.[event.key];
  if (step === undefined) return;
  event.preventDefault();
  const days = [...calendar.querySelectorAll<HTMLElement>("[data-day]")].filter((day) => day.offsetParent !== null);
  days[next(days, step, calendar)]?.focus();
}

/** The calendar, while nothing at all has the focus. */
function unfocused(): HTMLElement | null {
  return document.activeElement === document.body ? document.querySelector<HTMLElement>("[data-calendar]") : null;
}

function turnOf(key: string, calendar: HTMLElement): string | undefined {
  if (key === "PageUp") return calendar.dataset["before"];
  if (key === "PageDown") return calendar.dataset["after"];
  return undefined;
}

/** The place of the day a step leads to: from the one with the focus inside, else today, else the first. */
function next(days: HTMLElement[], step: number, calendar: HTMLElement): number {
  const cell = document.activeElement?.closest("section");
  const here = cell && calendar.contains(cell) ? days.findIndex((day) => cell.contains(day)) : -1;
  if (here < 0) return Math.max(0, days.findIndex((day) => day.closest("[aria-current]")));
  return stepped(here, step, days.length);
}

/** Where a step from `here` ends among so many: it stays where it would leave them. */
export function stepped(here: number, step: number, length: number): number {
  const there = here + step;
  return there < 0 || there >= length ? here : there;
}

async function open(event: MouseEvent): Promise<void> {
  if (!calendarOf(event) || event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
  const link = event.target instanceof Element ? event.target.closest<HTMLAnchorElement>("a[href]") : null;
  const dialog = document.getElementById(dialogId);
  const body = dialog?.querySelector(".dialog-body");
  const path = link?.getAttribute("href") ?? "";
  if (!link || !body || !(dialog instanceof HTMLDialogElement) || !/^\/sessions\/[^/?#]+$/.test(path)) return;
  event.preventDefault();
  const glance = await glanceOf(path);
  if (glance === undefined) {
    location.assign(path);
    return;
  }
  body.innerHTML = glance;
  if (!dialog.open) dialog.showModal();
}

/** The details that fit into a dialog; nothing when they do not come: then the page says why. */
async function glanceOf(path: string): Promise<string | undefined> {
  try {
    const answer = await fetch(`${path}/glance`, { headers: { "hx-request-type": "partial" }, redirect: "error" });
    return answer.ok ? await answer.text() : undefined;
  } catch {
    return undefined;
  }
}

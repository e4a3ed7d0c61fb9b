// Dragging a session to another day of the calendar, for whoever may move it (`data-move` names the page that does it). A
// drop leads to that page with the new day filled in and what it would do shown; nothing is written before it is
// confirmed there. By keyboard the same page is reached by Reschedule in the session's dialog; a finger scrolls instead.

/** Pixels before a press is a drag and no click. */
const SLACK = 6;

interface Drag {
  chip: HTMLElement;
  move: string;
  from: HTMLElement | null;
  x: number;
  y: number;
  ghost?: HTMLElement;
  over?: HTMLElement | undefined;
}

let drag: Drag | undefined;

export function dragSessions(): void {
  document.addEventListener("pointerdown", press);
  document.addEventListener("pointermove", pull);
  document.addEventListener("pointerup", drop);
  document.addEventListener("pointercancel", letGo);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") letGo();
  });
  // a link's own drag carries its address away
  document.addEventListener("dragstart", (event) => {
    if (chipOf(event)) event.preventDefault();
  });
}

function chipOf(event: Event): HTMLElement | null {
  const chip = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-move]") : null;
  return chip?.closest("[data-calendar]") ? chip : null;
}

function press(event: PointerEvent): void {
  const chip = event.button === 0 && event.pointerType !== "touch" ? chipOf(event) : null;
  const move = chip?.dataset["move"];
  if (!chip || !move) return;
  drag = { chip, move, from: chip.closest<HTMLElement>("[data-drop]"), x: event.clientX, y: event.clientY };
}

function pull(event: PointerEvent): void {
  if (!drag) return;
  if (!drag.ghost) {
    if (Math.hypot(event.clientX - drag.x, event.clientY - drag.y) < SLACK) return;
    drag.ghost = ghostOf(drag.chip);
  }
  drag.ghost.style.translate = `${event.clientX + 8}px ${event.clientY + 8}px`;
  const over = dayAt(event.clientX, event.clientY);
  if (over === drag.over) return;
  drag.over?.removeAttribute("data-over");
  over?.setAttribute("data-over", "");
  drag.over = over;
}

function ghostOf(chip: HTMLElement): HTMLElement {
  const ghost = document.createElement("div");
  ghost.className = "week-chip drag-ghost";
  ghost.setAttribute("aria-hidden", "true");
  ghost.textContent = chip.innerText;
  document.body.append(ghost);
  document.documentElement.classList.add("is-dragging");
  return ghost;
}

function dayAt(x: number, y: number): HTMLElement | undefined {
  return document.elementFromPoint(x, y)?.closest<HTMLElement>("[data-calendar] [data-drop]") ?? undefined;
}

function drop(event: PointerEvent): void {
  if (!drag) return;
  const { move, from, ghost } = drag;
  letGo();
  if (!ghost) return;
  // the click that follows would open the session
  document.addEventListener("click", swallow, { capture: true, once: true });
  setTimeout(() => document.removeEventListener("click", swallow, { capture: true }));
  const date = dayAt(event.clientX, event.clientY)?.dataset["drop"];
  if (date && date !== from?.dataset["drop"]) location.assign(movedTo(move, date));
}

function swallow(event: Event): void {
  event.preventDefault();
  event.stopImmediatePropagation();
}

function letGo(): void {
  drag?.ghost?.remove();
  drag?.over?.removeAttribute("data-over");
  document.documentElement.classList.remove("is-dragging");
  drag = undefined;
}

/** Where the page is that moves a session to `date`. */
export function movedTo(move: string, date: string): string {
  return `${move}?date=${encodeURIComponent(date)}`;
}

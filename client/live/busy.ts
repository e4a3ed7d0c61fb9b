// A plain form on its way: its button waits, and a second press sends nothing. htmx marks its own requests.

export function waitWhileSending(): void {
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || !(event.target instanceof HTMLFormElement)) return;
    if (event.target.method === "dialog") return;
    if (event.submitter?.ariaBusy === "true") event.preventDefault();
    else waits(event.submitter, true);
  });
  // the browser's Back brings the page as it was left
  window.addEventListener("pageshow", () => {
    for (const button of document.querySelectorAll("button[aria-busy]")) button.ariaBusy = null;
  });
}

/** Marks a button that was pressed, or that may be pressed again. */
export function waits(button: HTMLElement | null, isSending: boolean): void {
  if (button) button.ariaBusy = isSending ? "true" : null;
}

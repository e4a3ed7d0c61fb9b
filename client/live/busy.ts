// A plain form on its way: its button waits, and a second press sends nothing. htmx marks its own requests.

export function waitWhileSending(): void {
  document.addEventListener("submit", (event) => {
    if (event.defaultPrevented || !(event.target instanceof HTMLFormElement)) return;
    if (event.target.method === "dialog") return;
    if (event.submitter?.ariaBusy === "true") event.preventDefault();
    else if (event.submitter) event.submitter.ariaBusy = "true";
  });
  // the browser's Back brings the page as it was left
  window.addEventListener("pageshow", () => {
    for (const button of document.querySelectorAll("button[aria-busy]")) button.ariaBusy = null;
  });
}

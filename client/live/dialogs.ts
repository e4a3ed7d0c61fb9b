// Opens dialogs: a control with `data-opens="ID"` shows the <dialog> of that id, a dialog with `data-open` shows itself.
// Esc, the focus kept inside and given back afterwards are the browser's own work.

export function openDialogs(): void {
  document.addEventListener("click", (event) => {
    const control = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-opens]") : null;
    const dialog = control ? document.getElementById(control.dataset["opens"] ?? "") : null;
    // a link pressed with Ctrl or the like still opens its own page
    if (!(dialog instanceof HTMLDialogElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(dialog);
  });
  document.addEventListener("click", (event) => {
    if (event.target instanceof HTMLDialogElement && isOutside(event, event.target)) event.target.close();
  });
  openWithin(document);
}

/** Shows the dialogs that are to be seen at once. */
export function openWithin(place: ParentNode): void {
  place.querySelectorAll<HTMLDialogElement>("dialog[data-open]").forEach(show);
}

function show(dialog: HTMLDialogElement): void {
  if (dialog.open) return;
  dialog.showModal();
  // a body that is fetched when it is wanted
  dialog.querySelector(".dialog-body")?.dispatchEvent(new CustomEvent("nacre:open"));
}

function isOutside(event: MouseEvent, dialog: HTMLDialogElement): boolean {
  const box = dialog.getBoundingClientRect();
  const inside = event.clientX >= box.left && event.clientX <= box.right && event.clientY >= box.top && event.clientY <= box.bottom;
  // a key press on a button inside also makes a click, at 0, 0
  return !inside && event.detail > 0;
}

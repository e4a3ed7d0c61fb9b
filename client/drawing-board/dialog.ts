/** A dialog of the board. Esc, the focus kept inside and given back afterwards are the browser's own work. */

import { freshId, h } from "./dom";

export function openDialog(board: HTMLElement, title: string, ...inside: Node[]): HTMLDialogElement {
  const id = freshId();
  const dialog = h("dialog", { class: "db-dialog", "aria-labelledby": id }, h("h2", { id }, title), ...inside);
  // the board's own keys are not for here
  dialog.addEventListener("keydown", (event) => event.stopPropagation());
  dialog.addEventListener("close", () => dialog.remove());
  board.append(dialog);
  dialog.showModal();
  return dialog;
}

export function choices(...buttons: HTMLElement[]): HTMLElement {
  return h("div", { class: "db-choices" }, ...buttons);
}

export function choice(name: string, look: "primary" | "plain", click: () => void): HTMLButtonElement {
  return h("button", { type: "button", class: `db-choice db-${look}`, onclick: click }, name);
}

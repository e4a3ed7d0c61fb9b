/** The board's buttons, and the classroom's way of making elements. */

import { h } from "../classroom/dom";
import { type IconName, icon } from "./icons";

export { h, setAttribute, setText } from "../classroom/dom";

/** A button that shows an icon; its name and key are told by tooltip and screen reader. */
export function iconButton(name: string, look: IconName, key: string | null, click: () => void): HTMLButtonElement {
  const title = key ? `${name} (${key})` : name;
  const button = h("button", { type: "button", class: "db-button", "aria-label": name, title, onclick: click }, icon(look));
  if (key) button.setAttribute("aria-keyshortcuts", key);
  return button;
}

/** A button with an icon and a word. */
export function wordButton(name: string, look: IconName | null, click: () => void): HTMLButtonElement {
  return h("button", { type: "button", class: "bf-word", onclick: click }, look ? icon(look) : null, name);
}

let count = 0;

/** An id for labels, since a page may hold two boards. */
export function freshId(): string {
  return `db-${++count}`;
}

/** Whether everything drawn or written is on the server's disk, as a sign. A phone shows the words that stand before the colon. */

import { h, setAttribute } from "../classroom/dom";
import type { Saved } from "./sync";

const WORDS: Readonly<Record<Saved, readonly [string, string]>> = {
  saved: ["Saved", ""],
  saving: ["Saving…", ""],
  offline: ["Not connected", ": keep working, nothing is lost"],
};

export class SavedSign {
  readonly root = h("span", { class: "bf-saved", role: "status", hidden: true });
  #shown: Saved | null = null;

  /** Null: there is nothing to say. */
  show(saved: Saved | null): void {
    this.root.hidden = saved === null;
    if (saved === null || saved === this.#shown) return;
    this.#shown = saved;
    const [short, rest] = WORDS[saved];
    this.root.replaceChildren(short, h("span", { class: "bf-saved-rest" }, rest));
    setAttribute(this.root, "data-saved", saved);
  }
}

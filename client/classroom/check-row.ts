/** One row of Tech Check: a sign, what it is about, how it stands, and one thing to do. */

import { h, icon, setAttribute, setIcon, setText } from "./dom";
import type { IconName } from "./icons";

export type Verdict = "good" | "wait" | "none" | "warn" | "bad";

const SIGNS: Record<Verdict, { icon: IconName; words: string }> = {
  good: { icon: "check", words: "fine" },
  wait: { icon: "wait", words: "not known yet" },
  none: { icon: "minus", words: "not to be had" },
  warn: { icon: "warn", words: "needs a look" },
  bad: { icon: "cross", words: "does not work" },
};

export class CheckRow {
  readonly root: HTMLLIElement;
  /** Under the words: the device's name or chooser. */
  readonly body = h("span", { class: "cr-row-body" });
  /** Beside the words, always there. */
  readonly side = h("span", { class: "cr-row-side" });
  /** Buttons that belong to a problem or a question. */
  readonly help = h("span", { class: "cr-row-help" });
  readonly #sign = h("span", { class: "cr-sign", role: "img" });
  readonly #words = h("span", { class: "cr-row-words", "aria-live": "polite" });

  constructor(
    iconName: IconName,
    private readonly label: string,
  ) {
    const name = h("span", { class: "cr-row-name" }, icon(iconName), label);
    const text = h("span", { class: "cr-row-text" }, name, this.#words);
    this.root = h("li", { class: "cr-row" }, this.#sign, text, this.side, this.help, this.body);
  }

  show(verdict: Verdict, words: string, help: boolean): void {
    setAttribute(this.root, "data-verdict", verdict);
    setIcon(this.#sign, SIGNS[verdict].icon);
    setAttribute(this.#sign, "aria-label", `${this.label}: ${SIGNS[verdict].words}`);
    setText(this.#words, words);
    this.help.hidden = !help;
  }
}

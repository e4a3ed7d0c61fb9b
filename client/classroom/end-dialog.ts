/** Ending for both: asks once, and for a session that was too short, how it is to be counted. */

import { h, setText } from "./dom";
import { button } from "./pieces";
import { type Situation, theirs, togetherNow } from "./situation";
import type { Acts, Scene } from "./view";
import { first, minutes } from "./words";

export class EndDialog {
  readonly root: HTMLDialogElement;
  readonly #heading = h("h2", { class: "cr-title", id: "cr-end-title" });
  readonly #text = h("p", { class: "cr-about" });
  readonly #confirm: HTMLElement;
  readonly #choose: HTMLElement;
  #asked: Situation["choose"] = null;
  #scene: Scene | null = null;

  constructor(private readonly acts: Acts) {
    this.#confirm = h("div", { class: "cr-answers" }, button("End for both", "danger", () => this.#end()), button("Keep going", "plain", () => this.#keepGoing()));
    this.#choose = h(
      "div",
      { class: "cr-answers cr-choice" },
      answer("Completed", "The lesson took place and counts.", () => acts.end("completed")),
      answer("Started by mistake", "It is cancelled and does not count.", () => acts.end("mistake")),
      button("Keep going", "quiet", () => this.#keepGoing()),
    );
    this.root = h("dialog", { class: "cr-dialog", "aria-labelledby": "cr-end-title" }, this.#heading, this.#text, this.#confirm, this.#choose);
    // the event comes a moment later: the server's question may have opened it again by then
    this.root.addEventListener("close", () => this.root.open || this.acts.keepGoing());
  }

  ask(): void {
    if (!this.#scene) return;
    const { situation, nowMs } = this.#scene;
    const together = togetherNow(situation, nowMs);
    const name = first(theirs(situation).name);
    setText(this.#heading, "End the session?");
    setText(this.#text, together > 0 ? `It ends for you and ${name}. You were together for ${minutes(together)}.` : `It ends for you and ${name}.`);
    this.#show(this.#confirm);
  }

  update(scene: Scene): void {
    this.#scene = scene;
    const { situation } = scene;
    if (situation.choose === this.#asked) return;
    this.#asked = situation.choose;
    if (situation.choose) this.#askHow(situation.choose);
    else if (this.root.open) this.root.close();
  }

  #askHow({ togetherS, minimumS }: NonNullable<Situation["choose"]>): void {
    setText(this.#heading, "That was short. How should it count?");
    const was = togetherS > 0 ? `You were together for ${minutes(togetherS)}` : "You were not together yet";
    setText(this.#text, `${was}; a session usually takes at least ${minutes(minimumS)}.`);
    this.#show(this.#choose);
  }

  #show(answers: HTMLElement): void {
    this.#confirm.hidden = answers !== this.#confirm;
    this.#choose.hidden = answers !== this.#choose;
    if (!this.root.open) this.root.showModal();
  }

  #end(): void {
    this.root.close();
    this.acts.end(null);
  }

  #keepGoing(): void {
    this.root.close();
  }
}

function answer(name: string, meaning: string, click: () => void): HTMLButtonElement {
  return h("button", { type: "button", class: "cr-answer", onclick: click }, h("strong", {}, name), " ", h("span", { class: "cr-answer-meaning" }, meaning));
}

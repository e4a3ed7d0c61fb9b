/** What the instructor asks of the student: to be recorded, to change a device. A question stays until it is answered. */

import { h, setText } from "./dom";
import { button } from "./pieces";
import type { Wish } from "./protocol";
import { theirs } from "./situation";
import type { Acts, Scene } from "./view";
import { first } from "./words";

const WISHES: Record<Wish, string> = {
  mic_on: "asks you to turn your microphone on.",
  camera_on: "asks you to turn your camera on.",
  other_mic: "asks you to try another microphone.",
  other_camera: "asks you to try another camera.",
  other_speaker: "asks you to try another speaker.",
};

export class Question {
  readonly root: HTMLElement;
  readonly #words = h("p", { class: "cr-question-words", id: "cr-question" });
  #about: Wish | "recording" | null = null;

  /** `answered`: what has the focus then, if the question had it. */
  constructor(
    private readonly acts: Acts,
    private readonly answered: (about: Wish | "recording") => HTMLElement,
  ) {
    const yes = button("Yes", "big", () => this.#answer(true));
    const no = button("No", "big", () => this.#answer(false));
    this.root = h("div", { class: "cr-question", role: "alertdialog", "aria-labelledby": "cr-question", hidden: true }, this.#words, h("div", { class: "cr-ways" }, yes, no));
  }

  update({ situation }: Scene): void {
    const name = first(theirs(situation).name);
    const asking = situation.stage.recording.state === "asking" && situation.you === "student";
    const before = this.#about;
    const heldFocus = this.root.contains(document.activeElement);
    this.#about = asking ? "recording" : situation.asked;
    this.root.hidden = this.#about === null;
    if (before && this.root.hidden && heldFocus) this.answered(before).focus();
    if (asking) setText(this.#words, `${name} wants to record this session: sound, pictures and boards. You and your parents can watch it later. Is that all right?`);
    else if (situation.asked) setText(this.#words, `${name} ${WISHES[situation.asked]}`);
  }

  #answer(yes: boolean): void {
    if (this.#about === "recording") this.acts.consent(yes);
    else this.acts.comply(yes);
  }
}

/**
 * What people do now and then: signs for both; for the instructor the student's devices and screen, the recording and a
 * later end. Opens over the bar; Esc or a click beside it closes it.
 */

import { h, setAttribute, setText } from "./dom";
import { button } from "./pieces";
import type { Reaction, Wish } from "./protocol";
import { theirs } from "./situation";
import type { Acts, Scene } from "./view";
import { devicesOf, first } from "./words";

export const SIGNS: Readonly<Record<Reaction, { sign: string; word: string }>> = {
  yes: { sign: "👍", word: "Yes" },
  clap: { sign: "👏", word: "Well done" },
  heart: { sign: "❤️", word: "I like it" },
  laugh: { sign: "😄", word: "Funny" },
  wow: { sign: "😮", word: "Wow" },
  puzzled: { sign: "🤔", word: "I don't get it" },
};

const WISHES: readonly { wish: Wish; words: string }[] = [
  { wish: "mic_on", words: "Microphone on" },
  { wish: "camera_on", words: "Camera on" },
  { wish: "other_mic", words: "Other microphone" },
  { wish: "other_camera", words: "Other camera" },
  { wish: "other_speaker", words: "Other speaker" },
];

export class More {
  readonly root: HTMLElement;
  readonly #instructors = h("div", { class: "cr-more-parts" });
  readonly #student = h("h3", {});
  readonly #devices = h("p", { class: "cr-panel-quiet" });
  readonly #share: HTMLButtonElement;
  readonly #hand: HTMLButtonElement;
  readonly #recording = h("div", { class: "cr-panel-part" });
  readonly #record: HTMLButtonElement;
  readonly #extend = h("div", { class: "cr-more-row" });
  #extensions = "";
  #scene: Scene | null = null;
  readonly #pressed = (event: KeyboardEvent): void => this.#key(event);
  readonly #pointed = (event: PointerEvent): void => this.#point(event);

  constructor(
    private readonly acts: Acts,
    private readonly opener: HTMLElement,
  ) {
    const signs = Object.entries(SIGNS).map(([name, { sign, word }]) =>
      h("button", { type: "button", class: "cr-sign-button", "aria-label": word, title: word, onclick: () => this.#react(name as Reaction) }, sign),
    );
    this.#share = button("Allow sharing the screen", "plain", () => acts.allowShare(!this.#scene?.situation.stage.student_may_share));
    this.#hand = button("Lower the hand", "plain", () => acts.lowerHand());
    this.#record = button("Record", "plain", () => acts.record(this.#scene?.situation.stage.recording.state === "off"));
    const wishes = WISHES.map(({ wish, words }) => button(words, "plain", () => acts.ask(wish)));
    this.#recording.append(h("h3", {}, "Recording"), this.#record);
    this.#instructors.append(
      h("div", { class: "cr-panel-part" }, this.#student, this.#devices, h("div", { class: "cr-more-row" }, ...wishes), h("div", { class: "cr-more-row" }, this.#share, this.#hand)),
      this.#recording,
      h("div", { class: "cr-panel-part" }, h("h3", {}, "Extend the session"), this.#extend),
    );
    this.root = h("div", { class: "cr-panel", role: "dialog", "aria-label": "More", hidden: true }, h("div", { class: "cr-signs" }, ...signs), this.#instructors);
    opener.setAttribute("aria-haspopup", "dialog");
    opener.setAttribute("aria-expanded", "false");
    document.addEventListener("keydown", this.#pressed);
    document.addEventListener("pointerdown", this.#pointed);
  }

  toggle(): void {
    this.#show(this.root.hidden === true);
  }

  update(scene: Scene): void {
    this.#scene = scene;
    const { situation } = scene;
    const { stage, you, extensions } = situation;
    const leads = you === "instructor" && !scene.plan.practice;
    this.#instructors.hidden = !leads;
    if (!leads) return;
    const student = theirs(situation);
    setText(this.#student, `${first(student.name)}'s devices`);
    setText(this.#devices, student.place === "away" ? "Not here just now." : devicesOf(student));
    setText(this.#share, stage.student_may_share ? "Stop allowing the screen" : `Let ${first(student.name)} share the screen`);
    this.#hand.hidden = !student.hand;
    this.#recording.hidden = !stage.recording.possible;
    setText(this.#record, { off: "Record this session", asking: "Stop asking", on: "Stop recording" }[stage.recording.state]);
    this.#drawExtensions(extensions);
  }

  close(): void {
    document.removeEventListener("keydown", this.#pressed);
    document.removeEventListener("pointerdown", this.#pointed);
  }

  #drawExtensions(extensions: readonly number[]): void {
    const shown = extensions.join(",");
    if (shown === this.#extensions) return;
    this.#extensions = shown;
    this.#extend.replaceChildren(...extensions.map((minutes) => button(`+ ${minutes} min`, "plain", () => this.acts.extend(minutes))));
  }

  #react(sign: Reaction): void {
    this.acts.react(sign);
    this.#show(false);
  }

  #show(open: boolean): void {
    this.root.hidden = !open;
    setAttribute(this.opener, "aria-expanded", String(open));
    if (open) this.root.querySelector<HTMLElement>("button")?.focus();
  }

  #key(event: KeyboardEvent): void {
    if (event.key !== "Escape" || this.root.hidden) return;
    this.#show(false);
    this.opener.focus();
  }

  #point(event: PointerEvent): void {
    if (this.root.hidden || !(event.target instanceof Node)) return;
    if (!this.root.contains(event.target) && !this.opener.contains(event.target)) this.#show(false);
  }
}

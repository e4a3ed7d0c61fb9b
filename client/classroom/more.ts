/**
 * What people do now and then: signs for both; for the instructor the student's devices and screen, the recording and a
 * later end; on a phone also what its bar has no room for. Opens over the bar; Esc or a click beside it closes it.
 */

import { h, icon, setAttribute, setText } from "./dom";
import { button, toggle } from "./pieces";
import type { Person, Reaction, Wish } from "./protocol";
import { mine, theirs } from "./situation";
import type { Acts, Scene } from "./view";
import { deviceNames, devicesOf, first } from "./words";

export const SIGNS: Readonly<Record<Reaction, { sign: string; word: string }>> = {
  yes: { sign: "👍", word: "Yes" },
  clap: { sign: "👏", word: "Well done" },
  heart: { sign: "❤️", word: "I like it" },
  laugh: { sign: "😄", word: "Funny" },
  wow: { sign: "😮", word: "Wow" },
  puzzled: { sign: "🤔", word: "I don't get it" },
};

/** Nobody is asked to turn on what is on. */
const WISHES: readonly { wish: Wish; words: string; idle?: (student: Person) => boolean }[] = [
  { wish: "mic_on", words: "Turn microphone on", idle: ({ mic }) => mic === "on" },
  { wish: "other_mic", words: "Change microphone" },
  { wish: "camera_on", words: "Turn camera on", idle: ({ camera }) => camera === "on" },
  { wish: "other_camera", words: "Change camera" },
  { wish: "other_speaker", words: "Change speaker" },
];

export class More {
  readonly root: HTMLElement;
  readonly #instructors = h("div", { class: "cr-more-parts" });
  readonly #student = h("h3", {});
  readonly #devices = h("p", { class: "cr-panel-quiet" });
  readonly #names = h("p", { class: "cr-panel-quiet" });
  readonly #wishes = WISHES.map(({ wish, words, idle }) => ({ idle, root: button(words, "plain", () => this.acts.ask(wish)) }));
  readonly #share = toggle("Share a screen", (on) => this.acts.allowShare(on));
  readonly #hand = button("Lower the hand", "plain", () => this.acts.lowerHand());
  readonly #ownHandWords = h("span", {});
  readonly #ownHand = h("button", { type: "button", class: "cr-button cr-plain", onclick: () => this.#raise() }, icon("hand"), this.#ownHandWords);
  readonly #recording = h("div", { class: "cr-panel-part" });
  readonly #recordWords = h("p", { class: "cr-panel-quiet" });
  readonly #record = button("Record", "plain", () => this.acts.record(this.#scene?.situation.stage.recording.state === "off"));
  readonly #extend = h("div", { class: "cr-more-row" });
  #extensions = "";
  #scene: Scene | null = null;
  readonly #pressed = (event: KeyboardEvent): void => this.#key(event);
  readonly #pointed = (event: PointerEvent): void => this.#point(event);

  constructor(
    private readonly acts: Acts,
    private readonly opener: HTMLElement,
    devices: () => void,
  ) {
    const signs = Object.entries(SIGNS).map(([name, { sign, word }]) =>
      h("button", { type: "button", class: "cr-sign-button", onclick: () => this.#react(name as Reaction) }, h("span", { class: "cr-sign-picture", "aria-hidden": "true" }, sign), h("span", {}, word)),
    );
    const toDevices = (): void => {
      this.#show(false);
      devices();
    };
    const spare = h("div", { class: "cr-more-row cr-more-spare" }, this.#ownHand, button("Devices", "plain", toDevices, "devices"));
    this.#recording.append(h("h3", {}, "Recording"), this.#recordWords, this.#record);
    this.#instructors.append(
      h("div", { class: "cr-panel-part" }, this.#student, this.#devices, this.#names, h("div", { class: "cr-more-row" }, ...this.#wishes.map(({ root }) => root), this.#hand), this.#share.root),
      this.#recording,
      h("div", { class: "cr-panel-part" }, h("h3", {}, "Extend the session"), this.#extend),
    );
    this.root = h("div", { class: "cr-panel", role: "dialog", "aria-label": "More", hidden: true }, h("div", { class: "cr-signs" }, ...signs), spare, this.#instructors);
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
    const held = document.activeElement;
    const { situation } = scene;
    const { stage, you, extensions } = situation;
    const leads = you === "instructor" && !scene.plan.practice;
    // a student's is in the bar on every screen
    this.#ownHand.hidden = you !== "instructor";
    setText(this.#ownHandWords, mine(situation).hand ? "Lower hand" : "Raise hand");
    this.#instructors.hidden = !leads;
    if (!leads) return;
    const student = theirs(situation);
    const name = first(student.name);
    const away = student.place === "away";
    setText(this.#student, away ? name : `Ask ${name} to…`);
    setText(this.#devices, away ? "Not here just now." : devicesOf(student));
    setText(this.#names, away ? "" : deviceNames(student));
    for (const { root, idle } of this.#wishes) root.hidden = away || idle?.(student) === true;
    this.#share.show(stage.student_may_share, `${name} may share a screen`);
    this.#hand.hidden = !student.hand;
    setText(this.#hand, `Lower ${name}'s hand`);
    this.#recording.hidden = !stage.recording.possible;
    setText(this.#recordWords, { off: "", asking: `${name} is asked whether it is all right.`, on: "It is on. Both of you see the sign." }[stage.recording.state]);
    setText(this.#record, { off: "Record this session", asking: "Stop asking", on: "Stop recording" }[stage.recording.state]);
    this.#drawExtensions(extensions);
    this.#passFocusOn(held);
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

  /** From a button that is not wanted any more to the next one. */
  #passFocusOn(held: Element | null): void {
    if (this.root.hidden || !(held instanceof HTMLElement) || !this.root.contains(held) || held.checkVisibility()) return;
    const all = [...this.root.querySelectorAll<HTMLElement>("button, input")];
    const next = all.slice(all.indexOf(held)).find((each) => each.checkVisibility()) ?? all[0];
    next?.focus();
  }

  #raise(): void {
    if (this.#scene) this.acts.raiseHand(!mine(this.#scene.situation).hand);
    this.#show(false);
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

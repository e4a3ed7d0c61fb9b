/** What fills the stage while the other is not in the room: for the instructor, the student's way in. */

import { h, icon, setAttribute, setText } from "./dom";
import { button } from "./pieces";
import type { Step } from "./protocol";
import { theirs } from "./situation";
import type { Acts, Scene } from "./view";
import { WAY_IN, devicesOf, first, mailWords } from "./words";

const ORDER: readonly Step[] = WAY_IN.map((step) => step.step);

export class Waiting {
  readonly root: HTMLElement;
  readonly #heading = h("h2", { class: "cr-title" });
  readonly #text = h("p", { class: "cr-about" });
  readonly #devices = h("p", { class: "cr-about" });
  readonly #steps = WAY_IN.map((step) => ({ ...step, root: h("li", { class: "cr-step" }, icon("check"), step.words) }));
  readonly #way: HTMLElement;
  readonly #tools: HTMLElement;

  constructor(private readonly acts: Acts) {
    this.#way = h("ol", { class: "cr-steps" }, ...this.#steps.map((step) => step.root));
    this.#tools = h(
      "div",
      { class: "cr-tools" },
      button("Copy link", "plain", () => void this.#copy(), "copy"),
      button("Resend", "plain", () => void this.#resend(), "resend"),
    );
    const pearl = h("div", { class: "cr-pearl", "aria-hidden": "true" });
    this.root = h("div", { class: "cr-waiting" }, pearl, this.#heading, this.#way, this.#text, this.#devices, this.#tools);
  }

  update(scene: Scene): void {
    const { situation } = scene;
    if (scene.plan.practice) return this.#alone();
    const them = theirs(situation);
    const name = first(them.name);
    const instructor = situation.you === "instructor" && situation.progress !== null;
    this.#way.hidden = this.#tools.hidden = !instructor;
    if (!instructor) {
      setText(this.#devices, "");
      setText(this.#heading, `${name} stepped out`);
      setText(this.#text, "Please wait here. Your place is kept.");
      return;
    }
    const progress = situation.progress ?? { step: "sending", opened: [] };
    const wasIn = situation.state === "lesson" && them.place === "away";
    setText(this.#heading, wasIn ? `${name} stepped out` : `Waiting for ${name}`);
    const here = them.place === "check" || them.place === "lobby";
    const mail = here && progress.opened.length === 0 ? "" : mailWords(progress, them.name);
    setText(this.#text, wasIn ? `${name} was here and can come back with the same link.` : mail);
    setText(this.#devices, here ? devicesOf(them) : "");
    this.#way.hidden = wasIn;
    // while the mail is not out, no step is reached
    const reached = ORDER.indexOf(progress.step);
    for (const [index, step] of this.#steps.entries()) {
      setAttribute(step.root, "data-reached", index <= reached);
      setAttribute(step.root, "aria-current", index === reached ? "step" : false);
    }
  }

  #alone(): void {
    this.#way.hidden = this.#tools.hidden = true;
    setText(this.#heading, "Your practice classroom");
    setText(this.#text, "Try camera, boards, screen and chat. You are alone here and nothing is recorded.");
    setText(this.#devices, "What you draw and write is thrown away when you leave.");
  }

  async #copy(): Promise<void> {
    const link = await this.acts.link();
    if (link === null) return this.acts.tell("The link could not be fetched. Please try again.");
    try {
      await navigator.clipboard.writeText(link);
      this.acts.tell("The link is copied. It is for this student alone.");
    } catch {
      // Some browsers keep the clipboard from a page: then the person copies it by hand.
      this.#showLink(link);
    }
  }

  #showLink(link: string): void {
    const field = h("input", { class: "cr-link", readonly: true, value: link, "aria-label": "Join link" });
    this.root.querySelector(".cr-link")?.remove();
    this.#tools.after(field);
    field.select();
  }

  async #resend(): Promise<void> {
    const sent = await this.acts.resend();
    this.acts.tell(sent ? "The mail with the link is on its way again." : "The mail could not be sent again. Please try once more.");
  }
}

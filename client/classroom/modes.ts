/** What is on the stage: four buttons at its side. The instructor chooses; the student sees which one is on, and why. */

import { h, icon, setAttribute } from "./dom";
import type { IconName } from "./icons";
import type { Mode } from "./protocol";
import { Screen } from "./screen";
import { theirs } from "./situation";
import type { Acts, Scene } from "./view";
import { first } from "./words";

const MODES: readonly { mode: Mode; word: string; iconName: IconName }[] = [
  { mode: "video", word: "Video", iconName: "camera" },
  { mode: "draw", word: "Draw", iconName: "pen" },
  { mode: "write", word: "Write", iconName: "text" },
  { mode: "screen", word: "Screen", iconName: "system" },
];

export class Modes {
  readonly root = h("div", { class: "cr-modes", role: "group", "aria-label": "What is on the stage" });
  readonly #buttons = new Map<Mode, HTMLButtonElement>();
  #scene: Scene | null = null;

  constructor(private readonly acts: Acts) {
    for (const { mode, word, iconName } of MODES) {
      const button = h("button", { type: "button", class: "cr-mode", onclick: () => this.#choose(mode) }, icon(iconName), h("span", {}, word));
      this.#buttons.set(mode, button);
      this.root.append(button);
    }
  }

  update(scene: Scene): void {
    this.#scene = scene;
    const { stage, you } = scene.situation;
    for (const [mode, button] of this.#buttons) {
      const on = stage.mode === mode;
      setAttribute(button, "aria-pressed", String(on));
      const ownScreen = stage.sharing === you ? stage.mode === "screen" : stage.student_may_share;
      const may = you === "instructor" || (mode === "screen" && ownScreen);
      setAttribute(button, "aria-disabled", !may && !on ? "true" : false);
    }
  }

  #choose(mode: Mode): void {
    if (!this.#scene) return;
    const { stage, you } = this.#scene.situation;
    if (mode === "screen") return this.#screen();
    if (you === "student") return this.#sayWhoChooses();
    if (stage.mode !== mode) this.acts.mode(mode);
  }

  #sayWhoChooses(): void {
    if (this.#scene) this.acts.tell(`${first(theirs(this.#scene.situation).name)} chooses what is on the stage.`);
  }

  /** One's own screen begins, or ends where it is on the stage; one that was put aside comes back. */
  #screen(): void {
    if (!this.#scene) return;
    const { stage, you } = this.#scene.situation;
    if (stage.sharing && stage.mode !== "screen" && you === "instructor") return this.acts.mode("screen");
    if (stage.sharing === you && stage.mode !== "screen") return this.#sayWhoChooses();
    if (stage.sharing === you) return void this.acts.share(false);
    if (stage.sharing && you === "instructor") return;
    if (you === "student" && !stage.student_may_share) {
      return this.acts.tell(`${first(theirs(this.#scene.situation).name)} has to allow you to share your screen.`);
    }
    if (!Screen.possible) return this.acts.tell("This device cannot share its screen. Use a computer, or draw on the board.");
    void this.acts.share(true);
  }
}

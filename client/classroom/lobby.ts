/** The student's lobby: a quiet page until the instructor is in the room, then one big Join. */

import { h, setText } from "./dom";
import { OwnStream, Tile, button } from "./pieces";
import { mine, theirs } from "./situation";
import type { Acts, Scene, View } from "./view";
import { first } from "./words";

export class Lobby implements View {
  readonly root: HTMLElement;
  readonly #tile = new Tile(true);
  readonly #own = new OwnStream();
  readonly #heading = h("h1", { class: "cr-title", tabindex: "-1" });
  readonly #hint = h("p", { class: "cr-about", "aria-live": "polite" });
  readonly #join: HTMLButtonElement;

  constructor(acts: Acts) {
    this.#join = button("Join", "big", () => acts.enter());
    this.#join.disabled = true;
    const leave = button("Leave", "quiet", () => acts.leave());
    const pearl = h("div", { class: "cr-pearl", "aria-hidden": "true" });
    const words = h("div", { class: "cr-lobby-words" }, pearl, this.#heading, this.#hint, this.#join, leave);
    this.root = h("section", { class: "cr-page" }, h("div", { class: "cr-card cr-lobby" }, this.#tile.root, words));
  }

  update(scene: Scene): void {
    const { situation, devices, plan } = scene;
    const name = first(theirs(situation).name);
    const ready = theirs(situation).place === "room";
    setText(this.#heading, ready ? `${name} is here!` : `${name} is getting ready…`);
    setText(this.#hint, ready ? "Press Join to go in." : "Stay on this page. You can join as soon as the classroom opens.");
    this.root.dataset.ready = String(ready);
    if (ready && this.#join.disabled) {
      this.#join.disabled = false;
      this.#join.focus();
    } else {
      this.#join.disabled = !ready;
    }
    this.#join.title = ready ? "" : `${name} is not in the classroom yet`;
    const me = { ...mine(situation), hand: false };
    this.#tile.update({ person: me, stream: this.#own.of(devices), speakerId: "", network: scene.health.network });
    this.root.setAttribute("aria-label", plan.title);
  }

  close(): void {
    this.#tile.close();
  }
}

/** `<session-replay session title zone details>`: plays a session again. What it replaces says what the page is about. */

import { h } from "../classroom/dom";
import { type Plan, Player } from "./player";
import type { Timeline } from "./timeline";

class SessionReplay extends HTMLElement {
  #player: Player | null = null;

  connectedCallback(): void {
    const said = (name: string): string => this.getAttribute(name) ?? "";
    void this.#wake({ session: said("session"), title: said("title"), zone: said("zone"), details: said("details") });
  }

  disconnectedCallback(): void {
    this.#player?.close();
    this.#player = null;
  }

  async #wake(plan: Plan): Promise<void> {
    try {
      const answer = await fetch(`/sessions/${plan.session}/replay/timeline`, { headers: { accept: "application/json" } });
      if (!answer.ok) throw new Error(`the timeline was not given: ${answer.status}`);
      const timeline = (await answer.json()) as Timeline;
      if (!this.isConnected) return;
      this.#player = new Player(plan, timeline);
      this.replaceChildren(this.#player.root);
      this.dataset["awake"] = "";
    } catch (error) {
      console.error("The replay could not be loaded:", error);
      const words = h("p", { role: "alert" }, "The replay could not be loaded. Reload the page to try again.");
      (this.querySelector(".bare-card") ?? this).append(words);
    }
  }
}

customElements.define("session-replay", SessionReplay);

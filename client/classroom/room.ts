/** The Video Screen: the other large, oneself small, and the bar with everything a person can do. */

import { type TimeLeft, timeLeft, warning } from "./countdown";
import { EndDialog } from "./end-dialog";
import { DevicesPanel } from "./devices-panel";
import { h, icon, setAttribute, setText } from "./dom";
import { OwnStream, Tile, barButton } from "./pieces";
import { mine, theirs } from "./situation";
import type { Acts, Scene, View } from "./view";
import { Waiting } from "./waiting";

export class Room implements View {
  readonly root: HTMLElement;
  readonly #other = new Tile(false);
  readonly #self = new Tile(true);
  readonly #own = new OwnStream();
  readonly #waiting: Waiting;
  readonly #panel: DevicesPanel;
  readonly #dialog: EndDialog;
  readonly #title = h("h1", { class: "cr-room-title", tabindex: "-1" });
  readonly #state = h("span", { class: "cr-state" });
  readonly #clock = h("span", { class: "cr-clock", role: "timer" });
  readonly #trouble = h("p", { class: "cr-trouble", role: "status" });
  readonly #microphone = barButton("M", () => this.#toggleMicrophone());
  readonly #camera = barButton("V", () => this.#toggleCamera());
  readonly #hand = barButton("H", () => this.#toggleHand());
  readonly #leave = barButton(null, () => this.acts.leave());
  readonly #end = barButton(null, () => this.#dialog.ask());
  readonly #devices = barButton(null, () => this.#panel.toggle());
  readonly #pressed = (event: KeyboardEvent): void => this.#key(event);
  #urgency: TimeLeft["urgency"] | null = null;
  #scene: Scene | null = null;

  constructor(private readonly acts: Acts) {
    this.#waiting = new Waiting(acts);
    this.#panel = new DevicesPanel(acts, this.#devices.root);
    this.#dialog = new EndDialog(acts);
    this.#trouble.hidden = true;
    this.#end.root.classList.add("cr-bar-end");
    this.root = this.#layout();
    document.addEventListener("keydown", this.#pressed);
  }

  update(scene: Scene): void {
    this.#scene = scene;
    const { situation, devices, health } = scene;
    const them = theirs(situation);
    const together = them.place === "room";
    setText(this.#title, `${scene.plan.title} · ${them.name}`);
    this.#drawState(scene);
    this.#drawClock(scene);
    this.#drawTrouble(scene);
    this.#drawBar(scene);
    setAttribute(this.root, "data-together", together);
    this.#waiting.root.hidden = together;
    this.#waiting.update(scene);
    this.#other.update({ person: them, stream: scene.remote, speakerId: devices.speaker.id, network: them.network });
    this.#self.update({ person: mine(situation), stream: this.#own.of(devices), speakerId: "", network: health.network });
    this.#panel.update(devices);
    this.#dialog.update(scene);
  }

  close(): void {
    document.removeEventListener("keydown", this.#pressed);
    this.#other.close();
    this.#self.close();
    this.#panel.close();
  }

  #layout(): HTMLElement {
    const clock = h("div", { class: "cr-time" }, this.#state, this.#clock);
    const mode = h("span", { class: "cr-mode", "aria-current": "true" }, icon("camera"), "Video");
    const bar = [this.#microphone, this.#camera, this.#hand, this.#devices, this.#leave, this.#end];
    return h(
      "section",
      { class: "cr-room" },
      h("header", { class: "cr-room-head" }, this.#title, clock),
      h("div", { class: "cr-modes", role: "group", "aria-label": "What is on the stage" }, mode),
      h("div", { class: "cr-stage" }, this.#trouble, this.#other.root, this.#waiting.root, this.#self.root),
      h("div", { class: "cr-bar", role: "toolbar", "aria-label": "Classroom" }, ...bar.map((each) => each.root)),
      this.#panel.root,
      this.#dialog.root,
    );
  }

  #drawState({ situation }: Scene): void {
    const lesson = situation.state === "lesson";
    setAttribute(this.#state, "data-live", lesson);
    setText(this.#state, lesson ? "Live" : "Waiting");
  }

  #drawClock({ situation, nowMs }: Scene): void {
    const left = timeLeft(situation.endsMs, nowMs);
    setText(this.#clock, left.text);
    setAttribute(this.#clock, "data-urgency", left.urgency);
    const words = this.#urgency === null ? null : warning(this.#urgency, left.urgency);
    this.#urgency = left.urgency;
    if (words) this.acts.tell(words);
  }

  #drawTrouble({ situation, health }: Scene): void {
    const broken = health.state === "disconnected" || health.state === "failed";
    const away = !situation.connected || broken || mine(situation).media === "stalled";
    this.#trouble.hidden = !away;
    setText(this.#trouble, away ? "Reconnecting — keep talking, we'll be right back" : "");
  }

  #drawBar({ situation, devices }: Scene): void {
    const speaking = devices.microphone.state === "on";
    const seen = devices.camera.state === "on";
    const raised = mine(situation).hand;
    this.#microphone.show(speaking ? "Mute" : "Unmute", speaking ? "mic" : "micOff", speaking ? "plain" : "stopped");
    this.#camera.show(seen ? "Camera off" : "Camera on", seen ? "camera" : "cameraOff", seen ? "plain" : "stopped");
    this.#hand.show(raised ? "Lower hand" : "Raise hand", "hand", raised ? "raised" : "plain");
    this.#devices.show("Devices", "devices", "plain");
    this.#leave.show("Leave", "leave", "plain");
    this.#end.show("End session", "end", "plain");
    this.#end.root.hidden = situation.you !== "instructor";
  }

  #toggleMicrophone(): void {
    const state = this.#scene?.devices.microphone.state;
    if (state === "on" || state === "off") this.acts.microphone(state === "off");
    else this.acts.askAgain("microphone");
  }

  #toggleCamera(): void {
    this.acts.camera(this.#scene?.devices.camera.state !== "on");
  }

  #toggleHand(): void {
    if (this.#scene) this.acts.raiseHand(!mine(this.#scene.situation).hand);
  }

  #key(event: KeyboardEvent): void {
    if (event.repeat || event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return;
    switch (event.key.toLowerCase()) {
      case "m":
        return this.#toggleMicrophone();
      case "v":
        return this.#toggleCamera();
      case "h":
        return this.#toggleHand();
    }
  }
}

/** Letters in a field, a list or the writing board are meant for it. */
function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("input, select, textarea, dialog, [contenteditable='true']") !== null;
}

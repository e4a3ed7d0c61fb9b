/** The choosers for camera, microphone and speaker, over the room's bar. Esc or a click beside it closes it. */

import type { Devices } from "./devices";
import { h, setAttribute, setText } from "./dom";
import { Chooser, LevelBar, type Toggle, button, toggle } from "./pieces";
import { ring } from "./sound";
import type { Acts } from "./view";
import { cameraWords, microphoneWords } from "./words";

const TEST_LOUDNESS = 0.3;
const NO_BLUR = "This camera cannot blur what is behind you here.";

export class DevicesPanel {
  readonly root: HTMLElement;
  readonly #choosers: Record<"camera" | "microphone" | "speaker", Chooser>;
  readonly #cameraWords = h("p", { class: "cr-panel-words" });
  readonly #microphoneWords = h("p", { class: "cr-panel-words" });
  readonly #level = new LevelBar(() => {});
  readonly #noise: Toggle;
  readonly #blur: Toggle;
  readonly #noBlur = h("p", { class: "cr-panel-quiet" });
  #devices: Devices | null = null;

  readonly #pressed = (event: KeyboardEvent): void => this.#key(event);
  readonly #pointed = (event: PointerEvent): void => this.#point(event);

  /** `instead`: leads here where the bar has no room for the opener. */
  constructor(
    acts: Acts,
    private readonly opener: HTMLElement,
    private readonly instead: HTMLElement,
  ) {
    this.#choosers = {
      camera: new Chooser("camera", (id) => acts.choose("camera", id)),
      microphone: new Chooser("microphone", (id) => acts.choose("microphone", id)),
      speaker: new Chooser("speaker", (id) => acts.choose("speaker", id)),
    };
    this.#noise = toggle("Keep noise out", (on) => acts.effect("noise", on));
    this.#blur = toggle("Blur what is behind me", (on) => acts.effect("blur", on));
    const { camera, microphone, speaker } = this.#choosers;
    this.root = h(
      "div",
      { class: "cr-panel", role: "dialog", "aria-label": "Devices", hidden: true },
      h("h2", {}, "Devices"),
      part("Camera", camera.root, this.#cameraWords, this.#blur.root, this.#noBlur),
      part("Microphone", microphone.root, this.#level.root, this.#microphoneWords, this.#noise.root),
      part("Speaker", speaker.root, button("Play a sound", "plain", () => void this.#test(), "speaker")),
    );
    opener.setAttribute("aria-haspopup", "dialog");
    opener.setAttribute("aria-expanded", "false");
    document.addEventListener("keydown", this.#pressed);
    document.addEventListener("pointerdown", this.#pointed);
  }

  toggle(): void {
    this.#show(this.root.hidden === true);
  }

  update(devices: Devices): void {
    this.#devices = devices;
    this.#choosers.camera.update(devices.camera);
    this.#choosers.microphone.update(devices.microphone);
    this.#choosers.speaker.update(devices.speaker);
    setText(this.#cameraWords, devices.camera.state === "on" ? "" : cameraWords(devices.camera.state));
    setText(this.#microphoneWords, devices.microphone.state === "on" ? "" : microphoneWords(devices.microphone.state));
    this.#noise.show(devices.effect("noise"));
    this.#blur.show(devices.effect("blur"));
    setText(this.#noBlur, devices.camera.state === "on" && devices.effect("blur") === null ? NO_BLUR : "");
    this.#listen();
  }

  close(): void {
    document.removeEventListener("keydown", this.#pressed);
    document.removeEventListener("pointerdown", this.#pointed);
    this.#level.close();
  }

  #show(open: boolean): void {
    this.root.hidden = !open;
    setAttribute(this.opener, "aria-expanded", String(open));
    this.#listen();
    if (open) this.root.querySelector<HTMLElement>("select:not([hidden]), button")?.focus();
  }

  #key(event: KeyboardEvent): void {
    if (event.key !== "Escape" || this.root.hidden) return;
    this.#show(false);
    (this.opener.checkVisibility() ? this.opener : this.instead).focus();
  }

  #point(event: PointerEvent): void {
    if (this.root.hidden || !(event.target instanceof Node)) return;
    if (!this.root.contains(event.target) && !this.opener.contains(event.target)) this.#show(false);
  }

  /** The level costs a little on slow machines, so it is measured only while it is seen. */
  #listen(): void {
    this.#level.follow(this.root.hidden ? null : (this.#devices?.microphoneTrack ?? null));
  }

  async #test(): Promise<void> {
    await ring(this.#devices?.speaker.id ?? "", TEST_LOUDNESS);
  }
}

function part(name: string, ...inside: HTMLElement[]): HTMLElement {
  return h("div", { class: "cr-panel-part" }, h("span", { class: "cr-panel-name", "aria-hidden": "true" }, name), ...inside);
}

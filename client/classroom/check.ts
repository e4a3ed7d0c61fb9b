/**
 * Tech Check, the first page for both: the own picture, five rows with one plain fix each, and the way in. While it is
 * read, the media connection warms up.
 */

import { CheckRow, type Verdict } from "./check-row";
import { h, setText } from "./dom";
import { Chooser, LevelBar, OwnStream, Tile, button } from "./pieces";
import { mine, theirs } from "./situation";
import { HEARD, isListening, ring } from "./sound";
import { system } from "./system";
import type { Acts, Scene, View } from "./view";
import { cameraWords, first, microphoneWords, quietWords } from "./words";

/** Before this, a connection that is not there yet is only slow. */
const CONNECTING_MS = 8000;
/** Loudness of the test, of 1. */
const TEST_LOUDNESS = 0.35;

type Way = "with-picture" | "sound-only" | "anyway" | "wait";

export class Check implements View {
  readonly root: HTMLElement;
  readonly #tile = new Tile(true);
  readonly #own = new OwnStream();
  readonly #system = system();
  readonly #camera = new CheckRow("camera", "Camera");
  readonly #microphone = new CheckRow("mic", "Microphone");
  readonly #speaker = new CheckRow("speaker", "Speaker");
  readonly #machine = new CheckRow("system", "System");
  readonly #network = new CheckRow("network", "Network");
  readonly #choosers: Record<"camera" | "microphone" | "speaker", Chooser>;
  readonly #level: LevelBar;
  readonly #heading = h("h1", { class: "cr-title", tabindex: "-1" });
  readonly #about = h("p", { class: "cr-about" });
  readonly #buttons: Record<"join" | "sound" | "anyway" | "skip", HTMLButtonElement>;
  readonly #startedMs = performance.now();
  #heard = false;
  #bells: "silent" | "asked" | "heard" | "unheard" = "silent";
  #scene: Scene | null = null;

  constructor(private readonly acts: Acts) {
    this.#choosers = {
      camera: new Chooser("camera", (id) => acts.choose("camera", id)),
      microphone: new Chooser("microphone", (id) => acts.choose("microphone", id)),
      speaker: new Chooser("speaker", (id) => acts.choose("speaker", id)),
    };
    this.#level = new LevelBar((level) => this.#hear(level));
    this.#buttons = {
      join: button("Join", "big", () => acts.join("with-picture")),
      sound: button("Join with sound only", "quiet", () => acts.join("sound-only")),
      anyway: button("Join anyway", "quiet", () => acts.join("with-picture")),
      skip: button("Skip", "quiet", () => acts.skip()),
    };
    this.#fillRows();
    this.root = this.#layout();
  }

  update(scene: Scene): void {
    this.#scene = scene;
    const { devices, situation, plan } = scene;
    setText(this.#heading, `Hello, ${first(mine(situation).name)}! Let's check your camera and sound.`);
    setText(this.#about, about(scene));
    const me = { ...mine(situation), camera: devices.camera.state === "on" ? "on" : "off", hand: false } as const;
    this.#tile.update({ person: me, stream: this.#own.of(devices), speakerId: "", network: scene.health.network });
    this.#choosers.camera.update(devices.camera);
    this.#choosers.microphone.update(devices.microphone);
    this.#choosers.speaker.update(devices.speaker);
    this.#level.follow(devices.microphoneTrack);
    this.#drawRows(scene);
    this.#drawButtons(scene);
    this.#buttons.skip.hidden = situation.you !== "instructor";
    this.root.dataset.checked = String(plan.checked);
  }

  close(): void {
    this.#tile.close();
    this.#level.close();
  }

  #layout(): HTMLElement {
    const { join, sound, anyway, skip } = this.#buttons;
    const rows = [this.#camera, this.#microphone, this.#speaker, this.#machine, this.#network];
    return h(
      "section",
      { class: "cr-page" },
      h(
        "div",
        { class: "cr-card cr-check" },
        h("header", { class: "cr-head" }, this.#heading, this.#about),
        this.#tile.root,
        h("ul", { class: "cr-rows", "aria-label": "Tech Check" }, ...rows.map((row) => row.root)),
        h("footer", { class: "cr-ways" }, join, sound, anyway, skip),
      ),
    );
  }

  #fillRows(): void {
    const again = (kind: "camera" | "microphone"): HTMLButtonElement => button("Try again", "plain", () => this.acts.askAgain(kind));
    this.#camera.body.append(this.#choosers.camera.root);
    this.#camera.help.append(again("camera"));
    this.#microphone.body.append(this.#choosers.microphone.root, this.#level.root);
    this.#microphone.help.append(again("microphone"));
    this.#speaker.body.append(this.#choosers.speaker.root);
    this.#speaker.side.append(button("Play a sound", "plain", () => void this.#test()));
    this.#speaker.help.append(
      button("Yes, I hear it", "plain", () => this.#answer("heard")),
      button("No", "plain", () => this.#answer("unheard")),
    );
  }

  #drawRows(scene: Scene): void {
    const { camera, microphone } = scene.devices;
    this.#camera.show(verdictOf(camera.state), cameraWords(camera.state), camera.state !== "on" && camera.state !== "asking");
    const quiet = microphone.state === "on" && !this.#heard;
    const missing = microphone.state !== "on" && microphone.state !== "asking";
    if (quiet) this.#microphone.show("wait", quietWords(isListening()), false);
    else this.#microphone.show(verdictOf(microphone.state), microphoneWords(microphone.state), missing);
    this.#level.root.hidden = microphone.state !== "on";
    this.#speaker.show(...this.#speakerRow());
    this.#machine.show(this.#system.fix ? "bad" : "good", this.#system.fix ?? this.#system.name, false);
    this.#network.show(...this.#networkRow(scene), false);
  }

  #speakerRow(): [Verdict, string, boolean] {
    switch (this.#bells) {
      case "silent":
        return ["wait", "Play a sound to test it.", false];
      case "asked":
        return ["wait", "Do you hear two bells?", true];
      case "heard":
        return ["good", "You can hear us.", false];
      case "unheard":
        return ["warn", "Turn the sound up, or choose another speaker. Then play it again.", false];
    }
  }

  #networkRow(scene: Scene): [Verdict, string] {
    const { health, situation } = scene;
    const slow = performance.now() - this.#startedMs > CONNECTING_MS;
    if (!situation.connected) return slow ? ["bad", "We can't reach the classroom. Check your internet."] : ["wait", "Connecting…"];
    if (health.state !== "connected") {
      return slow ? ["warn", "Your network keeps sound and picture out. Try another Wi-Fi."] : ["wait", "Connecting…"];
    }
    const how = [health.roundTripMs === null ? null : `${health.roundTripMs} ms`, health.protocol?.toUpperCase()].filter(Boolean).join(", ");
    switch (health.network) {
      case "poor":
        return ["warn", `Your internet is slow (${how}). Move closer to the Wi-Fi.`];
      case "fair":
        return ["good", `Your internet is all right (${how}).`];
      case "good":
        return ["good", `Your internet is good (${how}).`];
      case "unknown":
        return ["wait", "Measuring…"];
    }
  }

  /** One way in is the big button: the best there is. */
  #drawButtons(scene: Scene): void {
    const way = wayIn(scene);
    const { join, sound, anyway } = this.#buttons;
    join.hidden = way === "sound-only" || way === "anyway";
    join.disabled = way === "wait";
    sound.hidden = way === "wait" || way === "anyway";
    anyway.hidden = way === "with-picture" || way === "sound-only";
    sound.className = `cr-button ${way === "sound-only" ? "cr-big" : "cr-quiet"}`;
    anyway.className = `cr-button ${way === "anyway" ? "cr-big" : "cr-quiet"}`;
  }

  #hear(level: number): void {
    if (level < HEARD || this.#heard) return;
    this.#heard = true;
    this.#redraw();
  }

  async #test(): Promise<void> {
    this.#answer("asked");
    await ring(this.#scene?.devices.speaker.id ?? "", TEST_LOUDNESS);
  }

  #answer(bells: "asked" | "heard" | "unheard"): void {
    this.#bells = bells;
    this.#redraw();
  }

  #redraw(): void {
    if (this.#scene) this.update(this.#scene);
  }
}

function about(scene: Scene): string {
  const { plan, situation } = scene;
  const session = plan.practice ? `${plan.title}: nothing is recorded or kept` : `${plan.title} with ${theirs(situation).name}`;
  if (situation.you === "instructor" && plan.checked) return `${session}. All was fine last time, so you can skip this.`;
  return session;
}

function wayIn({ devices }: Scene): Way {
  const { camera, microphone } = devices;
  if (camera.state === "asking" || microphone.state === "asking") return "wait";
  if (microphone.state !== "on") return "anyway";
  return camera.state === "on" ? "with-picture" : "sound-only";
}

function verdictOf(state: Scene["devices"]["camera"]["state"]): Verdict {
  switch (state) {
    case "on":
      return "good";
    case "asking":
      return "wait";
    case "off":
      return "warn";
    case "none":
    case "blocked":
    case "busy":
      return "bad";
  }
}

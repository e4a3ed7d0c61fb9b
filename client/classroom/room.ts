/** The room: the stage with a picture, a board or a screen, both people, and the bar with everything a person can do. */

import { SavedSign } from "../boards/saved-sign";
import { Chat, holdsFiles, unread } from "./chat";
import { type TimeLeft, timeLeft, warning } from "./countdown";
import { EndDialog } from "./end-dialog";
import { DevicesPanel } from "./devices-panel";
import { h, icon, setAttribute, setIcon, setText } from "./dom";
import { Modes } from "./modes";
import { More, SIGNS } from "./more";
import { OwnStream, Tile, barButton } from "./pieces";
import type { Board, Wish } from "./protocol";
import { Question } from "./question";
import { type Situation, mine, theirs } from "./situation";
import { ring } from "./sound";
import type { Acts, Scene, View } from "./view";
import { Waiting } from "./waiting";
import { first } from "./words";

/** A sign that somebody gave stays this long. */
const SIGN_MS = 4000;
/** Loudness of the bells when a recording begins. */
const RECORDING_LOUDNESS = 0.2;

export class Room implements View {
  readonly root: HTMLElement;
  readonly #other = new Tile(false);
  readonly #self = new Tile(true);
  readonly #own = new OwnStream();
  readonly #waiting: Waiting;
  readonly #panel: DevicesPanel;
  readonly #modes: Modes;
  readonly #chat: Chat;
  readonly #more: More;
  readonly #question: Question;
  readonly #dialog: EndDialog;
  readonly #title = h("h1", { class: "cr-room-title", tabindex: "-1" });
  readonly #state = h("span", { class: "cr-state" });
  readonly #clock = h("span", { class: "cr-clock", role: "timer" });
  readonly #trouble = h("p", { class: "cr-trouble", role: "status" });
  readonly #microphone = barButton("M", () => this.#toggleMicrophone());
  readonly #camera = barButton("V", () => this.#toggleCamera(), "Camera");
  readonly #hand = barButton("H", () => this.#toggleHand(), "Hand");
  readonly #chatButton = barButton("C", () => this.#toggleChat());
  readonly #moreButton = barButton(null, () => this.#more.toggle());
  readonly #unread = h("span", { class: "cr-count" });
  readonly #recording = h("span", { class: "cr-recording" }, "Recording");
  readonly #stopRecording = h("button", { type: "button", class: "cr-stop", onclick: () => this.acts.consent(false) }, "Stop recording");
  readonly #stopSharing = h("button", { type: "button", class: "cr-stop cr-stop-sharing", onclick: () => void this.acts.share(false) }, icon("system"), "Stop sharing");
  readonly #saved = new SavedSign();
  readonly #lock = h("button", { type: "button", class: "cr-lock", onclick: () => this.#toggleLock() });
  readonly #screen = h("video", { class: "cr-screen", autoplay: true, playsinline: true, "data-testid": "screen-video", "aria-label": "The shared screen" });
  readonly #sign = h("p", { class: "cr-reaction", role: "status" });
  readonly #leave = barButton(null, () => this.acts.leave());
  readonly #end = barButton(null, () => this.#dialog.ask(), "End");
  readonly #devices = barButton(null, () => this.#panel.toggle());
  readonly #pressed = (event: KeyboardEvent): void => this.#key(event);
  #urgency: TimeLeft["urgency"] | null = null;
  #scene: Scene | null = null;
  /** The newest line that was read in the open chat. */
  #read = 0;
  #lastSign: Situation["sign"] = null;
  #signEnds: ReturnType<typeof setTimeout> | undefined;
  #wasRecorded = false;

  constructor(private readonly acts: Acts) {
    this.#waiting = new Waiting(acts);
    this.#panel = new DevicesPanel(acts, this.#devices.root, this.#moreButton.root);
    this.#dialog = new EndDialog(acts);
    this.#modes = new Modes(acts);
    this.#chat = new Chat(acts, () => this.#toggleChat());
    this.#more = new More(acts, this.#moreButton.root, () => this.#panel.toggle());
    this.#question = new Question(acts, (about) => this.#concerned(about));
    this.#chatButton.root.append(this.#unread);
    this.#screen.muted = true;
    this.#sign.hidden = true;
    this.#trouble.hidden = true;
    this.#end.root.classList.add("cr-bar-end");
    this.#devices.root.classList.add("cr-bar-spare");
    this.root = this.#layout();
    this.root.addEventListener("dragover", (event) => this.#keepFile(event));
    this.root.addEventListener("drop", (event) => this.#keepFile(event));
    document.addEventListener("keydown", this.#pressed);
  }

  update(scene: Scene): void {
    this.#scene = scene;
    const { situation, devices, health } = scene;
    const them = theirs(situation);
    const together = them.place === "room";
    setText(this.#title, scene.plan.practice ? scene.plan.title : `${scene.plan.title} · ${them.name}`);
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
    this.#modes.update(scene);
    this.#more.update(scene);
    this.#question.update(scene);
    this.#drawStage(scene);
    this.#drawChat(scene);
    this.#drawRecording(scene);
    this.#drawSign(scene);
  }

  close(): void {
    document.removeEventListener("keydown", this.#pressed);
    this.#other.close();
    this.#self.close();
    this.#panel.close();
    this.#more.close();
    clearTimeout(this.#signEnds);
    this.#screen.srcObject = null;
  }

  #layout(): HTMLElement {
    const clock = h("div", { class: "cr-time" }, this.#saved.root, this.#lock, this.#stopSharing, this.#recording, this.#stopRecording, this.#state, this.#clock);
    const bar = [this.#microphone, this.#camera, this.#hand, this.#chatButton, this.#devices, this.#moreButton, this.#leave, this.#end];
    const stage = h("div", { class: "cr-stage" }, this.#trouble, this.#screen, this.#other.root, this.#waiting.root, this.#self.root, this.#sign);
    return h(
      "section",
      { class: "cr-room" },
      h("header", { class: "cr-room-head" }, this.#title, clock),
      this.#modes.root,
      stage,
      this.#chat.root,
      h("div", { class: "cr-bar", role: "toolbar", "aria-label": "Classroom" }, ...bar.map((each) => each.root)),
      this.#panel.root,
      this.#more.root,
      this.#question.root,
      this.#dialog.root,
    );
  }

  /** A browser opens the file that nobody on the page takes, some in the place of the lesson. */
  #keepFile(event: DragEvent): void {
    if (event.defaultPrevented || !holdsFiles(event)) return;
    event.preventDefault();
    if (event.type === "drop") this.acts.tell("Drop a file on the drawing board or into the chat.");
  }

  /** The board or the screen, if one of them is on; then both people are at its side. */
  #drawStage({ plan, situation, screen, dock }: Scene): void {
    const { mode, locked } = situation.stage;
    const board = boardOf(mode);
    const stage = this.#screen.parentElement;
    if (stage && dock.root.parentElement !== stage) stage.prepend(dock.root);
    setAttribute(this.root, "data-mode", mode);
    dock.show(board);
    this.#screen.hidden = mode !== "screen";
    // it goes on while something else is on the stage, and is never to be forgotten
    this.#stopSharing.hidden = situation.stage.sharing !== situation.you;
    const shown = mode === "screen" ? screen : null;
    if (this.#screen.srcObject !== shown) this.#screen.srcObject = shown;
    // what is tried is kept nowhere
    this.#saved.show(board && !plan.practice ? dock.saved(board) : null);
    this.#lock.hidden = !board || plan.practice || situation.you !== "instructor";
    if (!board) return;
    const name = first(theirs(situation).name);
    setIcon(this.#lock, locked[board] ? "lock" : "unlock");
    setAttribute(this.#lock, "aria-pressed", String(locked[board]));
    setAttribute(this.#lock, "aria-label", locked[board] ? `Let ${name} write here` : `Lock this board for ${name}`);
    setAttribute(this.#lock, "title", locked[board] ? `${name} cannot write here. Unlock.` : `Lock this board for ${name}`);
  }

  #drawChat(scene: Scene): void {
    this.#chat.update(scene);
    const newest = scene.situation.record.at(-1)?.seq ?? 0;
    if (!this.#chat.root.hidden) this.#read = newest;
    const count = unread(scene, this.#read);
    this.#unread.hidden = count === 0;
    setAttribute(this.#unread, "data-count", count > 9 ? "9+" : String(count));
    this.#chatButton.show("Chat", "chat", "plain", count > 0 ? `Chat, ${count} new` : "Chat");
    setAttribute(this.#chatButton.root, "aria-expanded", String(!this.#chat.root.hidden));
  }

  #drawRecording({ situation, devices }: Scene): void {
    const on = situation.stage.recording.state === "on";
    this.#recording.hidden = !on;
    this.#stopRecording.hidden = !on || situation.you !== "student";
    if (on && !this.#wasRecorded) {
      void ring(devices.speaker.id, RECORDING_LOUDNESS);
      this.acts.tell("This session is being recorded.");
    }
    if (!on && this.#wasRecorded) this.acts.tell("The recording has stopped.");
    this.#wasRecorded = on;
  }

  #drawSign({ situation }: Scene): void {
    if (situation.sign === this.#lastSign || !situation.sign) return;
    this.#lastSign = situation.sign;
    const { sign, word } = SIGNS[situation.sign.with];
    const who = situation.sign.who === situation.you ? "You" : first(situation.people[situation.sign.who].name);
    setText(this.#sign, `${sign} ${who}: ${word}`);
    this.#sign.hidden = false;
    clearTimeout(this.#signEnds);
    this.#signEnds = setTimeout(() => (this.#sign.hidden = true), SIGN_MS);
  }

  #drawState({ plan, situation }: Scene): void {
    this.#state.hidden = plan.practice;
    const lesson = situation.state === "lesson";
    setAttribute(this.#state, "data-live", lesson);
    setText(this.#state, lesson ? "Live" : "Waiting");
  }

  #drawClock({ plan, situation, nowMs }: Scene): void {
    this.#clock.hidden = plan.practice;
    if (plan.practice) return;
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

  #drawBar({ plan, situation, devices }: Scene): void {
    const speaking = devices.microphone.state === "on";
    const seen = devices.camera.state === "on";
    const raised = mine(situation).hand;
    this.#microphone.show(speaking ? "Mute" : "Unmute", speaking ? "mic" : "micOff", speaking ? "plain" : "stopped");
    this.#camera.show(seen ? "Camera off" : "Camera on", seen ? "camera" : "cameraOff", seen ? "plain" : "stopped");
    // a phone has room for six; the instructor's hand is the least wanted of theirs
    this.#hand.root.classList.toggle("cr-bar-spare", situation.you === "instructor");
    this.#hand.show(raised ? "Lower hand" : "Raise hand", "hand", raised ? "raised" : "plain");
    this.#devices.show("Devices", "devices", "plain");
    this.#moreButton.show("More", "more", "plain");
    this.#leave.show("Leave", "leave", "plain");
    this.#end.show("End session", "end", "plain");
    this.#end.root.hidden = situation.you !== "instructor" || plan.practice;
  }

  /** What a question was about. */
  #concerned(about: Wish | "recording"): HTMLElement {
    if (about === "mic_on") return this.#microphone.root;
    if (about === "camera_on") return this.#camera.root;
    if (about === "recording") return this.#title;
    return this.#devices.root.checkVisibility() ? this.#devices.root : this.#moreButton.root;
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

  #toggleChat(): void {
    const open = this.#chat.root.hidden === true;
    this.#chat.root.hidden = !open;
    setAttribute(this.root, "data-side", open && "chat");
    if (this.#scene) this.#drawChat(this.#scene);
    if (open) this.#chat.focus();
    else this.#chatButton.root.focus();
  }

  #toggleLock(): void {
    if (!this.#scene) return;
    const { mode, locked } = this.#scene.situation.stage;
    const board = boardOf(mode);
    if (board) this.acts.lock(board, !locked[board]);
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
      case "c":
        return this.#toggleChat();
    }
  }
}

/** Letters in a field, a list or a board are meant for it. */
function isTyping(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest("input, select, textarea, dialog, drawing-board, [contenteditable='true']") !== null;
}

function boardOf(mode: Situation["stage"]["mode"]): Board | null {
  return mode === "draw" || mode === "write" ? mode : null;
}

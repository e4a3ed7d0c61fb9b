/**
 * The classroom at work: holds the situation, the socket, the media connection and the devices, does what the views ask
 * for, and tells its element whenever there is something new to draw.
 */

import { ServerClock } from "./countdown";
import { Devices, type Kind, asSwitch } from "./devices";
import { Dock } from "./dock";
import type { Effect } from "./effects";
import { ALL_KINDS, type Files, HeldFiles, SharedFiles } from "./files";
import { joinLink, resendLink } from "./link";
import { type DebugStats, Media, type Offer } from "./media";
import { checkedLately, keepPlace, lastPlace, remember, tabId } from "./memory";
import { news } from "./news";
import { type Board, type Choice, type FromServer, type Here, type Mode, type Reaction, type ToServer, VERSION, type Welcome, type Wish } from "./protocol";
import { report } from "./report";
import { Screen } from "./screen";
import { type Known, type Situation, type Standing, after, atFirst, expectsMedia, mine, newest, theirs, withMe } from "./situation";
import { ClassroomSocket, type Final } from "./socket";
import { ring } from "./sound";
import type { Acts, Plan, Said, Scene } from "./view";
import { first, replyWords } from "./words";

/** Loudness of the bells when the other comes in. */
const WELCOME_LOUDNESS = 0.15;

export class Classroom implements Acts {
  #situation: Situation;
  #place: Here;
  #takeover = false;
  #remote: MediaStream | null = null;
  #theirScreen: MediaStream | null = null;
  #said = "";
  readonly #plan: Plan;
  readonly #clock = new ServerClock();
  readonly #devices: Devices;
  readonly #media: Media;
  readonly #socket: ClassroomSocket;
  readonly #dock: Dock;
  readonly #files: Files;
  readonly #screen = new Screen(() => void this.share(false));
  readonly #tick: ReturnType<typeof setInterval>;
  readonly #online = (): void => this.#backOnline();

  constructor(
    plan: Said,
    known: Known,
    private readonly draw: () => void,
    readonly tell: (sentence: string) => void,
  ) {
    this.#plan = { ...plan, checked: known.you === "instructor" && checkedLately(Date.now()) };
    this.#situation = atFirst(known);
    this.#files = plan.practice ? new HeldFiles() : new SharedFiles(plan.room);
    this.#place = lastPlace(plan.room) ?? "check";
    this.#devices = new Devices(() => this.#devicesChanged());
    this.#media = new Media(() => expectsMedia(this.#situation), {
      answer: (generation, sdp) => void this.#socket.send({ t: "answer", generation, sdp }),
      rejoin: () => void this.#socket.send({ t: "rejoin" }),
      remote: (stream, screen) => this.#show(stream, screen),
      health: () => this.#healthChanged(),
    });
    this.#socket = new ClassroomSocket(`${plan.room}/socket`, () => this.#hello(), {
      heard: (message) => this.#hear(message),
      frame: (bytes) => this.#dock.hear(bytes),
      lost: () => this.#lost(),
      closed: (why) => this.#closed(why),
    });
    this.#dock = new Dock({
      room: plan.room,
      files: this.#files,
      send: (bytes, lossy) => this.#socket.sendBytes(bytes, lossy),
      situation: () => this.#situation,
      now: () => this.#clock.now(Date.now()),
      tell,
      changed: draw,
    });
    this.#tick = setInterval(draw, 1000);
  }

  open(): void {
    addEventListener("online", this.#online);
    this.#socket.open();
    void this.#devices.open();
  }

  close(): void {
    removeEventListener("online", this.#online);
    clearInterval(this.#tick);
    this.#socket.close();
    this.#media.close();
    this.#screen.close();
    this.#devices.close();
    this.#dock.close();
    this.#files.close();
  }

  get place(): Here {
    return this.#place;
  }

  scene(): Scene {
    return {
      plan: this.#plan,
      situation: this.#situation,
      devices: this.#devices,
      health: this.#media.health(),
      remote: this.#remote,
      screen: this.#situation.stage.sharing === this.#situation.you ? this.#screen.stream : this.#theirScreen,
      dock: this.#dock,
      nowMs: this.#clock.now(Date.now()),
    };
  }

  debugStats(): Promise<DebugStats> {
    return this.#media.debugStats();
  }

  // What people do.

  join(picture: "with-picture" | "sound-only"): void {
    if (this.#devices.camera.state === "on" && this.#devices.microphone.state === "on") remember("checked", String(Date.now()));
    if (picture === "sound-only") void this.#devices.setCamera(false);
    this.#goIn();
  }

  skip(): void {
    this.#goIn();
  }

  enter(): void {
    this.#go("room");
  }

  leave(): void {
    this.#socket.send({ t: "leave" });
    this.#stop({ at: "left" });
  }

  comeBack(): void {
    location.reload();
  }

  moveHere(): void {
    this.#takeover = true;
    this.#socket.open();
    void this.#devices.open();
  }

  end(choice: Choice | null): void {
    this.#change({ ...this.#situation, ending: { choice } });
    if (!this.#socket.send({ t: "end", choice })) this.tell("Not connected just now. The session ends as soon as you are connected again.");
  }

  keepGoing(): void {
    if (this.#situation.choose) this.#change({ ...this.#situation, choose: null, ending: null });
  }

  raiseHand(raised: boolean): void {
    if (this.#socket.send({ t: "hand", raised })) this.#change(withMe(this.#situation, { hand: raised }));
  }

  lowerHand(): void {
    this.#say({ t: "lower_hand" });
  }

  mode(mode: Mode): void {
    this.#say({ t: "mode", mode });
  }

  lock(board: Board, on: boolean): void {
    this.#say({ t: "lock", board, on });
  }

  async share(on: boolean): Promise<void> {
    if (on && !Screen.possible) return this.tell("This device cannot share its screen. Use a computer, or draw on the board.");
    if (on && !(await this.#screen.open())) return;
    if (!on) this.#screen.close();
    this.#say({ t: "share", on });
    this.#sendTracks();
    this.draw();
  }

  allowShare(on: boolean): void {
    this.#say({ t: "allow_share", on });
  }

  chat(text: string): boolean {
    return this.#say({ t: "chat", id: fresh(), text });
  }

  async shareFile(file?: File): Promise<void> {
    try {
      if (!file) return void (await this.#files.choose("chat", ALL_KINDS));
      const name = file.name || "picture.png";
      this.tell(`Sharing ${name}…`);
      await this.#files.store(file, name, "chat");
    } catch (error) {
      this.tell(error instanceof Error ? error.message : "The file was not taken.");
    }
  }

  react(sign: Reaction): void {
    this.#say({ t: "react", with: sign });
  }

  ask(to: Wish): void {
    if (this.#say({ t: "ask", to })) this.tell(`${first(theirs(this.#situation).name)} is asked.`);
  }

  comply(yes: boolean): void {
    const wish = this.#situation.asked;
    this.#change({ ...this.#situation, asked: null });
    if (!wish) return;
    if (!yes) return void this.#socket.send({ t: "reply", to: wish, with: "declined" });
    switch (wish) {
      case "mic_on":
        return this.microphone(true);
      case "camera_on":
        return this.camera(true);
      case "other_mic":
        return this.#chooseOther("microphone", wish);
      case "other_camera":
        return this.#chooseOther("camera", wish);
      case "other_speaker":
        return this.#chooseOther("speaker", wish);
    }
  }

  extend(minutes: number): void {
    this.#say({ t: "extend", minutes });
  }

  record(on: boolean): void {
    this.#say({ t: "record", on });
  }

  consent(yes: boolean): void {
    this.#say({ t: "consent", yes });
  }

  microphone(on: boolean): void {
    this.#devices.setMicrophone(on);
  }

  camera(on: boolean): void {
    void this.#devices.setCamera(on);
  }

  choose(kind: Kind | "speaker", id: string): void {
    if (kind === "speaker") this.#devices.chooseSpeaker(id);
    else void this.#devices.choose(kind, id);
  }

  effect(effect: Effect, on: boolean): void {
    void this.#devices.setEffect(effect, on);
  }

  askAgain(kind: Kind): void {
    void this.#devices.again(kind);
  }

  link(): Promise<string | null> {
    return joinLink(this.#plan.room);
  }

  resend(): Promise<boolean> {
    return resendLink(this.#plan.room);
  }

  /** The next device of a kind, after the one in use. */
  #chooseOther(kind: Kind | "speaker", wish: Wish): void {
    const { options, id } = this.#devices[kind];
    const next = options[(options.findIndex((option) => option.id === id) + 1) % Math.max(1, options.length)];
    const isOther = next !== undefined && options.length > 1;
    if (isOther) this.choose(kind, next.id);
    this.tell(isOther ? `Trying ${next.name}.` : `There is no other ${kind} on this device.`);
    this.#socket.send({ t: "reply", to: wish, with: isOther ? "changed" : "lacking" });
  }

  #say(message: ToServer): boolean {
    const said = this.#socket.send(message);
    if (!said) this.tell("Not connected just now. Please try again in a moment.");
    return said;
  }

  #goIn(): void {
    const open = this.#situation.you === "instructor" || theirs(this.#situation).place === "room";
    this.#go(open ? "room" : "lobby");
  }

  #go(place: Here): void {
    this.#stay(place);
    this.#socket.send({ t: "place", place });
    this.#change(withMe(this.#situation, { place }));
  }

  #stay(place: Here): void {
    this.#place = place;
    keepPlace(this.#plan.room, place);
  }

  // What the server says.

  #hello(): ToServer {
    return { t: "hello", v: VERSION, device: tabId(), place: this.#place, takeover: this.#takeover, since: newest(this.#situation) };
  }

  #hear(message: FromServer): void {
    const before = this.#situation;
    if (message.t === "pong") this.#clock.pong(message.at_ms, message.now_ms, Date.now());
    else this.#change(this.#withDevices(after(before, message, this.#clock.now(Date.now()))));
    switch (message.t) {
      case "welcome":
        return this.#greeted(message);
      case "offer":
        return void this.#accept(message);
      case "person":
        return this.#noticed(before);
      case "refused":
        return this.#refused(message);
      case "occupied":
      case "moved":
        return this.#release();
      case "ended":
        return this.#stop(this.#situation.standing);
      case "stage":
        return this.#staged();
      case "state":
      case "progress":
      case "choose":
      case "happened":
      case "reaction":
      case "asked":
      case "times":
      case "pong":
        return;
      case "replied":
        return this.tell(replyWords(message, theirs(this.#situation).name));
    }
  }

  #greeted(welcome: Welcome): void {
    this.#takeover = false;
    this.#said = "";
    this.#clock.set(welcome.now_ms, Date.now());
    this.#media.greeted();
    if (this.#place === "room" && mine(this.#situation).place !== "room") this.#comeInAgain();
    this.#sayDevices();
    // each connection greets the boards anew, also one that took the place of another without a word
    this.#dock.inside(false);
    this.#follow();
    if (this.#screen.stream) this.#socket.send({ t: "share", on: true });
    // the connection may have gone with the wish, or with the answer to it
    if (this.#situation.ending) this.#socket.send({ t: "end", choice: this.#situation.ending.choice });
    this.draw();
  }

  /** The boards are open to who is in the room and connected. */
  #follow(): void {
    this.#dock.inside(this.#situation.connected && mine(this.#situation).place === "room");
  }

  /** A lock, a mode or a right may have changed. */
  #staged(): void {
    const { stage, you } = this.#situation;
    if (this.#screen.stream && stage.sharing !== you && you === "student" && !stage.student_may_share) {
      this.#screen.close();
      this.#sendTracks();
    }
    this.#dock.refresh();
    this.draw();
  }

  async #accept(offer: Offer): Promise<void> {
    try {
      await this.#media.accept(offer);
    } catch (error) {
      console.error("The media connection could not be made:", error);
      this.#media.rejoin();
    }
  }

  #noticed(before: Situation): void {
    const now = this.#situation;
    this.#follow();
    const sentences = news(before, now);
    if (sentences.length > 0 && this.#place === "room") this.tell(sentences.join(" "));
    const came = theirs(before).place !== "room" && theirs(now).place === "room";
    if (came && this.#place !== "check") void ring(this.#devices.speaker.id, WELCOME_LOUDNESS);
    if (mine(before).media !== "stalled" && mine(now).media === "stalled") this.#media.rejoin();
  }

  /** After a reload or a restart of the server, the student may have to wait; the instructor may be too early. */
  #comeInAgain(): void {
    if (this.#situation.you === "student") this.#stay("lobby");
    else this.#socket.send({ t: "place", place: "room" });
  }

  #refused({ what, text }: Extract<FromServer, { t: "refused" }>): void {
    // Asking twice for a new connection is nobody's concern: the first one is on its way.
    if (what === "rejoin") return;
    this.tell(text);
    if (what === "share") {
      this.#screen.close();
      this.#sendTracks();
    }
    if (what !== "place") return;
    const place = this.#situation.you === "student" ? "lobby" : "check";
    this.#stay(place);
    this.#change(withMe(this.#situation, { place }));
  }

  #lost(): void {
    this.#dock.inside(false);
    this.#change({ ...this.#situation, connected: false });
  }

  #closed(why: Final): void {
    const at = this.#situation.standing.at;
    if (at === "ended" || (at === "elsewhere" && why === "elsewhere")) return;
    if (why === "elsewhere") {
      this.#change({ ...this.#situation, connected: false, standing: { at: "elsewhere" } });
      this.#release();
    } else {
      this.#stop({ at: why });
    }
  }

  #backOnline(): void {
    if (this.#situation.standing.at === "here") this.#socket.hurry();
  }

  // What the devices and the media connection say.

  #devicesChanged(): void {
    this.#sendTracks();
    this.#sayDevices();
    this.#change(this.#withDevices(this.#situation));
  }

  #sendTracks(): void {
    const { microphoneTrack, cameraTrack } = this.#devices;
    void this.#media.send({ microphone: this.#screen.sound(microphoneTrack), camera: cameraTrack, screen: this.#screen.track });
  }

  #healthChanged(): void {
    this.#sayDevices();
    this.draw();
  }

  #show(remote: MediaStream, screen: MediaStream): void {
    this.#remote = remote;
    this.#theirScreen = screen;
    this.draw();
  }

  /** Tells the server about the devices when something changed since it was last told. */
  #sayDevices(): void {
    const said = report(this.#devices, this.#media.health().network);
    const text = JSON.stringify(said);
    if (this.#situation.connected && text !== this.#said && this.#socket.send({ t: "devices", ...said })) this.#said = text;
  }

  /** This browser knows its own devices before the server does. */
  #withDevices(situation: Situation): Situation {
    const { microphone, camera } = this.#devices;
    return withMe(situation, { mic: asSwitch(microphone.state), camera: asSwitch(camera.state) });
  }

  // How it stops.

  /** Gives camera, microphone and connection back; the seat may be taken again. */
  #release(): void {
    this.#socket.close();
    this.#media.release();
    this.#devices.close();
  }

  #stop(standing: Standing): void {
    keepPlace(this.#plan.room, null);
    this.close();
    this.#change({ ...this.#situation, connected: false, standing });
  }

  #change(situation: Situation): void {
    this.#situation = situation;
    this.draw();
  }
}

/** A message's own name, so that saying it again makes it no second one. */
function fresh(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

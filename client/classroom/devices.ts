/**
 * Camera, microphone and speaker of this machine: asks for them, falls back to what there is, follows plugging and
 * permission changes, and says in one word each how it stands.
 */

import { type Effect, canSwitch, isOn, wish } from "./effects";
import type { Switch } from "./protocol";
import { recall, remember } from "./memory";

/** `busy`: another program holds it. */
export type SourceState = "asking" | "on" | "off" | "none" | "blocked" | "busy";
export type Kind = "camera" | "microphone";

export interface Option {
  id: string;
  name: string;
}

export interface Source {
  state: SourceState;
  id: string;
  name: string;
  options: Option[];
}

/** 960 × 540 at 24 pictures a second: sharp enough for a worksheet, light enough for a school laptop. */
const PICTURE: MediaTrackConstraints = { width: { ideal: 960 }, height: { ideal: 540 }, frameRate: { ideal: 24, max: 30 } };
const SOUND: MediaTrackConstraints = { echoCancellation: true, autoGainControl: true };
const INPUT: Record<Kind, MediaDeviceKind> = { camera: "videoinput", microphone: "audioinput" };
/** Whose sound or picture an effect changes. */
const CHANGES: Record<Effect, Kind> = { noise: "microphone", blur: "camera" };

export class Devices {
  readonly camera: Source = nothing();
  readonly microphone: Source = nothing();
  readonly speaker: Source = nothing();
  #tracks: Record<Kind, MediaStreamTrack | null> = { camera: null, microphone: null };
  #closed = false;
  /** The person's own wishes; a device that is plugged in later does not override them. */
  #muted = false;
  #cameraWanted = true;
  /** Those whose device is about to follow. */
  readonly #switching = new Set<Effect>();
  readonly #effects: Record<Effect, boolean> = { noise: recall("noise") !== "off", blur: recall("blur") === "on" };
  readonly #replugged = (): void => void this.#follow();

  /** `changed` is called after anything about a device changed. */
  constructor(private readonly changed: () => void) {
    this.camera.id = recall("camera") ?? "";
    this.microphone.id = recall("microphone") ?? "";
    this.speaker.id = recall("speaker") ?? "";
  }

  get cameraTrack(): MediaStreamTrack | null {
    return this.#tracks.camera;
  }

  get microphoneTrack(): MediaStreamTrack | null {
    return this.#tracks.microphone;
  }

  /** Asks for both at once, so that the browser asks the person once; then for each alone. */
  async open(): Promise<void> {
    this.#closed = false;
    if (!hasDevices()) {
      this.camera.state = this.microphone.state = "none";
      this.changed();
      return;
    }
    navigator.mediaDevices.addEventListener("devicechange", this.#replugged);
    void this.#followPermissions();
    try {
      this.#take(await navigator.mediaDevices.getUserMedia({ audio: this.#wish("microphone"), video: this.#wish("camera") }));
    } catch {
      // Which of the two is missing, blocked or busy shows when each is asked for alone.
      await this.#openAlone("microphone");
      await this.#openAlone("camera");
    }
    await this.#list();
  }

  /** Asks again for what is missing, after the person has changed something. */
  async again(kind: Kind): Promise<void> {
    this[kind].state = "asking";
    this.changed();
    await this.#openAlone(kind);
    await this.#list();
  }

  async choose(kind: Kind, id: string): Promise<void> {
    this[kind].id = id;
    remember(kind, id);
    this.#tracks[kind]?.stop();
    await this.again(kind);
  }

  chooseSpeaker(id: string): void {
    this.speaker.id = id;
    this.speaker.name = this.speaker.options.find((option) => option.id === id)?.name ?? "";
    remember("speaker", id);
    this.changed();
  }

  /** Muted, the microphone stays open and sends silence, so that speaking again needs no waiting. */
  setMicrophone(on: boolean): void {
    this.#muted = !on;
    const track = this.#tracks.microphone;
    if (!track) return;
    track.enabled = on;
    this.microphone.state = on ? "on" : "off";
    this.changed();
  }

  /** Off, the camera is given back, so that its light goes out. */
  async setCamera(on: boolean): Promise<void> {
    this.#cameraWanted = on;
    if (on) return this.again("camera");
    this.#tracks.camera?.stop();
    this.#tracks.camera = null;
    if (this.camera.state !== "none" && this.camera.state !== "blocked") this.camera.state = "off";
    this.changed();
  }

  /** Whether it is on; null where this device and browser leave no choice. */
  effect(effect: Effect): boolean | null {
    const track = this.#tracks[CHANGES[effect]];
    // older browsers do not tell what a track can do
    if (!track || !canSwitch(effect, track.getCapabilities?.() ?? {})) return null;
    return this.#switching.has(effect) ? this.#effects[effect] : isOn(effect, track.getSettings());
  }

  /** A switch stays as it was pressed while the device follows; then it shows what came of it. */
  async setEffect(effect: Effect, on: boolean): Promise<void> {
    this.#effects[effect] = on;
    remember(effect, on ? "on" : "off");
    this.#switching.add(effect);
    await this.#switch(effect, on);
    this.#switching.delete(effect);
    this.changed();
  }

  /** A device that does not change while it is open is closed and opened again. */
  async #switch(effect: Effect, on: boolean): Promise<void> {
    const kind = CHANGES[effect];
    const track = this.#tracks[kind];
    if (!track) return;
    try {
      await track.applyConstraints(this.#how(kind));
    } catch (error) {
      console.info("The device is opened again for another setting:", error);
    }
    if (isOn(effect, track.getSettings()) === on) return;
    // opened beside itself it would be as it is
    track.stop();
    await this.again(kind);
  }

  close(): void {
    this.#closed = true;
    if (hasDevices()) navigator.mediaDevices.removeEventListener("devicechange", this.#replugged);
    this.#tracks.camera?.stop();
    this.#tracks.microphone?.stop();
    this.#tracks = { camera: null, microphone: null };
  }

  async #openAlone(kind: Kind): Promise<void> {
    if ((await permission(kind))?.state === "denied") return this.#fail(kind, "blocked");
    try {
      this.#take(await this.#askFor(kind));
    } catch (error) {
      this.#fail(kind, reason(error));
    }
  }

  /** The chosen device, or whatever the system prefers when that is gone. */
  async #askFor(kind: Kind): Promise<MediaStream> {
    const ask = (): Promise<MediaStream> => navigator.mediaDevices.getUserMedia(kind === "camera" ? { video: this.#wish(kind) } : { audio: this.#wish(kind) });
    try {
      return await ask();
    } catch (error) {
      if (this[kind].id === "" || !isGone(error)) throw error;
      this[kind].id = "";
      return ask();
    }
  }

  /** A device that is only hinted at is not always given: Chromium prefers the one its own settings name. */
  #wish(kind: Kind): MediaTrackConstraints {
    const how = this.#how(kind);
    const id = this[kind].id;
    return id ? { ...how, deviceId: { exact: id } } : how;
  }

  #how(kind: Kind): MediaTrackConstraints {
    const { noise, blur } = this.#effects;
    return kind === "camera" ? { ...PICTURE, ...wish("blur", blur) } : { ...SOUND, ...wish("noise", noise) };
  }

  #take(stream: MediaStream): void {
    for (const track of stream.getTracks()) {
      if (this.#closed) {
        track.stop();
        continue;
      }
      this.#keep(track.kind === "video" ? "camera" : "microphone", track);
    }
    this.changed();
  }

  #keep(kind: Kind, track: MediaStreamTrack): void {
    this.#tracks[kind]?.stop();
    this.#tracks[kind] = track;
    track.onended = () => void this.#ended(kind, track);
    // the system has switches of its own
    track.addEventListener("configurationchange", () => this.changed());
    track.enabled = kind === "camera" || !this.#muted;
    this[kind].state = track.enabled ? "on" : "off";
    this[kind].id = track.getSettings().deviceId ?? "";
    this[kind].name = track.label;
    if (kind === "camera" && !this.#cameraWanted) void this.setCamera(false);
  }

  #fail(kind: Kind, state: SourceState): void {
    this.#tracks[kind] = null;
    this[kind].state = state;
    this.changed();
  }

  /** Unplugged, or taken away by the system: try the next one at once. */
  async #ended(kind: Kind, track: MediaStreamTrack): Promise<void> {
    if (this.#tracks[kind] !== track || this.#closed) return;
    this[kind].id = "";
    await this.again(kind);
  }

  async #follow(): Promise<void> {
    await this.#list();
    if (this.#cameraWanted && this.camera.state === "none" && this.camera.options.length > 0) await this.again("camera");
    if (this.microphone.state === "none" && this.microphone.options.length > 0) await this.again("microphone");
  }

  async #followPermissions(): Promise<void> {
    for (const kind of ["camera", "microphone"] as const) {
      const status = await permission(kind);
      if (!status) continue;
      status.onchange = () => {
        const wanted = !this.#closed && (kind === "microphone" || this.#cameraWanted);
        if (wanted && status.state === "granted" && this[kind].state === "blocked") void this.again(kind);
      };
    }
  }

  async #list(): Promise<void> {
    const devices = await navigator.mediaDevices.enumerateDevices();
    this.camera.options = options(devices, INPUT.camera);
    this.microphone.options = options(devices, INPUT.microphone);
    this.speaker.options = options(devices, "audiooutput");
    const speaker = this.speaker.options.find((option) => option.id === this.speaker.id) ?? this.speaker.options[0];
    this.speaker.id = speaker?.id ?? "";
    this.speaker.name = speaker?.name ?? "";
    this.changed();
  }
}

/** How a device stands, in the protocol's words. */
export function asSwitch(state: SourceState): Switch {
  switch (state) {
    case "on":
    case "off":
    case "blocked":
      return state;
    case "asking":
    case "none":
    case "busy":
      return "none";
  }
}

function nothing(): Source {
  return { state: "asking", id: "", name: "", options: [] };
}

/** Absent on a page that was not opened safely (https or this very machine). */
function hasDevices(): boolean {
  return "mediaDevices" in navigator;
}

/** Devices without a name are those the person has not allowed yet. */
function options(devices: MediaDeviceInfo[], kind: MediaDeviceKind): Option[] {
  return devices.filter((device) => device.kind === kind && device.label !== "").map((device) => ({ id: device.deviceId, name: device.label }));
}

/** Null where the browser cannot tell. */
async function permission(kind: Kind): Promise<PermissionStatus | null> {
  try {
    return await navigator.permissions.query({ name: kind as PermissionName });
  } catch {
    return null;
  }
}

function isGone(error: unknown): boolean {
  // in older browsers this one is no Error
  return typeof error === "object" && error !== null && "name" in error && error.name === "OverconstrainedError";
}

function reason(error: unknown): SourceState {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "blocked";
  if (name === "NotReadableError" || name === "AbortError") return "busy";
  return "none";
}

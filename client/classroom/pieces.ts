/** Pieces that several views are built of: a person's tile, device choosers, the connection meter, buttons. */

import type { Devices, Kind, Source } from "./devices";
import { h, icon, setAttribute, setIcon, setText } from "./dom";
import type { IconName } from "./icons";
import type { Network, Person } from "./protocol";
import { LevelMeter, toSpeaker } from "./sound";
import { initials, noPicture } from "./words";

/** A button of the room's bar: an icon, a word under it (on a phone a short one), and a key. */
export interface BarButton {
  root: HTMLButtonElement;
  /** `said`: what screen readers say, where that is more than the word. */
  show(name: string, iconName: IconName, tone: "plain" | "stopped" | "raised", said?: string): void;
}

/** `short`: the word for a phone, where the whole one is too long for it. It is part of the whole one. */
export function barButton(key: string | null, click: () => void, short: string | null = null): BarButton {
  const word = h("span", { class: "cr-bar-word" });
  const root = h("button", { type: "button", class: "cr-bar-button", onclick: click }, word, short ? h("span", { class: "cr-bar-short" }, short) : null);
  if (key) root.setAttribute("aria-keyshortcuts", key);
  return {
    root,
    show(name, iconName, tone, said = name) {
      setIcon(root, iconName);
      setText(word, name);
      setAttribute(root, "aria-label", said);
      setAttribute(root, "title", key ? `${said} (${key})` : said);
      setAttribute(root, "data-tone", tone);
    },
  };
}

export function button(name: string, look: "big" | "plain" | "quiet" | "danger", click: () => void, iconName?: IconName): HTMLButtonElement {
  return h("button", { type: "button", class: `cr-button cr-${look}`, onclick: click }, iconName ? icon(iconName) : null, name);
}

export interface Toggle {
  root: HTMLElement;
  /** Null: there is nothing to choose. */
  show(on: boolean | null, name?: string): void;
}

/** A switch with its words. */
export function toggle(name: string, switched: (on: boolean) => void): Toggle {
  const words = h("span", {}, name);
  const box: HTMLInputElement = h("input", { type: "checkbox", role: "switch", onchange: () => switched(box.checked) });
  const root = h("label", { class: "cr-switch" }, words, box);
  return {
    root,
    show(on, now = name) {
      root.hidden = on === null;
      setText(words, now);
      if (on !== null) box.checked = on;
    },
  };
}

const NETWORK_WORDS: Record<Network, string> = {
  good: "good connection",
  fair: "fair connection",
  poor: "poor connection",
  unknown: "connection not known yet",
};

/** Three bars; the words are for screen readers and the tooltip. */
function meter(): { root: HTMLElement; show(whose: string, network: Network): void } {
  const words = h("span", { class: "cr-unseen" });
  const root = h("span", { class: "cr-meter" }, h("i"), h("i"), h("i"), words);
  return {
    root,
    show(whose, network) {
      const said = `${whose}: ${NETWORK_WORDS[network]}`;
      setAttribute(root, "data-network", network);
      setAttribute(root, "title", said);
      setText(words, said);
    },
  };
}

export interface TileState {
  person: Person;
  stream: MediaStream | null;
  speakerId: string;
  network: Network;
}

/** A person's picture, or their initials, with name, microphone, hand and connection. */
export class Tile {
  readonly root: HTMLElement;
  readonly video: HTMLVideoElement;
  readonly #name = h("span", { class: "cr-name" });
  readonly #muted = h("span", { class: "cr-tag-icon", role: "img", "aria-label": "muted" }, icon("micOff"));
  readonly #hand = h("span", { class: "cr-hand" }, icon("hand"), h("span", {}, "Hand raised"));
  readonly #face = h("span", { class: "cr-face", "aria-hidden": "true" });
  readonly #why = h("span", { class: "cr-why" });
  readonly #unheard: HTMLButtonElement;
  readonly #meter = meter();
  readonly #level: LevelMeter;

  /** `self`: the own picture, mirrored and silent. */
  constructor(private readonly self: boolean) {
    this.video = h("video", { autoplay: true, playsinline: true, "data-testid": self ? "self-video" : "remote-video" });
    this.video.muted = self;
    this.#unheard = button("Turn the sound on", "big", () => void this.#play(), "speaker");
    this.#unheard.classList.add("cr-unheard");
    this.#unheard.hidden = true;
    const tag = h("div", { class: "cr-tag" }, this.#muted, this.#name, this.#meter.root);
    const blank = h("div", { class: "cr-blank" }, this.#face, this.#why);
    this.root = h("div", { class: self ? "cr-tile cr-self" : "cr-tile cr-other" }, blank, this.video, this.#hand, this.#unheard, tag);
    this.#level = new LevelMeter((level) => this.root.style.setProperty("--cr-level", level.toFixed(2)));
  }

  update(state: TileState): void {
    const { person, stream } = state;
    setText(this.#name, this.self ? `${person.name} (you)` : person.name);
    setText(this.#face, initials(person.name));
    setText(this.#why, this.self || person.camera === "on" ? "" : noPicture(person.camera));
    setAttribute(this.video, "aria-label", this.self ? "Your own picture" : `${person.name}'s picture`);
    this.#muted.hidden = person.mic === "on";
    this.#hand.hidden = !person.hand;
    this.#meter.show(this.self ? "You" : person.name, state.network);
    setAttribute(this.root, "data-picture", person.camera === "on");
    this.#show(stream);
    if (!this.self) void toSpeaker(this.video, state.speakerId);
  }

  close(): void {
    this.#level.stop();
    this.video.srcObject = null;
  }

  #show(stream: MediaStream | null): void {
    this.#level.follow(stream?.getAudioTracks()[0] ?? null);
    if (this.video.srcObject === stream) return;
    this.video.srcObject = stream;
    if (stream) void this.#play();
  }

  /** A browser may keep sound back until the person touches the page, above all after a reload. */
  async #play(): Promise<void> {
    try {
      await this.video.play();
      this.#unheard.hidden = true;
    } catch (error) {
      this.#unheard.hidden = !(error instanceof DOMException && error.name === "NotAllowedError");
    }
  }
}

/** The own camera as a stream for a tile; the same one as long as the tracks are the same. */
export class OwnStream {
  #stream: MediaStream | null = null;

  of(devices: Devices): MediaStream | null {
    const tracks = [devices.cameraTrack, devices.microphoneTrack].filter((track) => track !== null);
    const same = this.#stream?.getTracks().length === tracks.length && tracks.every((track) => this.#stream?.getTrackById(track.id));
    if (!same) this.#stream = tracks.length > 0 ? new MediaStream(tracks) : null;
    return this.#stream;
  }
}

const CHOOSER_NAMES = { camera: "Camera", microphone: "Microphone", speaker: "Speaker" } as const;

/** A list of devices of one kind to choose from; a plain name when there is one, nothing when there is none. */
export class Chooser {
  readonly root = h("span", { class: "cr-chooser" });
  readonly #select: HTMLSelectElement;
  readonly #only = h("span", { class: "cr-device" });
  #shown = "";

  constructor(kind: Kind | "speaker", chosen: (id: string) => void) {
    const select: HTMLSelectElement = h("select", { class: "cr-select", "aria-label": CHOOSER_NAMES[kind], onchange: () => chosen(select.value) });
    this.#select = select;
    this.root.append(this.#only, select);
  }

  update(source: Source): void {
    const { options } = source;
    const shown = JSON.stringify(options);
    if (shown !== this.#shown) {
      this.#shown = shown;
      this.#select.replaceChildren(...options.map((option) => h("option", { value: option.id }, option.name)));
    }
    this.#select.hidden = options.length < 2;
    if (this.#select.value !== source.id) this.#select.value = source.id;
    setText(this.#only, options.length < 2 ? source.name || (options[0]?.name ?? "") : "");
    this.#only.hidden = options.length >= 2;
    this.root.hidden = options.length === 0;
  }
}

/** A bar that follows the own microphone. */
export class LevelBar {
  readonly root = h("span", { class: "cr-level", "aria-hidden": "true" }, h("i"));
  readonly #meter: LevelMeter;

  /** `loudest` is called with the highest level so far. */
  constructor(loudest: (level: number) => void) {
    let most = 0;
    this.#meter = new LevelMeter((level) => {
      this.root.style.setProperty("--cr-level", level.toFixed(2));
      if (level > most) loudest((most = level));
    });
  }

  follow(track: MediaStreamTrack | null): void {
    this.#meter.follow(track);
  }

  close(): void {
    this.#meter.stop();
  }
}

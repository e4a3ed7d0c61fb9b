/**
 * `<class-room>`: Tech Check, lobby, room and what comes after are states of one page, so that the media connection made
 * while the first is read is the one that carries the lesson.
 *
 * Attributes, all from the server's page: `room` (its local address), `practice` (an instructor alone), `you` (`instructor` or
 * `student`), `me` and `other` (names), `title`, `org`, `starts-ms`, `ends-ms`, `details` and `asks` (local addresses or empty). What is inside before it wakes is for
 * browsers without scripts.
 */

import { Check } from "./check";
import { Classroom } from "./classroom";
import { Closing } from "./closing";
import { h, setText } from "./dom";
import { Lobby } from "./lobby";
import type { DebugStats } from "./media";
import type { Seat } from "./protocol";
import { Room } from "./room";
import type { Known } from "./situation";
import type { Said, Scene, View } from "./view";

/** Sentences stay this long. */
const TOLD_MS = 5000;

class ClassRoomElement extends HTMLElement {
  #classroom: Classroom | null = null;
  #view: View | null = null;
  /** Which view is shown: a place, or why there is none. */
  #shown = "";
  #silence: ReturnType<typeof setTimeout> | undefined;
  readonly #told = h("p", { class: "bf-told", role: "status", "aria-live": "polite" });

  connectedCallback(): void {
    this.#told.hidden = true;
    this.replaceChildren(this.#told);
    this.dataset.awake = "";
    this.#classroom = new Classroom(this.#plan(), this.#known(), () => this.#draw(), (sentence) => this.#tell(sentence));
    this.#draw();
    this.#classroom.open();
  }

  disconnectedCallback(): void {
    this.#view?.close();
    this.#classroom?.close();
    this.#classroom = null;
  }

  /** How the media connection is doing, for journeys and benchmarks. */
  debugStats(): Promise<DebugStats> | null {
    return this.#classroom?.debugStats() ?? null;
  }

  #draw(): void {
    const classroom = this.#classroom;
    if (!classroom) return;
    const scene = classroom.scene();
    const { at } = scene.situation.standing;
    const wanted = at === "here" ? classroom.place : at;
    if (wanted !== this.#shown) this.#exchange(wanted, this.#make(wanted, classroom, scene));
    this.#view?.update(scene);
  }

  #make(wanted: string, classroom: Classroom, scene: Scene): View {
    switch (wanted) {
      case "check":
        return new Check(classroom);
      case "lobby":
        return new Lobby(classroom);
      case "room":
        return new Room(classroom);
      default:
        return new Closing(classroom, scene);
    }
  }

  /** Another page of the same element: focus goes to its heading, as after a real page change. */
  #exchange(wanted: string, view: View): void {
    const first = this.#view === null;
    this.#view?.root.remove();
    this.#view?.close();
    this.#view = view;
    this.#shown = wanted;
    this.dataset.view = wanted;
    this.prepend(view.root);
    if (view instanceof Closing) this.#hush();
    if (!first) view.root.querySelector<HTMLElement>("h1")?.focus();
  }

  #tell(sentence: string): void {
    setText(this.#told, sentence);
    this.#told.hidden = false;
    clearTimeout(this.#silence);
    this.#silence = setTimeout(() => this.#hush(), TOLD_MS);
  }

  #hush(): void {
    clearTimeout(this.#silence);
    this.#told.hidden = true;
    setText(this.#told, "");
  }

  #plan(): Said {
    return {
      room: this.#said("room"),
      practice: this.hasAttribute("practice"),
      title: this.#said("title"),
      organization: this.#said("org"),
      zone: this.#said("zone"),
      details: this.#said("details"),
      asks: this.#said("asks"),
    };
  }

  #known(): Known {
    const you: Seat = this.#said("you") === "instructor" ? "instructor" : "student";
    return { you, me: this.#said("me"), other: this.#said("other"), startsMs: Number(this.#said("starts-ms")), endsMs: Number(this.#said("ends-ms")) };
  }

  #said(attribute: string): string {
    return this.getAttribute(attribute) ?? "";
  }
}

customElements.define("class-room", ClassRoomElement);

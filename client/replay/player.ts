/** The whole replay: one timeline, and everything that is shown at its time. */

import { h, setAttribute, setText } from "../classroom/dom";
import { Boards } from "./boards";
import { partAt } from "./drift";
import { Film } from "./film";
import { icon } from "./icons";
import { People } from "./people";
import { Playhead, SPEEDS } from "./playhead";
import { SeekBar } from "./seek-bar";
import { ChapterList, ChatList } from "./side";
import { type Chapter, type Timeline, chaptersOf, clock, lastBegun, lengthOf, stopsOf, whenIn } from "./timeline";

export interface Plan {
  session: string;
  title: string;
  /** The reader's. */
  zone: string;
  details: string;
}

/** Where keys mean something else than they do for the page. */
const OWN_KEYS = "button, select, input, textarea, a, [contenteditable], [role=application]";

export class Player {
  readonly root: HTMLElement;
  readonly #head: Playhead;
  readonly #chapters: readonly Chapter[];
  readonly #people: People;
  readonly #boards: Boards;
  readonly #screen: Film;
  readonly #seekBar: SeekBar;
  readonly #chapterList: ChapterList;
  readonly #chat: ChatList;
  readonly #play = h("button", { type: "button", class: "rp-play", onclick: () => this.#toggle() });
  readonly #clock = h("p", { class: "rp-clock" });
  readonly #said = h("p", { class: "rp-unseen", role: "status" });
  readonly #note = h("p", { class: "rp-note" });
  readonly #listening = new AbortController();
  #frame: number | null = null;

  constructor(
    private readonly plan: Plan,
    private readonly timeline: Timeline,
  ) {
    const seek = (at: number): void => this.#seek(at);
    this.#head = new Playhead(lengthOf(timeline));
    this.#chapters = chaptersOf(timeline);
    this.#people = new People(timeline);
    this.#boards = new Boards(plan.session, timeline, (sentence) => setText(this.#said, sentence));
    this.#screen = new Film(timeline, "The shared screen, recorded");
    this.#seekBar = new SeekBar(timeline, seek);
    this.#chapterList = new ChapterList(stopsOf(timeline), seek);
    this.#chat = new ChatList(plan.session, timeline, seek);
    this.root = this.#layout();
    document.addEventListener("keydown", (event) => this.#key(event), { signal: this.#listening.signal });
    for (const { mode } of this.#chapters) if (mode === "draw" || mode === "write") this.#boards.prepare(mode);
    this.#show();
  }

  close(): void {
    this.#listening.abort();
    if (this.#frame !== null) cancelAnimationFrame(this.#frame);
    this.#people.close();
    this.#screen.close();
    this.#boards.close();
  }

  #layout(): HTMLElement {
    const { plan, timeline } = this;
    const back = h("a", { class: "rp-back", href: plan.details, "aria-label": "Back to the session", title: "Back to the session" }, icon("back"));
    const about = h("p", { class: "rp-about" }, `Replay · ${timeline.names.instructor} and ${timeline.names.student} · ${whenIn(plan.zone, timeline.starts_ms)}`);
    this.#screen.root.classList.add("rp-screen");
    return h(
      "section",
      { class: "rp", "data-filmed": timeline.parts.length > 0 },
      h("header", { class: "rp-head" }, back, h("div", {}, h("h1", {}, plan.title), about)),
      h("div", { class: "rp-stage" }, this.#boards.root, this.#screen.root, this.#note),
      this.#people.root,
      h("aside", { class: "rp-side" }, this.#chapterList.root, this.#chat.root),
      h("div", { class: "rp-bar" }, this.#play, this.#clock, this.#seekBar.root, this.#speeds()),
      this.#said,
    );
  }

  #speeds(): HTMLElement {
    const options = SPEEDS.map((speed) => h("option", { value: String(speed), selected: speed === 1 }, `${speed}×`));
    const select = h("select", { class: "rp-speed", "aria-label": "Speed", title: "Speed" }, ...options);
    select.addEventListener("change", () => {
      this.#head.speed = Number(select.value);
      this.#show();
    });
    return select;
  }

  #toggle(): void {
    if (this.#head.playing) this.#head.pause();
    else this.#head.play();
    this.#again();
  }

  #seek(at: number): void {
    this.#head.seek(at);
    this.#again();
  }

  #key(event: KeyboardEvent): void {
    const taken = event.target instanceof Element && event.target.closest(OWN_KEYS) !== null;
    if (event.key !== " " || taken || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    this.#toggle();
  }

  /** Shows the time with the next picture: however often one seeks in between, boards are drawn once. */
  #again(): void {
    this.#frame ??= requestAnimationFrame((nowMs) => {
      this.#frame = null;
      this.#head.tick(nowMs, !this.#isReady);
      this.#show();
      if (this.#head.playing) this.#again();
    });
  }

  get #isReady(): boolean {
    return this.#people.areReady && this.#screen.isReady && this.#boards.isReady;
  }

  #show(): void {
    const { at, playing, speed, length } = this.#head;
    const mode = this.#chapters[lastBegun(this.#chapters, at)]?.mode ?? "video";
    setAttribute(this.root, "data-mode", mode);
    this.#seekBar.update(at);
    setText(this.#clock, `${clock(at)} / ${clock(length)}`);
    this.#drawPlay(playing);
    this.#chapterList.update(at);
    this.#chat.update(at);
    // nothing runs ahead of what all wait for
    const motion = !playing ? "still" : this.#isReady ? "moves" : "waits";
    this.#people.update(at, motion, speed);
    const screen = mode === "screen" ? partAt(this.timeline, "screen", null, at) : null;
    this.#screen.update(screen, at, motion, speed);
    this.#boards.update(mode === "draw" || mode === "write" ? mode : null, at);
    this.#drawNote(mode === "video" ? this.timeline.parts.length === 0 : mode === "screen" && !screen, mode === "screen");
  }

  #drawPlay(playing: boolean): void {
    const name = playing ? "pause" : "play";
    if (this.#play.dataset["icon"] === name) return;
    this.#play.dataset["icon"] = name;
    const words = playing ? "Pause" : "Play";
    setAttribute(this.#play, "aria-label", words);
    setAttribute(this.#play, "title", `${words} (space)`);
    this.#play.replaceChildren(icon(name));
  }

  /** Why there is nothing to see. */
  #drawNote(needed: boolean, isScreen: boolean): void {
    this.#note.hidden = !needed;
    if (needed) setText(this.#note, isScreen ? "A screen was shared here. It was not recorded." : "Picture and sound were not recorded. The boards and the chat are played.");
  }
}

/**
 * Pens, fingers, mice and wheels over the board. One hand at a time draws; two fingers, the middle button and the wheel look
 * around. Once a pen has been seen, fingers only look around: a palm on the glass draws nothing.
 */

import type { Spot } from "./geometry";
import type { How, Tool, Touch } from "./tools/tool";

/** Where the next press belongs to the last one. */
const TWICE_MS = 350;
const TWICE_PX = 8;
const FINGER_TWICE_PX = 24;
/** A mouse's notch, in zoom. */
const WHEEL_ZOOM = 0.0022;
const MOST_WHEEL = 120;
const LINE_PX = 16;

export interface PointerNews {
  tool(): Tool;
  /** The hand looks around instead of drawing when it comes down there. */
  pans(at: Spot): boolean;
  mayEdit(): boolean;
  toPage(spot: Spot): Spot;
  /** Null: it left. */
  hovered(at: Spot | null, how: How): void;
  pan(dx: number, dy: number): void;
  pinch(before: readonly [Spot, Spot], now: readonly [Spot, Spot]): void;
  zoom(factor: number, at: Spot): void;
  pressed(): void;
}

type Doing = { k: "draw"; pointer: number } | { k: "pan"; pointer: number; last: Spot } | { k: "pinch" } | null;

export class Pointers {
  readonly #fingers = new Map<number, Spot>();
  #doing: Doing = null;
  #penSeen = false;
  #last: { at: Spot; ms: number } | null = null;
  #box: DOMRect | null = null;

  constructor(
    private readonly surface: HTMLElement,
    private readonly news: PointerNews,
  ) {
    surface.addEventListener("pointerdown", (event) => this.#down(event));
    surface.addEventListener("pointermove", (event) => this.#move(event));
    surface.addEventListener("pointerup", (event) => this.#up(event));
    surface.addEventListener("pointercancel", (event) => this.#up(event));
    surface.addEventListener("pointerleave", (event) => this.#leave(event));
    surface.addEventListener("wheel", (event) => this.#wheel(event), { passive: false });
    surface.addEventListener("contextmenu", (event) => event.preventDefault());
    // without it a long press on a tablet selects and magnifies
    surface.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
  }

  get isDrawing(): boolean {
    return this.#doing?.k === "draw";
  }

  /** Gives up what the hand is doing. */
  cancel(): void {
    if (this.#doing?.k === "draw") this.news.tool().cancel();
    this.#doing = null;
  }

  #down(event: PointerEvent): void {
    this.#box = this.surface.getBoundingClientRect();
    const at = this.#spot(event);
    if (event.pointerType === "pen") this.#penSeen = true;
    this.news.pressed();
    if (event.pointerType === "touch") return this.#finger(event, at);
    if (this.#doing?.k === "draw" || event.button > 2) return;
    // a pen comes down on what a resting hand began
    this.cancel();
    this.#begin(event, at, event.button !== 0 || this.news.pans(at));
  }

  #finger(event: PointerEvent, at: Spot): void {
    this.#fingers.set(event.pointerId, at);
    this.#capture(event);
    if (this.#doing?.k === "draw" && !this.#fingers.has(this.#doing.pointer)) return;
    if (this.#fingers.size >= 2) {
      this.cancel();
      this.#doing = { k: "pinch" };
    } else {
      this.#begin(event, at, this.#penSeen || this.news.pans(at));
    }
  }

  #begin(event: PointerEvent, at: Spot, pans: boolean): void {
    this.#capture(event);
    if (pans || !this.news.mayEdit()) {
      this.#doing = { k: "pan", pointer: event.pointerId, last: at };
      return;
    }
    this.#doing = { k: "draw", pointer: event.pointerId };
    this.news.tool().down(this.#touch(event), { ...howOf(event), twice: this.#isTwice(event, at) });
  }

  #capture(event: PointerEvent): void {
    // a pointer that has gone already cannot be held
    if (event.isTrusted) this.surface.setPointerCapture(event.pointerId);
  }

  #move(event: PointerEvent): void {
    const at = this.#spot(event);
    const doing = this.#doing;
    if (event.pointerType === "touch" && this.#fingers.has(event.pointerId)) this.#fingerTo(event, at);
    if (event.pointerType !== "touch" || doing?.k === "draw") this.news.hovered(this.news.toPage(at), howOf(event));
    if (doing?.k === "draw" && doing.pointer === event.pointerId) this.#draw(event);
    else if (doing?.k === "pan" && doing.pointer === event.pointerId) {
      this.news.pan(at.x - doing.last.x, at.y - doing.last.y);
      doing.last = at;
    }
  }

  #draw(event: PointerEvent): void {
    const coalesced = event.getCoalescedEvents?.() ?? [];
    const touches = (coalesced.length > 0 ? coalesced : [event]).map((each) => this.#touch(each));
    const ahead = (event.getPredictedEvents?.() ?? []).slice(0, 2).map((each) => this.#touch(each));
    this.news.tool().move(touches, ahead, howOf(event));
  }

  #fingerTo(event: PointerEvent, at: Spot): void {
    const before = [...this.#fingers.values()];
    this.#fingers.set(event.pointerId, at);
    const now = [...this.#fingers.values()];
    const [a, b] = before;
    const [c, d] = now;
    if (this.#doing?.k === "pinch" && a && b && c && d) this.news.pinch([a, b], [c, d]);
  }

  #up(event: PointerEvent): void {
    this.#fingers.delete(event.pointerId);
    const doing = this.#doing;
    if (doing?.k === "pinch") {
      if (this.#fingers.size === 0) this.#doing = null;
      return;
    }
    if (!doing || doing.pointer !== event.pointerId) return;
    this.#doing = null;
    if (doing.k !== "draw") return;
    if (event.type === "pointercancel") this.news.tool().cancel();
    else this.news.tool().up();
  }

  #leave(event: PointerEvent): void {
    if (this.#doing?.k !== "draw") this.news.hovered(null, howOf(event));
  }

  /** A wheel moves the paper, with Control (a trackpad's pinch says so too) it zooms. */
  #wheel(event: WheelEvent): void {
    event.preventDefault();
    this.#box = this.surface.getBoundingClientRect();
    const unit = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? LINE_PX : 1;
    if (event.ctrlKey || event.metaKey) {
      const turn = Math.min(MOST_WHEEL, Math.max(-MOST_WHEEL, event.deltaY * unit));
      this.news.zoom(Math.exp(-turn * WHEEL_ZOOM * (Math.abs(turn) < 50 ? 4 : 1)), this.#spot(event));
    } else if (event.shiftKey) this.news.pan(-event.deltaY * unit, -event.deltaX * unit);
    else this.news.pan(-event.deltaX * unit, -event.deltaY * unit);
  }

  #spot(event: MouseEvent): Spot {
    this.#box ??= this.surface.getBoundingClientRect();
    return { x: event.clientX - this.#box.left, y: event.clientY - this.#box.top };
  }

  #touch(event: PointerEvent): Touch {
    return { ...this.news.toPage(this.#spot(event)), p: event.pointerType === "pen" ? event.pressure : 0.5 };
  }

  #isTwice(event: PointerEvent, at: Spot): boolean {
    const near = event.pointerType === "touch" ? FINGER_TWICE_PX : TWICE_PX;
    const last = this.#last;
    const twice = last !== null && event.timeStamp - last.ms < TWICE_MS && Math.hypot(last.at.x - at.x, last.at.y - at.y) < near;
    this.#last = twice ? null : { at, ms: event.timeStamp };
    return twice;
  }
}

function howOf(event: PointerEvent): How {
  return { straight: event.shiftKey, twice: false, finger: event.pointerType === "touch" };
}

/**
 * The classroom's WebSocket: says hello, keeps a heartbeat, and comes back when the network or the server went away
 * (`docs/protocol.md`, "How it closes").
 */

import { type FromServer, ProtocolError, type ToServer, read } from "./protocol";

/** Waits before each attempt to come back, in milliseconds; the last one repeats. */
const WAITS_MS = [0, 250, 500, 1000, 2000];
/** The server takes at most one ping every 2 s. */
const PING_MS = 2500;
/** Two heartbeats without an answer: the path is dead even if the browser has not noticed. */
const SILENCE_MS = 6000;

/** With more than this waiting to be sent, ink and pointers are left out: strokes and words come first. */
const LOSSY_BEHIND = 64 * 1024;

/** Why the socket stays closed. */
export type Final = "over" | "mistake" | "refused" | "elsewhere";

const FINAL: Record<number, Final> = { 4000: "over", 4001: "mistake", 4003: "refused", 4004: "elsewhere" };

export interface SocketEvents {
  heard(message: FromServer): void;
  /** A frame of the boards. */
  frame(bytes: Uint8Array): void;
  /** The connection is gone and will be tried again. */
  lost(): void;
  closed(why: Final): void;
}

export class ClassroomSocket {
  #live: WebSocket | null = null;
  #attempt = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #beat: ReturnType<typeof setInterval> | undefined;
  #lastHeard = 0;

  constructor(
    private readonly url: string,
    /** The first message of each connection. */
    private readonly hello: () => ToServer,
    private readonly events: SocketEvents,
  ) {}

  open(): void {
    this.#drop();
    const socket = new WebSocket(this.url);
    this.#live = socket;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => this.#greet(socket);
    socket.onmessage = (event) => this.#hear(event.data);
    socket.onclose = (event) => this.#closed(event.code);
    this.#startBeat();
  }

  /** False when there is no open connection; what matters is said again after the next welcome. */
  send(message: ToServer): boolean {
    if (this.#live?.readyState !== WebSocket.OPEN) return false;
    this.#live.send(JSON.stringify(message));
    return true;
  }

  /** Bytes of the boards; false when there is no open connection, or it is too far behind for what may be lost. */
  sendBytes(bytes: Uint8Array, lossy = false): boolean {
    if (this.#live?.readyState !== WebSocket.OPEN || (lossy && this.#live.bufferedAmount > LOSSY_BEHIND)) return false;
    this.#live.send(bytes as Uint8Array<ArrayBuffer>);
    return true;
  }

  /** The machine is online again, perhaps on another network: a fresh connection at once. */
  hurry(): void {
    this.#attempt = 0;
    this.open();
  }

  close(): void {
    this.#drop();
  }

  #greet(socket: WebSocket): void {
    socket.send(JSON.stringify(this.hello()));
    this.#startBeat();
    this.#ping();
  }

  #startBeat(): void {
    clearInterval(this.#beat);
    this.#lastHeard = performance.now();
    this.#beat = setInterval(() => this.#pulse(), PING_MS);
  }

  #hear(frame: unknown): void {
    this.#lastHeard = performance.now();
    if (frame instanceof ArrayBuffer) return this.events.frame(new Uint8Array(frame));
    let message: FromServer;
    try {
      message = read(frame);
    } catch (error) {
      if (!(error instanceof ProtocolError)) throw error;
      console.error("The server said something this page does not know:", error.message);
      this.close();
      this.events.closed("mistake");
      return;
    }
    // an answered heartbeat is a welcome too, where there is no other
    if (message.t === "welcome" || message.t === "pong") this.#attempt = 0;
    this.events.heard(message);
  }

  #closed(code: number): void {
    this.#drop();
    const final = FINAL[code];
    if (final) {
      this.events.closed(final);
      return;
    }
    // 4002 is the server's own trouble: give it the first wait before coming back.
    if (code === 4002) this.#attempt = Math.max(this.#attempt, 1);
    this.#comeBack();
  }

  #comeBack(): void {
    const wait = WAITS_MS[Math.min(this.#attempt, WAITS_MS.length - 1)] ?? 0;
    this.#attempt += 1;
    this.#retry = setTimeout(() => this.open(), wait);
    this.events.lost();
  }

  #pulse(): void {
    if (performance.now() - this.#lastHeard > SILENCE_MS) {
      this.#drop();
      this.#comeBack();
    } else {
      this.#ping();
    }
  }

  #ping(): void {
    this.send({ t: "ping", at_ms: Date.now() });
  }

  /** Forgets the present connection; nothing it still says is heard. */
  #drop(): void {
    clearTimeout(this.#retry);
    this.#retry = undefined;
    clearInterval(this.#beat);
    const socket = this.#live;
    this.#live = null;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    if (socket.readyState < WebSocket.CLOSING) socket.close();
  }
}

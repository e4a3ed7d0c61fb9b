/**
 * `<network-check>`: tries, one after the other, what a lesson needs of this device and this network, and says how each
 * hop stands. Camera and microphone are asked for only on a press.
 *
 * Attributes, from the server's page: `host`; `relay` when there is one.
 */

import { CheckRow } from "../classroom/check-row";
import { h, setText } from "../classroom/dom";
import type { Way } from "./offer";
import { tryEcho, tryWay } from "./tries";
import { type Outcome, type Said, browserWords, deviceWords, pageWords, socketWords, sumWords, wayWords } from "./words";

const WAYS: readonly Way[] = ["udp", "tcp", "relay"];

class NetworkCheck extends HTMLElement {
  readonly #browser = new CheckRow("system", "Browser");
  readonly #page = new CheckRow("check", "Page");
  readonly #devices = new CheckRow("camera", "Camera and microphone");
  readonly #socket = new CheckRow("network", "Classroom");
  readonly #ways: Record<Way, CheckRow> = {
    udp: new CheckRow("network", "Sound and picture by UDP"),
    tcp: new CheckRow("network", "Sound and picture by TCP"),
    relay: new CheckRow("network", "Sound and picture inside TLS"),
  };
  readonly #sum = h("p", { class: "nc-sum", role: "status" });
  readonly #again = h("button", { type: "button", class: "btn btn-primary", onclick: () => void this.#run() }, "Check again");

  connectedCallback(): void {
    const rows = [this.#browser, this.#page, this.#devices, this.#socket, ...WAYS.map((way) => this.#ways[way])];
    this.#devices.side.append(h("button", { type: "button", class: "btn", onclick: () => void this.#askDevices() }, "Try them"));
    this.#devices.show("wait", "The browser will ask you. Nothing is sent or kept.", false);
    this.replaceChildren(this.#sum, h("ul", { class: "nc-rows" }, ...rows.map((row) => row.root)), this.#again);
    void this.#run();
  }

  async #run(): Promise<void> {
    this.#again.hidden = true;
    delete this.dataset.verdict;
    setText(this.#sum, "Checking…");
    for (const row of [this.#socket, ...WAYS.map((way) => this.#ways[way])]) row.show("wait", "Not tried yet.", false);
    const media = "RTCPeerConnection" in window;
    say(this.#browser, browserWords({ media: media && "replaceTrack" in RTCRtpSender.prototype, sockets: "WebSocket" in window }));
    say(this.#page, pageWords(isSecureContext));
    this.#socket.show("wait", "Trying…", false);
    const echo = await tryEcho();
    say(this.#socket, socketWords(echo, this.getAttribute("host") ?? location.host));
    const ways = echo.well && media ? await this.#tryWays() : [];
    const [verdict, words] = sumWords(echo, ways);
    this.dataset.verdict = verdict;
    setText(this.#sum, words);
    this.#again.hidden = false;
  }

  async #tryWays(): Promise<readonly Outcome[]> {
    const found: Outcome[] = [];
    for (const way of WAYS) {
      this.#ways[way].show("wait", "Trying…", false);
      const outcome: Outcome = way === "relay" && !this.hasAttribute("relay") ? { well: false, why: "absent" } : await tryWay(way);
      say(this.#ways[way], wayWords(way, outcome));
      found.push(outcome);
    }
    return found;
  }

  async #askDevices(): Promise<void> {
    if (!("mediaDevices" in navigator)) return say(this.#devices, pageWords(false));
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
      const names = stream.getTracks().map((track) => track.label);
      for (const track of stream.getTracks()) track.stop();
      say(this.#devices, deviceWords(null, names));
    } catch (error) {
      say(this.#devices, deviceWords(error instanceof DOMException ? error.name : "", []));
    }
  }
}

function say(row: CheckRow, [verdict, words]: Said): void {
  row.show(verdict, words, false);
}

customElements.define("network-check", NetworkCheck);

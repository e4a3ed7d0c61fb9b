import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { read } from "./protocol";
import samples from "./protocol.samples.json";
import { ClassroomSocket } from "./socket";

/** A WebSocket without a network: the test plays the server. */
class Wire {
  static readonly OPEN = 1;
  static readonly CLOSING = 2;
  static made: Wire[] = [];
  readyState = 0;
  sent: string[] = [];
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: ((event: { code: number }) => void) | null = null;

  constructor(readonly url: string) {
    Wire.made.push(this);
  }

  send(text: string): void {
    this.sent.push(text);
  }

  close(): void {
    this.readyState = 3;
  }

  opens(): void {
    this.readyState = 1;
    this.onopen?.();
  }

  says(message: unknown): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }

  closes(code: number): void {
    this.readyState = 3;
    this.onclose?.({ code });
  }
}

function openSocket(t: TestContext): { log: string[]; newest(): Wire } {
  t.mock.timers.enable({ apis: ["setTimeout", "setInterval"] });
  Wire.made = [];
  (globalThis as unknown as { WebSocket: unknown }).WebSocket = Wire;
  const log: string[] = [];
  const hello = { t: "hello", v: 1, device: "9f2c4a7be01d4c55", place: "check", takeover: false } as const;
  const socket = new ClassroomSocket("/classroom/ses_1/socket", () => hello, {
    heard: (message) => log.push(message.t),
    lost: () => log.push("lost"),
    closed: (why) => log.push(why),
  });
  socket.open();
  return { log, newest: () => Wire.made.at(-1) as Wire };
}

test("hello comes first, a ping after it", (t) => {
  const { newest } = openSocket(t);

  newest().opens();

  assert.deepEqual(newest().sent.map((text) => (JSON.parse(text) as { t: string }).t), ["hello", "ping"]);
});

test("a broken network is tried at once, then with growing waits", (t) => {
  const { log, newest } = openSocket(t);

  for (const wait of [0, 250, 500, 1000, 2000, 2000]) {
    const before = Wire.made.length;
    newest().closes(1006);
    t.mock.timers.tick(Math.max(0, wait - 1));
    assert.equal(Wire.made.length, wait === 0 ? before + 1 : before, `too early, before ${wait} ms`);
    t.mock.timers.tick(1);
    assert.equal(Wire.made.length, before + 1, `after ${wait} ms`);
  }
  assert.deepEqual(log, new Array(6).fill("lost"));
});

test("a welcome begins the waits anew", (t) => {
  const { newest } = openSocket(t);
  newest().closes(1006);
  t.mock.timers.tick(0);
  newest().closes(1006);
  t.mock.timers.tick(250);
  newest().opens();
  newest().says(samples.server[0]);
  const before = Wire.made.length;

  newest().closes(1006);
  t.mock.timers.tick(0);

  assert.equal(Wire.made.length, before + 1);
});

for (const [code, why] of Object.entries({ 4000: "over", 4001: "mistake", 4003: "refused", 4004: "elsewhere" })) {
  test(`a close with ${code} is final`, (t) => {
    const { log, newest } = openSocket(t);

    newest().closes(Number(code));
    t.mock.timers.tick(60_000);

    assert.deepEqual(log, [why]);
    assert.equal(Wire.made.length, 1);
  });
}

test("a word that is not in the protocol ends the conversation", (t) => {
  t.mock.method(console, "error", () => {});
  const { log, newest } = openSocket(t);
  newest().opens();

  newest().says({ t: "dance" });

  assert.deepEqual(log, ["mistake"]);
  assert.throws(() => read('{"t":"dance"}'));
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { FRAME_LIMIT, ProtocolError, type ToServer, read } from "./protocol";
import samples from "./protocol.samples.json";

const welcome = samples.server[0] as Record<string, unknown>;

test("every recorded word of the server is understood whole", () => {
  for (const sample of samples.server) {
    const message = read(JSON.stringify(sample));

    assert.deepEqual(message, sample);
  }
});

test("the records hold every kind in both directions", () => {
  const browser: Record<ToServer["t"], true> = {
    hello: true,
    answer: true,
    rejoin: true,
    place: true,
    devices: true,
    hand: true,
    lower_hand: true,
    mode: true,
    lock: true,
    share: true,
    allow_share: true,
    chat: true,
    react: true,
    ask: true,
    reply: true,
    extend: true,
    record: true,
    consent: true,
    end: true,
    leave: true,
    ping: true,
  };
  const server = ["welcome", "offer", "person", "state", "progress", "choose", "ended", "occupied", "moved", "refused", "pong"].concat([
    "stage",
    "happened",
    "reaction",
    "asked",
    "replied",
    "times",
  ]);

  assert.deepEqual(new Set(samples.browser.map((sample) => sample.t)), new Set(Object.keys(browser)));
  assert.deepEqual(new Set(samples.server.map((sample) => sample.t)), new Set(server));
});

test("a field that a newer server adds is left out", () => {
  const message = read(JSON.stringify({ t: "pong", at_ms: 1, now_ms: 2, zone: "UTC" }));

  assert.deepEqual(message, { t: "pong", at_ms: 1, now_ms: 2 });
});

const REFUSED: Record<string, unknown> = {
  "bytes instead of text": new ArrayBuffer(8),
  "text that is not JSON": "{",
  "a list": "[]",
  "no kind": "{}",
  "an unknown kind": '{"t":"dance"}',
  "a kind that every object has": '{"t":"constructor"}',
  "a missing field": '{"t":"offer","generation":1}',
  "an offer that says nothing of a relay": '{"t":"offer","generation":1,"sdp":""}',
  "a relay without its credential": '{"t":"offer","generation":1,"sdp":"","relay":{"urls":"","username":""}}',
  "a fraction of a generation": '{"t":"offer","generation":1.5,"sdp":"","relay":null}',
  "a negative time": '{"t":"pong","at_ms":-1,"now_ms":2}',
  "another version": JSON.stringify({ ...welcome, v: 2 }),
  "a place nobody can be": JSON.stringify({ ...welcome, student: { ...(welcome.student as object), place: "roof" } }),
  "a reader who has no mail": '{"t":"progress","progress":{"step":"sent","opened":["uncle"]}}',
  "details on another host": '{"t":"ended","outcome":"completed","by":"server","details":"//elsewhere.test/"}',
  "details with a scheme": '{"t":"ended","outcome":"completed","by":"server","details":"javascript:alert(1)"}',
  "more than a frame may hold": `{"t":"offer","generation":1,"sdp":"${"x".repeat(FRAME_LIMIT)}"}`,
};

for (const [what, frame] of Object.entries(REFUSED)) {
  test(`${what} is refused`, () => {
    assert.throws(() => read(frame), ProtocolError);
  });
}

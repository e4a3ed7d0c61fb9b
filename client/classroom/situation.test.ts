import assert from "node:assert/strict";
import { test } from "node:test";
import { ServerClock, timeLeft, warning } from "./countdown";
import { news } from "./news";
import { read } from "./protocol";
import samples from "./protocol.samples.json";
import { type Situation, after, atFirst, expectsMedia, mine, newest, theirs, togetherNow } from "./situation";

const welcome = read(JSON.stringify(samples.server[0]));
const first = atFirst({ you: "instructor", me: "Ada Byron", other: "Ben Ortiz", startsMs: 0, endsMs: 1_800_000 });
const met = after(first, welcome, 0);

function student(s: Situation, change: Partial<Situation["people"]["student"]>): Situation {
  return after(s, { t: "person", who: "student", person: { ...theirs(s), ...change } }, 0);
}

test("the welcome says everything that a page needs", () => {
  assert.equal(met.connected, true);
  assert.equal(mine(met).name, "Ada Byron");
  assert.equal(theirs(met).name, "Ben Ortiz");
  assert.deepEqual(met.progress, { step: "opened", opened: ["student", "parent"] });
});

test("packets are expected when both are in the room and the other is live", () => {
  const alone = after(met, { t: "person", who: "instructor", person: { ...mine(met), place: "room" } }, 0);
  const both = student(alone, { place: "room", media: "live", mic: "off" });

  assert.equal(expectsMedia(alone), false);
  assert.equal(expectsMedia(both), true);
  assert.equal(expectsMedia(student(both, { media: "stalled" })), false);
  assert.equal(expectsMedia(student(both, { mic: "none", camera: "off" })), false);
});

test("another device takes the seat and gives it back", () => {
  const moved = after(met, { t: "moved" }, 0);

  assert.equal(moved.standing.at, "elsewhere");
  assert.equal(after(moved, welcome, 0).standing.at, "here");
});

test("minutes together run while both are in and stand still after the end", () => {
  const running = after(met, { t: "state", state: "lesson", together_s: 60, running: true }, 10_000);
  const over = after(running, { t: "ended", outcome: "completed", by: "instructor", details: null }, 130_000);

  assert.equal(togetherNow(met, 99_000), 0);
  assert.equal(togetherNow(running, 40_000), 90);
  assert.equal(togetherNow(over, 999_000), 180);
});

test("a wished end stands until the server has answered it", () => {
  const asked: Situation = { ...met, ending: { choice: null } };

  assert.deepEqual(after({ ...asked, connected: false }, welcome, 0).ending, { choice: null });
  assert.equal(after(asked, { t: "choose", together_s: 10, minimum_s: 300 }, 0).ending, null);
  assert.equal(after(asked, { t: "refused", what: "end", why: "unavailable", text: "Please try again." }, 0).ending, null);
  assert.deepEqual(after(asked, { t: "refused", what: "place", why: "not_opened", text: "" }, 0).ending, { choice: null });
  assert.equal(after(asked, { t: "ended", outcome: "completed", by: "instructor", details: null }, 0).ending, null);
});

test("what happened is told once, whatever is said again", () => {
  const line = (seq: number) => ({ seq, at_ms: 0, by: "student" as const, what: { kind: "chat" as const, id: `message${seq}`, text: "Hi" } });

  const told = after(met, { t: "happened", events: [line(1), line(2)] }, 0);
  const again = after(told, { t: "happened", events: [line(2), line(3)] }, 0);

  assert.deepEqual(again.record.map(({ seq }) => seq), [1, 2, 3]);
  assert.equal(newest(again), 3);
});

test("coming, leaving and raising a hand are told", () => {
  const came = student(met, { place: "room" });
  const raised = student(came, { hand: true });
  const gone = student(raised, { place: "away", hand: false });

  assert.deepEqual(news(met, came), ["Ben is here."]);
  assert.deepEqual(news(came, raised), ["Ben raised a hand."]);
  assert.deepEqual(news(raised, gone), ["Ben left the room."]);
  assert.deepEqual(news(first, met), []);
});

test("the clock counts down, warns at five and at one minute, and goes on after the end", () => {
  assert.deepEqual(timeLeft(3_600_000, 0), { text: "1:00:00 left", urgency: "calm" });
  assert.deepEqual(timeLeft(1_450_000, 0), { text: "24:10 left", urgency: "calm" });
  assert.deepEqual(timeLeft(300_000, 0), { text: "5:00 left", urgency: "soon" });
  assert.deepEqual(timeLeft(59_001, 0), { text: "1:00 left", urgency: "last" });
  assert.deepEqual(timeLeft(0, 80_000), { text: "1:20 over", urgency: "over" });
  assert.equal(warning("calm", "soon"), "5 minutes left.");
  assert.equal(warning("soon", "soon"), null);
});

test("the server's clock is taken from the quickest answer", () => {
  const clock = new ServerClock();
  clock.set(50_000, 1_000);
  clock.pong(1_000, 61_050, 1_100);
  clock.pong(2_000, 70_000, 4_000);

  assert.equal(clock.now(1_100), 61_100);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { Playhead } from "./playhead";

test("it moves on at its speed, and only while it plays", () => {
  const head = new Playhead(10_000);
  head.tick(0, false);
  head.tick(500, false);
  head.play();
  head.speed = 1.5;
  head.tick(600, false);
  head.tick(1_600, false);

  assert.equal(head.at, 1_500);
});

test("it waits for a picture that is not there yet, and does not make up for it", () => {
  const head = new Playhead(10_000);
  head.play();
  head.tick(0, false);
  head.tick(400, true);
  head.tick(500, false);

  assert.equal(head.at, 100);
});

test("it stops at the end, and begins again from there", () => {
  const head = new Playhead(1_000);
  head.play();
  head.tick(0, false);
  head.tick(5_000, false);
  assert.deepEqual([head.at, head.playing], [1_000, false]);

  head.play();
  assert.deepEqual([head.at, head.playing], [0, true]);
});

test("a seek stays inside, and an unknown speed is not taken", () => {
  const head = new Playhead(1_000);
  head.seek(-5);
  head.speed = 16;

  assert.deepEqual([head.at, head.speed], [0, 1]);
});

import assert from "node:assert/strict";
import { test } from "node:test";

import { type Outcome, deviceWords, socketWords, sumWords, wayWords } from "./words";

const well: Outcome = { well: true, roundTripMs: 23.4 };
const blocked: Outcome = { well: false, why: "blocked" };
const absent: Outcome = { well: false, why: "absent" };

test("one open way is enough, and the best way is said to be the best", () => {
  assert.deepEqual(sumWords(well, [well, blocked, absent]), ["good", "This network is ready for a lesson."]);
  assert.equal(sumWords(well, [blocked, blocked, well])[0], "good");
  assert.match(sumWords(well, [blocked, well, absent])[1], /not by the best way/);
  assert.equal(sumWords(well, [blocked, blocked, absent])[0], "bad");
});

test("without the live connection nothing else counts", () => {
  assert.equal(sumWords(blocked, [well, well, well])[0], "bad");
  assert.match(socketWords(blocked, "harbor.test")[1], /harbor\.test is cut/);
});

test("a full server is not called a bad network", () => {
  const busy: Outcome = { well: false, why: "busy" };
  assert.equal(sumWords(well, [busy, busy, absent])[0], "warn");
  assert.equal(wayWords("udp", busy)[0], "warn");
});

test("a way that is closed is named with what it means, an open one with its time", () => {
  assert.deepEqual(wayWords("udp", well), ["good", "Sound and picture get through the best way (UDP), 23 ms there and back."]);
  assert.match(wayWords("tcp", blocked)[1], /within 8 seconds. One of the others is enough/);
  assert.equal(wayWords("relay", absent)[0], "none");
});

test("a forbidden camera and one in use ask for different things", () => {
  assert.match(deviceWords("NotAllowedError", [])[1], /allow camera and microphone/);
  assert.match(deviceWords("NotReadableError", [])[1], /Another program/);
  assert.deepEqual(deviceWords(null, ["Front camera", "Headset"]), ["good", "Front camera and Headset"]);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { Quality, type Reading, Watchdog, readCounters } from "./stats";

const fine: Reading = { bytesIn: 0, packetsIn: 100, packetsLost: 0, framesDecoded: 1, lossOut: 0, roundTripMs: 40, protocol: "udp" };

/** Looks every half second; `bytes` are the counters seen. */
function watch(dog: Watchdog, fromMs: number, bytes: number[], expected = true): number[] {
  const asked: number[] = [];
  bytes.forEach((count, index) => {
    const nowMs = fromMs + index * 500;
    if (dog.shouldRejoin(count, expected, false, nowMs)) asked.push(nowMs);
  });
  return asked;
}

test("a second of silence asks for a new connection, and then with growing patience", () => {
  const silence = new Array<number>(20).fill(10);

  assert.deepEqual(watch(new Watchdog(), 10_000, silence), [11_000, 13_000, 17_000]);
});

test("bytes that keep coming ask for nothing", () => {
  assert.deepEqual(watch(new Watchdog(), 10_000, [1, 2, 3, 3, 4, 5]), []);
});

test("silence is in order while nobody is expected", () => {
  assert.deepEqual(watch(new Watchdog(), 10_000, [5, 5, 5, 5, 5, 5], false), []);
});

test("a laptop that slept is given time", () => {
  const dog = new Watchdog();
  watch(dog, 10_000, [1, 2]);

  assert.deepEqual(watch(dog, 60_000, [2, 2]), []);
});

test("a path that the browser gave up is left at once", () => {
  assert.equal(new Watchdog().shouldRejoin(5, false, true, 10_000), true);
});

test("loss and delay make the meter fall", () => {
  const quality = new Quality();

  assert.equal(quality.judge(fine, 0), "good");
  assert.equal(quality.judge({ ...fine, packetsIn: 195, packetsLost: 5 }, 2000), "fair");
  assert.equal(quality.judge({ ...fine, packetsIn: 275, packetsLost: 25 }, 4000), "poor");
  assert.equal(quality.judge({ ...fine, packetsIn: 300, packetsLost: 25 }, 4250), "poor");
  assert.equal(quality.judge({ ...fine, packetsIn: 375, packetsLost: 25, roundTripMs: 900 }, 6000), "poor");
  assert.equal(quality.judge({ ...fine, packetsIn: 475, packetsLost: 25 }, 8000), "good");
  assert.equal(quality.judge({ ...fine, roundTripMs: null }, 10_000), "unknown");
});

test("counters are read from the path in use", () => {
  const reading = readCounters([
    { id: "T", type: "transport", selectedCandidatePairId: "P2", bytesReceived: 900 },
    { id: "P1", type: "candidate-pair", state: "failed", remoteCandidateId: "C1" },
    { id: "P2", type: "candidate-pair", state: "succeeded", remoteCandidateId: "C2", currentRoundTripTime: 0.0421 },
    { id: "C1", type: "remote-candidate", protocol: "udp" },
    { id: "C2", type: "remote-candidate", protocol: "tcp" },
    { id: "A", type: "inbound-rtp", kind: "audio", packetsReceived: 50, packetsLost: 1 },
    { id: "V", type: "inbound-rtp", kind: "video", packetsReceived: 70, packetsLost: 2, framesDecoded: 12 },
    { id: "R", type: "remote-inbound-rtp", fractionLost: 0.02 },
  ]);

  assert.deepEqual(reading, { bytesIn: 900, packetsIn: 120, packetsLost: 3, framesDecoded: 12, lossOut: 0.02, roundTripMs: 42, protocol: "tcp" });
});

test("a path through the relay is known by how the relay is reached", () => {
  const reading = readCounters([
    { id: "T", type: "transport", selectedCandidatePairId: "P" },
    { id: "P", type: "candidate-pair", state: "succeeded", localCandidateId: "L", remoteCandidateId: "C" },
    { id: "L", type: "local-candidate", protocol: "udp", candidateType: "relay", relayProtocol: "tls" },
    { id: "C", type: "remote-candidate", protocol: "udp", candidateType: "host" },
  ]);

  assert.equal(reading.protocol, "tls");
});

test("a browser without a transport entry is read by its nominated path", () => {
  const reading = readCounters([
    { id: "P", type: "candidate-pair", state: "succeeded", nominated: true, remoteCandidateId: "C", bytesReceived: 70 },
    { id: "C", type: "remote-candidate", protocol: "UDP" },
  ]);

  assert.equal(reading.bytesIn, 70);
  assert.equal(reading.protocol, "udp");
});

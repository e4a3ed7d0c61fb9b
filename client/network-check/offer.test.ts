import assert from "node:assert/strict";
import { test } from "node:test";

import { hasCandidate, only } from "./offer";

const UDP = "a=candidate:1 1 udp 2130706431 203.0.113.4 3478 typ host\r\n";
const TCP = "a=candidate:2 1 TCP 1671430143 203.0.113.4 443 typ host tcptype passive\r\n";
const OFFER = `v=0\r\nm=audio 9 UDP/TLS/RTP/SAVPF 111\r\n${UDP}${TCP}a=end-of-candidates\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\n${UDP}`;

test("a way is tried alone: the candidates of the others are left out, and nothing else", () => {
  assert.equal(only("udp", OFFER), OFFER.replace(TCP, ""));
  assert.equal(only("tcp", OFFER), OFFER.replaceAll(UDP, ""));
});

test("what goes through the relay comes out at the candidates for UDP", () => {
  assert.equal(only("relay", OFFER), only("udp", OFFER));
});

test("an offer without candidates is known", () => {
  assert.equal(hasCandidate(OFFER), true);
  assert.equal(hasCandidate(only("tcp", OFFER.replace(TCP, ""))), false);
});

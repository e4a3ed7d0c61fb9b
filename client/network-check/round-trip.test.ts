import assert from "node:assert/strict";
import { test } from "node:test";

import { roundTrip } from "./round-trip";

function connection(...seconds: number[]): Pick<RTCPeerConnection, "connectionState" | "getStats"> {
  const pairs = (): [string, unknown][] => [["pair", { type: "candidate-pair", nominated: true, currentRoundTripTime: seconds.shift() ?? 0 }]];
  return { connectionState: "connected", getStats: () => Promise.resolve(new Map(pairs()) as unknown as RTCStatsReport) };
}

test("the round trip is waited for", async () => {
  assert.equal(await roundTrip(connection(0, 0.023)), 23);
});

test("a connection whose round trip is never told is a connection all the same", { timeout: 20_000 }, async () => {
  assert.equal(await roundTrip(connection(), 50), null);
});

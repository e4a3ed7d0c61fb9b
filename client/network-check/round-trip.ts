/** The round trip of a media connection, as the browser measured it. */

/** Within half a millisecond some browsers say nought, for seconds on end. */
const LOOK_FOR_MS = 2000;
const LOOK_AGAIN_MS = 100;

/** In milliseconds; null when there is no figure yet, which says nothing against the connection. */
export async function roundTrip(pc: Pick<RTCPeerConnection, "connectionState" | "getStats">, lookForMs = LOOK_FOR_MS): Promise<number | null> {
  const end = performance.now() + lookForMs;
  while (pc.connectionState === "connected" && performance.now() < end) {
    for (const figure of (await pc.getStats()).values()) {
      if (figure.type === "candidate-pair" && figure.nominated && figure.currentRoundTripTime > 0) return figure.currentRoundTripTime * 1000;
    }
    await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
  }
  return null;
}

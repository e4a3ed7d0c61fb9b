/** The tries themselves: an echo over a socket, and a media connection by one way alone. Each has a socket of its own. */

import { type Way, hasCandidate, only } from "./offer";
import { roundTrip } from "./round-trip";
import type { Outcome } from "./words";

/** What takes longer than this will not come. */
const WITHIN_MS = 8000;

const BLOCKED: Outcome = { well: false, why: "blocked" };
const ABSENT: Outcome = { well: false, why: "absent" };

interface Offer {
  sdp: string;
  relay: RTCIceServer | null;
}

/** Says something to the server and waits for it to come back. */
export async function tryEcho(): Promise<Outcome> {
  return withSocket(async (socket) => {
    const sent = performance.now();
    socket.send(JSON.stringify({ t: "echo", n: 1 }));
    await heard(socket, "echo");
    return { well: true, roundTripMs: performance.now() - sent };
  });
}

/** Makes a media connection by this way, and by no other. When it stands, the way is open, whatever else comes late. */
export async function tryWay(way: Way): Promise<Outcome> {
  return withSocket(async (socket, stands) => {
    socket.send(JSON.stringify({ t: "media" }));
    const offer = (await heard(socket, "offer")) as unknown as Offer;
    const sdp = only(way, offer.sdp);
    if (!hasCandidate(sdp) || (way === "relay" && !offer.relay)) return ABSENT;
    const relayed = way === "relay" && offer.relay;
    const pc = new RTCPeerConnection({ bundlePolicy: "max-bundle", iceServers: relayed ? [relayed] : [], iceTransportPolicy: relayed ? "relay" : "all" });
    try {
      await pc.setRemoteDescription({ type: "offer", sdp });
      await pc.setLocalDescription();
      socket.send(JSON.stringify({ t: "answer", sdp: pc.localDescription?.sdp ?? "" }));
      await connected(pc);
      stands();
      return { well: true, roundTripMs: await roundTrip(pc) };
    } finally {
      pc.close();
    }
  });
}

/** Whatever goes wrong in a try, and whatever does not come in time, is a hop that is closed. */
async function withSocket(talk: (socket: WebSocket, stands: () => void) => Promise<Outcome>): Promise<Outcome> {
  const socket = new WebSocket("/check/socket");
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<Outcome>((resolve) => {
    timer = setTimeout(() => resolve(BLOCKED), WITHIN_MS);
  });
  try {
    return await Promise.race([opened(socket).then(() => talk(socket, () => clearTimeout(timer))), late]);
  } catch (error) {
    console.info("A hop is closed:", error);
    return BLOCKED;
  } finally {
    clearTimeout(timer);
    socket.close();
  }
}

function opened(socket: WebSocket): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.onopen = () => resolve();
    socket.onerror = () => reject(new Error("the socket did not open"));
  });
}

function heard(socket: WebSocket, kind: string): Promise<Record<string, unknown>> {
  return new Promise((resolve, reject) => {
    socket.onclose = () => reject(new Error("the socket was closed"));
    socket.onmessage = ({ data }) => {
      const said = JSON.parse(String(data)) as Record<string, unknown>;
      if (said.t === kind) resolve(said);
    };
  });
}

function connected(pc: RTCPeerConnection): Promise<void> {
  return new Promise((resolve, reject) => {
    pc.onconnectionstatechange = () => {
      if (pc.connectionState === "connected") resolve();
      if (pc.connectionState === "failed") reject(new Error("no connection came about"));
    };
  });
}

/** Leaves one way of reaching the server in an offer, so that it is tried alone. Pure. */

export type Way = "udp" | "tcp" | "relay";

/** `a=candidate:1 1 udp 2130706431 203.0.113.4 3478 typ host` (RFC 8839 section 5.1): the third word is the transport. */
const CANDIDATE = /^a=candidate:\S+ \d+ (\S+) /i;

/**
 * The offer with the candidates of this way alone. The relay leads to those for UDP: what goes through it comes out
 * inside the server.
 */
export function only(way: Way, sdp: string): string {
  const transport = way === "tcp" ? "tcp" : "udp";
  return sdp
    .split(/(?<=\n)/)
    .filter((line) => {
      const found = CANDIDATE.exec(line);
      return found === null || found[1]?.toLowerCase() === transport;
    })
    .join("");
}

/** Whether the offer has a candidate at all. */
export function hasCandidate(sdp: string): boolean {
  return sdp.split("\n").some((line) => CANDIDATE.test(line));
}

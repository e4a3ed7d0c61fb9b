/** A board as the server gives it: what lay on it at the beginning, and every edit after that. Pure. */

import type { Who } from "../boards/host";

export interface Edit {
  by: Who;
  /** On the server's clock; never before the edit ahead of it. */
  at_ms: number;
  update: Uint8Array;
}

export interface Score {
  before: Uint8Array;
  edits: Edit[];
}

/** Reads the bytes of `GET …/replay/boards/{board}`. Throws a RangeError when they end too early. */
export function readScore(bytes: Uint8Array): Score {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let place = 0;
  const take = (): Uint8Array => {
    const length = view.getUint32(place);
    place += 4;
    if (place + length > bytes.byteLength) throw new RangeError("a board ended too early");
    const taken = bytes.subarray(place, place + length);
    place += length;
    return taken;
  };
  const before = take();
  const edits: Edit[] = [];
  let latest = 0;
  while (place < bytes.byteLength) {
    const by: Who = view.getUint8(place) === 0 ? "instructor" : "student";
    latest = Math.max(latest, Number(view.getBigUint64(place + 1)));
    place += 9;
    edits.push({ by, at_ms: latest, update: take() });
  }
  return { before, edits };
}

/**
 * Reads a whole board into a document. It holds the same few words ten thousand times, and asking the browser's decoder
 * for each of them costs more than all the rest; short plain ones are read here.
 */

import * as decoding from "lib0/decoding";
import * as Y from "yjs";

const SHORT = 48;
/** Kinds of values, as lib0 writes them. */
const STRING = 119;
const OBJECT = 118;

export function applyWhole(doc: Y.Doc, whole: Uint8Array, origin: unknown): void {
  Y.applyUpdateV2(doc, whole, origin, Reader);
}

/** Version 1, as `Y.applyUpdate` reads it. */
class Reader extends Y.UpdateDecoderV1 {
  override readString(): string {
    return readText(this.restDecoder);
  }

  override readKey(): string {
    return readText(this.restDecoder);
  }

  override readAny(): unknown {
    return readValue(this.restDecoder);
  }
}

function readText(bytes: decoding.Decoder): string {
  const from = bytes.pos;
  const length = decoding.readVarUint(bytes);
  const letters = bytes.arr.subarray(bytes.pos, bytes.pos + length);
  if (length <= SHORT && letters.length === length && isPlain(letters)) {
    bytes.pos += length;
    return String.fromCharCode.apply(null, letters as unknown as number[]);
  }
  bytes.pos = from;
  return decoding.readVarString(bytes);
}

function isPlain(letters: Uint8Array): boolean {
  for (let i = 0; i < letters.length; i++) if ((letters[i] ?? 0) > 127) return false;
  return true;
}

function readValue(bytes: decoding.Decoder): unknown {
  switch (bytes.arr[bytes.pos]) {
    case STRING:
      bytes.pos += 1;
      return readText(bytes);
    case OBJECT: {
      bytes.pos += 1;
      const value: Record<string, unknown> = {};
      for (let left = decoding.readVarUint(bytes); left > 0; left -= 1) {
        const name = readText(bytes);
        value[name] = readValue(bytes);
      }
      return value;
    }
    default:
      return decoding.readAny(bytes);
  }
}

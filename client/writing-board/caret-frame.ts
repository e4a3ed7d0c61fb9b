/**
 * A caret as bytes on its way to the other person: one kind byte, then two positions in the shared text. Nothing in them
 * says whose caret it is; that is known from who sent them.
 */

import * as decoding from "lib0/decoding";
import * as encoding from "lib0/encoding";
import * as Y from "yjs";

/** Where a person's selection starts and where its moving end is. */
export interface Caret {
  anchor: Y.RelativePosition;
  head: Y.RelativePosition;
}

/** The text's name in the document. A position that names another root would make one of that name. */
export const FRAGMENT = "text";

const GONE = 0;
const HERE = 1;
/** Two positions take about thirty bytes; this leaves room for large ids. */
const MOST_BYTES = 128;

/** Null: the person has no caret. */
export function encodeCaret(caret: Caret | null): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeUint8(encoder, caret ? HERE : GONE);
  if (caret) {
    encoding.writeVarUint8Array(encoder, Y.encodeRelativePosition(caret.anchor));
    encoding.writeVarUint8Array(encoder, Y.encodeRelativePosition(caret.head));
  }
  return encoding.toUint8Array(encoder);
}

/** Undefined for bytes that are no caret's. */
export function decodeCaret(bytes: Uint8Array): Caret | null | undefined {
  if (bytes.length > MOST_BYTES) return undefined;
  try {
    return read(bytes);
  } catch {
    // lib0 throws on bytes that end too soon or count too far; such a frame says nothing
    return undefined;
  }
}

function read(bytes: Uint8Array): Caret | null | undefined {
  const decoder = decoding.createDecoder(bytes);
  const kind = decoding.readUint8(decoder);
  if (kind === GONE) return decoding.hasContent(decoder) ? undefined : null;
  if (kind !== HERE) return undefined;
  const anchor = position(decoding.readVarUint8Array(decoder));
  const head = position(decoding.readVarUint8Array(decoder));
  return anchor && head && !decoding.hasContent(decoder) ? { anchor, head } : undefined;
}

function position(bytes: Uint8Array): Y.RelativePosition | null {
  const found = Y.decodeRelativePosition(bytes);
  const known = found.item !== null || found.type !== null || found.tname === FRAGMENT;
  return known ? found : null;
}

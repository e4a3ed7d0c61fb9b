import assert from "node:assert/strict";
import { test } from "node:test";
import * as Y from "yjs";
import { type Refusal, type Saved, Sync } from "./sync";

/** A server that takes, holds back or refuses edits, as a test says. */
class Server {
  doc = new Y.Doc();
  readonly states: Saved[] = [];
  readonly refusals: Refusal[] = [];
  /** What came before the question, since the server was born. */
  order: string[] = [];
  #asked = false;
  edits = 0;
  locked = false;
  reachable = true;
  readonly sync: Sync;

  constructor() {
    this.sync = new Sync(0, {
      send: (bytes) => this.#hear(bytes),
      whole: () => (this.reachable ? Promise.resolve(Y.encodeStateAsUpdate(this.doc)) : Promise.reject(new Error("no way there"))),
      replaced: (_, why) => this.refusals.push(why),
      saved: (state) => this.states.push(state),
    });
  }

  /** Shows an edit of the other that is row `number` and may be lost, as `voucher` says. */
  showAhead(number: number, durable: number, voucher: number, edit: (page: Y.Map<unknown>) => void): void {
    const other = new Y.Doc();
    Y.applyUpdate(other, Y.encodeStateAsUpdate(this.sync.doc));
    let update = new Uint8Array();
    other.once("update", (bytes: Uint8Array<ArrayBuffer>) => (update = bytes));
    edit(page(other));
    this.sync.hear(new Uint8Array([103, number, durable, ...voucherOf(voucher), ...update]));
  }

  /** Another server, that knows nothing. */
  forget(): Y.Doc {
    this.sync.lose();
    [this.doc, this.order, this.#asked, this.edits] = [new Y.Doc(), [], false, 0];
    return this.doc;
  }

  ack(): void {
    this.sync.hear(new Uint8Array([100, this.edits]));
  }

  #hear(bytes: Uint8Array): boolean {
    const [board, kind, step] = bytes;
    assert.equal(board, 0);
    if (kind === 103) {
      this.edits += 1;
      if (!this.#asked) this.order.push(`vouched ${step}`);
      Y.applyUpdate(this.doc, bytes.slice(2 + VOUCHER_BYTES));
      return true;
    }
    let head = 3;
    while ((bytes[head] ?? 0) > 127) head += 1;
    const blob = bytes.slice(head + 1);
    if (step === 0) {
      this.#asked = true;
      this.#say(1, Y.encodeStateAsUpdate(this.doc, blob));
      this.#say(0, Y.encodeStateVector(this.doc));
      return true;
    }
    this.edits += 1;
    if (!this.#asked) this.order.push("edit");
    if (this.locked && step === 2) this.sync.hear(new Uint8Array([101, this.edits, 0]));
    else Y.applyUpdate(this.doc, blob);
    return true;
  }

  #say(step: number, blob: Uint8Array): void {
    const size = blob.length > 127 ? [(blob.length & 127) | 128, blob.length >> 7] : [blob.length];
    this.sync.hear(new Uint8Array([0, step, ...size, ...blob]));
  }
}

const VOUCHER_BYTES = 48;
const voucherOf = (number: number): Uint8Array => new Uint8Array(VOUCHER_BYTES).fill(number);

const page = (doc: Y.Doc): Y.Map<unknown> => doc.getMap("p:1");

test("an edit is saved when the server says that it is, and not before", () => {
  const server = new Server();
  server.sync.connect();
  server.ack();

  page(server.sync.doc).set("a", 1);
  const before = server.states.at(-1);
  server.ack();

  assert.equal(before, "saving");
  assert.equal(server.states.at(-1), "saved");
  assert.equal(page(server.doc).get("a"), 1);
});

test("what was drawn without a connection is brought when there is one", () => {
  const server = new Server();
  page(server.sync.doc).set("offline", 1);

  server.sync.connect();
  server.ack();

  assert.equal(page(server.doc).get("offline"), 1);
  assert.equal(server.states.at(-1), "saved");
  server.sync.lose();
  assert.equal(server.states.at(-1), "offline");
});

test("a refused edit is gone here too, and what follows is taken", () => {
  const server = new Server();
  page(server.doc).set("hers", 1);
  server.sync.connect();
  server.locked = true;

  page(server.sync.doc).set("mine", 1);
  server.locked = false;
  page(server.sync.doc).set("later", 1);
  server.ack();

  assert.deepEqual(server.refusals, ["locked"]);
  assert.deepEqual(page(server.sync.doc).toJSON(), { hers: 1, later: 1 });
  assert.deepEqual(page(server.doc).toJSON(), { hers: 1, later: 1 });
  assert.equal(server.states.at(-1), "saved");
});

test("a board too large for a frame is fetched", async () => {
  const server = new Server();
  page(server.doc).set("large", "x");
  server.sync.hear(new Uint8Array([102]));
  await new Promise((resolve) => setImmediate(resolve));

  assert.equal(page(server.sync.doc).get("large"), "x");
});

test("a board that could not be fetched is asked for again", async (t) => {
  t.mock.timers.enable({ apis: ["setTimeout"] });
  t.mock.method(console, "warn", () => undefined);
  const server = new Server();
  server.sync.connect();
  page(server.doc).set("large", "x");
  server.reachable = false;
  server.sync.hear(new Uint8Array([102]));
  await new Promise((resolve) => setImmediate(resolve));
  const before = page(server.sync.doc).get("large");

  t.mock.timers.tick(2_000);

  assert.equal(before, undefined);
  assert.equal(page(server.sync.doc).get("large"), "x");
});

test("what is drawn while a large board is on its way, and after it came, is on the server too", async () => {
  const server = new Server();
  page(server.doc).set("large", "x");
  server.sync.hear(new Uint8Array([102]));
  page(server.sync.doc).set("meanwhile", 1);
  await new Promise((resolve) => setImmediate(resolve));

  page(server.sync.doc).set("after", 1);

  assert.deepEqual(page(server.doc).toJSON(), { large: "x", meanwhile: 1, after: 1 });
});

test("what the server showed and lost is brought back, between the edits it stands between", () => {
  const server = new Server();
  server.sync.connect();
  server.ack();
  page(server.sync.doc).set("mine", 1);
  server.showAhead(7, 5, 9, (other) => other.set("hers", other.get("mine")));
  page(server.sync.doc).set("mine", 2);
  page(server.sync.doc).set("mine", 3);
  // the server died, and knows none of it
  const reborn = server.forget();

  server.sync.connect();

  assert.deepEqual(server.order, ["edit", "vouched 9", "edit"]);
  assert.deepEqual(page(reborn).toJSON(), { mine: 3, hers: 1 });
});

test("large edits that may be lost are brought back in frames of their own", () => {
  const server = new Server();
  server.sync.connect();
  server.ack();
  for (const key of ["a", "b"]) page(server.sync.doc).set(key, key.repeat(600 * 1024));
  const reborn = server.forget();

  server.sync.connect();

  assert.deepEqual(server.order, ["edit", "edit"]);
  assert.deepEqual([...page(reborn).keys()].sort(), ["a", "b"]);
});

test("what is on disk is not brought back", () => {
  const server = new Server();
  server.sync.connect();
  server.ack();
  server.showAhead(7, 5, 1, (other) => other.set("a", 1));
  server.showAhead(8, 7, 2, (other) => other.set("b", 1));
  page(server.sync.doc).set("mine", 1);
  server.ack();
  server.forget();

  server.sync.connect();
  const first = [...server.order];
  server.ack();
  server.forget();
  server.sync.connect();

  assert.deepEqual(first, ["vouched 2"]);
  assert.deepEqual(server.order, [], "what came back is on disk then");
});

test("what was brought back and is not on disk yet, is brought back again", () => {
  const server = new Server();
  server.sync.connect();
  server.ack();
  server.showAhead(7, 5, 3, (other) => other.set("a", 1));
  server.forget();
  server.sync.connect();
  server.forget();

  server.sync.connect();

  assert.deepEqual(server.order, ["vouched 3", "edit"], "and what the server asked for then");
});

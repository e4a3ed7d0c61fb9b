import assert from "node:assert/strict";
import { test } from "node:test";
import * as Y from "yjs";
import { between } from "./order";
import { pack } from "./packing";
import { Scene } from "./scene";

const UNMEASURED = { text: () => ({ w: 1, h: 1 }), formula: () => ({ w: 1, h: 1 }) };

/** A page, and what the sheet above it is told. */
class Sheet {
  readonly objects = new Y.Doc().getMap<unknown>("p:first");
  readonly told: string[] = [];
  readonly scene = new Scene(this.objects, UNMEASURED, {
    added: (item) => this.told.push(`added ${item.id}`),
    repaired: () => this.told.push("repaired"),
    renewed: (mostly) => this.told.push(mostly ? "mostly new" : "renewed"),
    changed: () => {},
  });
  #place: string | null = null;

  draw(count: number): void {
    this.objects.doc?.transact(() => {
      for (let left = count; left > 0; left -= 1) {
        this.#place = between(this.#place, null);
        const d = pack([left, left, 0.5, left + 9, left, 0.5]);
        this.objects.set(this.#place, { k: "pen", z: this.#place, t: 0, by: "student", c: 0, b: 1, mark: false, d });
      }
    });
  }

  get places(): readonly string[] {
    return this.scene.items.map(({ id }) => id);
  }
}

test("a board that comes whole is drawn once, not stroke by stroke", () => {
  const sheet = new Sheet();

  sheet.draw(10_000);

  assert.deepEqual(sheet.told, ["mostly new"]);
  assert.equal(sheet.scene.size, 10_000);
  assert.deepEqual(sheet.places, [...sheet.places].sort());
});

test("a stroke on a full page is added on top, and nothing else is drawn", () => {
  const sheet = new Sheet();
  sheet.draw(10_000);
  sheet.told.length = 0;

  sheet.draw(1);

  assert.deepEqual(sheet.told, [`added ${sheet.places.at(-1)}`]);
});

test("many strokes that come to a fuller page leave it seen until all are drawn", () => {
  const sheet = new Sheet();
  sheet.draw(1_000);
  sheet.told.length = 0;

  sheet.draw(200);

  assert.deepEqual(sheet.told, ["renewed"]);
  assert.equal(sheet.places.length, 1_200);
});

test("what many hands removed at once is gone", () => {
  const sheet = new Sheet();
  sheet.draw(500);
  const [kept] = sheet.places;

  sheet.objects.doc?.transact(() => sheet.places.slice(1).forEach((id) => sheet.objects.delete(id)));

  assert.deepEqual(sheet.places, [kept]);
});

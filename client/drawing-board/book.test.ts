import assert from "node:assert/strict";
import { test } from "node:test";
import * as Y from "yjs";
import { Book } from "./book";
import type { Item, Measures } from "./item";
import type { Thing } from "./model";
import { Scene } from "./scene";

const MEASURES: Measures = { text: () => ({ w: 10, h: 10 }), formula: () => ({ w: 10, h: 10 }) };

function rect(z: string, by: "instructor" | "student" = "instructor"): Thing {
  return { k: "rect", x: 0, y: 0, w: 10, h: 10, rot: 0, c: 0, b: 0, z, t: 0, by };
}

/** Ada and Ben, each with a board of their own, connected. */
function pair(): { ada: Book; ben: Book } {
  const [a, b] = [new Y.Doc(), new Y.Doc()];
  a.on("update", (update: Uint8Array, origin: unknown) => origin !== "wire" && Y.applyUpdate(b, update, "wire"));
  b.on("update", (update: Uint8Array, origin: unknown) => origin !== "wire" && Y.applyUpdate(a, update, "wire"));
  return { ada: new Book(a, () => {}), ben: new Book(b, () => {}) };
}

test("undo takes back one's own stroke and keeps the other's", () => {
  const { ada, ben } = pair();
  ada.put("first", [["a1", rect("V00000")]]);
  ben.put("first", [["b1", rect("V00001", "student")]]);
  ada.put("first", [["a2", rect("V00002")]]);

  ada.undoer.undo();
  ada.undoer.undo();

  assert.deepEqual([...ben.objects("first").keys()], ["b1"]);
  ada.undoer.redo();
  assert.deepEqual([...ben.objects("first").keys()].toSorted(), ["a1", "b1"]);
});

test("undo does not bring back what the other changed since", () => {
  const { ada, ben } = pair();
  ada.put("first", [["a1", rect("V00000")]]);
  ben.put("first", [["a1", { ...rect("V00000"), x: 500 } as Thing]]);

  ada.undoer.undo();

  assert.equal((ben.objects("first").get("a1") as { x: number } | undefined)?.x, 500);
});

test("no undo of a student removes a page, neither the first nor one they added", () => {
  const doc = new Y.Doc();
  const ben = new Book(doc, () => {}, "student");
  ben.put("first", [["b1", rect("V00000", "student")]]);
  const second = ben.add("first", "grid", null) ?? assert.fail();
  ben.move(second, 0);

  while (ben.undoer.canUndo()) ben.undoer.undo();

  assert.deepEqual(ben.pages.map(({ id }) => id), ["first", second]);
  assert.deepEqual([...doc.getMap("pages").keys()].toSorted(), ["first", second].toSorted());
  assert.equal(ben.objects("first").size, 0);
});

test("an instructor's undo takes an added page away again", () => {
  const ada = new Book(new Y.Doc(), () => {}, "instructor");
  ada.put("first", [["a1", rect("V00000")]]);
  ada.add("first", "plain", null);

  ada.undoer.undo();

  assert.deepEqual(ada.pages.map(({ id }) => id), ["first"]);
});

test("clear is one act and can be undone", () => {
  const { ada, ben } = pair();
  ben.put("first", [["b1", rect("V00000")], ["b2", rect("V00001")]]);

  ada.clear("first");
  assert.equal(ben.objects("first").size, 0);
  ada.undoer.undo();

  assert.deepEqual([...ben.objects("first").keys()].toSorted(), ["b1", "b2"]);
});

test("two who begin at once have one page with both strokes", () => {
  const [a, b] = [new Y.Doc(), new Y.Doc()];
  const [ada, ben] = [new Book(a, () => {}), new Book(b, () => {})];
  ada.put(ada.pages[0]?.id ?? "", [["a1", rect("V00000")]]);
  ben.put(ben.pages[0]?.id ?? "", [["b1", rect("V00000")]]);

  Y.applyUpdate(a, Y.encodeStateAsUpdate(b), "wire");
  Y.applyUpdate(b, Y.encodeStateAsUpdate(a), "wire");

  assert.equal(ada.pages.length, 1);
  assert.deepEqual([...ada.objects("first").keys()].toSorted(), ["a1", "b1"]);
  assert.deepEqual(a.toJSON(), b.toJSON());
});

test("looking at a board writes nothing", () => {
  const doc = new Y.Doc();

  const book = new Book(doc, () => {});
  assert.equal(book.pages.length, 1);

  assert.equal(Y.encodeStateAsUpdate(doc).length, Y.encodeStateAsUpdate(new Y.Doc()).length);
});

test("pages are added behind the one that is seen, moved, and removed with what is on them", () => {
  const { ada, ben } = pair();
  const second = ada.add("first", "grid", null) ?? assert.fail();
  const third = ada.add("first", "plain", null) ?? assert.fail();
  assert.deepEqual(ben.pages.map(({ id }) => id), ["first", third, second]);

  ada.move(second, 0);
  assert.deepEqual(ben.pages.map(({ id }) => id), [second, "first", third]);

  ben.put(third, [["b1", rect("V00000")]]);
  ada.removePage(third);
  assert.deepEqual(ben.pages.map(({ id }) => id), [second, "first"]);
  ada.undoer.undo();
  assert.deepEqual([...ben.objects(third).keys()], ["b1"]);
});

function watch(book: Book): { scene: Scene; log: string[] } {
  const log: string[] = [];
  const scene = new Scene(book.objects("first"), MEASURES, {
    added: (item: Item) => log.push(`added ${item.id}`),
    repaired: () => log.push("repaired"),
    changed: () => {},
  });
  return { scene, log };
}

test("a stroke on top is added, anything else mends its surroundings", () => {
  const { ada, ben } = pair();
  const { scene, log } = watch(ben);

  ada.put("first", [["a1", rect("V00005")]]);
  ada.put("first", [["a2", rect("V00006")]]);
  ada.put("first", [["below", rect("V00001")]]);
  ada.remove("first", ["a2"]);

  assert.deepEqual(log, ["added a1", "added a2", "repaired", "repaired"]);
  assert.deepEqual(scene.items.map(({ id }) => id), ["below", "a1"]);
});

test("what is nonsense in the document is not in the scene", () => {
  const { ada, ben } = pair();
  const { scene } = watch(ben);
  ada.put("first", [["good", rect("V00000")]]);

  for (const [id, value] of [["bad1", 7], ["bad2", { k: "rect" }], ["good", { k: "rect", z: "V00000", by: "student", x: NaN }]]) ada.objects("first").set(id as string, value);

  assert.deepEqual(scene.items, []);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import { refusal } from "./file-refusal";

const most = 25 * 1024 * 1024;
const types = ["image/png", "application/pdf"];

test("what the server would refuse is refused before it is sent", () => {
  const file = (size: number, type: string) => refusal({ size, type }, most, types);

  assert.equal(file(most, "image/png"), null);
  assert.equal(file(9, ""), null);
  assert.equal(file(0, "image/png"), "This file is empty.");
  assert.equal(file(most + 1, "image/png"), "This file is larger than 25 MB.");
  assert.equal(file(9, "video/mp4"), "Files of this kind are not taken.");
});

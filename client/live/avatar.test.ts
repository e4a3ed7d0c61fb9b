import assert from "node:assert/strict";
import { test } from "node:test";
import { initials } from "./avatar";

test("initials are the first and the last name, as on the server", () => {
  assert.equal(initials("Ada Byron"), "AB");
  assert.equal(initials("mia de la cruz"), "MC");
  assert.equal(initials("Øyvind"), "Ø");
  assert.equal(initials(""), "");
});

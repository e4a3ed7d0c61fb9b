import assert from "node:assert/strict";
import { test } from "node:test";
import { words } from "./passkey-words";

test("what a device says is said in words", () => {
  assert.match(words("NotAllowedError", "use"), /cancelled/);
  assert.match(words("InvalidStateError", "create"), /has a passkey of your account already/);
  assert.match(words("TypeError", "create"), /could not be reached/);
  assert.match(words("SomethingNew", "use"), /^The device could not/);
});

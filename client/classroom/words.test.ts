import assert from "node:assert/strict";
import test from "node:test";

import { clock, fileSize, mailWords } from "./words";

test("while no mail is out, the instructor is not told that nobody opened it", () => {
  const waiting = mailWords({ step: "sending", opened: [] }, "Ben Ortiz");

  assert.doesNotMatch(waiting, /opened/);
});

test("a link that no mail carries is passed on by the instructor", () => {
  const unsent = mailWords({ step: "unsent", opened: [] }, "Ben Ortiz");

  assert.match(unsent, /could not be delivered.*Copy the link.*Ben/);
});

test("whose mail was opened is said by name", () => {
  assert.equal(mailWords({ step: "opened", opened: ["student"] }, "Ben Ortiz"), "Ben's mail was opened.");
  assert.equal(mailWords({ step: "sent", opened: [] }, "Ben Ortiz"), "Nobody has opened the mail yet.");
});

test("a file's size is told in the unit that fits", () => {
  assert.deepEqual([40, 870_400, 1_048_575, 2_516_582].map(fileSize), ["1 KB", "850 KB", "1.0 MB", "2.4 MB"]);
});

test("the time is that of the person's zone, in 24 hours", () => {
  const at = Date.UTC(2026, 10, 27, 23, 5);

  assert.equal(clock(at, "America/Chicago"), "17:05");
  assert.equal(clock(at, "Europe/Madrid"), "00:05");
});

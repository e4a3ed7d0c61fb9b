import assert from "node:assert/strict";
import { test } from "node:test";
import { isAllowed, meant } from "./address";

test("web and mail addresses may be linked to", () => {
  for (const address of ["https://example.org", "http://localhost:8080/a?b#c", "mailto:ada@example.org"]) {
    assert.equal(isAllowed(address), true, address);
  }
});

test("scripts, data and other schemes may not, however they are written", () => {
  const refused = [
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    " javascript:alert(1)",
    "java\nscript:alert(1)",
    "java\tscript://example.org/%0aalert(1)",
    "\u0001javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "blob:https://example.org/1",
    "file:///etc/passwd",
    "ftp://example.org",
    "tel:+1",
    "//example.org",
    "/sessions",
    "example.org",
    "mailto:",
    "",
    `https://example.org/${"a".repeat(2000)}`,
  ];
  for (const address of refused) assert.equal(isAllowed(address), false, address);
});

test("what is no text is no address", () => {
  for (const address of [null, undefined, 7, {}, ["https://example.org"]]) assert.equal(isAllowed(address), false);
});

test("what a person types is completed", () => {
  assert.equal(meant(" example.org "), "https://example.org");
  assert.equal(meant("example.org/a?b"), "https://example.org/a?b");
  assert.equal(meant("example.org:8080"), "https://example.org:8080");
  assert.equal(meant("ada@example.org"), "mailto:ada@example.org");
  assert.equal(meant("http://example.org"), "http://example.org");
});

test("what cannot be completed to an address is refused", () => {
  for (const typed of ["", "hello", "two words.org", "javascript:alert(1)", "javascript:alert(1).org", "/etc/passwd", "//example.org", "a@b@c.org"]) {
    assert.equal(meant(typed), null, typed);
  }
});

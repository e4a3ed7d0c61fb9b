import assert from "node:assert/strict";
import { test } from "node:test";
import { parts } from "./links";

test("addresses in a message become links, and nothing else does", () => {
  const found = parts("See https://example.org/a?b=1, and (http://x.test). javascript:alert(1) mailto:a@b.c");

  assert.deepEqual(
    found.filter(({ href }) => href),
    [
      { text: "https://example.org/a?b=1", href: "https://example.org/a?b=1" },
      { text: "http://x.test", href: "http://x.test" },
    ],
  );
  assert.equal(found.map(({ text }) => text).join(""), "See https://example.org/a?b=1, and (http://x.test). javascript:alert(1) mailto:a@b.c");
});

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

test("an address that begins with www is one", () => {
  const found = parts("Go to www.Example.org/a, or https://www.example.org; a@www.example.org and x.www.example.org are none.").filter(({ href }) => href);

  assert.deepEqual(found, [
    { text: "www.Example.org/a", href: "https://www.Example.org/a" },
    { text: "https://www.example.org", href: "https://www.example.org" },
  ]);
});

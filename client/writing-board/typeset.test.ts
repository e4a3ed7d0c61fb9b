import assert from "node:assert/strict";
import { test } from "node:test";
import * as katex from "katex";
import { styleless } from "./typeset";

const look = { display: true, output: "htmlAndMathml" } as const;

interface Twig {
  attributes?: Record<string, string>;
  children?: Twig[];
}

function attributes(twig: Twig): [string, string][] {
  return [...Object.entries(twig.attributes ?? {}), ...(twig.children ?? []).flatMap(attributes)];
}

test("no formula writes style text, which the page's policy refuses", () => {
  const formulas = ["\\vec{v}", "\\pmb{x}", "\\fcolorbox{red}{blue}{x}", "\\left\\uparrow\\frac{\\frac{\\frac{1}{2}}{3}}{4}\\right\\uparrow", "\\sqrt{x}"];
  for (const latex of formulas) {
    assert.ok(!attributes(styleless(katex, latex, look)).some(([name]) => name === "style"), latex);
  }
});

test("what was style text is kept aside", () => {
  assert.ok(attributes(styleless(katex, "\\vec{v}", look)).some(([name, value]) => name === "data-style" && value.startsWith("width:")));
});

test("a formula that loads, links or runs something is refused or shown as text", () => {
  for (const latex of ["\\includegraphics{https://example.org/a.png}", "\\href{javascript:alert(1)}{x}", "\\htmlStyle{position:fixed}{x}", "\\htmlData{a=b}{x}"]) {
    let found: string[] = [];
    try {
      found = attributes(styleless(katex, latex, look)).map(([name]) => name);
    } catch (error) {
      assert.ok(error instanceof katex.default.ParseError, latex);
    }
    for (const name of ["href", "src", "data-a", "data-style"]) assert.ok(!found.includes(name), `${latex}: ${name}`);
  }
});

test("a macro that grows without end is stopped", () => {
  assert.throws(() => styleless(katex, "\\def\\a{\\a\\a}\\a", look), /Too many expansions/);
});

import assert from "node:assert/strict";
import { test } from "node:test";
import * as Y from "yjs";
import { plainText } from "./plain-text";

type Child = Y.XmlElement | Y.XmlText;

function element(name: string, attributes: Record<string, unknown> = {}, ...children: (Child | string)[]): Y.XmlElement {
  const made = new Y.XmlElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value as string);
  made.insert(0, children.map((child) => (typeof child === "string" ? new Y.XmlText(child) : child)));
  return made;
}

const paragraph = (...children: (Child | string)[]): Y.XmlElement => element("paragraph", {}, ...children);

function read(...content: Y.XmlElement[]): string {
  const doc = new Y.Doc();
  doc.getXmlFragment("text").insert(0, content);
  return plainText(doc);
}

test("an empty board has no text", () => {
  assert.equal(plainText(new Y.Doc()), "");
});

test("headings and paragraphs are apart by an empty line", () => {
  assert.equal(read(element("heading", { level: 2 }, "Fractions"), paragraph("Half of a half.")), "## Fractions\n\nHalf of a half.");
});

test("empty lines are not told", () => {
  assert.equal(read(paragraph(), paragraph("one"), paragraph(), paragraph("two"), paragraph()), "one\n\ntwo");
});

test("lists keep their marks, their numbers and what is under an item", () => {
  const tasks = element("taskList", {}, element("taskItem", { checked: true }, paragraph("read")), element("taskItem", { checked: false }, paragraph("write")));
  const inner = element("bulletList", {}, element("listItem", {}, paragraph("inner")));
  const numbers = element("orderedList", { start: 9 }, element("listItem", {}, paragraph("nine"), inner), element("listItem", {}, paragraph("ten")));

  assert.equal(read(tasks, numbers), "- [x] read\n- [ ] write\n\n9. nine\n   - inner\n10. ten");
});

test("a quote and code keep their lines", () => {
  const quote = element("blockquote", {}, paragraph("one"), paragraph("two"));

  assert.equal(read(quote, element("codeBlock", { language: "python" }, "if a:\n  b()")), "> one\n>\n> two\n\n```python\nif a:\n  b()\n```");
});

test("formulas are their LaTeX", () => {
  const line = paragraph("so ", element("inlineMath", { latex: "x^2" }), " is", element("hardBreak"), "four");

  assert.equal(read(line, element("blockMath", { latex: "\\frac12" })), "so $x^2$ is\nfour\n\n$$\\frac12$$");
});

test("a table is its rows", () => {
  const row = (name: string, ...cells: string[]): Y.XmlElement => element("tableRow", {}, ...cells.map((cell) => element(name, {}, paragraph(cell))));

  assert.equal(read(element("table", {}, row("tableHeader", "x", "y"), row("tableCell", "1|2", ""))), "| x | y |\n| 1\\|2 |  |");
});

test("a link is given with its address, and dress is left out", () => {
  const text = new Y.XmlText();
  text.applyDelta([{ insert: "see " }, { insert: "the", attributes: { bold: {} } }, { insert: " page", attributes: { link: { href: "https://example.org" } } }]);

  assert.equal(read(paragraph(text)), "see the[ page](https://example.org)");
});

test("what nobody here writes is read as its text", () => {
  assert.equal(read(element("callout", { level: {} }, paragraph("new"), "er"), element("heading", { level: "x" }, "odd"), element("blockMath", { latex: 7 })), "newer\n\n# odd\n\n$$$$");
});

test("a document nested without end is read as far as people write", () => {
  let nested = paragraph("deep");
  for (let depth = 0; depth < 500; depth++) nested = element("blockquote", {}, nested);

  assert.doesNotMatch(read(nested), /deep/);
});

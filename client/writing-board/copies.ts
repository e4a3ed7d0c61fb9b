/** Copies of the text that leave the board: a page, plain text, paper. */

import type { Editor } from "@tiptap/core";
import { DOMSerializer } from "@tiptap/pm/model";
import type * as Y from "yjs";
import { h } from "../classroom/dom";
import { plainText } from "./plain-text";
import { type Look, loadKatex, typeset } from "./typeset";

/** What the saved page looks like. It belongs to that file: it is never part of this page. */
const FILE_LOOKS = `body{max-width:44rem;margin:3rem auto;padding:0 1rem;font:16px/1.6 system-ui,sans-serif;color:#16212a;background:#fff}
table{border-collapse:collapse}td,th{border:1px solid #bbb;padding:.3em .7em;text-align:left;vertical-align:top}td p,th p{margin:0}
pre{background:#f1efea;padding:1em;border-radius:8px;overflow:auto}blockquote{margin-inline:0;padding-left:1em;border-left:3px solid #ccc}
ul[data-type=taskList]{list-style:none;padding-left:.2em}ul[data-type=taskList] li{display:flex;gap:.5em}ul[data-type=taskList] p{margin:0}`;

/** Nothing in a saved page may run or load. */
const FILE_POLICY = "default-src 'none'; style-src 'unsafe-inline'";

export async function savePage(editor: Editor): Promise<void> {
  // MathML needs neither a stylesheet nor fonts
  const text = await copied(editor, "mathml");
  const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="${FILE_POLICY}">
<title>Writing board</title>
<style>
${FILE_LOOKS}
</style>
</head>
<body>
${text.innerHTML}
</body>
</html>
`;
  save(new Blob([page], { type: "text/html" }), "html");
}

export function saveText(doc: Y.Doc): void {
  save(new Blob([plainText(doc), "\n"], { type: "text/plain" }), "txt");
}

/** The browser prints, or makes a PDF of, what is put at the end of the page for that moment. */
export async function print(editor: Editor): Promise<void> {
  const paper = await copied(editor, "htmlAndMathml");
  paper.className = "wb-paper wb-text";
  document.body.append(paper);
  addEventListener("afterprint", () => paper.remove(), { once: true });
  window.print();
}

/** The text as elements of its own, with its formulas set. */
async function copied(editor: Editor, output: Look["output"]): Promise<HTMLElement> {
  const copy = h("div");
  copy.append(DOMSerializer.fromSchema(editor.schema).serializeFragment(editor.state.doc.content));
  const formulas = [...copy.querySelectorAll<HTMLElement>("[data-latex]")];
  // without a formula there is nothing to load
  const katex = formulas.length > 0 ? await loadKatex() : null;
  for (const each of formulas) {
    if (katex) each.replaceChildren(typeset(katex, each.dataset["latex"] ?? "", { display: each.dataset["type"] === "block-math", output }));
  }
  for (const box of copy.querySelectorAll("input")) box.setAttribute("disabled", "");
  return copy;
}

function save(file: Blob, ending: string): void {
  const address = URL.createObjectURL(file);
  h("a", { href: address, download: `writing-board-${today()}.${ending}` }).click();
  // the browser has taken it by then
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** The day of the reader's clock, as files are sorted by. */
function today(): string {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
}

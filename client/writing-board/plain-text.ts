/**
 * The text of a board without its looks, close to Markdown: for a file, and for finding it again. Bold and the like are
 * left out, so that a word is found however it is dressed. Reads the shared document only; needs no editor and no page.
 */

import * as Y from "yjs";
import { FRAGMENT } from "./caret-frame";

/** Lists within lists within quotes: nobody writes deeper, and nothing deeper is read. */
const DEEPEST = 40;

export function plainText(doc: Y.Doc): string {
  return blocks(doc.getXmlFragment(FRAGMENT), 0).filter((each) => each !== "").join("\n\n");
}

type Children = ReturnType<Y.XmlFragment["toArray"]>;

/** The blocks inside `parent`, each as one text of one or more lines. */
function blocks(parent: Y.XmlFragment, depth: number): string[] {
  if (depth > DEEPEST) return [];
  return elements(parent).map((each) => block(each, depth));
}

function block(element: Y.XmlElement, depth: number): string {
  switch (element.nodeName) {
    case "heading":
      return `${"#".repeat(level(element))} ${inline(element.toArray(), depth)}`;
    case "bulletList":
      return list(element, depth, () => "- ");
    case "orderedList":
      return list(element, depth, (_, index) => `${start(element) + index}. `);
    case "taskList":
      return list(element, depth, (item) => (attribute(item, "checked") === true ? "- [x] " : "- [ ] "));
    case "blockquote":
      return indented(blocks(element, depth + 1).join("\n\n"), "> ", "> ");
    case "codeBlock":
      return `\`\`\`${textOf(attribute(element, "language"))}\n${inline(element.toArray(), depth)}\n\`\`\``;
    case "blockMath":
      return `$$${textOf(attribute(element, "latex"))}$$`;
    case "horizontalRule":
      return "---";
    case "table":
      return elements(element).map((row) => `| ${elements(row).map((each) => cell(each, depth)).join(" | ")} |`).join("\n");
    default:
      return inline(element.toArray(), depth);
  }
}

function list(element: Y.XmlElement, depth: number, mark: (item: Y.XmlElement, index: number) => string): string {
  const item = (each: Y.XmlElement, index: number): string => {
    const lead = mark(each, index);
    // what is below an item stands under its first letter; the box of a task is part of its text
    const under = " ".repeat(lead.indexOf(" ") + 1);
    return indented(blocks(each, depth + 1).join("\n"), lead, under);
  };
  return elements(element).map(item).join("\n");
}

/** A cell is one line, and a bar in it is not the next cell. */
function cell(element: Y.XmlElement, depth: number): string {
  return blocks(element, depth + 1).join(" ").replaceAll("\n", " ").replaceAll("|", "\\|");
}

function inline(children: Children, depth: number): string {
  if (depth > DEEPEST) return "";
  return children.map((child) => piece(child, depth)).join("");
}

function piece(child: Children[number], depth: number): string {
  if (child instanceof Y.XmlText) return written(child);
  if (!(child instanceof Y.XmlElement)) return "";
  if (child.nodeName === "hardBreak") return "\n";
  if (child.nodeName === "inlineMath") return `$${textOf(attribute(child, "latex"))}$`;
  return inline(child.toArray(), depth + 1);
}

function written(text: Y.XmlText): string {
  const delta: { insert?: unknown; attributes?: { link?: { href?: unknown } | null } }[] = text.toDelta();
  return delta
    .map(({ insert, attributes }) => {
      const words = textOf(insert);
      const address = textOf(attributes?.link?.href);
      return address === "" || address === words ? words : `[${words}](${address})`;
    })
    .join("");
}

function indented(text: string, first: string, rest: string): string {
  return text.split("\n").map((line, index) => `${index === 0 ? first : rest}${line}`.trimEnd()).join("\n");
}

function elements(parent: Y.XmlFragment): Y.XmlElement[] {
  return parent.toArray().filter((child) => child instanceof Y.XmlElement);
}

/** Values in the document are whatever was written into it. */
function attribute(element: Y.XmlElement, name: string): unknown {
  return element.getAttribute(name);
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function level(element: Y.XmlElement): number {
  const value = attribute(element, "level");
  return value === 2 || value === 3 ? value : 1;
}

function start(element: Y.XmlElement): number {
  const value = attribute(element, "start");
  return typeof value === "number" && Number.isInteger(value) ? value : 1;
}

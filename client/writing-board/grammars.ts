/** The grammars themselves: loaded with the first code block. */

import cpp from "highlight.js/lib/languages/cpp";
import java from "highlight.js/lib/languages/java";
import javascript from "highlight.js/lib/languages/javascript";
import python from "highlight.js/lib/languages/python";
import sql from "highlight.js/lib/languages/sql";
import xml from "highlight.js/lib/languages/xml";
import { createLowlight } from "lowlight";
import type { Language } from "./languages";

const lowlight = createLowlight({ cpp, java, javascript, python, sql, xml } satisfies Record<Language, unknown>);

/** A stretch of code of one kind. */
export interface Stretch {
  from: number;
  to: number;
  kind: string;
}

export function stretches(language: Language, code: string): Stretch[] {
  const found: Stretch[] = [];
  let at = 0;
  type Nodes = ReturnType<typeof lowlight.highlight>["children"];
  const walk = (nodes: Nodes, kind: string): void => {
    for (const node of nodes) {
      if (node.type === "element") walk(node.children, [kind, node.properties["className"]].flat().join(" ").trim());
      if (node.type !== "text") continue;
      if (kind) found.push({ from: at, to: at + node.value.length, kind });
      at += node.value.length;
    }
  };
  walk(lowlight.highlight(language, code).children, "");
  return found;
}

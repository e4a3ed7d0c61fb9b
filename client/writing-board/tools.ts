/** The tools of the bar above the text: what each does, when it is on, and its keys. */

import type { Editor } from "@tiptap/core";
import type { IconName } from "./icons";

export interface Tool {
  name: string;
  icon: IconName;
  /** As the browser names them, with `Mod` for Control or Command. */
  keys: string | null;
  run(editor: Editor): void;
  /** For tools that are on or off where the caret is. */
  isOn?(editor: Editor): boolean;
  /** For tools that are not always of use. */
  can?(editor: Editor): boolean;
  /** Also for who may only read. */
  reads?: true;
  /** Behind More where the board is narrow. */
  spare?: true;
}

/** What needs a dialog. */
export interface Asks {
  link(): void;
  formula(): void;
  save(): void;
}

export function tools(asks: Asks): Tool[][] {
  return [
    [
      { name: "Undo", icon: "undo", keys: "Mod+Z", run: (editor) => editor.chain().focus().undo().run(), can: (editor) => editor.can().undo() },
      { name: "Redo", icon: "redo", keys: "Mod+Shift+Z", run: (editor) => editor.chain().focus().redo().run(), can: (editor) => editor.can().redo() },
    ],
    [heading(1), heading(2), spare(heading(3))],
    [
      mark("Bold", "bold", "bold", "Mod+B"),
      mark("Italic", "italic", "italic", "Mod+I"),
      spare(mark("Underline", "underline", "underline", "Mod+U")),
      spare(mark("Strike through", "strike", "strike", "Mod+Shift+S")),
    ],
    [
      block("Bulleted list", "bullets", "bulletList", "Mod+Shift+8", (chain) => chain.toggleBulletList()),
      block("Numbered list", "numbers", "orderedList", "Mod+Shift+7", (chain) => chain.toggleOrderedList()),
      block("Tasks", "tasks", "taskList", "Mod+Shift+9", (chain) => chain.toggleTaskList()),
      spare(block("Quote", "quote", "blockquote", "Mod+Shift+B", (chain) => chain.toggleBlockquote())),
      block("Code", "code", "codeBlock", "Mod+Alt+C", (chain) => chain.toggleCodeBlock()),
    ],
    [
      { name: "Formula", icon: "formula", keys: "Mod+Shift+E", run: () => asks.formula() },
      { name: "Link", icon: "link", keys: "Mod+K", run: () => asks.link(), isOn: (editor) => editor.isActive("link") },
      {
        name: "Table",
        icon: "table",
        keys: null,
        run: (editor) => editor.chain().focus().insertTable({ rows: 3, cols: 3, withHeaderRow: true }).run(),
        can: (editor) => !editor.isActive("table"),
      },
    ],
    [{ name: "Save a copy", icon: "save", keys: null, run: () => asks.save(), reads: true, spare: true }],
  ];
}

type Chain = ReturnType<Editor["chain"]>;

function heading(level: 1 | 2 | 3): Tool {
  return {
    name: ["Title", "Heading", "Small heading"][level - 1] ?? "Heading",
    icon: `heading${level}`,
    keys: `Mod+Alt+${level}`,
    run: (editor) => editor.chain().focus().toggleHeading({ level }).run(),
    isOn: (editor) => editor.isActive("heading", { level }),
  };
}

function mark(name: string, icon: IconName, type: string, keys: string): Tool {
  return { name, icon, keys, run: (editor) => editor.chain().focus().toggleMark(type).run(), isOn: (editor) => editor.isActive(type) };
}

function block(name: string, icon: IconName, type: string, keys: string, change: (chain: Chain) => Chain): Tool {
  return { name, icon, keys, run: (editor) => change(editor.chain().focus()).run(), isOn: (editor) => editor.isActive(type) };
}

function spare(tool: Tool): Tool {
  return { ...tool, spare: true };
}

export function isPossible(tool: Tool, editor: Editor): boolean {
  return (editor.isEditable || tool.reads === true) && (tool.can?.(editor) ?? true);
}

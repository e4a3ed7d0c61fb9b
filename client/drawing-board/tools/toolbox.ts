/** All tools, made once for a board. */

import { EraserTool } from "./eraser";
import { LaserTool } from "./laser";
import { LettersTool } from "./letters";
import { PenTool } from "./pen";
import { SelectTool } from "./select";
import { ShapeTool } from "./shape";
import type { Bench, Tool, ToolName } from "./tool";

/** The hand does nothing itself: pointers pan while it is chosen. */
const PAN: Tool = { cursor: "grab", down: () => {}, move: () => {}, up: () => {}, cancel: () => {}, draw: () => {} };

export function toolbox(bench: Bench): Readonly<Record<ToolName, Tool>> {
  return {
    select: new SelectTool(bench),
    pan: PAN,
    pen: new PenTool(bench, false),
    highlighter: new PenTool(bench, true),
    eraser: new EraserTool(bench),
    line: new ShapeTool(bench, "line"),
    arrow: new ShapeTool(bench, "arrow"),
    rect: new ShapeTool(bench, "rect"),
    ellipse: new ShapeTool(bench, "ellipse"),
    text: new LettersTool(bench, "text"),
    math: new LettersTool(bench, "math"),
    laser: new LaserTool(bench),
  };
}

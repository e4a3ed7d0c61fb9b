/** Draws one object, or the paper under all of them, in page units. Used by the board, thumbnails, exports and replays. */

import { type Assets, FONT, LINE_HEIGHT } from "./assets";
import { drawFormula } from "./formulas";
import { type Box, middleOf } from "./geometry";
import { markPath, penPath } from "./ink";
import { type Item, angleOf, barbOf, breadthOf } from "./item";
import { COLOURS, type Line, type Page, type Picture, type Shape, type Text, sheetOf } from "./model";

const GAP = 40;
const PAPER = "#ffffff";
const RULED = "#dfe6ea";

export function colourOf(index: number): string {
  return (COLOURS[index] ?? COLOURS[0]).css;
}

/** The sheet with its lines or background. `zoom` keeps the lines thin and drops them where they would only grey it. */
export function paintPaper(pen: CanvasRenderingContext2D, page: Page, assets: Assets, zoom: number): void {
  const { w, h } = sheetOf(page);
  pen.fillStyle = PAPER;
  // two pixels over the edge, where it is cut off: what was there would shine through half a pixel of paper
  const over = 2 / zoom;
  pen.fillRect(-over, -over, w + 2 * over, h + 2 * over);
  const picture = page.bg && assets.picture(page.bg.file);
  if (picture) pen.drawImage(picture, 0, 0, w, h);
  if (page.style === "plain" || zoom * GAP < 6) return;
  pen.beginPath();
  for (let y = GAP; y < h; y += GAP) {
    pen.moveTo(0, y);
    pen.lineTo(w, y);
  }
  for (let x = GAP; x < w && page.style === "grid"; x += GAP) {
    pen.moveTo(x, 0);
    pen.lineTo(x, h);
  }
  pen.strokeStyle = RULED;
  pen.lineWidth = 1 / zoom;
  pen.stroke();
}

export function paintItem(pen: CanvasRenderingContext2D, item: Item, assets: Assets): void {
  const { thing } = item;
  switch (thing.k) {
    case "pen":
      return thing.mark ? paintMark(pen, item.path ?? (item.path = markPath(item.points)), thing.c, breadthOf(thing)) : paintPen(pen, item, thing.c);
    case "line":
    case "arrow":
      return paintLine(pen, thing, breadthOf(thing));
    default:
      pen.save();
      turn(pen, item.frame, angleOf(thing));
      if (thing.k === "text") paintText(pen, thing);
      else if (thing.k === "img") paintPicture(pen, thing, assets);
      else if (thing.k === "math") paintFormula(pen, item, assets);
      else paintShape(pen, thing, breadthOf(thing));
      pen.restore();
  }
}

function turn(pen: CanvasRenderingContext2D, frame: Box, angle: number): void {
  if (angle === 0) return;
  const { x, y } = middleOf(frame);
  pen.translate(x, y);
  pen.rotate(angle);
  pen.translate(-x, -y);
}

function paintPen(pen: CanvasRenderingContext2D, item: Item, colour: number): void {
  item.path ??= penPath(item.points, breadthOf(item.thing), true);
  pen.fillStyle = colourOf(colour);
  pen.fill(item.path);
}

/** Darkens what is under it as a real one does: ink and print stay black. */
function paintMark(pen: CanvasRenderingContext2D, path: Path2D, colour: number, breadth: number): void {
  pen.save();
  pen.globalCompositeOperation = "multiply";
  drawMark(pen, path, colour, breadth);
  pen.restore();
}

/** On the live canvas there is nothing under it to darken, so it lets through what is on the other. */
export function paintWetMark(pen: CanvasRenderingContext2D, path: Path2D, colour: number, breadth: number): void {
  pen.save();
  pen.globalAlpha = 0.65;
  drawMark(pen, path, colour, breadth);
  pen.restore();
}

function drawMark(pen: CanvasRenderingContext2D, path: Path2D, colour: number, breadth: number): void {
  line(pen, (COLOURS[colour] ?? COLOURS[0]).mark, breadth);
  pen.stroke(path);
}

function line(pen: CanvasRenderingContext2D, colour: string, breadth: number): void {
  pen.strokeStyle = colour;
  pen.lineWidth = breadth;
  pen.lineCap = "round";
  pen.lineJoin = "round";
}

export function paintLine(pen: CanvasRenderingContext2D, { k, x, y, w, h, c }: Line, breadth: number): void {
  line(pen, colourOf(c), breadth);
  pen.beginPath();
  pen.moveTo(x, y);
  pen.lineTo(x + w, y + h);
  const length = Math.hypot(w, h);
  if (k === "arrow" && length > 0) {
    const barb = Math.min(barbOf(breadth), length * 0.7);
    const angle = Math.atan2(h, w);
    for (const side of [-0.5, 0.5]) {
      pen.moveTo(x + w, y + h);
      pen.lineTo(x + w - barb * Math.cos(angle + side), y + h - barb * Math.sin(angle + side));
    }
  }
  pen.stroke();
}

export function paintShape(pen: CanvasRenderingContext2D, { k, x, y, w, h, c }: Shape, breadth: number): void {
  line(pen, colourOf(c), breadth);
  pen.beginPath();
  if (k === "rect") pen.rect(x, y, w, h);
  else pen.ellipse(x + w / 2, y + h / 2, w / 2, h / 2, 0, 0, 2 * Math.PI);
  pen.stroke();
}

function paintText(pen: CanvasRenderingContext2D, { x, y, s, size, c }: Text): void {
  pen.fillStyle = colourOf(c);
  pen.font = `${size}px ${FONT}`;
  pen.textBaseline = "middle";
  s.split("\n").forEach((text, i) => pen.fillText(text, x, y + (i + 0.5) * size * LINE_HEIGHT));
}

/** Until the picture is here, and where it cannot be shown, its place with its words. */
function paintPicture(pen: CanvasRenderingContext2D, { file, x, y, w, h, alt }: Picture, assets: Assets): void {
  const picture = assets.picture(file);
  if (picture) {
    pen.drawImage(picture, x, y, w, h);
    return;
  }
  pen.fillStyle = "#eef1f3";
  pen.fillRect(x, y, w, h);
  pen.fillStyle = "#55606a";
  pen.font = `20px ${FONT}`;
  pen.textBaseline = "top";
  pen.fillText(alt || "Picture", x + 16, y + 16, Math.max(1, w - 32));
}

/** Its source until its drawing is here. */
function paintFormula(pen: CanvasRenderingContext2D, { thing, frame }: Item, assets: Assets): void {
  if (thing.k !== "math") return;
  const picture = assets.formulaPicture(thing.tex);
  if (picture) {
    pen.translate(thing.x, thing.y);
    drawFormula(pen, picture, thing.size, colourOf(thing.c));
    return;
  }
  pen.fillStyle = "#55606a";
  pen.font = `${thing.size * 0.6}px ui-monospace, monospace`;
  pen.textBaseline = "top";
  pen.fillText(thing.tex, thing.x, thing.y, Math.max(1, frame.w));
}

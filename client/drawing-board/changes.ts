/** What changes on a page beside what tools draw: texts and formulas are written, and chosen objects dealt with. */

import { doubled, restacked } from "./chosen";
import type { Spot } from "./geometry";
import { askDescription } from "./insert";
import type { Item } from "./item";
import { askFormula } from "./math-dialog";
import { BREADTHS, type Formula, type Ink, type Text, type Thing } from "./model";
import { colourOf } from "./paint";
import type { TextField } from "./text-field";
import type { Bench } from "./tools/tool";

export interface ChangesWays {
  /** The board, where its dialogs open. */
  board: HTMLElement;
  field: TextField;
  toScreen(spot: Spot): Spot;
  mayEdit(): boolean;
  /** The focus goes to the sheet. */
  back(): void;
}

export class Changes {
  constructor(
    private readonly bench: Bench,
    private readonly ways: ChangesWays,
  ) {}

  /** `letters`: what was typed of it before. */
  write(at: Spot, old: Item | null, letters: string | null): void {
    const { bench, ways } = this;
    const text = old?.thing.k === "text" ? old.thing : null;
    const size = text?.size ?? this.#letters();
    const place = text ?? { x: at.x, y: at.y - size / 2 };
    if (old) bench.lift([old.id]);
    const writing = { at: ways.toScreen(place), text: letters ?? text?.s ?? "", size: size * bench.zoom, colour: colourOf(text?.c ?? bench.ink.c) };
    ways.field.open(writing, (s) => {
      const thing: Text = text ? { ...text, s } : { ...bench.common(), k: "text", x: place.x, y: place.y, rot: 0, size, c: bench.ink.c, s };
      this.#keepWritten(old, s, thing);
    });
  }

  async compose(at: Spot, old: Item | null): Promise<void> {
    const { bench, ways } = this;
    const formula = old?.thing.k === "math" ? old.thing : null;
    const tex = await askFormula(ways.board, formula?.tex ?? "");
    ways.back();
    if (tex === null || (tex === "" && !formula)) return;
    const size = this.#letters();
    const thing: Formula = formula ? { ...formula, tex } : { ...bench.common(), k: "math", x: at.x, y: at.y - size, rot: 0, size, c: bench.ink.c, tex };
    this.#keepWritten(old, tex, thing);
  }

  /** The chosen text or formula is written on. */
  edit(): void {
    const [only] = this.#chosen();
    if (!this.ways.mayEdit() || !only) return;
    if (only.thing.k === "text") this.bench.write(only.thing, only);
    else if (only.thing.k === "math") void this.compose(only.thing, only);
  }

  async describe(): Promise<void> {
    const [only] = this.#chosen();
    if (only?.thing.k !== "img") return;
    const alt = await askDescription(this.ways.board, only.thing.alt);
    this.ways.back();
    const now = this.bench.scene.get(only.id)?.thing;
    if (alt !== null && now?.k === "img") this.bench.put([[only.id, { ...now, alt }]]);
  }

  /** What is chosen takes the new colour or breadth. */
  dye(ink: Partial<Ink>): void {
    const things: [string, Thing][] = [];
    for (const { id, thing } of this.#chosen()) {
      if (ink.c !== undefined && "c" in thing) things.push([id, { ...thing, c: ink.c }]);
      else if (ink.b !== undefined && "b" in thing) things.push([id, { ...thing, b: ink.b }]);
      else if (ink.b !== undefined && "size" in thing) things.push([id, { ...thing, size: BREADTHS[ink.b]?.letters ?? thing.size }]);
    }
    if (things.length > 0) this.bench.put(things);
  }

  remove(): void {
    const { ids } = this.bench.selection;
    if (ids.length > 0) this.bench.remove(ids);
  }

  duplicate(): void {
    const { bench } = this;
    const copies = doubled(this.#chosen(), bench.scene.top(), bench.common());
    bench.put(copies);
    bench.choose(copies.map(([id]) => id));
  }

  restack(to: "front" | "back"): void {
    const { scene } = this.bench;
    this.bench.put(restacked(this.#chosen(), to, to === "front" ? scene.top() : scene.bottom()));
  }

  #chosen(): Item[] {
    return this.bench.selection.items(this.bench.scene);
  }

  #letters(): number {
    return BREADTHS[this.bench.ink.b]?.letters ?? BREADTHS[0].letters;
  }

  /** An emptied text is removed; an unchanged one is left alone. */
  #keepWritten(old: Item | null, letters: string, thing: Text | Formula): void {
    const { bench } = this;
    const same = old !== null && JSON.stringify(old.thing) === JSON.stringify(thing);
    const id = old?.id ?? crypto.randomUUID();
    if (letters.trim() === "") {
      if (old) bench.remove([old.id]);
    } else if (!same) bench.put([[id, thing]]);
    bench.lift([]);
    if (letters.trim() !== "" && bench.scene.get(id)) bench.choose([id]);
  }
}

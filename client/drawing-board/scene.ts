/** The objects of one page, checked and in their order, kept in step with the document. */

import type * as Y from "yjs";
import { type Box, type Spot, grown, isIn, meets } from "./geometry";
import { type Item, type Measures, byPlace, covers, readItem, touches } from "./item";
import { MAX_OBJECTS } from "./model";
import { between } from "./order";

/** So many changes at once are drawn together; one by one, each would be drawn over all that came before it. */
const MANY = 100;

export interface SceneNews {
  /** On top of all others. */
  added(item: Item): void;
  /** Whatever is drawn inside `box` may have changed. */
  repaired(box: Box): void;
  /** Much has changed at once. `mostly`: what is drawn until now says little of the page. */
  renewed(mostly: boolean): void;
  /** The objects are others than before, by ids. */
  changed(ids: readonly string[]): void;
}

export class Scene {
  readonly #items = new Map<string, Item>();
  #sorted: Item[] = [];
  #stale = false;

  constructor(
    private readonly objects: Y.Map<unknown>,
    private readonly measures: Measures,
    private readonly news: SceneNews,
  ) {
    for (const [id, value] of objects.entries()) this.#take(id, value);
    this.#stale = true;
    objects.observe(this.#heard);
  }

  close(): void {
    this.objects.unobserve(this.#heard);
  }

  get size(): number {
    return this.#items.size;
  }

  get(id: string): Item | undefined {
    return this.#items.get(id);
  }

  /** From the lowest to the topmost. */
  get items(): readonly Item[] {
    if (this.#stale) {
      this.#sorted = [...this.#items.values()].sort(byPlace);
      this.#stale = false;
    }
    return this.#sorted;
  }

  /** A place above everything. */
  top(): string {
    return between(this.items.at(-1)?.thing.z ?? null, null);
  }

  bottom(): string {
    return between(null, this.items[0]?.thing.z ?? null);
  }

  /** The topmost object a point touches; failing that, the smallest it lies inside. */
  at(spot: Spot, reach: number): Item | null {
    const touched = this.items.findLast((item) => touches(item, spot, reach));
    if (touched) return touched;
    const around = this.items.filter((item) => isIn(item.box, spot) && covers(item, spot));
    return around.sort((a, b) => a.frame.w * a.frame.h - b.frame.w * b.frame.h)[0] ?? null;
  }

  touched(spot: Spot, reach: number): Item[] {
    return this.items.filter((item) => touches(item, spot, reach));
  }

  within(box: Box): Item[] {
    return this.items.filter((item) => meets(item.box, box));
  }

  /** Fonts or formulas have come and change sizes. */
  measureAgain(concerns: (item: Item) => boolean): void {
    for (const item of [...this.#items.values()].filter(concerns)) this.#put(item.id, this.objects.get(item.id));
  }

  readonly #heard = (event: Y.YMapEvent<unknown>): void => {
    const ids = [...event.keysChanged];
    if (ids.length < MANY) for (const id of ids) this.#put(id, this.objects.get(id));
    else this.#renew(ids);
    this.news.changed(ids);
  };

  #renew(ids: readonly string[]): void {
    const before = this.#items.size;
    for (const id of ids) this.#take(id, this.objects.get(id));
    this.#stale = true;
    this.news.renewed(before < ids.length);
  }

  #put(id: string, value: unknown): void {
    const before = this.#items.get(id);
    const onTop = this.items.at(-1);
    const now = this.#take(id, value);
    if (before) this.news.repaired(before.box);
    if (!now) {
      if (before) this.#stale = true;
    } else if (!before && (!onTop || byPlace(onTop, now) < 0)) {
      this.#sorted.push(now);
      this.news.added(now);
    } else {
      this.#stale = true;
      this.news.repaired(grown(now.box, 1));
    }
  }

  #take(id: string, value: unknown): Item | null {
    const full = this.#items.size >= MAX_OBJECTS && !this.#items.has(id);
    const item = full ? null : readItem(id, value, this.measures);
    if (item) this.#items.set(id, item);
    else this.#items.delete(id);
    return item;
  }
}

/** What pictures on the page are made of: files, letters and formulas, fetched and measured once. */

import { type FormulaPicture, SHAPED_AT, loadFormulas, shape } from "./formulas";
import type { Measures } from "./item";
import type { Size } from "./viewport";

export const FONT = '"Inter Variable", ui-sans-serif, system-ui, sans-serif';
export const LINE_HEIGHT = 1.3;

/** Decoded pictures kept at once; a page with more fetches again what was dropped. */
const MAX_PICTURES = 48;
const MAX_FORMULAS = 2_000;

export interface AssetNews {
  pictureCame(file: string): void;
  formulaCame(tex: string): void;
}

export class Assets implements Measures {
  readonly #pictures = new Map<string, HTMLImageElement>();
  readonly #formulas = new Map<string, FormulaPicture | null>();
  readonly #pending = new Set<Promise<unknown>>();
  #pen: CanvasRenderingContext2D | null = null;

  constructor(
    private readonly address: (file: string) => string,
    private readonly news: AssetNews,
  ) {}

  /** The picture when it is there; asked for, it comes. */
  picture(file: string): HTMLImageElement | null {
    const known = this.#pictures.get(file);
    if (known) return known.complete && known.naturalWidth > 0 ? known : null;
    const image = new Image();
    image.decoding = "async";
    image.src = this.address(file);
    this.#pictures.set(file, image);
    this.#trim();
    // a picture that cannot be shown keeps its grey frame
    this.#wait(image.decode().then(() => this.news.pictureCame(file), () => {}));
    return null;
  }

  formulaPicture(tex: string): FormulaPicture | null {
    const known = this.#formulas.get(tex);
    if (known !== undefined) return known;
    if (this.#formulas.size >= MAX_FORMULAS) return null;
    this.#formulas.set(tex, null);
    this.#wait(this.#shape(tex));
    return null;
  }

  text(s: string, size: number): Size {
    const pen = this.#letters();
    pen.font = `${size}px ${FONT}`;
    const lines = s.split("\n");
    return { w: Math.max(...lines.map((line) => pen.measureText(line).width), size / 4), h: lines.length * size * LINE_HEIGHT };
  }

  formula(tex: string, size: number): Size {
    const picture = this.formulaPicture(tex);
    // a guess until its letters are here
    if (!picture) return { w: Math.max(1, tex.length) * size * 0.5, h: size * 1.4 };
    return { w: (picture.w * size) / SHAPED_AT, h: (picture.h * size) / SHAPED_AT };
  }

  /** Done when everything asked for so far has come or failed. */
  async settled(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending);
  }

  async #shape(tex: string): Promise<void> {
    const katex = await loadFormulas();
    this.#formulas.set(tex, await shape(katex, tex));
    this.news.formulaCame(tex);
  }

  #wait(work: Promise<unknown>): void {
    const tracked = work
      .catch((error: unknown) => console.error("A picture on the board could not be made", error))
      .finally(() => this.#pending.delete(tracked));
    this.#pending.add(tracked);
  }

  #trim(): void {
    for (const file of this.#pictures.keys()) {
      if (this.#pictures.size <= MAX_PICTURES) return;
      this.#pictures.delete(file);
    }
  }

  #letters(): CanvasRenderingContext2D {
    this.#pen ??= document.createElement("canvas").getContext("2d");
    if (!this.#pen) throw new Error("this browser draws nothing");
    return this.#pen;
  }
}

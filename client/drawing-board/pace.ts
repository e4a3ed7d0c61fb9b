/** Lets something happen at most so often; what is wanted in between happens once, at the end of the wait. */
export class Pace {
  #timer: ReturnType<typeof setTimeout> | null = null;
  #wanted = false;

  constructor(
    private readonly gapMs: number,
    private readonly act: () => void,
  ) {}

  want(): void {
    this.#wanted = true;
    if (this.#timer === null) this.#go();
  }

  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#wanted = false;
  }

  #go(): void {
    this.#timer = null;
    if (!this.#wanted) return;
    this.#wanted = false;
    this.#timer = setTimeout(() => this.#go(), this.gapMs);
    this.act();
  }
}

// <file-boxes data-action="…" data-most-bytes="…">: files of the own portfolio to tick. Files of this device are added to
// it, and ticked, without leaving the form.

import { sendAll } from "./file-sending";

export class FileBoxes extends HTMLElement {
  constructor() {
    super();
    // the field itself comes anew with every fragment
    this.addEventListener("change", ({ target }) => {
      if (target instanceof HTMLInputElement && target.type === "file") void this.#send(target);
    });
  }

  async #send(input: HTMLInputElement): Promise<void> {
    const list = this.querySelector<HTMLUListElement>(".uploads");
    if (!list) return;
    const files = [...(input.files ?? [])];
    const { action = "", mostBytes } = this.dataset;
    const target = { action, mostBytes: Number(mostBytes), mediaTypes: input.accept.split(",") };
    input.value = "";
    input.disabled = true;
    await sendAll(files, target, list, (id, file) => this.#tick(id, file.name));
    input.disabled = false;
  }

  /** A ticked box for a file that has just been added. */
  #tick(id: string, name: string): void {
    const box = this.querySelector("template")?.content.cloneNode(true) as DocumentFragment | undefined;
    const input = box?.querySelector("input");
    const words = box?.querySelector("label > span");
    if (!box || !input || !words) return;
    input.name += id;
    input.id += id;
    words.textContent = name;
    this.querySelector(".attachable")?.prepend(box);
    this.querySelector(".attachable-none")?.remove();
  }
}

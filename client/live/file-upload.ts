// <file-upload data-most-bytes="…"> around a form: sends the chosen files one by one, shows how far each is, and refuses
// at once what the server would.

import { sendAll } from "./file-sending";

export class FileUpload extends HTMLElement {
  connectedCallback(): void {
    const form = this.querySelector("form");
    const input = this.querySelector<HTMLInputElement>("input[type=file]");
    const list = this.querySelector<HTMLUListElement>(".uploads");
    if (!form || !input || !list) return;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const submitter = event.submitter;
      if (submitter?.ariaBusy === "true") return;
      if (submitter) submitter.ariaBusy = "true";
      void this.#sendAll(form, input, list).finally(() => {
        if (submitter) submitter.ariaBusy = null;
      });
    });
  }

  async #sendAll(form: HTMLFormElement, input: HTMLInputElement, list: HTMLUListElement): Promise<void> {
    const files = [...(input.files ?? [])];
    const mostBytes = Number(this.dataset["mostBytes"]);
    let kept = 0;
    await sendAll(files, { action: form.action, mostBytes, mediaTypes: input.accept.split(",") }, list, () => (kept += 1));
    input.value = "";
    const address = `${new URL(form.action).pathname}?kept=${kept}`;
    if (kept === files.length) location.assign(address);
    else if (kept > 0) list.append(wayTo(address, kept));
  }
}

function wayTo(address: string, kept: number): HTMLLIElement {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = address;
  link.textContent = kept === 1 ? "Show the file that was added" : `Show the ${kept} files that were added`;
  item.append(link);
  return item;
}

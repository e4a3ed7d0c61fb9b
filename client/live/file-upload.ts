// <file-upload data-most-bytes="…"> around a form: sends the chosen files one by one, shows how far each is, and refuses
// at once what the server would.

import { refusal } from "./file-refusal";

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
    const mediaTypes = input.accept.split(",");
    list.replaceChildren();
    list.hidden = false;
    let kept = 0;
    for (const file of files) {
      const line = new Line(file.name);
      list.append(line.item);
      const refused = refusal(file, mostBytes, mediaTypes) ?? (await send(form.action, file, line));
      if (refused === null) kept += 1;
      line.end(refused ?? "Added.");
    }
    input.value = "";
    const address = `${new URL(form.action).pathname}?kept=${kept}`;
    if (kept === files.length) location.assign(address);
    else if (kept > 0) list.append(wayTo(address, kept));
  }
}

/** One file's line: its name, how far it is, and what became of it. */
class Line {
  readonly item = document.createElement("li");
  readonly #bar = document.createElement("progress");
  readonly #words = document.createElement("span");

  constructor(name: string) {
    const label = document.createElement("span");
    label.className = "upload-name";
    label.textContent = name;
    this.#bar.className = "meter";
    this.#bar.ariaLabel = name;
    this.#bar.max = 1;
    this.#bar.value = 0;
    this.item.append(label, this.#bar, this.#words);
  }

  progress(share: number): void {
    this.#bar.value = share;
  }

  end(words: string): void {
    this.#bar.remove();
    this.#words.textContent = words;
  }
}

/** Sends one file; what the server had against it, or null. */
function send(action: string, file: File, line: Line): Promise<string | null> {
  const body = new FormData();
  body.append("file", file);
  const request = new XMLHttpRequest();
  request.open("POST", action);
  request.setRequestHeader("accept", "application/json");
  request.responseType = "json";
  request.upload.onprogress = (event) => line.progress(event.lengthComputable ? event.loaded / event.total : 0);
  return new Promise((resolve) => {
    request.onload = () => resolve(request.status < 400 ? null : words(request.response));
    request.onerror = () => resolve("The upload broke off. Try it again.");
    request.send(body);
  });
}

function words(problem: unknown): string {
  const detail = (problem as { detail?: unknown } | null)?.detail;
  return typeof detail === "string" ? detail : "The server could not take it now. Try it again.";
}

function wayTo(address: string, kept: number): HTMLLIElement {
  const item = document.createElement("li");
  const link = document.createElement("a");
  link.href = address;
  link.textContent = kept === 1 ? "Show the file that was added" : `Show the ${kept} files that were added`;
  item.append(link);
  return item;
}

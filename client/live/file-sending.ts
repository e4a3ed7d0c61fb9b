// Files on their way to the server, one by one, each with a line that says how far it is.

import { refusal } from "./file-refusal";

/** Where files go, and what is taken there. */
export interface Target {
  action: string;
  mostBytes: number;
  mediaTypes: readonly string[];
}

/** Sends what the server would take, and says of each file what became of it; `kept` is called with the id of each that was. */
export async function sendAll(
  files: readonly File[],
  target: Target,
  list: HTMLUListElement,
  kept: (id: string, file: File) => void,
): Promise<void> {
  list.replaceChildren();
  list.hidden = false;
  for (const file of files) {
    const line = new Line(file.name);
    list.append(line.item);
    const refused = refusal(file, target.mostBytes, target.mediaTypes);
    const sent = refused === null ? await send(target.action, file, line) : { refused };
    if ("id" in sent) kept(sent.id, file);
    line.end("id" in sent ? "Added." : sent.refused);
  }
}

type Sent = { id: string } | { refused: string };

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

function send(action: string, file: File, line: Line): Promise<Sent> {
  const body = new FormData();
  body.append("file", file);
  const request = new XMLHttpRequest();
  request.open("POST", action);
  request.setRequestHeader("accept", "application/json");
  request.responseType = "json";
  request.upload.onprogress = (event) => line.progress(event.lengthComputable ? event.loaded / event.total : 0);
  return new Promise((resolve) => {
    request.onload = () => resolve(answer(request.response));
    request.onerror = () => resolve({ refused: "The upload broke off. Try it again." });
    request.send(body);
  });
}

/** The id of what was kept, or what the server had against it. */
function answer(body: unknown): Sent {
  const told = body as { files?: unknown[]; detail?: unknown } | null;
  const id = told?.files?.[0];
  if (typeof id === "string") return { id };
  const words = typeof told?.detail === "string" ? told.detail : "The server could not take it now. Try it again.";
  return { refused: words };
}


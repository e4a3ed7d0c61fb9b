/** The session's files: bringing one in, and where its bytes are. */

import type { SessionFile } from "../boards/host";
import { type KeptFile, type Shelves, askForFile } from "./file-picker";

/** Larger ones are refused before they are sent. */
const FILE_BYTES = 25 * 1024 * 1024;
const HELD_IMAGES = ["image/jpeg", "image/png", "image/svg+xml"];
const ENDINGS: Readonly<Record<SessionFile["kind"], string>> = { image: ".jpg,.jpeg,.png,.svg", pdf: ".pdf", other: ".docx" };

export type Kinds = readonly SessionFile["kind"][];
export const ALL_KINDS: Kinds = ["image", "pdf", "other"];

/** Where a room's files are kept. */
export interface Files {
  /** Lets the person choose a file and brings it in; null when they change their mind. Throws an `Error` with a sentence. */
  choose(how: "chat" | "board", kinds: Kinds): Promise<SessionFile | null>;
  /** Keeps a file; `how`: shown in the chat, or on a board. Throws an `Error` with a sentence. */
  store(file: Blob, name: string, how: "chat" | "board"): Promise<SessionFile>;
  /** The local address of a kept file's bytes. */
  address(file: string): string;
  close(): void;
}

/** With the session, on the server. */
export class SharedFiles implements Files {
  /** `room`: its local address. */
  constructor(private readonly room: string) {}

  async choose(how: "chat" | "board", kinds: Kinds): Promise<SessionFile | null> {
    const title = how === "chat" ? "Share a file" : kinds.includes("pdf") ? "Image or PDF" : "Image";
    const choice = await askForFile(title, () => chooseFile(accepted(kinds)), this.#shelves(how, kinds));
    if (choice === null) return null;
    const { file } = choice;
    switch (choice.from) {
      case "device":
        return this.store(choice.file, file.name, how);
      case "kept":
        return this.#take(`/${encodeURIComponent(choice.file.id)}/share?how=${how}`, file.name, null);
    }
  }

  async store(file: Blob, name: string, how: "chat" | "board"): Promise<SessionFile> {
    if (file.size > FILE_BYTES) throw new Error(tooLarge(name));
    return this.#take(`?how=${how}`, name, file);
  }

  /** The file as it is in this session from then on. */
  async #take(where: string, name: string, body: Blob | null): Promise<SessionFile> {
    let answer: Response;
    try {
      const headers = { accept: "application/json", "x-file-name": encodeURIComponent(name) };
      answer = await fetch(`${this.room}/files${where}`, { method: "POST", body, headers });
    } catch {
      throw new Error(`${name} was not sent: there is no connection just now.`);
    }
    const said = (await answer.json().catch(() => ({}))) as Record<string, unknown>;
    if (!answer.ok) throw new Error(typeof said.detail === "string" ? said.detail : `${name} was not taken.`);
    return kept(said);
  }

  /** What the chat shows already is not shared there again, and what lies on a board is there. */
  async #shelves(how: "chat" | "board", kinds: Kinds): Promise<Shelves> {
    const answer = await fetch(`${this.room}/files`, { headers: { accept: "application/json" } });
    if (!answer.ok) throw new Error(`the files were not told: ${answer.status}`);
    const { own, shared } = (await answer.json()) as Record<"own" | "shared", Record<string, unknown>[]>;
    const fits = (files: Record<string, unknown>[]): KeptFile[] => files.map(kept).filter(({ kind }) => kinds.includes(kind));
    return { own: fits(own), shared: how === "chat" ? [] : fits(shared.filter((file) => file.how !== "board")) };
  }

  address(file: string): string {
    return addressIn(this.room, file);
  }

  close(): void {}
}

/** In this page alone, for as long as it is open: what is tried leaves the browser nowhere. */
export class HeldFiles implements Files {
  readonly #held = new Map<string, string>();

  async choose(_how: "chat" | "board", kinds: Kinds): Promise<SessionFile | null> {
    const file = await chooseFile(accepted(kinds));
    return file && this.store(file, file.name);
  }

  store(file: Blob, name: string): Promise<SessionFile> {
    if (file.size > FILE_BYTES) return Promise.reject(new Error(tooLarge(name)));
    const id = crypto.randomUUID();
    this.#held.set(id, URL.createObjectURL(file));
    const kind = file.type === "application/pdf" ? "pdf" : HELD_IMAGES.includes(file.type) ? "image" : "other";
    return Promise.resolve({ id, name, kind });
  }

  address(file: string): string {
    // a file of an earlier visit keeps its grey frame
    return this.#held.get(file) ?? "data:,";
  }

  close(): void {
    for (const address of this.#held.values()) URL.revokeObjectURL(address);
    this.#held.clear();
  }
}

/** Where a room serves a file. */
export function addressIn(room: string, file: string): string {
  return `${room}/files/${encodeURIComponent(file)}`;
}

function accepted(kinds: Kinds): string {
  return kinds.map((kind) => ENDINGS[kind]).join(",");
}

function kept(said: Record<string, unknown>): KeptFile {
  return { id: String(said.id), name: String(said.name), kind: kindOf(String(said.kind)), bytes: Number(said.bytes) };
}

/** Lets the person choose a file of this device; null when they change their mind. */
function chooseFile(accept: string): Promise<File | null> {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = accept;
  return new Promise((resolve) => {
    input.onchange = () => resolve(input.files?.[0] ?? null);
    input.addEventListener("cancel", () => resolve(null));
    input.click();
  });
}

function tooLarge(name: string): string {
  return `${name} has more than 25 MB. Choose a smaller file.`;
}

function kindOf(kind: string): SessionFile["kind"] {
  if (kind === "pdf") return "pdf";
  return kind === "jpeg" || kind === "png" || kind === "svg" ? "image" : "other";
}

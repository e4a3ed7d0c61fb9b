/** The session's files: bringing one in, and where its bytes are. */

import type { SessionFile } from "../boards/host";

/** Larger ones are refused before they are sent. */
const FILE_BYTES = 25 * 1024 * 1024;
export const ACCEPTED = ".jpg,.jpeg,.png,.svg,.pdf,.docx";

/** Stores a file with the session; `how`: shown in the chat, or on a board. Throws an `Error` with a sentence. */
export async function store(session: string, file: Blob, name: string, how: "chat" | "board"): Promise<SessionFile> {
  if (file.size > FILE_BYTES) throw new Error(`${name} has more than 25 MB. Choose a smaller file.`);
  let answer: Response;
  try {
    const headers = { accept: "application/json", "x-file-name": encodeURIComponent(name) };
    answer = await fetch(`/classroom/${session}/files?how=${how}`, { method: "POST", body: file, headers });
  } catch {
    throw new Error(`${name} was not sent: there is no connection just now.`);
  }
  const said = (await answer.json().catch(() => ({}))) as Record<string, unknown>;
  if (!answer.ok) throw new Error(typeof said.detail === "string" ? said.detail : `${name} was not taken.`);
  return { id: String(said.id), name: String(said.name), kind: kindOf(String(said.kind)) };
}

export function address(session: string, file: string): string {
  return `/classroom/${session}/files/${encodeURIComponent(file)}`;
}

/** Lets the person choose a file of this device; null when they change their mind. */
export function chooseFile(accept: string): Promise<File | null> {
  const input = document.createElement("input");
  input.type = "file";
  input.accept = accept;
  return new Promise((resolve) => {
    input.onchange = () => resolve(input.files?.[0] ?? null);
    input.addEventListener("cancel", () => resolve(null));
    input.click();
  });
}

function kindOf(kind: string): SessionFile["kind"] {
  if (kind === "pdf") return "pdf";
  return kind === "jpeg" || kind === "png" || kind === "svg" ? "image" : "other";
}

/** Asks where a file is to come from: this device, the own portfolio, or, for a board, the chat of this session. */

import type { SessionFile } from "../boards/host";
import { h, setText } from "./dom";
import { fileSize } from "./words";

/** A file the server has already. */
export interface KeptFile extends SessionFile {
  bytes: number;
}

export interface Shelves {
  own: readonly KeptFile[];
  /** What was shared in this session, for who may take that too. */
  shared: readonly KeptFile[];
}

export type Choice = { from: "device"; file: File } | { from: "kept"; file: KeptFile };

const KINDS: Readonly<Record<SessionFile["kind"], string>> = { image: "Image", pdf: "PDF", other: "Document" };

let made = 0;

/**
 * The choice, or null when the person changes their mind. The dialog opens at once: a browser lets a page ask for a file of
 * the device only right after a press.
 *
 * `device`: asks for a file of this device.
 */
export function askForFile(title: string, device: () => Promise<File | null>, shelves: Promise<Shelves>): Promise<Choice | null> {
  const id = `cr-files-${++made}`;
  const list = h("div", { class: "file-shelves" });
  const words = h("p", { class: "file-shelves-words", role: "status" }, "Looking into your portfolio…");
  list.append(words);
  return new Promise((resolve) => {
    let answer: Choice | null = null;
    const done = (choice: Choice): void => {
      answer = choice;
      dialog.close();
    };
    const fromDevice = async (): Promise<void> => {
      const file = await device();
      if (file) done({ from: "device", file });
    };
    const dialog: HTMLDialogElement = h(
      "dialog",
      { class: "dialog", "aria-labelledby": id },
      h("div", { class: "dialog-head" }, h("h2", { id }, title), h("button", { type: "button", class: "btn btn-ghost", onclick: () => dialog.close() }, "Cancel")),
      h("div", { class: "dialog-body" }, h("button", { type: "button", class: "btn btn-primary file-device", onclick: () => void fromDevice() }, "From this device"), list),
    );
    // the room's own keys are not for here
    dialog.addEventListener("keydown", (event) => event.stopPropagation());
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(answer);
    });
    document.body.append(dialog);
    dialog.showModal();
    dialog.querySelector<HTMLElement>(".file-device")?.focus();
    shelves.then(
      ({ own, shared }) => {
        list.replaceChildren(
          shelf("Your portfolio", own, (file) => done({ from: "kept", file })),
          shelf("Shared in this session", shared, (file) => done({ from: "kept", file })),
        );
        setText(words, "There is no file of yours to choose here yet.");
        if (own.length === 0 && shared.length === 0) list.replaceChildren(words);
      },
      () => setText(words, "Your portfolio cannot be reached just now."),
    );
  });
}

function shelf(name: string, files: readonly KeptFile[], choose: (file: KeptFile) => void): HTMLElement {
  const items = files.map((file) =>
    h("li", {}, h("button", { type: "button", class: "file-choice", onclick: () => choose(file) }, h("span", { class: "file-name" }, file.name), h("span", { class: "file-choice-kind" }, `${KINDS[file.kind]}, ${fileSize(file.bytes)}`))),
  );
  return h("section", { hidden: files.length === 0, "aria-label": name }, h("h3", {}, name), h("ul", { class: "file-choices" }, ...items));
}

// <with-passkeys data-ceremony="use|create" data-challenge="ADDRESS">: what needs a passkey, hidden until a script finds that
// the browser has them. The button `with=passkey` asks the server there, then the device, and sends the form with the answer.
// `data-instead-of` names the password field that may stay empty then.

import { words, type Ceremony } from "./passkey-words";

interface Asked {
  ceremony: string;
  options: unknown;
}

/** What the server said no with, in its own words. */
class Refusal extends Error {
  constructor(
    words: string,
    /** What was typed is wrong. */
    readonly isTyped: boolean,
  ) {
    super(words);
  }
}

export class WithPasskeys extends HTMLElement {
  connectedCallback(): void {
    const form = this.querySelector("form") ?? this.closest("form");
    const button = this.querySelector<HTMLButtonElement>("button[name=with][value=passkey]");
    if (!form || !button || !hasPasskeys()) return;
    this.hidden = false;
    form.addEventListener("submit", (event) => {
      if (event.submitter !== button) return;
      event.preventDefault();
      if (button.ariaBusy === "true") return;
      button.ariaBusy = "true";
      void this.#answer(form).finally(() => (button.ariaBusy = null));
    });
  }

  async #answer(form: HTMLFormElement): Promise<void> {
    const ceremony: Ceremony = this.dataset["ceremony"] === "create" ? "create" : "use";
    const password = form.querySelector<HTMLInputElement>(`[name="${this.dataset["insteadOf"] ?? ""}"]`);
    this.#say("");
    if (password) password.disabled = true;
    try {
      if (!form.reportValidity()) return;
      const asked = await ask(this.dataset["challenge"] ?? "", form);
      const answer = ceremony === "create" ? await create(asked.options) : await use(asked.options);
      field(form, "ceremony").value = asked.ceremony;
      field(form, "passkey").value = JSON.stringify(answer);
      // as it stands: the button must not be asked again
      form.submit();
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const typed = error instanceof Refusal && error.isTyped ? form.querySelector<HTMLInputElement>("input[type=password]:enabled") : null;
      if (typed) this.#point(typed, error.message);
      else this.#say(error instanceof Refusal ? error.message : words(error.name, ceremony));
    } finally {
      if (password) password.disabled = false;
    }
  }

  /** The password is the one thing that can be wrong: the words stand at it until another is typed. */
  #point(field: HTMLInputElement, words: string): void {
    const id = `${field.id}-error`;
    const line = this.querySelector("#field-passkey")?.cloneNode(true);
    if (!(line instanceof HTMLElement) || document.getElementById(id)) return field.select();
    line.id = id;
    line.hidden = false;
    line.querySelector("span")?.replaceChildren(words);
    field.after(line);
    field.ariaInvalid = "true";
    field.setAttribute("aria-describedby", id);
    field.addEventListener(
      "input",
      () => {
        field.ariaInvalid = null;
        field.removeAttribute("aria-describedby");
        line.remove();
      },
      { once: true },
    );
    field.select();
  }

  #say(text: string): void {
    const place = this.querySelector<HTMLElement>("#field-passkey");
    const line = place?.querySelector("span");
    if (!place || !line) return;
    line.textContent = text;
    place.hidden = text === "";
  }
}

/** Browsers of the last years; others have no use for the server's questions. */
function hasPasskeys(): boolean {
  return (
    typeof PublicKeyCredential === "function" &&
    typeof PublicKeyCredential.parseCreationOptionsFromJSON === "function" &&
    typeof PublicKeyCredential.parseRequestOptionsFromJSON === "function"
  );
}

async function ask(address: string, form: HTMLFormElement): Promise<Asked> {
  const body = new URLSearchParams();
  for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
  const response = await fetch(address, { method: "POST", body, headers: { accept: "application/json" } });
  const said = (await response.json()) as Partial<Asked> & { detail?: unknown };
  if (response.ok && typeof said.ceremony === "string") return { ceremony: said.ceremony, options: said.options };
  const words = typeof said.detail === "string" ? said.detail : "The server could not do it now. Try again.";
  throw new Refusal(words, response.status === 422);
}

async function create(options: unknown): Promise<unknown> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options as PublicKeyCredentialCreationOptionsJSON);
  return written(await navigator.credentials.create({ publicKey }));
}

async function use(options: unknown): Promise<unknown> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(options as PublicKeyCredentialRequestOptionsJSON);
  return written(await navigator.credentials.get({ publicKey }));
}

function written(credential: Credential | null): unknown {
  if (credential instanceof PublicKeyCredential) return credential.toJSON();
  throw new DOMException("No device answered", "NotAllowedError");
}

function field(form: HTMLFormElement, name: string): HTMLInputElement {
  const input = form.elements.namedItem(name);
  if (input instanceof HTMLInputElement) return input;
  throw new Error(`no field ${name}`);
}

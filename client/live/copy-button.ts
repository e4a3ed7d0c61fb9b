// <copy-button data-text="…">: puts a text on the clipboard and says so.

const sayMs = 2_000;

export class CopyButton extends HTMLElement {
  connectedCallback(): void {
    const button = this.querySelector("button");
    const field = this.querySelector("input");
    if (!button || !field || !navigator.clipboard) return;
    button.hidden = false;
    field.hidden = true;
    button.setAttribute("aria-live", "polite");
    button.onclick = () => void this.#copy(button, field);
  }

  async #copy(button: HTMLButtonElement, field: HTMLInputElement): Promise<void> {
    const label = button.querySelector("span");
    try {
      await navigator.clipboard.writeText(this.dataset["text"] ?? field.value);
    } catch {
      // not allowed to: the text is there to be selected
      field.hidden = false;
      field.select();
      return;
    }
    if (!label || label.dataset["saying"]) return;
    const before = label.textContent;
    label.dataset["saying"] = "yes";
    label.textContent = "Copied";
    setTimeout(() => {
      label.textContent = before;
      delete label.dataset["saying"];
    }, sayMs);
  }
}

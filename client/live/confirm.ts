// Asks before something that ends or removes: the question stands in `data-confirm` on the button or its form.

/** The submit that was asked about and allowed. */
let allowed: HTMLElement | null = null;

export function askFirst(): void {
  // before htmx, which listens further down
  document.addEventListener("submit", (event) => void ask(event), { capture: true });
}

async function ask(event: SubmitEvent): Promise<void> {
  const form = event.target;
  if (!(form instanceof HTMLFormElement)) return;
  const pressed = event.submitter;
  const question = pressed?.dataset["confirm"] ?? form.dataset["confirm"];
  if (!question) return;
  if (allowed === (pressed ?? form)) {
    allowed = null;
    return;
  }
  event.preventDefault();
  event.stopImmediatePropagation();
  if (!(await confirmed(question, pressed?.innerText.trim() || "Go on"))) return;
  allowed = pressed ?? form;
  form.requestSubmit(pressed);
}

/** Shows the question; the answer repeats the verb of the button that was pressed. */
function confirmed(question: string, verb: string): Promise<boolean> {
  const dialog = document.createElement("dialog");
  dialog.className = "dialog dialog-ask";
  const title = document.createElement("h2");
  title.id = "ask-title";
  title.textContent = question;
  dialog.setAttribute("aria-labelledby", title.id);

  const head = document.createElement("header");
  head.className = "dialog-head";
  head.append(title);
  const choices = document.createElement("form");
  choices.method = "dialog";
  choices.className = "dialog-body form-actions";
  const keep = choice("Keep it as it is", "no", "btn btn-ghost");
  // Enter pressed twice must not end anything
  keep.autofocus = true;
  choices.append(choice(verb, "yes", "btn btn-danger"), keep);
  dialog.append(head, choices);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}

function choice(label: string, value: string, look: string): HTMLButtonElement {
  const button = document.createElement("button");
  button.type = "submit";
  button.value = value;
  button.className = look;
  button.textContent = label;
  return button;
}

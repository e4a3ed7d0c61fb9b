// A plain form's answer, taken in place: what was refused stays on its page, and Back leads to the page before it. As a page
// of its own the answer would be one that the browser cannot show again without sending the form once more.

import { waits } from "./busy";
import { openWithin } from "./dialogs";
import { notice } from "./trouble";

declare const htmx: { process(root: Element): void };

const unreachable = "The server could not be reached. What you typed is still here; try again in a moment.";

export function answerInPlace(): void {
  // after htmx and the elements with forms of their own, which listen nearer to the form
  window.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !(form instanceof HTMLFormElement) || form.method !== "post") return;
    event.preventDefault();
    void send(form, event.submitter).finally(() => waits(event.submitter, false));
  });
}

async function send(form: HTMLFormElement, pressed: HTMLElement | null): Promise<void> {
  form.querySelector(":scope > [data-trouble]")?.remove();
  const fields = new FormData(form, pressed);
  const body = form.enctype === "multipart/form-data" ? fields : new URLSearchParams([...fields].map(asText));
  // not `form.action`: a field may have that name
  const action = form.getAttribute("action") ?? "";
  try {
    const answer = await fetch(action, { method: "POST", body, headers: { accept: "text/html", "nacre-in-place": "true" } });
    const next = answer.headers.get("location");
    if (next) return await lead(next);
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (answer.ok || !againInDialog(form, fresh)) show(form, fresh);
  } catch {
    form.prepend(notice(unreachable));
  }
}

/** A form that stands in a dialog comes back there with what is wrong, not as the page it has elsewhere. */
function againInDialog(form: HTMLFormElement, fresh: Document): boolean {
  if (!form.closest("dialog[open]")) return false;
  const same = [...fresh.forms].find((one) => one.getAttribute("action") === form.getAttribute("action"));
  if (!same) return false;
  form.replaceWith(same);
  htmx.process(same);
  const wrong = same.querySelector<HTMLElement>("[data-focus]") ?? same.querySelector<HTMLElement>("[aria-invalid]");
  wrong?.focus();
  // with the words below it
  wrong?.closest(".field")?.scrollIntoView({ block: "nearest" });
  return true;
}

function asText([name, value]: [string, FormDataEntryValue]): [string, string] {
  return [name, typeof value === "string" ? value : value.name];
}

/** The page that follows; the button waits until it is there. */
async function lead(to: string): Promise<never> {
  const next = new URL(to, location.href);
  const isHere = next.pathname === location.pathname && next.search === location.search;
  // to a mark on this very page the browser would only scroll
  if (isHere && next.hash !== "") {
    history.replaceState(history.state, "", next);
    location.reload();
  } else location.assign(next);
  return new Promise(() => undefined);
}

/** A page's answer takes the place of this one's content; a refusal in a sentence stands above it. */
function show(form: HTMLFormElement, fresh: Document): void {
  const here = document.getElementById("main");
  const main = fresh.getElementById("main");
  if (!here) return;
  if (!main) {
    const words = fresh.querySelector<HTMLElement>(".notice") ?? notice(unreachable);
    words.dataset["trouble"] = "";
    // what was said of an earlier press is not true of this one
    here.querySelectorAll("[data-trouble], :scope > .notice-good").forEach((old) => old.remove());
    placeOf(form, here).prepend(words);
    words.tabIndex = -1;
    words.focus();
    return;
  }
  document.title = fresh.title;
  document.body.className = fresh.body.className;
  here.replaceWith(main);
  htmx.process(main);
  openWithin(main);
  meet(main);
  document.dispatchEvent(new CustomEvent("nacre:answer"));
}

/** Where a refusal is met: in a form with fields; of a button alone, in the dialog it stands in, or on top of the page. */
function placeOf(form: HTMLFormElement, main: HTMLElement): Element {
  return form.classList.contains("form") ? form : (form.closest("dialog[open] .dialog-body") ?? main);
}

/** The reader is taken to what came, as to a page; what is wrong in a form takes the focus by itself. */
function meet(main: HTMLElement): void {
  if (main.querySelector("[data-focus], dialog[open]")) return;
  const field = main.querySelector<HTMLElement>("[autofocus]");
  if (field) return field.focus();
  main.tabIndex = -1;
  main.focus({ preventScroll: true });
  window.scrollTo(0, 0);
}

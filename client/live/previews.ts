// A preview (`[data-preview]`) is a step of its own: Back takes it away and leaves the form as it is filled in, instead of
// leaving the page.

/** A step in the history: the preview, or the form beneath it. A link within the page makes steps that are neither. */
interface Step {
  preview?: boolean;
  form?: boolean;
}

export function stepBackFromPreviews(): void {
  for (const swapped of ["htmx:after:swap", "nacre:answer"]) document.addEventListener(swapped, enter);
  window.addEventListener("popstate", () => {
    if (step()?.form) document.querySelectorAll("[data-preview]").forEach(leave);
  });
}

function step(): Step | null {
  return history.state as Step | null;
}

function enter(): void {
  if (step()?.preview || !document.querySelector("[data-preview]")) return;
  history.replaceState({ ...step(), form: true } satisfies Step, "");
  history.pushState({ preview: true } satisfies Step, "");
}

/** The form without the preview, and without the button that does what was shown. */
function leave(preview: Element): void {
  const form = preview.closest("form");
  preview.remove();
  form?.querySelectorAll(".form-actions button[name=step]:not([value=preview])").forEach((button) => button.remove());
  form?.querySelector<HTMLElement>(".form-actions button[name=step]")?.focus();
}

// A preview (`[data-preview]`) is a step of its own: Back takes it away and leaves the form as it is filled in, instead of
// leaving the page.

interface Step {
  preview?: boolean;
}

export function stepBackFromPreviews(): void {
  for (const swapped of ["htmx:after:swap", "nacre:answer"]) document.addEventListener(swapped, enter);
  window.addEventListener("popstate", () => {
    if (!isStep()) document.querySelectorAll("[data-preview]").forEach(leave);
  });
}

function isStep(): boolean {
  return (history.state as Step | null)?.preview === true;
}

function enter(): void {
  if (!isStep() && document.querySelector("[data-preview]")) history.pushState({ preview: true } satisfies Step, "");
}

/** The form without the preview, and without the button that does what was shown. */
function leave(preview: Element): void {
  const form = preview.closest("form");
  preview.remove();
  form?.querySelectorAll(".form-actions button[name=step]:not([value=preview])").forEach((button) => button.remove());
  form?.querySelector<HTMLElement>(".form-actions button[name=step]")?.focus();
}

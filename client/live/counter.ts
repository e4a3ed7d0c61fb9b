// Keeps "120 of 2000" true under a text field while somebody writes.

export function countCharacters(): void {
  document.addEventListener("input", (event) => {
    const field = event.target;
    if (!(field instanceof HTMLTextAreaElement) || field.maxLength < 0) return;
    const counter = document.querySelector(`[data-counter="${CSS.escape(field.id)}"]`);
    // as the server counts: characters, not UTF-16 units
    if (counter) counter.textContent = `${[...field.value].length} of ${field.maxLength}`;
  });
}

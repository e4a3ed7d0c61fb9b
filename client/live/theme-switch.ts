// <theme-switch>: light, dark, or as the system wishes; remembered in this browser.

export class ThemeSwitch extends HTMLElement {
  connectedCallback(): void {
    this.hidden = false;
    for (const button of this.querySelectorAll("button")) button.onclick = () => choose(button.value);
    showChoice();
  }
}

function choose(theme: string): void {
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
  try {
    if (theme === "system") localStorage.removeItem("theme");
    else localStorage.setItem("theme", theme);
  } catch {
    // storage is closed to us: it holds for this page
  }
  showChoice();
}

/** A page has two switches: in the navigation and behind "More". */
function showChoice(): void {
  const theme = document.documentElement.dataset["theme"] ?? "system";
  for (const button of document.querySelectorAll<HTMLButtonElement>("theme-switch button")) {
    button.setAttribute("aria-pressed", String(button.value === theme));
  }
}

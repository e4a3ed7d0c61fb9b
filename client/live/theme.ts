// Runs before the first paint: the colours this person chose, if they chose any.

try {
  const chosen = localStorage.getItem("theme");
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset["theme"] = chosen;
} catch {
  // storage is closed to us: the system's wish holds
}

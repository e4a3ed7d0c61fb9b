// A person's initials in a pearl, drawn as crates/web/src/ui/person.rs draws them.

const tints = ["tint-rose", "tint-violet", "tint-sea", "tint-sand", "tint-sky"];

export function avatar(name: string): HTMLSpanElement {
  const span = document.createElement("span");
  span.className = `avatar-pearl ${tint(name)}`;
  span.ariaHidden = "true";
  span.textContent = initials(name);
  return span;
}

/** The first letters of the first and the last word. */
export function initials(name: string): string {
  const letters = name
    .trim()
    .split(/\s+/)
    .map((word) => [...word][0] ?? "");
  return (letters.length > 1 ? `${letters[0]}${letters.at(-1)}` : (letters[0] ?? "")).toUpperCase();
}

function tint(name: string): string {
  const sum = new TextEncoder().encode(name).reduce((all, byte) => (Math.imul(all, 31) + byte) >>> 0, 0);
  return tints[sum % tints.length] ?? "tint-sea";
}

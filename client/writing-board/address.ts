/** Which addresses a link may lead to. Whatever is written or pasted, or comes from the other person, passes here. */

/** Longer ones are no addresses people share. */
const MOST_CHARACTERS = 2000;
const SCHEMES = new Set(["http:", "https:", "mailto:"]);

/** Whether a link to `address` may be shown as one: a whole web or mail address. */
export function isAllowed(address: unknown): boolean {
  if (typeof address !== "string" || address.length > MOST_CHARACTERS) return false;
  // read the way a browser reads it: `java\nscript:` is a script to it
  const url = parsed(address);
  if (!url || !SCHEMES.has(url.protocol)) return false;
  return url.protocol === "mailto:" ? url.pathname.includes("@") : url.hostname !== "";
}

/** The address a person means: `example.org` and `ada@example.org` are completed. Null when it may not be linked to. */
export function meant(typed: string): string | null {
  const text = typed.trim();
  if (isAllowed(text)) return text;
  if (text === "" || /\s/.test(text) || text.startsWith("/")) return null;
  const completed = /^[^@:/]+@[^@:/]+\.[^@:/]+$/.test(text) ? `mailto:${text}` : /^[^:/@]+\.[^:/@]+(:\d+)?(\/|\?|#|$)/.test(text) ? `https://${text}` : "";
  return isAllowed(completed) ? completed : null;
}

function parsed(address: string): URL | null {
  try {
    return new URL(address);
  } catch {
    // the one way to ask that works in every browser we serve
    return null;
  }
}

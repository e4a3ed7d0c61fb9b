/** Finds web addresses in what people write. Pure. */

export interface Part {
  text: string;
  href: string | null;
}

const ADDRESS = /(?:\bhttps?:\/\/|(?<![\w.@/-])www\.)[^\s<>"']+[^\s<>"'.,;:!?)\]}]/giu;

/** The text in parts; a part with `href` is an address. Only http and https are, and `www.` as people write it. */
export function parts(text: string): Part[] {
  const found: Part[] = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    if (match.index > end) found.push({ text: text.slice(end, match.index), href: null });
    const [address] = match;
    found.push({ text: address, href: /^www\./i.test(address) ? `https://${address}` : address });
    end = match.index + match[0].length;
  }
  if (end < text.length) found.push({ text: text.slice(end), href: null });
  return found;
}

/** Links: a mark that holds an address and nothing else, so that nobody can send a link that behaves in another way. */

import { Link } from "@tiptap/extension-link";
import { isAllowed } from "./address";

export const PlainLink = Link.extend({
  addAttributes: () => ({ href: { default: null, parseHTML: (element: HTMLElement) => element.getAttribute("href") } }),
}).configure({
  // a click puts the caret into a link; it is opened from the line that then appears
  openOnClick: false,
  defaultProtocol: "https",
  HTMLAttributes: { target: "_blank", rel: "noopener noreferrer nofollow" },
  isAllowedUri: (address) => isAllowed(address),
});

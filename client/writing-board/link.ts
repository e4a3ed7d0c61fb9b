/** Links: a mark that holds an address and nothing else, so that nobody can send a link that behaves in another way. */

import { mergeAttributes } from "@tiptap/core";
import { Link } from "@tiptap/extension-link";
import { isAllowed } from "./address";

export const PlainLink = Link.extend({
  addAttributes: () => ({ href: { default: null, parseHTML: (element: HTMLElement) => element.getAttribute("href") } }),
  // the shared document may hold any address: one that is refused is words
  renderHTML({ HTMLAttributes: attributes }) {
    return isAllowed(attributes["href"]) ? ["a", mergeAttributes(this.options.HTMLAttributes, attributes), 0] : ["span", 0];
  },
}).configure({
  // a click puts the caret into a link; it is opened from the line that then appears
  openOnClick: false,
  defaultProtocol: "https",
  HTMLAttributes: { target: "_blank", rel: "noopener noreferrer nofollow" },
  isAllowedUri: (address) => isAllowed(address),
});

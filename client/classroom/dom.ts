/** Makes elements: `h("button", { class: "cr-button" }, "Mute")`. Text is always text, so nothing can become markup. */

import { DRAWINGS, type IconName } from "./icons";

type Child = Node | string | null;
type Attributes = Record<string, string | boolean | (() => void)>;

/** Attributes by name; `true` sets an empty one, `false` none; `onclick` and the like take a function. */
export function h<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") element.addEventListener(name.slice(2), value);
    else if (value !== false) element.setAttribute(name, value === true ? "" : value);
  }
  element.append(...children.filter((child) => child !== null));
  return element;
}

/** Decoration beside a word or a label: hidden from screen readers. */
export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const shape = (tag: string, attributes: Readonly<Record<string, string>>): SVGElement => {
    const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };
  svg.setAttribute("class", "cr-icon");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.append(...DRAWINGS[name].map(([tag, attributes]) => shape(tag, attributes)));
  return svg;
}

/** Writes only what changed, so that screen readers and selections are left in peace. */
export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

export function setAttribute(element: Element, name: string, value: string | boolean): void {
  if (value === false) element.removeAttribute(name);
  else if (element.getAttribute(name) !== String(value)) element.setAttribute(name, value === true ? "" : value);
}

/** Exchanges the icon inside a button or a mark. */
export function setIcon(element: Element, name: IconName): void {
  if (element.getAttribute("data-icon") === name) return;
  element.setAttribute("data-icon", name);
  const old = element.querySelector(":scope > .cr-icon");
  if (old) old.replaceWith(icon(name));
  else element.prepend(icon(name));
}

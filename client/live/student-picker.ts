// <student-picker>: a select as a type-ahead. Three letters, Enter, chosen.
//
// The select stays in the form and keeps the value; this puts a combobox (ARIA 1.2: focus stays in the field, the active
// option is named by aria-activedescendant) before it. An option's `data-name` and `data-chips` ("one|two") say how it is
// shown; without them its text is.

import { avatar } from "./avatar";

const shownAtMost = 50;

interface Person {
  value: string;
  name: string;
  chips: string[];
}

export class StudentPicker extends HTMLElement {
  #select: HTMLSelectElement | null = null;
  #input = document.createElement("input");
  #chips = document.createElement("span");
  #list = document.createElement("ul");
  #matches: Person[] = [];
  #active = -1;
  #focused = false;
  // a fragment that replaces the form's content brings the plain select back
  #watch = new MutationObserver(() => this.#wake());

  constructor() {
    super();
    this.#list.hidden = true;
  }

  connectedCallback(): void {
    this.#watch.observe(this, { childList: true });
    if (this.#select) this.#watch.observe(this.#select, { childList: true });
    this.#wake();
  }

  disconnectedCallback(): void {
    this.#watch.disconnect();
  }

  #wake(): void {
    const select = this.querySelector("select");
    if (!select) return;
    // what is being typed is looked for among those who are offered now
    const typed = this.#list.hidden ? null : this.#input.value;
    if (select !== this.#select || !this.contains(this.#input)) {
      this.#select = select;
      this.#watch.observe(select, { childList: true });
      this.#dress(select);
    }
    if (typed === null) this.#showChosen();
    else this.#open(typed);
  }

  /** Takes over the select's name towards people: its id, label, hint and error. */
  #dress(select: HTMLSelectElement): void {
    const input = this.#input;
    const id = select.id;
    input.className = "input";
    input.type = "text";
    input.autocomplete = "off";
    input.spellcheck = false;
    input.placeholder = "Type a name";
    input.required = select.required;
    input.autofocus = select.autofocus;
    this.#list.id = `${id}-list`;
    this.#list.className = "picker-list";
    this.#list.setAttribute("role", "listbox");
    this.#list.setAttribute("aria-label", "Students");
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-expanded": "false",
      "aria-autocomplete": "list",
      "aria-controls": this.#list.id,
    })) {
      input.setAttribute(name, value);
    }
    for (const name of ["aria-invalid", "aria-describedby"]) {
      const value = select.getAttribute(name);
      if (value === null) input.removeAttribute(name);
      else input.setAttribute(name, value);
    }
    select.id = `${id}-value`;
    input.id = id;
    select.hidden = true;
    // the visible field speaks for it
    select.required = false;
    this.#chips.className = "picker-chips";
    this.prepend(input, this.#chips, this.#list);
    // taken out of the page by a swap while somebody was in it
    if (this.#focused && document.activeElement === document.body) input.focus();
    input.oninput = () => this.#open(input.value);
    input.onfocus = () => {
      this.#focused = true;
      input.select();
    };
    input.onclick = () => this.#open("");
    input.onblur = () => this.#leave();
    input.onkeydown = (event) => this.#key(event);
    this.#list.onpointerdown = (event) => this.#press(event);
  }

  #people(): Person[] {
    const options = [...(this.#select?.options ?? [])].filter((option) => option.value !== "");
    return options.map((option) => ({
      value: option.value,
      name: option.dataset["name"] ?? option.text,
      chips: option.dataset["chips"]?.split("|") ?? [],
    }));
  }

  #chosen(): Person | undefined {
    return this.#people().find((person) => person.value === this.#select?.value);
  }

  #showChosen(): void {
    if (document.activeElement === this.#input && !this.#list.hidden) return;
    const chosen = this.#chosen();
    this.#input.value = chosen?.name ?? "";
    this.#chips.replaceChildren(...(chosen?.chips ?? []).map((chip) => words("chip chip-neutral", chip)));
  }

  #open(typed: string): void {
    this.#matches = this.#people()
      .filter((person) => matches(person.name, typed))
      .slice(0, shownAtMost);
    this.#active = this.#matches.length > 0 && typed !== "" ? 0 : -1;
    this.#list.replaceChildren(...(this.#matches.length > 0 ? this.#matches.map((p, n) => this.#option(p, n)) : [nobody()]));
    this.#list.hidden = false;
    this.#input.setAttribute("aria-expanded", "true");
    this.#mark();
  }

  #close(): void {
    this.#list.hidden = true;
    this.#active = -1;
    this.#input.setAttribute("aria-expanded", "false");
    this.#input.removeAttribute("aria-activedescendant");
  }

  /** Leaving takes nobody new: an unknown name goes, an emptied field lets go of the student. */
  #leave(): void {
    // later: a swap that takes the field out blurs it first, and it is put back at once
    setTimeout(() => {
      this.#focused = document.activeElement === this.#input;
      if (this.#focused) return;
      if (this.#input.value === "" && this.#select?.value) this.#choose({ value: "", name: "", chips: [] });
      this.#close();
      this.#showChosen();
    });
  }

  #choose(person: Person): void {
    this.#close();
    this.#input.value = person.name;
    const select = this.#select;
    if (!select || select.value === person.value) return;
    select.value = person.value;
    select.dispatchEvent(new Event("change", { bubbles: true }));
  }

  #key(event: KeyboardEvent): void {
    const open = !this.#list.hidden;
    const active = this.#matches[this.#active];
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!open) this.#open("");
      this.#move(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && open && active) {
      event.preventDefault();
      this.#choose(active);
    } else if (event.key === "Escape" && open) {
      // closes the list, not the dialog around it
      event.preventDefault();
      event.stopPropagation();
      this.#close();
      this.#showChosen();
    }
  }

  #move(by: number): void {
    const count = this.#matches.length;
    if (count === 0) return;
    this.#active = this.#active < 0 ? (by > 0 ? 0 : count - 1) : (this.#active + by + count) % count;
    this.#mark();
  }

  #mark(): void {
    [...this.#list.children].forEach((row, n) => {
      if (row.role === "option") row.setAttribute("aria-selected", String(n === this.#active));
    });
    const active = this.#list.children[this.#active];
    if (!active) return this.#input.removeAttribute("aria-activedescendant");
    this.#input.setAttribute("aria-activedescendant", active.id);
    active.scrollIntoView({ block: "nearest" });
  }

  #press(event: PointerEvent): void {
    // the field keeps the focus
    event.preventDefault();
    const row = event.target instanceof Element ? event.target.closest("[role=option]") : null;
    const person = row ? this.#matches[[...this.#list.children].indexOf(row)] : undefined;
    if (person) this.#choose(person);
  }

  #option(person: Person, n: number): HTMLLIElement {
    const row = document.createElement("li");
    row.id = `${this.#list.id}-${n}`;
    row.className = "picker-option";
    row.role = "option";
    row.append(avatar(person.name), words("picker-name", person.name), ...person.chips.map((chip) => words("chip chip-neutral", chip)));
    return row;
  }
}

/** Whether each typed word begins a word of the name; accents do not matter. */
function matches(name: string, typed: string): boolean {
  const parts = plain(name).split(/\s+/);
  return plain(typed)
    .split(/\s+/)
    .every((word) => parts.some((part) => part.startsWith(word)));
}

function plain(text: string): string {
  return text.normalize("NFD").replace(/\p{Diacritic}/gu, "").toLowerCase().trim();
}

function words(look: string, text: string): HTMLSpanElement {
  const span = document.createElement("span");
  span.className = look;
  span.textContent = text;
  return span;
}

function nobody(): HTMLLIElement {
  const row = document.createElement("li");
  row.className = "picker-none";
  row.role = "presentation";
  row.textContent = "Nobody by that name. You can invite them by email below.";
  return row;
}

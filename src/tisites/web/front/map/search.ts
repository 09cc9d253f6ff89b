// Find a site by its name, its commune or its id: a combobox, by keyboard alone if need be.
import type { Columns } from "../api/types";
import type { Words } from "./looks";

const MOST = 12;
const plain = (words: string): string => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
let boxes = 0;

/** Rows whose name, commune or id hold every word: chosen first, then eligible, then the rest. */
export function find(columns: Columns, folded: readonly string[], asked: string): number[] {
  const words = plain(asked).split(/\s+/).filter(Boolean);
  if (!words.length) return [];
  const found: [number, number][] = [];
  for (let k = 0; k < columns.n; k += 1) {
    const text = folded[k] as string;
    if (!words.every((word) => text.includes(word))) continue;
    const begins = text.startsWith(words[0] as string) ? 0 : 1;
    found.push([(columns.selected[k] ? 0 : columns.eligible[k] ? 2 : 4) + begins, k]);
  }
  return found.sort((a, b) => a[0] - b[0] || a[1] - b[1]).slice(0, MOST).map((pair) => pair[1]);
}

export const foldedRows = (columns: Columns): string[] =>
  columns.id.map((id, k) => plain(`${columns.name[k] ?? ""} ${columns.commune[k] ?? ""} ${id} ${columns.dep[k] ?? ""}`));

export class SearchBox {
  readonly root = document.createElement("div");
  private readonly input = document.createElement("input");
  private readonly list = document.createElement("ul");
  private columns: Columns | null = null;
  private folded: string[] | null = null;
  private found: number[] = [];
  private active = -1;

  constructor(private readonly words: Words, private readonly onFound: (row: number) => void) {
    const name = `map-search-${++boxes}`;
    this.root.className = "map-search";
    Object.assign(this.input, { type: "search", placeholder: words.say("map.search.short"), autocomplete: "off" });
    for (const [key, value] of Object.entries({ role: "combobox", "aria-label": words.say("map.search"), "aria-expanded": "false", "aria-controls": name, "aria-autocomplete": "list" })) this.input.setAttribute(key, value);
    this.list.id = name;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", words.say("map.search.found"));
    this.list.hidden = true;
    this.root.append(this.input, this.list);
    this.input.addEventListener("input", () => this.ask());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
  }

  set(columns: Columns): void {
    if (this.columns?.id !== columns.id) this.folded = null;
    this.columns = columns;
  }

  focus(): void { this.input.focus(); }

  private ask(): void {
    if (!this.columns) return;
    this.folded ??= foldedRows(this.columns);
    this.found = find(this.columns, this.folded, this.input.value);
    this.active = this.found.length ? 0 : -1;
    this.show();
  }

  private show(): void {
    const { columns } = this;
    if (!columns) return;
    const asked = this.input.value.trim() !== "";
    this.list.replaceChildren(...this.found.map((row, k) => {
      const line = document.createElement("li"), where = document.createElement("span");
      line.id = `${this.list.id}-${k}`;
      line.setAttribute("role", "option");
      line.setAttribute("aria-selected", String(k === this.active));
      line.textContent = columns.name[row] ?? columns.id[row] ?? "";
      where.textContent = [columns.commune[row], columns.dep[row], columns.selected[row] ? this.words.say("map.chosen.one") : null].filter(Boolean).join(" · ");
      line.append(where);
      line.addEventListener("pointerdown", (event) => { event.preventDefault(); this.take(row); });
      return line;
    }));
    if (!this.found.length && asked) {
      const none = document.createElement("li");
      none.textContent = this.words.say("map.search.none");
      none.className = "map-search-none";
      none.setAttribute("role", "option");
      none.setAttribute("aria-disabled", "true");
      this.list.append(none);
    }
    this.list.hidden = !asked;
    this.input.setAttribute("aria-expanded", String(asked));
    if (this.active >= 0) this.input.setAttribute("aria-activedescendant", `${this.list.id}-${this.active}`);
    else this.input.removeAttribute("aria-activedescendant");
  }

  private key(event: KeyboardEvent): void {
    const { found } = this;
    if (event.key === "Escape") { this.close(); return; }
    if (!found.length) return;
    if (event.key === "Enter") this.take(found[Math.max(0, this.active)] as number);
    else if (event.key === "ArrowDown") this.active = (this.active + 1) % found.length;
    else if (event.key === "ArrowUp") this.active = (this.active + found.length - 1) % found.length;
    else return;
    event.preventDefault();
    if (event.key !== "Enter") this.show();
  }

  private take(row: number): void {
    this.close();
    this.input.value = this.columns?.name[row] ?? this.columns?.id[row] ?? "";
    this.onFound(row);
  }

  private close(): void {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
  }
}

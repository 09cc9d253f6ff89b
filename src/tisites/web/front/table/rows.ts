// Which rows the table shows, in which order: sorted, filtered, grouped. Kept while the page is open.
import { computed, signal } from "@preact/signals";
import type { Columns } from "../api/types";
import { columns, mine } from "../state/result";
import { circled } from "../state/selection";
import { language } from "../words/words";
import { columnOf, reasonOf, regionOf, stateOf, type Shown, type State } from "./columns";

export interface Sort { key: string; down: boolean }
export interface Range { key: string; least: number | null; most: number | null }
export type Group = "" | "region" | "dep" | "reason";
/** A line of the table: a site, or the head of a group with its count, its chosen sites and its hectares. */
export type Line =
  | { kind: "site"; row: number }
  | { kind: "group"; key: string; count: number; chosen: number; hectares: number; open: boolean };

export const sorts = signal<readonly Sort[]>([{ key: "score", down: true }]);
export const search = signal("");
export const state = signal<"" | State | "mine">("");
export const region = signal("");
export const reason = signal("");
export const ranges = signal<readonly Range[]>([]);
export const group = signal<Group>("");
export const shut = signal<ReadonlySet<string>>(new Set());

const plain = (words: string): string => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
const texts = new WeakMap<Columns, string[]>();
/** What a search looks into, once a case: id, name, commune without accents. */
function textOf(all: Columns): string[] {
  let known = texts.get(all);
  if (known === undefined) {
    known = all.id.map((id, k) => plain(`${id} ${all.name[k] ?? ""} ${all.commune[k] ?? ""}`));
    texts.set(all, known);
  }
  return known;
}

/** Rows that pass every filter, in the order of ids. */
const kept = computed<number[]>(() => {
  const all = columns.value;
  if (all === null) return [];
  const wanted = plain(search.value.trim()).split(/\s+/).filter(Boolean);
  const text = wanted.length ? textOf(all) : [];
  const bounds = ranges.value.flatMap((one) => {
    const figures = columnOf(one.key)?.figures;
    return figures ? [{ ...one, figures }] : [];
  });
  const found: number[] = [];
  const round = circled.value; // on the map
  for (let row = 0; row < all.n; row += 1) {
    if (round !== null && !round.has(all.id[row] as string)) continue;
    if (state.value === "mine" ? !mine.value.has(all.id[row] as string) : state.value !== "" && stateOf(all, row) !== state.value) continue;
    if (region.value !== "" && (all.region[row] ?? "") !== region.value) continue;
    if (reason.value !== "" && reasonOf(all, row) !== reason.value) continue;
    if (wanted.length && !wanted.every((word) => (text[row] as string).includes(word))) continue;
    if (!bounds.every((one) => within(one.figures[row], one))) continue;
    found.push(row);
  }
  return found;
});

function within(value: number | null | undefined, range: Range): boolean {
  if (value === null || value === undefined) return false;
  return (range.least === null || value >= range.least) && (range.most === null || value <= range.most);
}

const collator = computed(() => new Intl.Collator(language.value, { numeric: true, sensitivity: "base" }));
/** A key to order rows by: figures as they are, words by their place among the different ones. */
function orderOf(column: Shown, rows: readonly number[], size: number): Float64Array {
  const order = new Float64Array(size).fill(NaN);
  if (column.figures !== null) {
    for (const row of rows) order[row] = column.figures[row] ?? NaN;
    return order;
  }
  const words = new Map(rows.map((row) => [row, column.words(row)]));
  const places = new Map([...new Set(words.values())].sort(collator.value.compare).map((word, k) => [word, k]));
  for (const [row, word] of words) order[row] = word === "" ? NaN : (places.get(word) as number);
  return order;
}

export const sorted = computed<number[]>(() => {
  const all = columns.value;
  if (all === null) return [];
  const keys = sorts.value.flatMap(({ key, down }) => {
    const column = columnOf(key);
    return column ? [{ order: orderOf(column, kept.value, all.n), sign: down ? -1 : 1 }] : [];
  });
  return [...kept.value].sort((a, b) => {
    for (const { order, sign } of keys) {
      const one = order[a] as number;
      const two = order[b] as number;
      if (one === two) continue;
      if (Number.isNaN(one)) { if (Number.isNaN(two)) continue; return 1; } // the unknown comes last either way
      if (Number.isNaN(two)) return -1;
      return sign * (one - two);
    }
    return a - b;
  });
});

function groupOf(all: Columns, row: number, by: Group): string {
  if (by === "region") return regionOf(all, row);
  if (by === "dep") return all.dep[row] ?? "";
  return reasonOf(all, row);
}

export const lines = computed<Line[]>(() => {
  const all = columns.value;
  if (all === null) return [];
  if (group.value === "") return sorted.value.map((row) => ({ kind: "site", row }));
  const groups = new Map<string, number[]>();
  for (const row of sorted.value) {
    const key = groupOf(all, row, group.value);
    const mine = groups.get(key);
    if (mine) mine.push(row); else groups.set(key, [row]);
  }
  return [...groups].sort(([a], [b]) => collator.value.compare(a, b)).flatMap(([key, rows]): Line[] => {
    const open = !shut.value.has(key);
    const head: Line = {
      kind: "group", key, count: rows.length, open,
      chosen: rows.reduce((sum, row) => sum + Number(all.selected[row]), 0),
      hectares: rows.reduce((sum, row) => sum + (all.surface_ha[row] ?? 0), 0),
    };
    return open ? [head, ...rows.map((row): Line => ({ kind: "site", row }))] : [head];
  });
});

/** Order by a column: once down for figures and up for words, then the other way; more adds it to the others. */
export function sortBy(column: Shown, more: boolean): void {
  const now = sorts.value.find((one) => one.key === column.key);
  const next = { key: column.key, down: now ? !now.down : column.figures !== null };
  if (!more) { sorts.value = [next]; return; }
  sorts.value = now ? sorts.value.map((one) => (one.key === column.key ? next : one)) : [...sorts.value, next];
}

export function toggle(key: string): void {
  const next = new Set(shut.value);
  if (!next.delete(key)) next.add(key);
  shut.value = next;
}

export function clearFilters(): void {
  search.value = ""; state.value = ""; region.value = ""; reason.value = ""; ranges.value = [];
  circled.value = null;
}
export const filtered = computed(() =>
  circled.value !== null || search.value.trim() !== "" || state.value !== "" || region.value !== "" || reason.value !== "" || ranges.value.length > 0);

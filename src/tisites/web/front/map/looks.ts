// What each site looks like, and what the legend says of it: one pass over the columns for each way of colouring.
import type { Columns } from "../api/types";
import type { t } from "../words/words";
import {
  CATEGORIES, classes, classOf, ENTERS, HALO, INK, LEAVES, PALE, SCORE_EDGES, SEQUENCE, SHAPES, SOFT, spread, STAYS, UNKNOWN,
  type Shape,
} from "./symbols";

export type Colour =
  | { readonly by: "score" }
  | { readonly by: "indicator"; readonly key: string }
  | { readonly by: "reason" }
  | { readonly by: "difference"; readonly in: readonly string[]; readonly out: readonly string[]; readonly both: readonly string[] };

/** How large: a dot that does not compete, a mark of a reason, a candidate, a chosen site. */
export type Size = "dot" | "mark" | "point" | "chosen";
export interface Look {
  readonly key: string; // what the legend hides and shows together
  readonly shape: Shape;
  readonly fill: string;
  readonly stroke: string;
  readonly width: number;
  readonly halo: boolean;
  readonly size: Size;
}
export interface LegendItem { readonly label: string; readonly look?: Look; readonly swatch?: string; readonly key?: string; readonly count?: number }
export interface LegendSection { readonly title: string; readonly items: readonly LegendItem[] }
export interface Dressed { readonly looks: readonly Look[]; readonly of: Uint8Array; readonly legend: readonly LegendSection[] }
export interface Words { readonly say: typeof t; readonly number: (value: number | null | undefined, decimals?: number | null) => string }

const look = (key: string, size: Size, shape: Shape, fill: string): Look => ({
  key, size, shape, fill,
  stroke: size === "dot" ? "" : size === "chosen" ? INK : size === "mark" ? "" : "#2b3442",
  width: size === "chosen" ? 1.6 : size === "point" ? 0.7 : 0,
  halo: size === "chosen",
});
const OUT = look("out", "dot", "circle", PALE);

/** Decimals that a figure needs, at most so many. */
function needed(value: number, most: number): number {
  let k = 0;
  while (k < most && Math.abs(value * 10 ** k - Math.round(value * 10 ** k)) > 1e-6) k += 1;
  return k;
}

/** Labels of ordered classes: "moins de 40", "40 à 50", "70 et plus". */
export function classLabels(edges: readonly number[], decimals: number | null, words: Words): string[] {
  const places = decimals === null ? null : Math.max(...edges.map((edge) => needed(edge, Math.max(decimals, 2))));
  const shown = edges.map((edge) => words.number(edge, places));
  if (!edges.length) return [words.say("map.all")];
  return [
    words.say("map.under", { to: shown[0] as string }),
    ...shown.slice(1).map((to, k) => words.say("map.between", { from: shown[k] as string, to })),
    words.say("map.over", { from: shown[shown.length - 1] as string }),
  ];
}

/** Dress every site. */
export function dress(columns: Columns, colour: Colour, words: Words): Dressed {
  if (colour.by === "reason") return byReason(columns, words);
  if (colour.by === "difference") return byDifference(columns, colour, words);
  return byFigure(columns, colour, words);
}

const NOTHING: readonly null[] = [];
const known = new WeakMap<object, { eligible: object; distinct: number[]; edges: number[] }>();

/** Classes of the values of those that compete; told again as long as neither changes. */
function classed(values: readonly (number | null)[], eligible: readonly boolean[]): { distinct: number[]; edges: number[] } {
  const told = known.get(values);
  if (told?.eligible === eligible) return told;
  const sorted = Float64Array.from(values.filter((value, k): value is number => value !== null && eligible[k] === true)).sort();
  const distinct = [...new Set(sorted)], made = { eligible, distinct: distinct.slice(0, 8), edges: classes(sorted) };
  known.set(values, made);
  return made;
}

function figures(columns: Columns, colour: { by: "score" } | { by: "indicator"; key: string }, words: Words) {
  if (colour.by === "score") {
    return { values: columns.score, edges: SCORE_EDGES, labels: classLabels(SCORE_EDGES, 0, words), title: words.say("map.score") };
  }
  const values = columns.indicators[colour.key] ?? NOTHING;
  const meta = columns.indicator_meta.find((one) => one.key === colour.key);
  const title = meta ? (meta.unit ? `${meta.label} (${meta.unit})` : meta.label) : colour.key;
  const { distinct, edges } = classed(values, columns.eligible);
  if (meta?.decimals === 0 && distinct.every((value) => value === 0 || value === 1)) {
    const labels = distinct.map((value) => words.say(value ? "map.yes" : "map.no"));
    return { values, edges, labels, title };
  }
  const year = meta !== undefined && /_year$/.test(meta.key);
  const written: Words = year ? { ...words, number: (value) => String(Math.round((value ?? 0) * 10) / 10) } : words;
  const labels = distinct.length === edges.length + 1
    ? distinct.map((value) => written.number(value, Number.isInteger(value) ? 0 : meta?.decimals ?? null))
    : classLabels(edges, meta?.decimals ?? null, written);
  return { values, edges, labels, title };
}

function byFigure(columns: Columns, colour: { by: "score" } | { by: "indicator"; key: string }, words: Words): Dressed {
  const { values, edges, labels, title } = figures(columns, colour, words);
  const colours = spread(SEQUENCE, edges.length + 1), n = colours.length;
  // 0 out; 1…n eligible by class, n + 1 unknown; then the same for the chosen
  const looks = [
    OUT,
    ...[...colours, UNKNOWN].map((fill) => look("eligible", "point", "circle", fill)),
    ...[...colours, UNKNOWN].map((fill) => look("chosen", "chosen", "diamond", fill)),
  ];
  const of = new Uint8Array(columns.n), counts = new Array<number>(n + 1).fill(0);
  let chosen = 0, eligible = 0;
  for (let k = 0; k < columns.n; k += 1) {
    const picked = columns.selected[k];
    if (!picked && !columns.eligible[k]) continue;
    const value = values[k];
    const at = value === null || value === undefined ? n : classOf(value, edges);
    counts[at] = (counts[at] as number) + 1;
    if (picked) chosen += 1; else eligible += 1;
    of[k] = 1 + at + (picked ? n + 1 : 0);
  }
  const rows: LegendItem[] = labels.map((label, k) => ({ label, swatch: colours[k] as string, count: counts[k] as number }));
  if (counts[n]) rows.push({ label: words.say("unknown"), swatch: UNKNOWN, count: counts[n] as number });
  const middle = colours[Math.floor(n / 2)] as string;
  return { looks, of, legend: [
    { title, items: rows },
    { title: words.say("map.sites"), items: [
      { key: "chosen", label: words.say("map.chosen"), look: look("chosen", "chosen", "diamond", middle), count: chosen },
      { key: "eligible", label: words.say("map.eligible"), look: look("eligible", "point", "circle", middle), count: eligible },
      { key: "out", label: words.say("map.out"), look: OUT, count: columns.n - chosen - eligible },
    ] },
  ] };
}

/** Families of reasons that have a shape and a colour of their own: the rest are one. */
const NAMED = 10;

function byReason(columns: Columns, words: Words): Dressed {
  const named = columns.reasons.slice(0, NAMED);
  const looks: Look[] = [
    ...named.map((one, k) => look(`reason.${one.key}`, "mark", SHAPES[(k + Math.floor(k / SHAPES.length) * 3) % SHAPES.length] as Shape, CATEGORIES[(k + Math.floor(k / CATEGORIES.length)) % CATEGORIES.length] as string)),
    look("reason.other", "mark", "cross", SOFT),
    look("eligible", "point", "circle", "#e6ebf0"),
    look("chosen", "chosen", "diamond", HALO),
  ];
  const other = named.length, eligible = other + 1, chosen = other + 2;
  const of = new Uint8Array(columns.n), counts = new Array<number>(looks.length).fill(0);
  for (let k = 0; k < columns.n; k += 1) {
    const reason = columns.reason[k];
    const at = columns.selected[k] ? chosen : columns.eligible[k] ? eligible
      : reason === null || reason === undefined ? other : Math.min(reason, other);
    of[k] = at;
    counts[at] = (counts[at] as number) + 1;
  }
  const item = (at: number, label: string): LegendItem => ({ key: (looks[at] as Look).key, label, look: looks[at] as Look, count: counts[at] as number });
  const rows = named.map((one, k) => item(k, one.label));
  if (counts[other]) rows.push(item(other, words.say("map.reason.other")));
  return { looks, of, legend: [
    { title: words.say("map.sites"), items: [item(chosen, words.say("map.chosen")), item(eligible, words.say("map.eligible"))] },
    { title: words.say("map.reason"), items: rows },
  ] };
}

function byDifference(columns: Columns, told: { in: readonly string[]; out: readonly string[]; both: readonly string[] }, words: Words): Dressed {
  const looks: Look[] = [
    OUT, look("eligible", "dot", "circle", "#8f99a6"),
    look("both", "chosen", "circle", STAYS), look("leaves", "chosen", "drop", LEAVES), look("enters", "chosen", "triangle", ENTERS),
  ];
  const of = new Uint8Array(columns.n);
  const at = new Map<string, number>();
  for (const [list, k] of [[told.both, 2], [told.out, 3], [told.in, 4]] as const) for (const id of list) at.set(id, k);
  const counts = [0, 0, 0, 0, 0];
  for (let k = 0; k < columns.n; k += 1) {
    const mark = at.get(columns.id[k] as string) ?? (columns.eligible[k] ? 1 : 0);
    of[k] = mark;
    counts[mark] = (counts[mark] as number) + 1;
  }
  const keys = ["out", "eligible", "both", "leaves", "enters"] as const;
  const items = [4, 3, 2, 1, 0].map((k) => ({
    key: keys[k] as string, look: looks[k] as Look, count: counts[k] as number,
    label: words.say((["map.out", "map.eligible", "map.both", "map.leaves", "map.enters"] as const)[k] as "map.out"),
  }));
  return { looks, of, legend: [{ title: words.say("map.difference"), items }] };
}

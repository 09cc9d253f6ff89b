// What the table can show: one entry a column, read from the result's columns without a copy.
import { computed, signal } from "@preact/signals";
import type { Columns } from "../api/types";
import { columns } from "../state/result";
import { language, number, t } from "../words/words";

/** A column: words or figures of each row, how they are written and ordered. */
export interface Shown {
  key: string;
  label: string;
  unit: string;
  decimals: number | null;
  figures: (number | null)[] | null; // null for words
  words: (row: number) => string;
  wide: number; // rem
}

export type State = "chosen" | "eligible" | "excluded";
export const stateOf = (all: Columns, row: number): State =>
  all.selected[row] ? "chosen" : all.eligible[row] ? "eligible" : "excluded";
export const reasonOf = (all: Columns, row: number): string => {
  const at = all.reason[row];
  return all.eligible[row] || at === null || at === undefined ? "" : (all.reasons[at]?.label ?? "");
};
export const regionOf = (all: Columns, row: number): string => {
  const code = all.region[row] ?? "";
  return code ? (all.region_name[code] ?? code) : t("unknown");
};

/** Every column that there is, in the order that they are offered. */
export const offered = computed<Shown[]>(() => {
  const all = columns.value;
  void language.value;
  return all === null ? [] : [...known(all), ...measured(all)];
});

function known(all: Columns): Shown[] {
  const words = (key: string, label: string, wide: number, read: (row: number) => string): Shown =>
    ({ key, label, unit: "", decimals: null, figures: null, words: read, wide });
  const figures = (key: string, label: string, unit: string, decimals: number, of: (number | null)[], wide: number): Shown =>
    ({ key, label, unit, decimals, figures: of, words: (row) => number(of[row], decimals), wide });
  return [
    words("state", t("table.state"), 9, (row) => t(`table.state.${stateOf(all, row)}`)),
    words("name", t("table.name"), 16, (row) => all.name[row] || (all.id[row] as string)),
    words("commune", t("table.commune"), 11, (row) => all.commune[row] ?? ""),
    words("dep", t("table.dep"), 5.5, (row) => all.dep[row] ?? ""),
    words("region", t("table.region"), 11, (row) => regionOf(all, row)),
    figures("score", t("table.score"), "", 1, all.score, 6.5),
    figures("low", t("table.low"), "", 1, all.low, 6.5),
    figures("high", t("table.high"), "", 1, all.high, 7),
    figures("surface", t("table.surface"), "ha", 1, all.surface_ha, 8),
    words("reason", t("table.reason"), 18, (row) => reasonOf(all, row)),
    words("id", t("table.id"), 10, (row) => all.id[row] as string),
    words("insee", t("table.insee"), 6, (row) => all.insee[row] ?? ""),
  ];
}

function measured(all: Columns): Shown[] {
  return all.indicator_meta.flatMap((meta): Shown[] => {
    const of = all.indicators[meta.key];
    if (of === undefined) return [];
    const decimals = meta.decimals ?? null;
    return [{
      key: `i.${meta.key}`, label: meta.label, unit: meta.unit, decimals, figures: of,
      words: (row) => number(of[row], decimals), wide: Math.min(14, 5 + meta.label.length / 5),
    }];
  });
}

const FIRST = ["state", "name", "commune", "dep", "region", "score", "low", "high", "surface", "reason"];
export const picked = signal<readonly string[]>(FIRST);
export const shown = computed<Shown[]>(() => {
  const wanted = new Set(picked.value);
  return offered.value.filter((column) => wanted.has(column.key));
});
export const columnOf = (key: string): Shown | undefined => offered.value.find((one) => one.key === key);

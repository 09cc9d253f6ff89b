// The result on the screen: one for all views. Static columns are fetched once a case.
import { computed, signal } from "@preact/signals";
import { get, Refusal } from "../api/client";
import type { Columns, Gauge, Result } from "../api/types";
import { put } from "./url";

export const result = signal<Result | null>(null);
export const columns = signal<Columns | null>(null);
export const gauges = signal<Gauge[]>([]);
export const loading = signal(false);

/** Number of each site's row. */
export const rowOf = computed(() => new Map((columns.value?.id ?? []).map((id, k) => [id, k])));
/** Another selection shown in the place of the answer's: the number of an alternative; null for the answer. */
export const alternative = signal<number | null>(null);
const instead = signal<readonly string[]>([]);
export const chosen = computed(() => new Set(alternative.value === null ? (result.value?.selected ?? []) : instead.value));

/** Sites of the planner's own list among the candidates; none without a list. */
export const mine = computed<ReadonlySet<string>>(() => new Set(result.value?.mine ?? []));

/** Show an alternative on map and table; null goes back to the answer. */
export function showSelection(rank: number | null, selected: readonly string[]): void {
  instead.value = selected;
  alternative.value = rank;
  const all = columns.value;
  if (all !== null) columns.value = { ...all, selected: all.id.map((id) => chosen.value.has(id)) };
}

let latest = 0;

export async function openResult(run: string): Promise<void> {
  const turn = ++latest;
  loading.value = true;
  try {
    const told = await get<Result>(`/results/${run}`);
    if (turn !== latest) return;
    const same = columns.value !== null && columns.value.case === told.case;
    const next = same ? withScores(columns.value as Columns, told) : await get<Columns>(`/results/${run}/sites`);
    if (turn !== latest) return;
    alternative.value = null;
    columns.value = next;
    result.value = told;
    put({ run: told.short });
    void readGauges(run, turn);
  } finally {
    if (turn === latest) loading.value = false;
  }
}

/** Milliseconds between looks: limits come at once, what their rules decide once it is measured. */
const LOOKS = [400, 800, 1600, 3200, 6400, 12800];

async function readGauges(run: string, turn: number): Promise<void> {
  try {
    for (const pause of [...LOOKS, null]) {
      const told = await get<Gauge[]>(`/results/${run}/gauges`);
      if (turn !== latest) return;
      if (told.length || pause === null) gauges.value = told;
      if (pause === null || told.some((one) => one.effect_words !== null)) return;
      await new Promise((done) => { setTimeout(done, pause); });
      if (turn !== latest) return;
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    if (turn === latest) gauges.value = [];
  }
}

/** The columns of the same case with another result's scores and choice. */
export function withScores(old: Columns, told: Result): Columns {
  const at = new Map(old.id.map((id, k) => [id, k]));
  const score = new Array<number | null>(old.n).fill(null);
  const low = new Array<number | null>(old.n).fill(null);
  const high = new Array<number | null>(old.n).fill(null);
  const eligible = new Array<boolean>(old.n).fill(false);
  told.scores.ids.forEach((id, k) => {
    const row = at.get(id);
    if (row === undefined) return;
    score[row] = told.scores.score[k] ?? null;
    low[row] = told.scores.low[k] ?? null;
    high[row] = told.scores.high[k] ?? null;
    eligible[row] = true;
  });
  const picked = new Set(told.selected);
  return { ...old, run: told.run, score, low, high, eligible, selected: old.id.map((id) => picked.has(id)) };
}

export function clearResult(): void {
  latest += 1;
  result.value = null;
  columns.value = null;
  gauges.value = [];
}

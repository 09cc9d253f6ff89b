// Sliders as they move: shown at once, told to the server when released, their effect asked meanwhile.
import { computed, effect, signal } from "@preact/signals";
import { Refusal, send, Unreachable } from "../api/client";
import type { Preview } from "../api/types";
import { change, draft, refused, stale } from "../state/draft";
import { jobs, solving } from "../state/job";
import { result } from "../state/result";
import { tell } from "../state/session";

/** Weights that a slider shows and that the draft does not hold yet, by dotted key. */
export const moving = signal<Record<string, number>>({});
export const preview = signal<Preview | null>(null);
/** Nothing is prepared yet: what a weight does is known after the first solve. */
export const unprepared = signal(false);

const WAIT_MS = 80;
const RELEASE_MS = 250; // a key held down releases the slider at every repeat
let ask: ReturnType<typeof setTimeout> | undefined;
let release: ReturnType<typeof setTimeout> | undefined;
let flight: AbortController | null = null;

export function move(key: string, value: number): void {
  moving.value = { ...moving.value, [key]: value };
  foresee();
}

/** Tell the draft where the sliders were left; `now` without waiting for another key. */
export function leave(now = false): void {
  clearTimeout(release);
  const told = (): void => {
    const held = moving.value;
    if (Object.keys(held).length === 0) return;
    change(held).catch(tell).finally(() => {
      moving.value = Object.fromEntries(Object.entries(moving.value).filter(([key, value]) => held[key] !== value));
    });
  };
  if (now) told();
  else release = setTimeout(told, RELEASE_MS);
}

/** Ask who would leave the best, once the hand rests; an older question is dropped. */
export function foresee(): void {
  clearTimeout(ask);
  ask = setTimeout(() => { void foreseen(); }, WAIT_MS);
}

async function foreseen(): Promise<void> {
  const now = draft.value;
  if (now === null || result.value === null || unprepared.value) return; // asked again after a job
  flight?.abort();
  const mine = (flight = new AbortController());
  try {
    const told = await send<Preview | undefined>("POST", `/drafts/${now.id}/preview`, { changes: moving.value }, mine.signal);
    if (flight !== mine) return;
    preview.value = told ?? null;
    unprepared.value = told === undefined;
  } catch (error) {
    if (error instanceof DOMException || error instanceof Unreachable) return;
    if (!(error instanceof Refusal)) throw error;
    if (flight !== mine) return;
    preview.value = null;
    const wrong = error.status === 422 ? error.problems[0] : undefined;
    const key = wrong?.where.column ?? Object.keys(moving.value)[0];
    if (wrong !== undefined && key !== undefined) refused.value = { ...refused.value, [key]: wrong };
  }
}

/** What a preview is of: a changed draft with an answer to compare it with. */
export const foresees = computed(() => result.value !== null && ((stale.value ?? 0) > 0 || Object.keys(moving.value).length > 0));

effect(() => {
  draft.value; // asked again as the draft moves, forgotten once its answer is there
  if (foresees.value && solving.value === null) foresee();
  else if (!foresees.value) preview.value = null;
});
effect(() => { jobs.value; unprepared.value = false; });

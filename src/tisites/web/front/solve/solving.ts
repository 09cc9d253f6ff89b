// When to solve, and what to do with what a solve gave: the page asks, the server's jobs decide.
import { computed, effect, signal } from "@preact/signals";
import { get } from "../api/client";
import { isOver } from "../api/events";
import type { Document, Draft, Job, Value } from "../api/types";
import { change, draft, stale } from "../state/draft";
import { ask, jobs, solving, stopJob, watch } from "../state/job";
import { openResult, result } from "../state/result";
import { tell } from "../state/session";

/** One way out of a clash: what to concede in words, and the keys of the draft that it changes. */
export interface Way { least: boolean; says: string[]; changes: Record<string, Value> }
interface Clash { job: string; ways: Way[]; document: Document | null }

/** A solve that took less than this is asked again at every change, unless the planner says no. */
const FAST_MS = 2500;
/** A stop that is not heard for so long may be told by ending the process. */
const DEAF_MS = 8000;

const mine = (job: Job): boolean => draft.value !== null && job.draft === draft.value.id;
const latest = (verb: Job["verb"]): Job | null =>
  Object.values(jobs.value).filter((job) => job.verb === verb && mine(job))
    .sort((a, b) => (a.began ?? "~").localeCompare(b.began ?? "~")).at(-1) ?? null;

/** The last solve of this draft, at work or over. */
export const lastSolve = computed(() => latest("solve"));
export const clash = signal<Clash | null>(null);
export const relaxing = computed(() => { const job = latest("relax"); return job !== null && !isOver(job) ? job : null; });
/** A solve that was closed by the planner: its banner is not shown again. */
export const dismissed = signal<string | null>(null);

const lasted = (job: Job): number => (job.began && job.ended ? Date.parse(job.ended) - Date.parse(job.began) : Infinity);
const CHOICE = "tisites.each";
const kept = (): boolean | null => {
  try { const told = localStorage.getItem(CHOICE); return told === null ? null : told === "yes"; } catch { return null; }
};
const wished = signal<boolean | null>(kept());
const fast = signal(false);
/** Whether every change is solved: as wished, else where the last solve was fast. */
export const each = computed(() => wished.value ?? fast.value);
export function wish(to: boolean): void {
  wished.value = to;
  try { localStorage.setItem(CHOICE, to ? "yes" : "no"); } catch { /* private window: as long as the page */ }
  if (to && (stale.value ?? 0) > 0) solve();
}

/** Something changed while a solve was at work: the next one follows it. */
export const queued = signal(false);

/** Solve the draft as it stands; while one is at work, once that one has ended. */
export function solve(): void {
  const now = draft.value;
  if (now === null) return;
  if (solving.value !== null) { queued.value = true; return; }
  queued.value = false;
  clash.value = null;
  dismissed.value = null;
  ask("solve", { draft: now.id }).catch(tell);
}

// stop, and what is left where it is not heard
export const stopped = signal<{ job: string; at: number } | null>(null);
export const deaf = signal(false);
let listening: ReturnType<typeof setTimeout> | undefined;
export function stop(job: Job): void {
  stopped.value = { job: job.id, at: Date.now() };
  queued.value = false;
  clearTimeout(listening);
  listening = setTimeout(() => { deaf.value = solving.value?.id === job.id; }, DEAF_MS);
  stopJob(job.id).catch(tell);
}
export function kill(job: Job): void { stopJob(job.id, true).catch(tell); }

// what a solve gave, once: also where the page was closed meanwhile
const settled = new Set<string>();
const live = new Set<string>(); // seen at work by this page: its answer may be another of the same run
effect(() => {
  const job = lastSolve.value;
  if (job === null || settled.has(job.id)) return;
  if (!isOver(job)) { live.add(job.id); return; }
  settled.add(job.id);
  deaf.value = false;
  if (job.state === "done") fast.value = lasted(job) < FAST_MS;
  settle(job).catch(tell);
});

async function settle(job: Job): Promise<void> {
  let now = draft.value as Draft; // the job is of this draft
  if (job.result !== null && (now.solved?.run !== job.result || now.solved.revision !== job.revision)) {
    now = await get<Draft>(`/drafts/${now.id}`);
    if (draft.value?.id === now.id) draft.value = now;
  }
  if (job.result !== null && now.solved?.run === job.result && (live.has(job.id) || result.value?.run !== job.result)) await openResult(job.result);
  if (queued.value) { queued.value = false; solve(); return; }
  if (job.state === "infeasible" && (job.revision === null || job.revision === now.revision)) await findWays(job);
}

// every change is solved, where that is wished: one solve at a time, the last state of the draft
let seen: { id: string; revision: number } | null = null;
effect(() => {
  const now = draft.value;
  const before = seen;
  seen = now === null ? null : { id: now.id, revision: now.revision };
  if (now === null || before === null || before.id !== now.id || before.revision === now.revision) return;
  if (clash.value !== null) clash.value = null;
  if (!each.value && solving.value === null) return;
  if (now.solved !== null && now.solved.revision === now.revision) return;
  if (each.value) setTimeout(solve);
});

/** What clashes and the least to concede: a study of its own, that can be stopped like any job. */
export async function findWays(job: Job): Promise<void> {
  clash.value = { job: job.id, ways: [], document: null };
  const known = latest("relax"); // asked before the page was closed
  const told = known !== null && known.revision === job.revision && known.state !== "killed"
    ? await watch(known) : await ask("relax", { draft: job.draft as string });
  if (clash.value?.job !== job.id || told.document === null) return;
  const study = await get<{ document: Document; data: { ways?: Way[] } }>(told.document.replace(/^\/api\/v1/, ""));
  if (clash.value?.job === job.id) clash.value = { job: job.id, ways: study.data.ways ?? [], document: study.document };
}

/** Concede, and solve what is then feasible. */
export async function concede(way: Way): Promise<void> {
  await change(way.changes);
  clash.value = null;
  solve();
}

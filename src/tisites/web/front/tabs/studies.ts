// Each analysis of a result: asked once on demand, kept; an older result's stays until it is asked again.
import { computed, signal } from "@preact/signals";
import { get } from "../api/client";
import type { Job, Study, Value } from "../api/types";
import { draft } from "../state/draft";
import { begin, jobs, watch } from "../state/job";
import { result } from "../state/result";

export type StudyVerb = "equity" | "rules" | "alternatives" | "frontier" | "robustness";
export const OPTIONS: Record<StudyVerb, Record<string, Value>> = {
  equity: {}, rules: {}, alternatives: { count: 10 }, frontier: { points: 12 }, robustness: { samples: 300 },
};

/** The last answer of each study that this page has seen. */
export const studies = signal<Partial<Record<StudyVerb, Study>>>({});
export const looked = signal<Record<string, boolean>>({});
export const nameOf = (run: string, verb: StudyVerb): string => `${run}/${verb}`;

/** Read the study of a result where the server has one. */
export async function readStudy(run: string, verb: StudyVerb): Promise<void> {
  const there = await get<string[]>(`/results/${run}/studies`);
  if (there.includes(verb)) {
    const told = await get<Study>(`/results/${run}/studies/${verb}`);
    studies.value = { ...studies.value, [verb]: told };
  }
  looked.value = { ...looked.value, [nameOf(run, verb)]: true };
}

/** Ask for it; once it has ended, its answer is read. */
export async function askStudy(run: string, verb: StudyVerb): Promise<void> {
  const of = draft.value === null ? {} : { draft: draft.value.id };
  const job = await begin(verb, { run, ...of, options: OPTIONS[verb] });
  const over = await watch(job);
  if (over.document !== null) await readStudy(run, verb);
}

/** The last job of a study on a result, at work or over. */
export const jobOf = (run: string, verb: StudyVerb): Job | null =>
  Object.values(jobs.value).filter((job) => job.verb === verb && job.run === run)
    .sort((a, b) => (a.began ?? "~").localeCompare(b.began ?? "~")).at(-1) ?? null;
export const shownRun = computed(() => result.value?.run ?? null);

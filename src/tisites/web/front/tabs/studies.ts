// Each analysis of a result: asked once on demand, kept; an older result's stays until it is asked again.
import { computed, signal } from "@preact/signals";
import { get } from "../api/client";
import type { Job, Study, Value } from "../api/types";
import { draft } from "../state/draft";
import { begin, jobs, watch } from "../state/job";
import { result } from "../state/result";

/** The choice that leaves it to the scenario. */
const OWN = "own";
/** What a study may be asked; null leaves it as the scenario says. */
const figure = <K extends string>(key: K, value: number | null, least: number, most: number) => ({ kind: "figure", key, value, least, most }) as const;
const flag = <K extends string>(key: K) => ({ kind: "flag", key, value: false }) as const;
/** One of some words, each with its sentence; the first is the default. */
const choice = <K extends string, W extends string>(key: K, ...words: readonly W[]) => ({ kind: "choice", key, value: words[0] as W, words }) as const;

// one line a study: its tab in the address, its verb, what it may be asked; its words are tab.VERB,
// study.intro.VERB, study.option.KEY and study.choice.WORD
export const STUDIES = [
  { tab: "equite", verb: "equity", options: [choice("by", "region", "departement"), choice("benefit", "sites", "hectares", "jobs")] },
  { tab: "regles", verb: "rules", options: [flag("shapley")] },
  { tab: "alternatives", verb: "alternatives", options: [figure("count", 10, 1, 200), figure("differ", 5, 1, 50)] },
  { tab: "frontiere", verb: "frontier", options: [figure("points", 12, 2, 60)] },
  { tab: "reserve", verb: "reserve", options: [figure("size", 20, 0, 500), figure("chained", null, 0, 500), choice("rule", "score", "value"), flag("recompute")] },
  { tab: "parties", verb: "compromise", options: [figure("points", 5, 0, 50), flag("others")] },
  { tab: "calendrier", verb: "calendar", options: [choice("programme", OWN, "programme-100-meur"), flag("schedule"), flag("alone")] },
  { tab: "types", verb: "types", options: [choice("types", OWN, "project-types")] },
  { tab: "etapes", verb: "stages", options: [choice("stages", OWN, "two-stages")] },
  { tab: "preferences", verb: "reveal", options: [choice("run", "labels-2024"), flag("intervals")] },
  { tab: "robustesse", verb: "robustness", options: [figure("samples", 300, 1, 10_000)] },
] as const;
export type StudyVerb = (typeof STUDIES)[number]["verb"];
export type StudyOption = (typeof STUDIES)[number]["options"][number];
export const optionsOf = (verb: StudyVerb): readonly StudyOption[] => STUDIES.find((one) => one.verb === verb)?.options ?? [];

/** What the planner set of each study's options, where it is not as it was. */
export const asking = signal<Partial<Record<StudyVerb, Record<string, Value>>>>({});
const askedOf = (verb: StudyVerb): Record<string, Value> =>
  Object.fromEntries(Object.entries({ ...Object.fromEntries(optionsOf(verb).map((one) => [one.key, one.value])), ...asking.value[verb] }).filter(([, value]) => value !== null && value !== OWN));

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
  const job = await begin(verb, { run, ...of, options: askedOf(verb) });
  const over = await watch(job);
  if (over.document !== null) await readStudy(run, verb);
}

/** The last job of a study on a result, at work or over. */
export const jobOf = (run: string, verb: StudyVerb): Job | null =>
  Object.values(jobs.value).filter((job) => job.verb === verb && job.run === run)
    .sort((a, b) => (a.began ?? "~").localeCompare(b.began ?? "~")).at(-1) ?? null;
export const shownRun = computed(() => result.value?.run ?? null);

// Jobs: asked, followed, stopped. The page may be closed meanwhile: the server goes on.
import { computed, signal } from "@preact/signals";
import { get, send, Unreachable } from "../api/client";
import { follow, isOver, type Follow } from "../api/events";
import type { Job, Value, Verb } from "../api/types";
import { cut } from "./session";

export const jobs = signal<Record<string, Job>>({});
export const atWork = computed(() => Object.values(jobs.value).filter((job) => !isOver(job)));
export const solving = computed(() => atWork.value.find((job) => job.verb === "solve") ?? null);

const followed = new Map<string, Follow>();
const waiting = new Map<string, ((job: Job) => void)[]>();

function hear(job: Job): void {
  jobs.value = { ...jobs.value, [job.id]: job };
  if (!isOver(job)) return;
  followed.get(job.id)?.stop();
  followed.delete(job.id);
  for (const done of waiting.get(job.id) ?? []) done(job);
  waiting.delete(job.id);
}

export function watch(job: Job): Promise<Job> {
  hear(job);
  if (isOver(job)) return Promise.resolve(job);
  if (!followed.has(job.id)) followed.set(job.id, follow(job.id, hear, (gone) => { cut.value = gone; }));
  return new Promise((done) => waiting.set(job.id, [...(waiting.get(job.id) ?? []), done]));
}

interface Asked { draft?: string; run?: string; options?: Record<string, Value> }

/** Ask for a job; the promise ends when the job has, whatever its state. */
export async function ask(verb: Verb, of: Asked): Promise<Job> {
  return watch(await send<Job>("POST", "/jobs", { verb, ...of }));
}

/** Ask for a job that is followed; the promise ends when the server has taken it. */
export async function begin(verb: Verb, of: Asked): Promise<Job> {
  const job = await send<Job>("POST", "/jobs", { verb, ...of });
  void watch(job);
  return job;
}

/** End it with the best answer so far; with kill, end its process. */
export async function stopJob(id: string, kill = false): Promise<void> {
  await send<Job | undefined>("DELETE", `/jobs/${id}${kill ? "?kill=true" : ""}`);
}

/** Take up the jobs that were at work when the page was closed, or the server gone. */
export async function resumeJobs(): Promise<void> {
  for (const one of followed.values()) one.stop(); // a source that was refused stays shut
  followed.clear();
  try {
    for (const job of await get<Job[]>("/jobs")) {
      if (isOver(job)) hear(job);
      else void watch(job);
    }
  } catch (error) {
    if (!(error instanceof Unreachable)) throw error;
    cut.value = true;
  }
}

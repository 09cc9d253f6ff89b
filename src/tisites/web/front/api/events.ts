// A job's events. EventSource reconnects by itself and sends Last-Event-ID; we only tell when it is cut.
import { address } from "./client";
import type { Job } from "./types";

export interface Follow { stop: () => void }

const OVER = new Set(["done", "stopped", "limit", "infeasible", "bad_input", "failed", "killed"]);
export const isOver = (job: Job): boolean => OVER.has(job.state);

export function follow(id: string, hear: (job: Job) => void, cut: (gone: boolean) => void): Follow {
  const source = new EventSource(address(`/jobs/${id}/events`));
  const heard = (event: Event): void => {
    const job = JSON.parse((event as MessageEvent<string>).data) as Job;
    cut(false);
    hear(job);
    if (isOver(job)) source.close();
  };
  for (const name of ["state", "progress", "done"]) source.addEventListener(name, heard);
  source.addEventListener("open", () => cut(false));
  source.addEventListener("error", () => cut(true));
  return { stop: () => source.close() };
}

// The card of the selected site, and the jobs that were asked about it.
import { signal } from "@preact/signals";
import { download, get } from "../api/client";
import type { Card, Job } from "../api/types";
import { ask, begin } from "../state/job";

export const card = signal<Card | null>(null);
export const wait = signal(false);
/** Jobs by run and site: an explanation outlives a look at another site. */
export const explained = signal<Record<string, string>>({});
export const about = (run: string, site: string): string => `${run}/${site}`;

let held: AbortController | null = null;
export async function readCard(run: string, site: string): Promise<void> {
  held?.abort();
  const mine = new AbortController();
  held = mine;
  wait.value = true;
  try {
    const told = await get<Card>(`/results/${run}/sites/${encodeURIComponent(site)}`, mine.signal);
    if (held === mine) card.value = told;
  } catch (error) {
    if (held === mine) card.value = null;
    throw error;
  } finally {
    if (held === mine) wait.value = false;
  }
}

/** The exact cost and the smallest change; which limits could move takes a search of its own, minutes where equity counts. */
export async function explain(run: string, site: string, limits: boolean): Promise<void> {
  const job = await begin("explain", { run, options: { sites: [site], plots: false, limits } });
  explained.value = { ...explained.value, [about(run, site)]: job.id };
}

/** The site's sheet as PDF: made by the server, then handed to the downloads. */
export async function sheet(run: string, site: string): Promise<Job> {
  const job = await ask("report", { run, options: { sites: [site], formats: ["pdf"], alone: true } });
  const file = job.files.find((name) => name.startsWith("fiche") && name.endsWith(".pdf"));
  if (file !== undefined) download(`/api/v1/files/${job.id}/${encodeURIComponent(file)}?download=true`, file);
  return job;
}

// One job on a page: how it goes, how to stop it, what went wrong, what it wrote.
import { useEffect, useState } from "preact/hooks";
import { download, get } from "../api/client";
import { isOver } from "../api/events";
import type { FileLine } from "../api/pages";
import type { Job, Problem } from "../api/types";
import { jobs, stopJob, watch } from "../state/job";
import { session, tell } from "../state/session";
import { FR, type Key } from "../words/fr";
import { number, t } from "../words/words";
import { Button } from "./Button";

/** The job of an id as it stands; asked of the server where this page does not know it yet. */
export function useJob(id: string | null): Job | null {
  useEffect(() => {
    if (id !== null && jobs.value[id] === undefined) get<Job>(`/jobs/${id}`).then(watch).catch(tell);
  }, [id]);
  return id === null ? null : (jobs.value[id] ?? null);
}

export function JobLine({ job }: { job: Job }): preact.JSX.Element {
  if (isOver(job)) {
    return <div class="job" role="status">{job.state === "done" ? null : <p><strong>{job.words}</strong></p>}<Problems of={job.problems} /></div>;
  }
  const words = job.state === "queued" ? (job.position ? t("job.position", { n: job.position }) : t("job.queued")) : phaseWords(job.phase);
  return (
    <div class="job" role="status">
      <span class="busy"><span class="busy-mark" aria-hidden="true" />{words}</span>
      <Button onClick={() => { stopJob(job.id).catch(tell); }}>{t("job.stop")}</Button>
    </div>
  );
}

/** What is wrong, where, and how to mend it. */
export function Problems({ of }: { of: readonly Problem[] }): preact.JSX.Element | null {
  if (of.length === 0) return null;
  return (
    <ul class="problem-list">
      {of.map((one) => {
        const where = [one.where.file, one.where.line ? t("list.line", { lines: String(one.where.line) }) : "", one.where.column, one.where.value].filter(Boolean).join(", ");
        return <li>{where ? <span class="problem-where">{where}</span> : null}<strong>{one.what}</strong>{one.remedy ? <span class="problem-remedy">{one.remedy}</span> : null}</li>;
      })}
    </ul>
  );
}

function phaseWords(phase: string): string {
  const key = `phase.${phase}`;
  return key in FR ? t(key as Key) : phase || t("job.running");
}

/** The files that a job wrote, once it is over, each to download. */
export function Files({ of, level = 2 }: { of: string; level?: 2 | 3 }): preact.JSX.Element | null {
  const [files, setFiles] = useState<FileLine[]>([]);
  useEffect(() => { get<FileLine[]>(`/files/${of}`).then(setFiles).catch(tell); }, [of]);
  if (files.length === 0) return null;
  const Head = `h${level}` as "h2" | "h3";
  const rest = files.filter((file) => DATA.test(file.name));
  const papers = files.filter((file) => !rest.includes(file));
  return (
    <section class="files" aria-label={t("job.files")}>
      <Head class="files-head">{t("job.files")}</Head>
      {papers.length ? <FileList of={papers} /> : null}
      {rest.length ? papers.length ? <details><summary>{t("job.tables", { n: rest.length })}</summary><FileList of={rest} /></details> : <FileList of={rest} /> : null}
    </section>
  );
}

/** Tables and data for programs: after what is read and handed over. */
const DATA = /\.(csv|json|md|parquet|qgs)$/;

function FileList({ of }: { of: readonly FileLine[] }): preact.JSX.Element {
  return (
    <ul>
      {of.map((file) => (
        <li><a href={`${file.href}?download=true`} download={file.name} onClick={(event) => { event.preventDefault(); download(`${file.href}?download=true`, file.name); }}>{file.name}</a>
          <span class="soft"> {sizeWords(file.size)}{file.words ? ` · ${file.words}` : ""}</span></li>
      ))}
    </ul>
  );
}

export const sizeWords = (bytes: number): string =>
  bytes >= 1e6 ? t("job.mb", { mb: number(bytes / 1e6, 1) }) : t("job.kb", { kb: number(Math.max(1, Math.round(bytes / 1e3)), 0) });

export const mayWork = (): boolean => session.value?.role !== "reader";

import { useEffect, useState } from "preact/hooks";
import { get, send } from "../api/client";
import { isOver } from "../api/events";
import type { RunLine } from "../api/pages";
import type { Job } from "../api/types";
import { Busy } from "../parts/Busy";
import { Button } from "../parts/Button";
import { Empty } from "../parts/Empty";
import { JobDocument } from "../parts/JobDocument";
import { Files, JobLine, mayWork, useJob } from "../parts/JobLine";
import { nameOf, RunTable } from "../runs/RunTable";
import { atWork, watch } from "../state/job";
import { tell } from "../state/session";
import { link, param, put } from "../state/url";
import { language, t } from "../words/words";
import { Differences } from "./Differences";

const MOST = 4;

/** Two to four results side by side: who is in which, and why. */
export function ComparePage(): preact.JSX.Element {
  const [runs, setRuns] = useState<RunLine[] | null>(null);
  useEffect(() => { get<RunLine[]>("/runs").then(setRuns).catch(tell); }, [language.value, atWork.value.length]);
  const job = useJob(param("job"));
  if (runs === null) return <Busy label={t("loading")} />;
  const picked = (param("runs") ?? "").split(",").map((one) => runs.find((run) => run.short === one)).filter((run): run is RunLine => run !== undefined);
  const pick = (run: RunLine, on: boolean): void => {
    const next = on ? [...picked, run] : picked.filter((one) => one.run !== run.run);
    put({ runs: next.map((one) => one.short).join(","), job: null, note: null });
  };
  const go = async (): Promise<void> => {
    const asked = await send<Job>("POST", "/jobs", { verb: "compare", options: { runs: picked.map((one) => one.short) } });
    void watch(asked);
    put({ job: asked.id, note: null });
  };
  const busy = job !== null && !isOver(job);
  return (
    <div class="page">
      <header class="page-head"><h1>{t("compare.title")}</h1><p class="lead">{t("compare.lead")}</p></header>
      {runs.length < 2 ? <Empty words={t("compare.none")}><a class="button button-primary" href={link(runs.length ? "atelier" : "", runs[0] ? { run: runs[0].short } : {})}>{t("deliver.none.go")}</a></Empty> : (
        <section class="panel" aria-labelledby="compare-choose">
          <h2 id="compare-choose">{t("compare.choose")}</h2>
          <RunTable runs={runs} label={t("compare.choose")} first={(run) => {
            const on = picked.includes(run);
            return <input type="checkbox" aria-label={t("compare.pick", { title: nameOf(run) })} checked={on} disabled={busy || (!on && picked.length >= MOST)} onChange={(event) => pick(run, event.currentTarget.checked)} />;
          }} />
          <div class="actions">
            <Button kind="primary" disabled={busy || picked.length < 2 || !mayWork()} onClick={() => { go().catch(tell); }}>{t("compare.go")}</Button>
            <span class="soft" role="status">{picked.length < 2 ? t("compare.few") : t("compare.order", { n: picked.length, names: picked.map(nameOf).join(" · ") })}{picked.length === MOST ? ` ${t("compare.many")}` : ""}</span>
          </div>
        </section>
      )}
      {job ? (
        <>
          {isOver(job) && job.state === "done" ? <Differences runs={compared(job, runs)} /> : null}
          <section class="panel" aria-label={t("compare.shown")}><JobDocument job={job} /></section>
          {isOver(job) && job.state === "done" ? <Note of={job} /> : null}
        </>
      ) : null}
    </div>
  );
}

/** The comparison as papers to hand over, made of what was just compared. */
function Note({ of }: { of: Job }): preact.JSX.Element {
  const job = useJob(param("note"));
  const mine = job !== null && job.options.study === of.id ? job : null;
  const go = async (): Promise<void> => {
    const asked = await send<Job>("POST", "/jobs", { verb: "report", options: { study: of.id, formats: ["html", "pdf", "docx", "xlsx"] } });
    void watch(asked);
    put({ note: asked.id });
  };
  return (
    <section class="panel" aria-labelledby="compare-note">
      <h2 id="compare-note">{t("compare.note")}</h2>
      {mine ? <JobLine job={mine} /> : null}
      {mine && isOver(mine) ? <Files of={mine.id} level={3} /> : null}
      {mine === null || (isOver(mine) && mine.state !== "done") ? <Button disabled={!mayWork()} onClick={() => { go().catch(tell); }}>{t("compare.note.go")}</Button> : null}
    </section>
  );
}

/** The runs that a job compared, in its order: what is picked now may differ. */
function compared(job: Job, runs: readonly RunLine[]): RunLine[] {
  const named = Array.isArray(job.options.runs) ? job.options.runs : [];
  return named.map((one) => runs.find((run) => run.short === one)).filter((run): run is RunLine => run !== undefined);
}

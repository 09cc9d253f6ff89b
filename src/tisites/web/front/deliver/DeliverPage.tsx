import { useEffect, useState } from "preact/hooks";
import { get, send } from "../api/client";
import { isOver } from "../api/events";
import type { Deliverables, RunLine } from "../api/pages";
import type { Job, Language } from "../api/types";
import { Banner } from "../parts/Banner";
import { Busy } from "../parts/Busy";
import { Button } from "../parts/Button";
import { Empty } from "../parts/Empty";
import { JobDocument } from "../parts/JobDocument";
import { Files, JobLine, mayWork, useJob } from "../parts/JobLine";
import { nameOf } from "../runs/RunTable";
import { ensureSaved } from "../runs/save";
import { atWork, jobs, watch } from "../state/job";
import { tell } from "../state/session";
import { link, param, put } from "../state/url";
import { language, t, when } from "../words/words";

/** What is handed over of a result: chosen, built beside, downloaded. */
export function DeliverPage(): preact.JSX.Element {
  const [runs, setRuns] = useState<RunLine[] | null>(null);
  const [offered, setOffered] = useState<Deliverables | null>(null);
  useEffect(() => {
    get<RunLine[]>("/runs").then(setRuns).catch(tell);
    get<Deliverables>("/deliverables").then(setOffered).catch(tell);
  }, [language.value, atWork.value.length]);
  const job = useJob(param("job"));
  if (runs === null || offered === null) return <Busy label={t("loading")} />;
  const run = runs.find((one) => one.short === param("run") || one.run === param("run")) ?? runs[0];
  const earlier = Object.values(jobs.value).filter((one) => one.verb === "report" && isOver(one) && one.files.length > 0 && one.id !== job?.id);
  return (
    <div class="page">
      <header class="page-head"><h1>{t("deliver.title")}</h1><p class="lead">{t("deliver.lead")}</p></header>
      {run === undefined ? <Empty words={t("deliver.none")}><a class="button button-primary" href={link("")}>{t("deliver.none.go")}</a></Empty>
        : <Order runs={runs} run={run} offered={offered} busy={job !== null && !isOver(job)} />}
      {job ? <section class="panel" aria-label={t("deliver.title")}>{job.verb === "save" ? <><h2>{t("runs.save")}</h2><JobLine job={job} /></> : <JobDocument job={job} />}</section> : null}
      {earlier.length ? (
        <section class="panel" aria-labelledby="deliver-earlier">
          <h2 id="deliver-earlier">{t("deliver.earlier")}</h2>
          {earlier.sort((a, b) => (b.ended ?? "").localeCompare(a.ended ?? "")).slice(0, 10).map((one) => <EarlierOne key={one.id} job={one} runs={runs} />)}
        </section>
      ) : null}
    </div>
  );
}

function EarlierOne({ job, runs }: { job: Job; runs: readonly RunLine[] }): preact.JSX.Element {
  const run = runs.find((one) => one.run === (job.run ?? job.result));
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{run ? nameOf(run) : job.run?.slice(0, 16)} · {when(job.ended)} · {job.options.profile === "public" ? t("deliver.public") : t("deliver.internal")}</summary>
      {open ? <Files of={job.id} level={3} /> : null}
    </details>
  );
}

interface OrderGiven { runs: readonly RunLine[]; run: RunLine; offered: Deliverables; busy: boolean }

function Order({ runs, run, offered, busy }: OrderGiven): preact.JSX.Element {
  const here = offered.formats.filter((one) => one.missing === "");
  const [formats, setFormats] = useState<string[]>(here.filter((one) => one.key === "html" || one.key === "pdf").map((one) => one.key));
  const [profile, setProfile] = useState("internal");
  const [lang, setLang] = useState<Language>(language.value);
  const [fiches, setFiches] = useState(false);
  const go = async (): Promise<void> => {
    if (!(await ensureSaved(run, (job) => put({ run: run.short, job: job.id })))) return;
    const asked = await send<Job>("POST", `/jobs?lang=${lang}`, { verb: "report", run: run.run, options: { formats, profile, fiches } });
    void watch(asked);
    put({ run: run.short, job: asked.id });
  };
  const tick = (key: string, on: boolean): void => setFormats(on ? [...formats, key] : formats.filter((one) => one !== key));
  return (
    <form class="panel" onSubmit={(event) => { event.preventDefault(); go().catch(tell); }}>
      {run.synthetic ? <Banner kind="synthetic">{t("deliver.synthetic")}</Banner> : null}
      {run.proven ? null : <Banner kind="warning">{t("deliver.unproven", { proof: run.proof_words })}</Banner>}
      <div class="deliver">
        <div class="form">
          <label>{t("deliver.run")}
            <select value={run.short} disabled={busy} onChange={(event) => put({ run: event.currentTarget.value, job: null })}>{runs.map((one) => <option value={one.short}>{nameOf(one)} · {when(one.written)}</option>)}</select>
          </label>
          <fieldset class="choices"><legend>{t("deliver.profile")}</legend>
            {(["internal", "public"] as const).map((one) => <label><input type="radio" name="profile" checked={profile === one} disabled={busy} onChange={() => setProfile(one)} />{t(one === "internal" ? "deliver.internal" : "deliver.public")}</label>)}
          </fieldset>
          <fieldset class="choices"><legend>{t("deliver.language")}</legend>
            {(["fr", "en"] as const).map((one) => <label><input type="radio" name="lang" checked={lang === one} disabled={busy} onChange={() => setLang(one)} />{t(one === "fr" ? "deliver.fr" : "deliver.en")}</label>)}
          </fieldset>
        </div>
        <div>
          <fieldset class="choices"><legend>{t("deliver.formats")}</legend>
            {offered.formats.map((one) => (
              <label><input type="checkbox" checked={formats.includes(one.key)} disabled={busy || one.missing !== ""} onChange={(event) => tick(one.key, event.currentTarget.checked)} />
                <span>.{one.key} · {one.label}<br /><span class="soft">{one.missing ? t("deliver.missing", { words: one.missing }) : one.makes.join(", ")}</span></span></label>
            ))}
            <label><input type="checkbox" checked={fiches} disabled={busy} onChange={(event) => setFiches(event.currentTarget.checked)} />{t("deliver.fiches")}</label>
          </fieldset>
        </div>
      </div>
      <div class="actions">
        <Button type="submit" kind="primary" disabled={busy || formats.length === 0 || !mayWork()}>{t("deliver.go")}</Button>
        {formats.length === 0 ? <span class="soft" role="status">{t("deliver.formats.none")}</span> : null}
      </div>
    </form>
  );
}

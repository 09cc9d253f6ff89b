import { useEffect, useState } from "preact/hooks";
import { download, get, send } from "../api/client";
import type { AuditLine, FileLine, RunLine } from "../api/pages";
import type { Document, Job } from "../api/types";
import { Busy } from "../parts/Busy";
import { Button } from "../parts/Button";
import { Confirm } from "../parts/Confirm";
import { Dialog } from "../parts/Dialog";
import { DocumentView } from "../parts/DocumentView";
import { Empty } from "../parts/Empty";
import { JobDocument } from "../parts/JobDocument";
import { JobLine, mayWork, useJob } from "../parts/JobLine";
import { Tabs } from "../parts/Tabs";
import { atWork, watch } from "../state/job";
import { tell } from "../state/session";
import { link, param, put, viewName } from "../state/url";
import { language, t, when } from "../words/words";
import { RunTable } from "./RunTable";
import { ensureSaved } from "./save";

type Shown = { kind: "detail" | "verify" | "pin" | "unpin"; run: RunLine; name?: string } | null;

/** Stored runs: opened, verified, named, exported; what was changed by hand. */
export function RunsPage(): preact.JSX.Element {
  const [runs, setRuns] = useState<RunLine[] | null>(null);
  const [shown, setShown] = useState<Shown>(null);
  const refresh = (): Promise<void> => get<RunLine[]>("/runs").then(setRuns);
  useEffect(() => { refresh().catch(tell); }, [language.value, atWork.value.length]);
  const job = useJob(param("job"));
  const view = viewName.value === "audit" ? "audit" : "liste";
  const close = (): void => setShown(null);
  const pinned = (): void => { close(); refresh().catch(tell); };
  const unpin = (run: RunLine, name: string): void => {
    send("DELETE", `/runs/${run.short}/pin?name=${encodeURIComponent(name)}`).then(pinned).catch(tell);
  };
  return (
    <div class="page">
      <header class="page-head"><h1>{t("runs.title")}</h1><p class="lead">{t("runs.lead")}</p></header>
      <section class="panel">
        <Tabs label={t("runs.title")} tabs={[{ key: "liste", label: t("runs.list") }, { key: "audit", label: t("runs.audit") }]} active={view} onChange={(key) => put({ view: key === "liste" ? null : key })}>
          {view === "audit" ? <Audit runs={runs ?? []} /> : runs === null ? <Busy label={t("loading")} /> : runs.length === 0
            ? <Empty words={t("runs.none")}><a class="button button-primary" href={link("")}>{t("nav.home")}</a></Empty>
            : <RunTable runs={runs} label={t("runs.list")} last={(run) => <Actions run={run} onShow={setShown} onSaved={() => { refresh().catch(tell); }} />} />}
        </Tabs>
      </section>
      {job ? <JobPanel job={job} runs={runs ?? []} /> : null}
      {shown?.kind === "detail" ? <Detail run={shown.run} onClose={close} onUnpin={(name) => setShown({ kind: "unpin", run: shown.run, name })} /> : null}
      {shown?.kind === "verify" ? <Verify run={shown.run} onClose={close} /> : null}
      {shown?.kind === "pin" ? <Pin run={shown.run} onClose={close} onDone={pinned} /> : null}
      {shown?.kind === "unpin" && shown.name ? <Confirm title={t("runs.unpin.title")} words={t("runs.unpin.sure", { name: shown.name })} yes={t("runs.unpin.do")}
        onNo={close} onYes={() => unpin(shown.run, shown.name ?? "")} /> : null}
    </div>
  );
}

function Actions({ run, onShow, onSaved }: { run: RunLine; onShow: (shown: Shown) => void; onSaved: () => void }): preact.JSX.Element {
  const may = mayWork();
  const save = async (): Promise<void> => {
    if (await ensureSaved(run, (job) => put({ job: job.id }))) onSaved();
  };
  const ready = async (): Promise<void> => {
    const done = await watch(await send<Job>("POST", "/jobs", { verb: "export", run: run.run }));
    put({ job: done.id });
    if (done.state !== "done") return;
    const file = (await get<FileLine[]>(`/files/${done.id}`))[0];
    if (file) download(`${file.href}?download=true`, file.name);
  };
  return (
    <>
      <a class="plain" href={link("atelier", { run: run.short })}>{t("runs.open")}</a>
      <Button kind="plain" onClick={() => onShow({ kind: "detail", run })}>{t("runs.show")}</Button>
      {may ? <Button kind="plain" onClick={() => onShow({ kind: "verify", run })}>{t("runs.verify")}</Button> : null}
      {may && !run.saved ? <Button kind="plain" onClick={() => { save().catch(tell); }}>{t("runs.save")}</Button> : null}
      {may && run.saved ? <Button kind="plain" onClick={() => onShow({ kind: "pin", run })}>{t("runs.pin")}</Button> : null}
      {may && run.saved ? <Button kind="plain" onClick={() => { ready().catch(tell); }}>{t("runs.export")}</Button> : null}
      <a class="plain" href={link("livrables", { run: run.short })}>{t("runs.deliver")}</a>
    </>
  );
}

function JobPanel({ job, runs }: { job: Job; runs: readonly RunLine[] }): preact.JSX.Element {
  const run = runs.find((one) => one.run === (job.run ?? job.result));
  const verb = t(job.verb === "export" ? "runs.export" : job.verb === "save" ? "runs.save" : "runs.verify");
  return (
    <section class="panel" aria-label={verb}>
      <div class="panel-head"><h2>{verb}{run ? ` · ${run.short}` : ""}</h2><Button kind="plain" onClick={() => put({ job: null })}>{t("close")}</Button></div>
      {job.verb === "save" ? <JobLine job={job} /> : <JobDocument job={job} />}
      {job.verb === "save" && job.state === "done" ? <p>{t("runs.saved")}</p> : null}
    </section>
  );
}

function Detail({ run, onClose, onUnpin }: { run: RunLine; onClose: () => void; onUnpin: (name: string) => void }): preact.JSX.Element {
  const [told, setTold] = useState<Document | null>(null);
  useEffect(() => { get<Document>(`/runs/${run.short}/document`).then(setTold).catch(tell); }, [run.run]);
  return (
    <Dialog title={t("runs.of", { short: run.short })} onClose={onClose}>
      {told === null ? <Busy label={t("loading")} /> : <DocumentView document={{ ...told, title: run.title || run.scenario }} level={3} />}
      {mayWork() && run.names.length ? <div class="actions">{run.names.map((name) => <Button onClick={() => onUnpin(name)}>{t("runs.unpin", { name })}</Button>)}</div> : null}
    </Dialog>
  );
}

function Verify({ run, onClose }: { run: RunLine; onClose: () => void }): preact.JSX.Element {
  const [deep, setDeep] = useState(true);
  const [proof, setProof] = useState(true);
  const go = async (): Promise<void> => {
    const job = await send<Job>("POST", "/jobs", { verb: "verify", run: run.run, options: { deep, proof } });
    void watch(job);
    put({ job: job.id });
    onClose();
  };
  return (
    <Dialog title={t("runs.verify.title", { short: run.short })} onClose={onClose}>
      <form class="form" onSubmit={(event) => { event.preventDefault(); go().catch(tell); }}>
        <div class="choices">
          <label><input type="checkbox" checked disabled />{t("runs.verify.files")}</label>
          <label><input type="checkbox" checked={deep} onChange={(event) => setDeep(event.currentTarget.checked)} />{t("runs.verify.deep")}</label>
          <label><input type="checkbox" checked={proof} onChange={(event) => setProof(event.currentTarget.checked)} />{t("runs.verify.proof")}</label>
        </div>
        <div class="actions"><Button type="submit" kind="primary">{t("runs.verify")}</Button></div>
      </form>
    </Dialog>
  );
}

function Pin({ run, onClose, onDone }: { run: RunLine; onClose: () => void; onDone: () => void }): preact.JSX.Element {
  const [name, setName] = useState("");
  const [wrong, setWrong] = useState("");
  const go = async (): Promise<void> => {
    try {
      await send("POST", `/runs/${run.short}/pin`, { name: name.trim() });
      onDone();
    } catch (error) {
      setWrong(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <Dialog title={t("runs.pin.title", { short: run.short })} onClose={onClose}>
      <form class="form" onSubmit={(event) => { event.preventDefault(); void go(); }}>
        <label>{t("runs.pin.name")}<input type="text" value={name} required maxLength={80} aria-invalid={wrong !== ""} aria-describedby="pin-words" onInput={(event) => { setName(event.currentTarget.value); setWrong(""); }} /></label>
        <p id="pin-words" class="soft" role={wrong ? "alert" : undefined}>{wrong || t("runs.pin.words")}</p>
        <div class="actions"><Button type="submit" kind="primary" disabled={name.trim() === ""}>{t("runs.pin")}</Button></div>
      </form>
    </Dialog>
  );
}

function Audit({ runs }: { runs: readonly RunLine[] }): preact.JSX.Element {
  const [lines, setLines] = useState<AuditLine[] | null>(null);
  useEffect(() => { get<AuditLine[]>("/audit").then(setLines).catch(tell); }, [language.value]);
  if (lines === null) return <Busy label={t("loading")} />;
  if (lines.length === 0) return <Empty words={t("runs.audit.none")} />;
  return (
    <div class="table-box" role="group" aria-label={t("runs.audit")} tabIndex={0}>
      <table class="table runs">
        <thead><tr><th scope="col">{t("runs.date")}</th><th scope="col">{t("runs.scenario")}</th><th scope="col">{t("runs.author")}</th><th scope="col">{t("runs.what")}</th></tr></thead>
        <tbody>{lines.map((line) => {
          const run = runs.find((one) => one.run === line.run);
          return (
            <tr class={line.intact ? undefined : "strong"}>
              <td class="nowrap">{when(line.date)}</td>
              <td><a href={link("atelier", { run: line.run.slice(0, 16) })}>{run?.title ?? line.run.slice(0, 16)}</a></td>
              <td>{line.author}</td>
              <td>{line.intact ? <strong>{line.kind_words}</strong> : <span class="mark mark-error">{line.kind_words}</span>} {line.words}</td>
            </tr>
          );
        })}</tbody>
      </table>
    </div>
  );
}

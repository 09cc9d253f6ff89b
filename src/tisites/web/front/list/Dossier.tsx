import { useState } from "preact/hooks";
import { send } from "../api/client";
import { isOver } from "../api/events";
import type { Upload } from "../api/pages";
import type { Draft, Job } from "../api/types";
import { Button } from "../parts/Button";
import { JobDocument } from "../parts/JobDocument";
import { mayWork, useJob } from "../parts/JobLine";
import { ask, watch } from "../state/job";
import { session, tell } from "../state/session";
import { go as open, param, put } from "../state/url";
import { t } from "../words/words";

/** What becomes of the sites of an accepted list: against the country, or among themselves. */
export function Dossier({ list, pack }: { list: Upload; pack: string }): preact.JSX.Element {
  const [local, setLocal] = useState(false);
  const [fiches, setFiches] = useState(false);
  const [data, setData] = useState(pack);
  const [scenario, setScenario] = useState("reference");
  const job = useJob(param("job"));
  const busy = job !== null && !isOver(job);
  const go = async (): Promise<void> => {
    const title = `${t("dossier.shown")} – ${list.name}`;
    const made = await send<Draft>("POST", "/drafts", { scenario, pack: data, candidates: list.upload, title });
    const asked = await send<Job>("POST", "/jobs", { verb: "dossier", draft: made.id, options: { upload: list.upload, local, fiches } });
    void watch(asked);
    put({ job: asked.id });
  };
  const solveWith = async (): Promise<void> => {
    const made = await send<Draft>("POST", "/drafts", { scenario, pack: data, candidates: list.upload, title: t("dossier.draft.title", { name: list.name }) });
    void ask("solve", { draft: made.id }).catch(tell);
    open("atelier", { draft: made.id });
  };
  const scenarios = session.value?.scenarios ?? [];
  const packs = session.value?.packs ?? [];
  return (
    <>
      <section class="panel" aria-labelledby="dossier-title">
        <h2 id="dossier-title">{t("dossier.title")}</h2>
        <p class="soft">{t("dossier.lead")}</p>
        <form class="form" onSubmit={(event) => { event.preventDefault(); go().catch(tell); }}>
          <div class="form-row">
            <fieldset class="choices"><legend>{t("dossier.where")}</legend>
              <label><input type="radio" name="where" checked={!local} disabled={busy} onChange={() => setLocal(false)} />{t("dossier.national")}</label>
              <label><input type="radio" name="where" checked={local} disabled={busy} onChange={() => setLocal(true)} />{t("dossier.local")}</label>
            </fieldset>
            <label>{t("dossier.scenario")}
              <select value={scenario} disabled={busy} onChange={(event) => setScenario(event.currentTarget.value)}>{scenarios.map((one) => <option value={one.name}>{one.title}</option>)}</select>
            </label>
            <label>{t("home.scenario.on")}
              <select value={data} disabled={busy} onChange={(event) => setData(event.currentTarget.value)}>{packs.map((one) => <option value={one.name}>{one.title}</option>)}</select>
            </label>
            <label class="check"><input type="checkbox" checked={fiches} disabled={busy} onChange={(event) => setFiches(event.currentTarget.checked)} />{t("dossier.fiches")}</label>
          </div>
          <div class="actions"><Button type="submit" kind="primary" disabled={busy || !mayWork()}>{t("dossier.go")}</Button>
            <Button disabled={local || !mayWork()} title={t("dossier.draft.hint")} onClick={() => { solveWith().catch(tell); }}>{t("dossier.draft")}</Button></div>
        </form>
      </section>
      {job ? <section class="panel" aria-label={t("dossier.shown")}><JobDocument job={job} /></section> : null}
    </>
  );
}

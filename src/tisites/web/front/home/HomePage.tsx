import { useEffect, useRef, useState } from "preact/hooks";
import { get, send } from "../api/client";
import type { DraftLine, RunLine, SavedScenario } from "../api/pages";
import type { Draft } from "../api/types";
import { Button } from "../parts/Button";
import { Busy } from "../parts/Busy";
import { Confirm } from "../parts/Confirm";
import { mayWork } from "../parts/JobLine";
import { Proof, Synthetic } from "../runs/RunTable";
import { ask, atWork } from "../state/job";
import { session, tell } from "../state/session";
import { go, link } from "../state/url";
import { language, number, t, when } from "../words/words";

const SHOWN = 6;

/** What was done lately, and the ways to begin; one button gives 50 sites. */
export function HomePage(): preact.JSX.Element {
  const [runs, setRuns] = useState<RunLine[] | null>(null);
  const [drafts, setDrafts] = useState<DraftLine[] | null>(null);
  useEffect(() => {
    get<RunLine[]>("/runs").then(setRuns).catch(tell);
    get<DraftLine[]>("/drafts").then(setDrafts).catch(tell);
  }, [language.value, atWork.value.length]);
  const forget = (id: string): void => {
    send("DELETE", `/drafts/${id}`).then(() => setDrafts((known) => (known ?? []).filter((one) => one.id !== id))).catch(tell);
  };
  return (
    <div class="page home">
      <header class="page-head"><h1>{t("home.title")}</h1><p class="lead">{t("home.lead")}</p></header>
      <div class="home-grid">
        <div class="home-main">
          <section class="panel" aria-labelledby="home-runs">
            <div class="panel-head"><h2 id="home-runs">{t("home.results")}</h2>{runs?.length ? <a href={link("executions")}>{t("home.results.all")}</a> : null}</div>
            {runs === null ? <Busy label={t("loading")} /> : runs.length === 0
              ? <div class="start"><p>{t("home.results.none")}</p><Demo primary /></div>
              : <ul class="lines">{runs.slice(0, SHOWN).map((run) => <RunItem run={run} />)}</ul>}
          </section>
          <section class="panel" aria-labelledby="home-drafts">
            <h2 id="home-drafts">{t("home.drafts")}</h2>
            {drafts === null ? <Busy label={t("loading")} /> : drafts.length === 0
              ? <p class="soft">{t("home.drafts.none")}</p>
              : <ul class="lines">{drafts.slice(0, SHOWN).map((one) => <DraftItem draft={one} onForget={() => forget(one.id)} />)}</ul>}
          </section>
        </div>
        <aside class="home-side" aria-label={t("home.start")}>
          <section class="panel" aria-labelledby="home-scenario"><h2 id="home-scenario">{t("home.scenario")}</h2><OpenScenario /></section>
          {runs?.length ? <section class="panel" aria-labelledby="home-demo"><h2 id="home-demo">{t("home.demo.title")}</h2><Demo /></section> : null}
          <section class="panel" aria-labelledby="home-data"><h2 id="home-data">{t("home.data")}</h2><Packs /></section>
        </aside>
      </div>
    </div>
  );
}

const RunItem = ({ run }: { run: RunLine }): preact.JSX.Element => (
  <li class="line">
    <a class="line-title" href={link("atelier", { run: run.short })}>{run.title || run.scenario}</a>
    <span class="line-facts">{when(run.written)} · {t("home.sites", { n: run.n_selected })} · {t("home.value", { value: number(run.value, 1) })}</span>
    <span class="line-marks">{run.names.map((name) => <span class="tag">{name}</span>)}<Proof run={run} />{run.saved ? null : <span class="mark mark-info">{t("runs.unsaved")}</span>}{run.synthetic ? <Synthetic /> : null}</span>
  </li>
);

function DraftItem({ draft, onForget }: { draft: DraftLine; onForget: () => void }): preact.JSX.Element {
  const [sure, setSure] = useState(false);
  const n = Object.keys(draft.changes).length;
  const pack = session.value?.packs.find((one) => one.name === draft.pack);
  return (
    <li class="line">
      <a class="line-title" href={link("atelier", { draft: draft.id, run: draft.solved?.run.slice(0, 16) ?? null })}>{draft.title || draft.scenario}</a>
      <span class="line-facts">{when(draft.updated)} · {n === 0 ? t("home.changes.none") : n === 1 ? t("home.changes.one") : t("home.changes", { n })} · {pack?.title ?? draft.pack}</span>
      <span class="line-marks">{pack?.synthetic ? <Synthetic /> : null}
        {mayWork() ? <Button kind="plain" label={t("home.draft.delete", { title: draft.title })} onClick={() => setSure(true)}>{t("delete")}</Button> : null}</span>
      {sure ? <Confirm title={t("home.draft.delete", { title: draft.title })} words={t("home.draft.delete.sure", { title: draft.title })} yes={t("delete")}
        onNo={() => setSure(false)} onYes={() => { setSure(false); onForget(); }} /> : null}
    </li>
  );
}

/** One button, 50 sites: a draft of the reference on the demonstration, solved at once. */
function Demo({ primary = false }: { primary?: boolean }): preact.JSX.Element {
  const [busy, setBusy] = useState(false);
  const begin = async (): Promise<void> => {
    setBusy(true);
    try {
      const made = await send<Draft>("POST", "/drafts", { scenario: "reference", pack: "demo", title: t("home.demo.title") });
      void ask("solve", { draft: made.id }).catch(tell);
      go("atelier", { draft: made.id });
    } finally {
      setBusy(false);
    }
  };
  return (
    <div class="demo">
      <Button kind={primary ? "primary" : "normal"} disabled={busy || !mayWork()} onClick={() => { begin().catch(tell); }}>{t("home.demo")}</Button>
      <p class="soft">{t("home.demo.words")}</p>
    </div>
  );
}

function OpenScenario(): preact.JSX.Element {
  const [name, setName] = useState("reference");
  const packs = session.value?.packs ?? [];
  const [pack, setPack] = useState(packs[0]?.name ?? "demo");
  const file = useRef<HTMLInputElement>(null);
  const scenarios = session.value?.scenarios ?? [];
  const open = async (of: { scenario: string; title: string; toml?: string }): Promise<void> => {
    const made = await send<Draft>("POST", "/drafts", { ...of, pack });
    go("atelier", { draft: made.id });
  };
  const read = async (): Promise<void> => {
    const given = file.current?.files?.[0];
    if (given === undefined) return;
    const toml = await given.text();
    if (file.current) file.current.value = "";
    await open({ scenario: "reference", title: given.name.replace(/\.toml$/i, ""), toml });
  };
  return (
    <form class="form" onSubmit={(event) => { event.preventDefault(); open({ scenario: name, title: scenarios.find((one) => one.name === name)?.title ?? name }).catch(tell); }}>
      <label>{t("home.scenario.label")}
        <select value={name} onChange={(event) => setName(event.currentTarget.value)}>{scenarios.map((one) => <option value={one.name}>{one.title}</option>)}</select>
      </label>
      <label>{t("home.scenario.on")}
        <select value={pack} onChange={(event) => setPack(event.currentTarget.value)}>{packs.map((one) => <option value={one.name}>{one.title}</option>)}</select>
      </label>
      <div class="actions">
        <Button type="submit" kind="primary" disabled={!mayWork()}>{t("home.scenario.open")}</Button>
        <Button disabled={!mayWork()} onClick={() => file.current?.click()}>{t("home.scenario.file")}</Button>
        <input ref={file} class="hidden" type="file" accept=".toml" tabIndex={-1} aria-label={t("home.scenario.file")} onChange={() => { read().catch(tell); }} />
      </div>
      <SavedList onOpen={(one) => { open({ scenario: `saved/${one.name}`, title: one.title }).catch(tell); }} />
    </form>
  );
}

/** Scenarios saved by name: opened on the data that are chosen, or deleted. */
function SavedList({ onOpen }: { onOpen: (one: SavedScenario) => void }): preact.JSX.Element | null {
  const [saved, setSaved] = useState<SavedScenario[]>([]);
  const [sure, setSure] = useState("");
  useEffect(() => { get<SavedScenario[]>("/scenarios").then(setSaved).catch(tell); }, []);
  const forget = async (name: string): Promise<void> => {
    await send("DELETE", `/scenarios/${encodeURIComponent(name)}`);
    setSaved((known) => known.filter((one) => one.name !== name));
  };
  if (saved.length === 0) return null;
  return (
    <section aria-labelledby="home-saved">
      <h3 id="home-saved">{t("home.saved")}</h3>
      <ul class="lines">{saved.map((one) => (
        <li class="line">
          <span class="line-title">{mayWork() ? <Button kind="plain" label={t("home.saved.open", { name: one.name })} onClick={() => onOpen(one)}>{one.name}</Button> : one.name}</span>
          <span class="line-facts">{when(one.saved)}{one.title === one.name ? "" : ` · ${one.title}`}</span>
          <span class="line-marks">{mayWork() ? <Button kind="plain" label={t("home.saved.delete", { name: one.name })} onClick={() => setSure(one.name)}>{t("delete")}</Button> : null}</span>
        </li>
      ))}</ul>
      {sure ? <Confirm title={t("home.saved.delete", { name: sure })} words={t("home.saved.delete.sure")} yes={t("delete")}
        onNo={() => setSure("")} onYes={() => { setSure(""); forget(sure).catch(tell); }} /> : null}
    </section>
  );
}

function Packs(): preact.JSX.Element {
  const packs = session.value?.packs ?? [];
  const real = packs.some((one) => !one.synthetic);
  return (
    <>
      <ul class="lines">{packs.map((one) => (
        <li class="line"><a class="line-title" href={link("donnees", { paquet: one.name })}>{one.title}</a><span class="line-marks">{one.synthetic ? <Synthetic /> : null}</span></li>
      ))}</ul>
      {real ? null : <p>{t("home.data.words")}</p>}
      <p><a href={link("liste")}>{t("home.list")}</a></p>
      <details open={!real}>
        <summary>{t("home.data.how")}</summary>
        <ol class="steps">
          <li><WithCode words={t("home.data.how.1")} code="tisites data pull" /></li>
          <li><WithCode words={t("home.data.how.2")} code="tisites data build --from DOSSIER --out packs/france" /></li>
          <li><WithCode words={t("home.data.how.3")} code="tisites serve" /></li>
        </ol>
      </details>
    </>
  );
}

function WithCode({ words, code }: { words: string; code: string }): preact.JSX.Element {
  const [before = "", after = ""] = words.split("{code}");
  return <>{before}<code>{code}</code>{after}</>;
}

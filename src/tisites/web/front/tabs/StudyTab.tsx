import { useEffect } from "preact/hooks";
import { download } from "../api/client";
import type { DocTable, Study, StudyChart, Value } from "../api/types";
import { Banner } from "../parts/Banner";
import { Button } from "../parts/Button";
import { DocumentView } from "../parts/DocumentView";
import { Empty } from "../parts/Empty";
import { Files, JobLine, mayWork } from "../parts/JobLine";
import { isOver } from "../api/events";
import { stale } from "../state/draft";
import { result, rowOf } from "../state/result";
import { select } from "../state/selection";
import { session, tell } from "../state/session";
import { tableCsv, warnings } from "../table/csv";
import { t } from "../words/words";
import { AlternativesView } from "./AlternativesView";
import { Budgets } from "./Budgets";
import { EquityView } from "./EquityView";
import { FrontierView } from "./FrontierView";
import { RobustnessView } from "./RobustnessView";
import { RulesView } from "./RulesView";
import { asking, askStudy, jobOf, looked, nameOf, optionsOf, readStudy, shownRun, STUDIES, studies, type StudyOption, type StudyVerb } from "./studies";

/** Tabs under the map, beside the table: budgets, then every study of the house. */
export const studyTabs = (): { key: string; label: string }[] =>
  [{ key: "budgets", label: t("tab.budgets") }, ...STUDIES.filter((one) => session.value?.verbs.includes(one.verb) ?? true).map((one) => ({ key: one.tab, label: t(`tab.${one.verb}`) }))];

export function StudyTab({ name }: { name: string }): preact.JSX.Element {
  if (shownRun.value === null) return <Empty words={t("study.none")} />;
  const verb = STUDIES.find((one) => one.tab === name)?.verb;
  return <div class="study">{verb === undefined ? <Budgets /> : <Asked key={verb} run={shownRun.value} verb={verb} />}</div>;
}

/** A study from the question to its answer: what it tells, how it goes, of which result it is. */
function Asked({ run, verb }: { run: string; verb: StudyVerb }): preact.JSX.Element {
  useEffect(() => { readStudy(run, verb).catch(tell); }, [run, verb]);
  const told = studies.value[verb];
  const job = jobOf(run, verb);
  const busy = job !== null && !isOver(job);
  const old = told !== undefined && told.run !== null && told.run !== run;
  const failed = job !== null && isOver(job) && job.state !== "done" && (told === undefined || told.job !== job.id);
  const go = (): void => { askStudy(run, verb).catch(tell); };
  const known = looked.value[nameOf(run, verb)] ?? false;
  return (
    <>
      {old ? <Banner kind="stale">{t("study.old")} {busy ? null : <Button onClick={go} disabled={!mayWork()}>{t("study.again")}</Button>}</Banner> : null}
      {told === undefined && !busy && known ? <div class="study-start"><p>{t(`study.intro.${verb}`)}</p><Options verb={verb} words={t("study.ask")} primary onAsk={go} /></div> : null}
      {busy || failed ? <JobLine job={job} /> : null}
      {told !== undefined ? <Answer told={told} old={old} /> : null}
      {told !== undefined && !busy && optionsOf(verb).length ? <details class="study-again"><summary>{t("study.options")}</summary><Options verb={verb} words={t("study.rerun")} onAsk={go} /></details> : null}
    </>
  );
}

/** What a study may be asked, and the button that asks. */
function Options({ verb, words, primary = false, onAsk }: { verb: StudyVerb; words: string; primary?: boolean; onAsk: () => void }): preact.JSX.Element {
  const mine = asking.value[verb] ?? {};
  const set = (key: string, value: Value): void => { asking.value = { ...asking.value, [verb]: { ...mine, [key]: value } }; };
  return (
    <form class="study-options" onSubmit={(event) => { event.preventDefault(); onAsk(); }}>
      {optionsOf(verb).map((one) => <label class={one.kind === "flag" ? "check" : undefined}>{one.kind === "flag" ? null : t(`study.option.${one.key}`)}<Option of={one} value={mine[one.key] ?? one.value} onSet={(value) => set(one.key, value)} /></label>)}
      <Button type="submit" kind={primary ? "primary" : "normal"} disabled={!mayWork()}>{words}</Button>
    </form>
  );
}

function Option({ of, value, onSet }: { of: StudyOption; value: Value; onSet: (value: Value) => void }): preact.JSX.Element {
  if (of.kind === "flag") return <><input type="checkbox" checked={value === true} onChange={(event) => onSet(event.currentTarget.checked)} />{t(`study.option.${of.key}`)}</>;
  if (of.kind === "choice") return <select value={String(value)} onChange={(event) => onSet(event.currentTarget.value)}>{of.words.map((word) => <option value={word}>{t(`study.choice.${word}`)}</option>)}</select>;
  return (
    <input type="number" required={of.value !== null} min={of.least} max={of.most} step={1} value={value === null ? "" : String(value)}
      onInput={(event) => { const typed = event.currentTarget.valueAsNumber; onSet(Number.isNaN(typed) ? null : typed); }} />
  );
}

function Answer({ told, old }: { told: Study; old: boolean }): preact.JSX.Element {
  const onSave = (table: DocTable): void => {
    const of = result.value;
    const warning = [of ? warnings(of, stale.value ?? 0) : "", old ? t("study.old") : ""].filter(Boolean).join(" ");
    download(new Blob([tableCsv(table, warning)], { type: "text/csv;charset=utf-8" }), `${told.verb}-${table.name}.csv`);
  };
  return (
    <div class={old ? "study-answer study-old" : "study-answer"}>
      {told.interrupted ? <Banner kind="warning">{t("study.interrupted")}</Banner> : null}
      {told.data.chart ? <Drawn chart={told.data.chart} old={old} /> : null}
      <DocumentView document={told.document} level={2} figures={told.data.chart === undefined} hands={{ known: rowOf.value, onSite: select, onSave }} />
      {told.files.length ? <Files of={told.job} level={3} /> : null}
    </div>
  );
}

function Drawn({ chart, old }: { chart: StudyChart; old: boolean }): preact.JSX.Element {
  if (chart.kind === "equity") return <EquityView chart={chart} />;
  if (chart.kind === "rules") return <RulesView chart={chart} />;
  if (chart.kind === "alternatives") return <AlternativesView chart={chart} old={old} />;
  if (chart.kind === "frontier") return <FrontierView chart={chart} />;
  return <RobustnessView chart={chart} />;
}

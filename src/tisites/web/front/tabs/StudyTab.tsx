import { useEffect } from "preact/hooks";
import type { Study, StudyChart } from "../api/types";
import { Banner } from "../parts/Banner";
import { Button } from "../parts/Button";
import { DocumentView } from "../parts/DocumentView";
import { Empty } from "../parts/Empty";
import { JobLine, mayWork } from "../parts/JobLine";
import { isOver } from "../api/events";
import { tell } from "../state/session";
import type { Key } from "../words/fr";
import { t } from "../words/words";
import { AlternativesView } from "./AlternativesView";
import { Budgets } from "./Budgets";
import { EquityView } from "./EquityView";
import { FrontierView } from "./FrontierView";
import { RobustnessView } from "./RobustnessView";
import { RulesView } from "./RulesView";
import { askStudy, jobOf, looked, nameOf, readStudy, shownRun, studies, type StudyVerb } from "./studies";

export const STUDY_TABS: readonly { key: string; label: Key }[] = [
  { key: "budgets", label: "tab.budgets" }, { key: "equite", label: "tab.equity" }, { key: "regles", label: "tab.rules" },
  { key: "alternatives", label: "tab.alternatives" }, { key: "frontiere", label: "tab.frontier" }, { key: "robustesse", label: "tab.robustness" },
];
const VERBS: Record<string, StudyVerb> = { equite: "equity", regles: "rules", alternatives: "alternatives", frontiere: "frontier", robustesse: "robustness" };

export function StudyTab({ name }: { name: string }): preact.JSX.Element {
  if (shownRun.value === null) return <Empty words={t("study.none")} />;
  const verb = VERBS[name];
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
      {told === undefined && !busy && known ? (
        <div class="study-start"><p>{t(`study.intro.${verb}`)}</p><Button kind="primary" onClick={go} disabled={!mayWork()}>{t("study.ask")}</Button></div>
      ) : null}
      {busy || failed ? <JobLine job={job} /> : null}
      {told !== undefined ? <Answer told={told} old={old} /> : null}
    </>
  );
}

function Answer({ told, old }: { told: Study; old: boolean }): preact.JSX.Element {
  return (
    <div class={old ? "study-answer study-old" : "study-answer"}>
      {told.interrupted ? <Banner kind="warning">{t("study.interrupted")}</Banner> : null}
      {told.data.chart ? <Drawn chart={told.data.chart} old={old} /> : null}
      <DocumentView document={told.document} level={2} figures={told.data.chart === undefined} />
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

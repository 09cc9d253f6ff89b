import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { SiteCard } from "../card/SiteCard";
import { MapView } from "../map/MapView";
import { Button } from "../parts/Button";
import { Empty } from "../parts/Empty";
import { Tabs } from "../parts/Tabs";
import { ScenarioPanel } from "../scenario/ScenarioPanel";
import { SolveBar } from "../solve/SolveBar";
import { draft, openDraft, readForm } from "../state/draft";
import { columns, openResult, result } from "../state/result";
import { tell } from "../state/session";
import { link, param, put, viewName } from "../state/url";
import { SiteTable } from "../table/SiteTable";
import { studyTabs, StudyTab } from "../tabs/StudyTab";
import { language, t } from "../words/words";

/** Whether the table and the studies take most of the height. */
const tall = signal(false);

/** Scenario left, map centre, site right, table and studies below. */
export function Atelier(): preact.JSX.Element {
  const wanted = param("draft");
  const run = param("run");
  useEffect(() => { if (wanted && draft.value?.id !== wanted) openDraft(wanted).catch(tell); }, [wanted]);
  useEffect(() => {
    const to = run ?? draft.value?.solved?.run ?? null;
    if (to !== null && result.value?.short !== to && result.value?.run !== to) openResult(to).catch(tell);
  }, [run, draft.value?.id]);
  const spoken = useRef(language.value);
  useEffect(() => { // labels and proofs are the engine's words: read again in the language that is spoken now
    if (spoken.current === language.value) return;
    spoken.current = language.value;
    const shown = result.value?.short;
    readForm().then(() => { if (shown) { columns.value = null; return openResult(shown); } return undefined; }).catch(tell);
  }, [language.value]);
  if (draft.value === null && result.value === null && !wanted && !run) {
    return <Empty words={t("atelier.none")}><a class="button button-primary" href={link("")}>{t("atelier.open")}</a></Empty>;
  }
  const tabs = [{ key: "table", label: t("atelier.table") }, ...studyTabs()];
  const view = tabs.some((tab) => tab.key === viewName.value) ? (viewName.value as string) : "table";
  return (
    <div class={tall.value ? "atelier atelier-tall" : "atelier"}>
      <h1 class="hidden">{t("nav.atelier")}</h1>
      <div class="atelier-bar"><SolveBar /></div>
      <section class="atelier-scenario" tabIndex={0} aria-label={t("atelier.scenario")}><ScenarioPanel /></section>
      <section class="atelier-map" aria-label={t("atelier.map")}><MapView /></section>
      <section class="atelier-site" tabIndex={0} aria-label={t("atelier.site")}><SiteCard /></section>
      <section class="atelier-below" aria-label={t("atelier.tabs")}>
        <Tabs label={t("atelier.tabs")} tabs={tabs} active={view} onChange={(key) => put({ view: key === "table" ? null : key })}
          extra={<Button kind="plain" pressed={tall.value} label={t("atelier.tall.label")} onClick={() => { tall.value = !tall.value; }}>{t(tall.value ? "atelier.small" : "atelier.tall")}</Button>}>
          {view === "table" ? <SiteTable /> : <StudyTab name={view} />}
        </Tabs>
      </section>
    </div>
  );
}

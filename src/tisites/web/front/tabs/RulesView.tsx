import { useState } from "preact/hooks";
import type { RulesChart, SiteName } from "../api/types";
import { ChartBars } from "../parts/ChartBars";
import { select } from "../state/selection";
import { t } from "../words/words";

/** What each rule costs, longest first; one that is picked tells who enters and leaves without it. */
export function RulesView({ chart }: { chart: RulesChart }): preact.JSX.Element {
  const [at, setAt] = useState(0);
  const bars = chart.rules.map((one) => ({
    key: one.key, label: one.label, value: one.gain, shown: one.idle ? "0" : one.words, words: one.sentence, hollow: !one.proven,
    ...(one.gain !== null && one.gain_most !== null && !one.proven ? { low: one.gain, high: one.gain_most } : {}),
  }));
  const rule = chart.rules[at];
  return (
    <div class="charts">
      <ChartBars title={t("chart.rules")} bars={bars} unit="points" onPick={setAt} />
      {rule ? (
        <section class="picked" aria-live="polite">
          <h3>{rule.label}</h3><p class="soft">{rule.limit}</p><p>{rule.sentence}</p>
          <Sites title={t("chart.rules.enter")} sites={rule.enter} /><Sites title={t("chart.rules.leave")} sites={rule.leave} />
        </section>
      ) : null}
    </div>
  );
}

/** Sites to go to: each shows its card. */
export function Sites({ title, sites }: { title: string; sites: readonly SiteName[] }): preact.JSX.Element | null {
  if (sites.length === 0) return null;
  return <><h4>{title}</h4><ul class="site-list">{sites.map((one) => <li><button type="button" class="plain" onClick={() => select(one.id)}>{one.name}</button></li>)}</ul></>;
}

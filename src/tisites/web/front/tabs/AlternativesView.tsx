import { useState } from "preact/hooks";
import type { AlternativesChart } from "../api/types";
import { Banner } from "../parts/Banner";
import { Button } from "../parts/Button";
import { ChartBars } from "../parts/ChartBars";
import { alternative, showSelection } from "../state/result";
import { number, t } from "../words/words";
import { Sites } from "./RulesView";

/** The alternatives by what they lose; one that is picked is told, and shown on map and table. */
export function AlternativesView({ chart, old }: { chart: AlternativesChart; old: boolean }): preact.JSX.Element {
  const [at, setAt] = useState(Math.min(1, chart.selections.length - 1));
  const bars = chart.selections.map((one) => ({
    key: String(one.rank), label: one.rank === 0 ? t("alternatives.best") : t("alternatives.rank", { n: one.rank }), value: one.loss_pct, shown: `${number(one.loss_pct, 3)} %`,
    words: [one.rank === 0 ? t("alternatives.best") : t("alternatives.rank", { n: one.rank }), t("alternatives.loss", { loss: number(one.loss_pct, 3) }), t("alternatives.changed", { n: one.enter.length })].join(", "),
  }));
  const one = chart.selections[at];
  const here = alternative.value;
  return (
    <>
      {here !== null ? <Banner kind="info" live>{t("alternatives.showing", { n: here })} <Button onClick={() => showSelection(null, [])}>{t("alternatives.hide")}</Button></Banner> : null}
      <div class="charts">
        <ChartBars title={t("chart.alternatives")} bars={bars} unit="%" onPick={(k) => { setAt(k); const to = chart.selections[k]; if (to && !old) showSelection(to.rank || null, to.selected); }} />
        {one ? (
          <section class="picked" aria-live="polite">
            <h3>{bars[at]?.label}</h3><p>{t("alternatives.loss", { loss: number(one.loss_pct, 3) })}, {t("alternatives.changed", { n: one.enter.length })}</p>
            {one.rank > 0 && !old ? <Button pressed={here === one.rank} onClick={() => showSelection(here === one.rank ? null : one.rank, one.selected)}>{t("alternatives.show")}</Button> : null}
            <Sites title={t("chart.rules.enter")} sites={one.enter} /><Sites title={t("chart.rules.leave")} sites={one.leave} />
          </section>
        ) : null}
      </div>
    </>
  );
}

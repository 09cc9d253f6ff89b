import type { RobustnessChart } from "../api/types";
import { ChartBars } from "../parts/ChartBars";
import { select } from "../state/selection";
import { number, t } from "../words/words";

const percent = (share: number): string => `${number(100 * share, 0)} %`;

/** Who stays whatever the weights, and how far the weight of each criterion may move. */
export function RobustnessView({ chart }: { chart: RobustnessChart }): preact.JSX.Element {
  const sites = chart.sites.map((one) => ({
    key: one.id, label: one.name, value: 100 * one.share, low: 100 * one.low, high: 100 * one.high, shown: `${percent(one.share)}${one.chosen ? " ●" : ""}`, hollow: !one.chosen,
    words: t("chart.robustness.words", { name: one.name, share: percent(one.share), low: percent(one.low), high: percent(one.high), group: one.group_words, chosen: one.chosen ? t("chart.robustness.chosen") : "" }),
  }));
  const weights = chart.weights.map((one) => ({
    key: one.key, label: one.label, value: null, low: one.low, high: one.high, mark: one.now, shown: `${number(one.now, 1)} %`,
    words: t("chart.weights.words", { label: one.label, now: number(one.now, 1), low: number(one.low, 1), high: number(one.high, 1) }),
  }));
  return (
    <div class="charts">
      {sites.length ? <ChartBars title={t("chart.robustness")} bars={sites} unit="%" scale={100} most={25} onPick={(k) => select(chart.sites[k]?.id ?? null)} /> : null}
      {weights.length ? <ChartBars title={t("chart.weights")} bars={weights} unit="%" scale={Math.min(100, Math.max(...chart.weights.map((one) => one.high)))} /> : null}
    </div>
  );
}

import type { EquityChart } from "../api/types";
import { ChartBars } from "../parts/ChartBars";
import { ChartPoints } from "../parts/ChartPoints";
import { number, t } from "../words/words";

const percent = (share: number | null): string => (share === null ? "–" : `${number(100 * share, 1)} %`);

/** The Lorenz curve, and what each territory gets beside its part of the base. */
export function EquityView({ chart }: { chart: EquityChart }): preact.JSX.Element {
  const { base, benefit } = chart;
  const points = chart.points.flatMap((one) => (one.benefit === null ? [] : [{
    x: 100 * one.base, y: 100 * one.benefit,
    words: t("chart.lorenz.point", { name: one.name || "0", base: percent(one.base), benefit: percent(one.benefit) }),
  }]));
  const bars = [...chart.territories].reverse().map((one) => ({
    key: one.code, label: one.name, value: one.share === null ? null : 100 * one.share, mark: one.base_share === null ? null : 100 * one.base_share,
    shown: one.judged ? percent(one.share) : "–",
    words: one.judged ? t("chart.share.words", { name: one.name, share: percent(one.share), base: percent(one.base_share), n: one.chosen })
      : t("chart.share.unjudged", { name: one.name, why: one.why_not }),
  }));
  return (
    <div class="charts">
      <ChartPoints title={t("chart.lorenz", { base, benefit, gini: number(chart.gini, 3) })} square points={points} even={t("chart.lorenz.even")}
        x={{ label: `${t("chart.lorenz.x", { base })} (%)`, from: 0, to: 100 }} y={{ label: `${t("chart.lorenz.y", { benefit })} (%)`, from: 0, to: 100 }} />
      <ChartBars title={`${t("chart.shares", { base })} (◆)`} bars={bars} unit="%" most={25} />
    </div>
  );
}

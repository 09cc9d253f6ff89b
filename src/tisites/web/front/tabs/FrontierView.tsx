import type { FrontierChart } from "../api/types";
import { ChartPoints } from "../parts/ChartPoints";
import { change, draft, newDraft } from "../state/draft";
import { tell } from "../state/session";
import { put } from "../state/url";
import { number, t } from "../words/words";

/** What each step towards equity costs; a point opens as a draft that asks for its level. */
export function FrontierView({ chart }: { chart: FrontierChart }): preact.JSX.Element {
  const shown = chart.points.map((one) => chart.scale * one.measure);
  const written = shown.map((value) => number(value, Math.abs(value) < 1 ? 4 : 2));
  const points = chart.points.map((one, k) => ({
    x: shown[k] as number, y: one.lost_pct, hollow: !one.proven,
    words: t("chart.frontier.point", {
      measure: written[k] as string, unit: chart.unit, lost: number(one.lost_pct, 2), n: one.changed, proof: one.proven ? t("proof.yes") : t("proof.no"),
    }),
  }));
  const [low, high] = [Math.min(...shown), Math.max(...shown)];
  const room = (high - low) * 0.05 || Math.abs(high) * 0.05 || 1;
  const opens = chart.points.some((one) => Object.keys(one.changes).length > 0);
  const open = (k: number): void => {
    const now = draft.value;
    const point = chart.points[k];
    if (now === null || point === undefined || Object.keys(point.changes).length === 0) return;
    const title = t("frontier.title", { title: now.title, measure: written[k] as string });
    newDraft({ scenario: now.scenario, pack: now.pack, candidates: now.candidates, changes: now.changes, title })
      .then(async (made) => { put({ draft: made.id }); await change(point.changes); }).catch(tell);
  };
  return (
    <div class="charts">
      <ChartPoints title={t("chart.frontier", { measure: chart.measure })} points={points} onPick={open}
        x={{ label: t("chart.frontier.x", { measure: chart.measure, unit: chart.unit }), from: low - room, to: high + room }}
        y={{ label: t("chart.frontier.y"), from: 0, to: Math.max(0.1, ...chart.points.map((one) => one.lost_pct)) * 1.08 }} />
      <p class="soft picked">{opens ? t("frontier.open") : t("frontier.closed")}</p>
    </div>
  );
}

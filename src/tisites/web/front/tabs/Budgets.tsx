import { signal } from "@preact/signals";
import type { Gauge } from "../api/types";
import { Button } from "../parts/Button";
import { Empty } from "../parts/Empty";
import { gauges } from "../state/result";
import { number, t } from "../words/words";

const all = signal(false);

/** Limits with what is used of them: those that are met first, then the fullest. */
export function Budgets(): preact.JSX.Element {
  const list = gauges.value;
  if (list.length === 0) return <Empty words={t("budgets.none")} />;
  const met = list.filter((one) => one.binds);
  const order = [...(all.value ? list : met)].sort((a, b) => Number(b.binds) - Number(a.binds) || (b.effect_value ?? -1) - (a.effect_value ?? -1) || (b.used_pct ?? 0) - (a.used_pct ?? 0));
  return (
    <>
      <p><Button pressed={all.value} onClick={() => { all.value = !all.value; }}>{all.value ? t("budgets.some", { n: met.length }) : t("budgets.all", { n: list.length })}</Button></p>
      <div class="table-box" role="region" aria-label={t("budgets.caption")} tabIndex={0}>
        <table class="table budgets">
          <caption class="hidden">{t("budgets.caption")}</caption>
          <thead><tr><th scope="col">{t("budgets.rule")}</th><th scope="col">{t("budgets.where")}</th><th scope="col" class="right">{t("budgets.used")}</th>
            <th scope="col">{t("budgets.limit")}</th><th scope="col" class="right">{t("budgets.slack")}</th><th scope="col">{t("budgets.effect")}</th></tr></thead>
          <tbody>{order.map((one) => <Line one={one} key={one.key} />)}</tbody>
        </table>
      </div>
    </>
  );
}

function Line({ one }: { one: Gauge }): preact.JSX.Element {
  const { limit_low: low, limit_high: high } = one;
  const limit = one.used === null ? one.limit_words
    : low !== null && high !== null ? t("budgets.both", { low: number(low), high: number(high) })
      : high !== null ? t("budgets.high", { limit: number(high) }) : t("budgets.low", { limit: number(low) });
  return (
    <tr class={one.binds ? "budget-met" : undefined}>
      <th scope="row">{one.label}</th>
      <td>{one.territory || "–"}</td>
      <td class="right">{one.used === null ? "–" : `${number(one.used)} ${one.distance ? "km" : one.unit === "sites" && one.used < 2 ? "site" : one.unit}`}</td>
      <td><span class="budget-limit">{limit}{one.binds ? <span class="mark mark-warning">{t("budgets.met")}</span> : null}</span>
        {one.used_pct !== null ? <span class="budget-bar" aria-hidden="true"><span style={{ width: `${Math.min(100, one.used_pct)}%` }} /></span> : null}</td>
      <td class="right">{number(one.slack)}</td>
      <td title={one.effect_sentence}>{one.effect_value ? t("budgets.points", { words: one.effect_words ?? "" }) : (one.effect_words ?? t("budgets.unmeasured"))}{one.effect_sites ? ` · ${t("alternatives.changed", { n: one.effect_sites })}` : ""}</td>
    </tr>
  );
}

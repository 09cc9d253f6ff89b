import type { Card, CardCriterion } from "../api/types";
import { number, t } from "../words/words";

/** Contributions by criterion, families together: bar of what is sure, lighter what is in doubt, diamond the mean. */
export function Points({ of }: { of: Card }): preact.JSX.Element | null {
  if (of.criteria.length === 0) return null;
  const families = new Map<string, CardCriterion[]>();
  for (const one of of.criteria) families.set(one.family, [...(families.get(one.family) ?? []), one]);
  const widest = Math.max(...of.criteria.map((one) => one.out_of));
  const sum = (of: readonly CardCriterion[], key: "points" | "out_of"): string => number(of.reduce((all, one) => all + (one[key] ?? 0), 0), 1);
  return (
    <section class="points">
      <h3>{t("card.points")}</h3>
      <p class="points-key" aria-hidden="true"><span class="key-sure" /> {t("card.points.key.sure")} <span class="key-doubt" /> {t("card.points.key.doubt")} <span class="key-mean">◆</span> {t("card.points.key.mean")}</p>
      {[...families].map(([family, mine]) => (
        <div class={`family family-${family}`}>
          <h4><span class="family-mark" aria-hidden="true" />{mine.some((one) => one.out_of > 0)
            ? t("card.family", { family: mine[0]?.family_label ?? family, points: sum(mine, "points"), most: sum(mine, "out_of") })
            : t("card.family.none", { family: mine[0]?.family_label ?? family })}</h4>
          {mine.map((one) => <Criterion one={one} widest={widest} />)}
        </div>
      ))}
    </section>
  );
}

function Criterion({ one, widest }: { one: CardCriterion; widest: number }): preact.JSX.Element {
  const at = (points: number): string => `${(100 * Math.max(0, points)) / (widest || 1)}%`;
  const points = one.points ?? 0;
  const sure = Math.min(points, one.points_low);
  const doubt = one.points_high - one.points_low > 0.005
    ? t("card.criterion.doubt", { low: number(one.points_low, 1), high: number(one.points_high, 1) }) : "";
  const many = t("card.points.of", { points: number(one.points, 1), most: number(one.out_of, 1) });
  return (
    <details class="criterion">
      <summary>
        <span class="criterion-label">{one.label}</span><span class="criterion-words">{one.words}</span>
        <span class="criterion-bar" aria-hidden="true">
          <span class="bar-all" style={{ width: at(one.out_of) }} /><span class="bar-doubt" style={{ left: at(sure), width: at(one.points_high - sure) }} />
          <span class="bar-sure" style={{ width: at(sure) }} /><span class="bar-at" style={{ left: at(points) }} />{one.chosen !== null ? <span class="bar-mean" style={{ left: at(one.chosen) }}>◆</span> : null}
        </span>
        <span class="criterion-points"><span aria-hidden="true">{number(one.points, 1)}</span><span class="hidden">{`${many}${doubt ? `, ${doubt}` : ""}`}</span></span>
      </summary>
      <dl class="criterion-facts">
        <Fact label={t("card.criterion.data")} words={one.words} />
        <Fact label={t("card.points")} words={doubt ? `${many} (${doubt})` : many} />
        <Fact label={t("card.criterion.scale")} words={t("card.criterion.scale.words", { worst: one.worst, best: one.best })} />
        <Fact label={t("card.criterion.weight")} words={`${number(one.weight_pct, 1)} %`} />
        <Fact label={t("card.criterion.source")} words={one.source} />
        <Fact label={t("card.criterion.act")} words={one.can_change ? `${one.actors} (${one.act})` : one.act} />
      </dl>
    </details>
  );
}

const Fact = ({ label, words }: { label: string; words: string }): preact.JSX.Element | null =>
  (words ? <div><dt>{label}</dt><dd>{words}</dd></div> : null);

import { useId } from "preact/hooks";
import type { FormRule, Gauge } from "../api/types";
import { change, refused, stale } from "../state/draft";
import { gauges } from "../state/result";
import { tell } from "../state/session";
import { number, say, t } from "../words/words";
import { Field, Refused, useSource } from "./Field";

const FEW = 8;
const bare = (key: string): string => key.replace(/^constraint\.|^equity\./, "");
const nameOf = (gauge: Gauge): string => bare(gauge.key).replace(/\[.*$/, "");

/** Rules or measures, each with its limits and, in the last answer, how much of them is used. */
export function Rules({ rules }: { rules: FormRule[] }): preact.JSX.Element {
  return <>{rules.map((rule) => <Rule rule={rule} key={rule.key} />)}</>;
}

function Rule({ rule }: { rule: FormRule }): preact.JSX.Element {
  const id = useId();
  const key = rule.key.includes(".") ? rule.key : `constraint.${rule.key}`;
  const mine = gauges.value.filter((gauge) => gauge.used !== null && nameOf(gauge) === bare(rule.key));
  const wrong = refused.value[key] ?? refused.value[`${key}.enabled`];
  const source = useSource(rule.source, say(rule.label));
  const told = rule.fields.map((field) => (field.source === rule.source ? { ...field, source: "" } : field)); // said once
  const figures = told.filter((field) => (field.type === "number" || field.type === "integer") && (field.value !== null || field.default !== null));
  const others = told.filter((field) => !figures.includes(field));
  return (
    <section class={`rule ${rule.enabled ? "" : "rule-off"}`} aria-labelledby={`${id}-label`}>
      <div class="field-head"><label class="check">
        <input type="checkbox" checked={rule.enabled} aria-describedby={wrong ? `${id}-wrong` : undefined}
          onChange={(event) => { change({ [`${key}.enabled`]: event.currentTarget.checked }).catch(tell); }} />
        <strong id={`${id}-label`}>{say(rule.label)}</strong>
      </label>{source.button}</div>
      <Refused of={refused.value[key] ? key : `${key}.enabled`} id={`${id}-wrong`} />
      {rule.enabled ? (
        <>
          <Used of={mine} />
          {figures.map((field) => <Field field={field} key={field.key} />)}
          {others.length ? <details class="more"><summary>{t("scenario.more")}</summary>{others.map((field) => <Field field={field} key={field.key} />)}</details> : null}
        </>
      ) : <p class="note">{t("scenario.rule.off")}</p>}
      {source.told}
    </section>
  );
}

/** The gauges of a rule: the tightest first; the rest on demand. */
function Used({ of }: { of: Gauge[] }): preact.JSX.Element | null {
  if (of.length === 0) return null;
  const sorted = [...of].sort((a, b) => fullness(b) - fullness(a));
  const effect = of.find((gauge) => gauge.effect_words)?.effect_words;
  const bound = of.filter((gauge) => gauge.binds).length;
  const [first, ...rest] = sorted;
  return (
    <div class={`used ${stale.value ? "used-stale" : ""}`}>
      {first ? <GaugeBar gauge={first} /> : null}
      {rest.length ? (
        <details class="more">
          <summary>{bound > 1 ? t("scenario.gauges.bound", { n: of.length, bound }) : t("scenario.gauges", { n: of.length })}</summary>
          {rest.slice(0, FEW).map((gauge) => <GaugeBar gauge={gauge} key={gauge.key + (gauge.territory ?? "")} />)}
          {rest.length > FEW ? <p class="note">{t("scenario.gauges.rest", { n: rest.length - FEW })}</p> : null}
        </details>
      ) : null}
      {effect ? <p class="effect">{t("scenario.effect", { words: say(effect) })}</p> : null}
    </div>
  );
}

/** How near a limit is, 1 at it: a ceiling by what is used of it, a floor by what is asked. */
function fullness(gauge: Gauge): number {
  if (gauge.binds) return 2;
  const used = gauge.used ?? 0; // a row without a figure that a reader could use
  const over = gauge.limit_high ? used / gauge.limit_high : 0;
  return Math.max(over, gauge.limit_low && used ? gauge.limit_low / used : 0);
}

function GaugeBar({ gauge }: { gauge: Gauge }): preact.JSX.Element {
  const { limit_low: low, limit_high: high } = gauge;
  const last = high ?? low ?? 0;
  const unit = gauge.unit === "sites" && last < 2 ? t("scenario.site") : say(gauge.unit);
  const used = gauge.used ?? 0;
  const top = Math.max(used, low ?? 0, high ?? 0) || 1;
  const at = (value: number): string => `${(100 * Math.min(value, top)) / top}%`;
  const limit = low !== null && high !== null
    ? t("scenario.gauge.both", { low: number(low), high: number(high), unit })
    : high !== null ? t("scenario.gauge.high", { limit: number(high), unit })
      : low !== null ? t("scenario.gauge.low", { limit: number(low), unit }) : "";
  const words = t("scenario.gauge.used", { used: number(gauge.used), limit });
  return (
    <div class={`gauge ${gauge.binds ? "gauge-binds" : ""}`}>
      <span class="gauge-words">{gauge.territory ? t("pair", { a: say(gauge.territory), b: words }) : words}{gauge.binds ? <b>{` · ${t("scenario.gauge.binds")}`}</b> : null}</span>
      <div class="gauge-bar" aria-hidden="true">
        <span class="gauge-used" style={{ width: at(used) }} />
        {low !== null ? <span class="gauge-limit" style={{ left: at(low) }} /> : null}
        {high !== null ? <span class="gauge-limit" style={{ left: at(high) }} /> : null}
      </div>
    </div>
  );
}

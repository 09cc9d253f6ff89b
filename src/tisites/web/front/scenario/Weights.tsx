import { useId } from "preact/hooks";
import type { Form, FormCriterion, FormFamily } from "../api/types";
import { Button } from "../parts/Button";
import { change } from "../state/draft";
import { tell } from "../state/session";
import { number, say, t } from "../words/words";
import { NumberBox, Refused, Reset, typed, useSource, Was } from "./Field";
import { leave, move, moving } from "./preview";

/** Weights by family: only their ratios matter, so each family says its share. */
export function Weights({ form }: { form: Form }): preact.JSX.Element {
  const moved = form.families.flatMap((family) => family.criteria).filter((one) => one.weight !== one.default);
  return (
    <>
      {form.families.map((family) => <Family family={family} key={family.key} />)}
      <Button disabled={moved.length === 0} onClick={() => { change(Object.fromEntries(moved.map((one) => [one.key, null]))).catch(tell); }}>
        {t("scenario.weights.reset")}
      </Button>
    </>
  );
}

function Family({ family }: { family: FormFamily }): preact.JSX.Element {
  return (
    <fieldset class="family">
      <legend>{say(family.label)}<span class="share">{t("scenario.share", { share: number(family.share_pct, 0) })}</span></legend>
      <div class="share-bar" aria-hidden="true"><span style={{ width: `${family.share_pct}%` }} /></div>
      {family.criteria.map((criterion) => <Weight of={criterion} key={criterion.key} />)}
    </fieldset>
  );
}

function Weight({ of }: { of: FormCriterion }): preact.JSX.Element {
  const id = useId();
  const value = moving.value[of.key] ?? of.weight;
  const moved = value !== of.default;
  const source = useSource(of.source, say(of.label));
  return (
    <div class={`weight ${moved ? "field-moved" : ""}`}>
      <div class="field-head"><span id={`${id}-label`}>{say(of.label)}</span>{source.button}</div>
      <input type="range" min={of.min} max={Math.max(of.max, value)} step={of.step} value={value} list={`${id}-default`}
        aria-labelledby={`${id}-label`} aria-valuetext={t("scenario.weight.says", { value: typed(value), default: typed(of.default) })}
        onInput={(event) => move(of.key, Number(event.currentTarget.value))}
        onChange={() => leave()} onPointerUp={() => leave(true)} />
      <datalist id={`${id}-default`}><option value={of.default} /></datalist>
      <NumberBox of={of.key} label={t("scenario.weight.of", { label: say(of.label) })} value={value} describedBy={`${id}-wrong`} />
      <Reset of={of.key} label={say(of.label)} shown={of.weight !== of.default} />
      <Refused of={of.key} id={`${id}-wrong`} />
      {moved ? <Was value={typed(of.default)} /> : null}
      {source.told}
    </div>
  );
}

import { useEffect, useId, useRef, useState } from "preact/hooks";
import type { FormField, Value } from "../api/types";
import { change, refused } from "../state/draft";
import { session, tell } from "../state/session";
import { language, number, say, t } from "../words/words";

/** A figure as it is typed in the session's language. */
export const typed = (value: Value): string =>
  typeof value === "number" ? (language.value === "fr" ? String(value).replace(".", ",") : String(value))
    : Array.isArray(value) ? value.join(", ") : value === null ? "" : String(value);

/** What was typed, as JSON: a figure where it is one; the engine refuses the rest, and says why. */
export function read(text: string): Value {
  const plain = text.replace(/[\s\u00a0\u202f]/g, "").replace(",", ".");
  if (plain === "") return null;
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(plain) ? Number(plain) : text.trim();
}

/** Why a value was refused, at its field: nothing was changed. */
export function Refused({ of, id }: { of: string; id: string }): preact.JSX.Element | null {
  const problem = refused.value[of];
  if (problem === undefined) return null;
  return <p class="refused" id={id} role="alert"><span aria-hidden="true">× </span>{say(problem.what)}{problem.remedy ? <>{" "}<em>{say(problem.remedy)}</em></> : null}</p>;
}

/** Back to the scenario's own value. */
export function Reset({ of, label, shown }: { of: string; label: string; shown: boolean }): preact.JSX.Element {
  const give = (): void => { change({ [of]: null }).catch(tell); };
  return (
    <button type="button" class="reset" style={shown ? undefined : { visibility: "hidden" }} disabled={!shown}
      title={t("scenario.reset")} aria-label={t("scenario.reset.of", { label })} onClick={give}>↺</button>
  );
}

interface Told { of: string; label: string; value: Value; describedBy?: string; whole?: boolean }

/** A figure by keyboard: Enter or leaving the field tells it, Escape takes it back. */
export function NumberBox({ of, label, value, describedBy, whole = false }: Told): preact.JSX.Element {
  const id = useId();
  const wrong = refused.value[of] !== undefined;
  const [text, write] = useState(typed(value));
  const typing = useRef(false); // what is half typed is not written over by an answer that comes late
  useEffect(() => { if (!wrong && !typing.current) write(typed(value)); }, [value, wrong, language.value]);
  const commit = (told: string): void => {
    typing.current = false;
    if (told.trim() === typed(value)) { if (wrong) forget(of); return; }
    change({ [of]: read(told) }).catch(tell);
  };
  return (
    <input id={id} class="figure" type="text" inputMode={whole ? "numeric" : "decimal"} autocomplete="off" value={text}
      aria-label={label} aria-invalid={wrong || undefined} aria-describedby={describedBy}
      onInput={(event) => { typing.current = true; write(event.currentTarget.value); }} onChange={(event) => commit(event.currentTarget.value)}
      onKeyDown={(event) => { if (event.key === "Escape") { typing.current = false; write(typed(value)); forget(of); } }} />
  );
}

export function forget(key: string): void {
  refused.value = Object.fromEntries(Object.entries(refused.value).filter(([other]) => other !== key));
}

export const readsOnly = (): boolean => session.value?.role === "reader";

/** Whether a value is the scenario's own. */
export const same = (a: Value, b: Value): boolean => JSON.stringify(a) === JSON.stringify(b);

/** A value in words, for a list of changes. */
export function said(field: Pick<FormField, "type" | "choices" | "unit">, value: Value): string {
  const choice = field.choices?.find((one) => one.value === value);
  if (choice) return choice.label;
  if (typeof value === "boolean") return t(value ? "yes" : "no");
  if (typeof value === "number") return field.unit ? `${number(value)} ${field.unit}` : number(value);
  if (Array.isArray(value)) return t("scenario.items", { n: value.length });
  return value === null ? t("scenario.nothing") : typed(value);
}

/** One value of the model, whatever its type. */
export function Field({ field }: { field: FormField }): preact.JSX.Element {
  const id = useId();
  const { key, label, type, value } = field;
  const moved = !same(value, field.default);
  const wrong = refused.value[key] !== undefined;
  const by = wrong ? `${id}-wrong` : undefined;
  const set = (to: Value): void => { change({ [key]: to }).catch(tell); };
  const source = useSource(field.source ?? "", say(label));
  const head = <span class="field-label" id={`${id}-label`}>{say(label)}</span>;
  return (
    <div class={`field ${moved ? "field-moved" : ""} ${type === "text" || type === "sites" ? "field-words" : ""}`}>
      {type === "boolean" ? (
        <div class="field-head"><label class="check"><input type="checkbox" checked={value === true} aria-describedby={by} onChange={(event) => set(event.currentTarget.checked)} />{head}</label>{source.button}</div>
      ) : type === "choice" ? (
        <>
          <div class="field-head">{head}{source.button}</div>
          <select aria-labelledby={`${id}-label`} aria-describedby={by} aria-invalid={wrong || undefined} onChange={(event) => set(field.choices?.[event.currentTarget.selectedIndex]?.value ?? null)}>
            {field.choices?.map((one) => <option selected={one.value === value}>{say(one.label)}</option>)}
          </select>
        </>
      ) : (
        <><div class="field-head">{head}{source.button}</div><NumberBox of={key} label={say(label)} value={value} whole={type === "integer"} {...(by ? { describedBy: by } : {})} /></>
      )}
      <span class="field-unit">{type === "boolean" || type === "choice" ? "" : field.unit ?? ""}</span>
      <Reset of={key} label={say(label)} shown={moved} />
      <Refused of={key} id={`${id}-wrong`} />
      {moved ? <Was value={said(field, field.default)} /> : null}
      {source.told}
    </div>
  );
}

/** Where a figure comes from, on demand. */
export function useSource(words: string, label: string): { button: preact.JSX.Element | null; told: preact.JSX.Element | null } {
  const id = useId();
  const [open, show] = useState(false);
  if (!words) return { button: null, told: null };
  return {
    button: <button type="button" class="info" aria-expanded={open} aria-controls={id} aria-label={t("scenario.source.of", { label })} title={t("scenario.source")} onClick={() => show(!open)}>i</button>,
    told: <p class="source" id={id} hidden={!open}>{say(words)}</p>,
  };
}

/** What a moved value was. */
export const Was = ({ value }: { value: string }): preact.JSX.Element => <p class="was">{t("scenario.default", { value })}</p>;

import { signal } from "@preact/signals";
import { useRef, useState } from "preact/hooks";
import { Refusal, sendText } from "../api/client";
import type { Draft, Form, FormField, Problem, Value } from "../api/types";
import { Banner } from "../parts/Banner";
import { Button } from "../parts/Button";
import { change, draft, form, readForm, redo, undo } from "../state/draft";
import { session, tell } from "../state/session";
import { say, t } from "../words/words";
import { Reset, said } from "./Field";
import { SaveDialog } from "./SaveDialog";

/** What is wrong with a file that was just loaded: the draft is as it was. */
const wrongFile = signal<{ name: string; problems: Problem[] } | null>(null);

interface Told { label: string; before: string; after: string }

/** Every key that the form shows, in words: what a list of changes says. */
function tellChange(shown: Form, key: string, now: Value): Told {
  for (const family of shown.families) {
    for (const one of family.criteria) {
      if (one.key === key) return words(one.label, { type: "number" }, one.default, one.weight);
    }
  }
  for (const rule of [...shown.rules, ...shown.equity]) {
    if (key === rule.key) return { label: rule.label, before: "", after: t("scenario.added") };
    if (key === `${rule.key}.enabled`) return words(rule.label, { type: "boolean" }, !rule.enabled, rule.enabled);
    const field = rule.fields.find((one) => one.key === key);
    if (field) return words(t("pair", { a: rule.label, b: field.label }), field, field.default, field.value);
  }
  const fields = [...shown.assumptions.fields, ...shown.eligibility.fields];
  const field = fields.find((one) => one.key === key);
  if (field) return words(field.label, field, field.default, field.value);
  if (key === "choose") return words(t("scenario.choose"), { type: "integer" }, shown.choose_default, shown.choose);
  if (/\.sites$|^lock\./.test(key)) return { label: t("scenario.locks"), before: "", after: said({ type: "sites" }, now) };
  return { label: key, before: "", after: said({ type: "text" }, typeof now === "object" && !Array.isArray(now) ? JSON.stringify(now) : now) };
}

const words = (label: string, field: Pick<FormField, "type" | "choices" | "unit">, before: Value, after: Value): Told =>
  ({ label, before: said(field, before), after: said(field, after) });

const title = (of: Draft): string => session.value?.scenarios.find((one) => one.name === of.scenario)?.title ?? t("scenario.file");

/** What differs from the scenario, one by one, and the way back. */
export function Changes({ of, shown }: { of: Draft; shown: Form }): preact.JSX.Element {
  const n = shown.changed.length;
  const head = n === 0 ? t("scenario.changes.none", { name: title(of) })
    : n === 1 ? t("scenario.changes.one", { name: title(of) }) : t("scenario.changes", { n, name: title(of) });
  if (n === 0) return <p class="note">{head}</p>;
  return (
    <details class="changes">
      <summary>{head}</summary>
      <ul>
        {shown.changed.map((key) => {
          const told = tellChange(shown, key, of.changes[key] ?? null);
          return <li key={key}><span>{t("pair", { a: say(told.label), b: told.before ? `${told.before} → ` : "" })}<strong>{say(told.after)}</strong></span><Reset of={key} label={say(told.label)} shown /></li>;
        })}
      </ul>
      <Button onClick={() => { change(Object.fromEntries(Object.keys(of.changes).map((key) => [key, null]))).catch(tell); }}>{t("scenario.changes.reset")}</Button>
    </details>
  );
}

/** Undo, redo, the scenario as a file out and in. */
export function Tools({ of }: { of: Draft }): preact.JSX.Element {
  const file = useRef<HTMLInputElement>(null);
  const [saving, setSaving] = useState(false);
  const load = async (from: File): Promise<void> => {
    wrongFile.value = null;
    try {
      draft.value = await sendText<Draft>(`/drafts/${of.id}/toml`, await from.text());
      await readForm();
    } catch (error) {
      if (!(error instanceof Refusal) || error.problems.length === 0) throw error;
      wrongFile.value = { name: from.name, problems: error.problems };
    }
  };
  const wrong = wrongFile.value;
  return (
    <>
      <div class="tools" role="toolbar" aria-label={t("scenario.tools")}>
        <Button disabled={!of.can_undo} title="Ctrl+Z" label={t("scenario.undo")} onClick={() => { undo().catch(tell); }}>↶</Button>
        <Button disabled={!of.can_redo} title={`Ctrl+${t("scenario.redo.key")}`} label={t("scenario.redo")} onClick={() => { redo().catch(tell); }}>↷</Button>
        <Button title={t("scenario.save.title")} onClick={() => setSaving(true)}>{t("scenario.save.open")}</Button>
        <Button title={t("scenario.load.title")} onClick={() => file.current?.click()}>{t("scenario.load")}</Button>
        <input ref={file} type="file" accept=".toml" class="hidden" tabIndex={-1} aria-label={t("scenario.load.title")}
          onChange={(event) => { const one = event.currentTarget.files?.[0]; if (one) load(one).catch(tell); event.currentTarget.value = ""; }} />
      </div>
      {saving ? <SaveDialog of={of} onClose={() => setSaving(false)} /> : null}
      {wrong ? (
        <Banner kind="error" onClose={() => { wrongFile.value = null; }}>
          <strong>{t("scenario.load.refused", { name: wrong.name })}</strong>
          <ul>{wrong.problems.slice(0, 8).map((one) => <li>{one.where.line ? t("scenario.line", { line: one.where.line }) : ""}{say(one.what)} <em>{say(one.remedy)}</em></li>)}</ul>
        </Banner>
      ) : null}
    </>
  );
}

/** Ctrl+Z and Ctrl+Y, but where a text box has an undo of its own. */
export function heardUndo(event: KeyboardEvent): void {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || form.value === null) return;
  const key = event.key.toLowerCase();
  const back = key === "z" && !event.shiftKey;
  if (!back && key !== "y" && !(key === "z" && event.shiftKey)) return;
  const at = event.target;
  const writes = at instanceof HTMLTextAreaElement || (at instanceof HTMLInputElement && !["range", "checkbox", "radio", "button"].includes(at.type) && at.value !== at.defaultValue);
  if (writes) return;
  event.preventDefault();
  (back ? undo() : redo()).catch(tell);
}

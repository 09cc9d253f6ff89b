import type { ComponentChildren } from "preact";
import { useEffect } from "preact/hooks";
import type { Form, FormField } from "../api/types";
import { Busy } from "../parts/Busy";
import { Button } from "../parts/Button";
import { Empty } from "../parts/Empty";
import { change, draft, form } from "../state/draft";
import { tell } from "../state/session";
import { link, param } from "../state/url";
import { number, say, t } from "../words/words";
import { Changes, heardUndo, Tools } from "./Changes";
import { Field, readsOnly, same } from "./Field";
import { Locks } from "./Locks";
import { preview, unprepared } from "./preview";
import { Rules } from "./Rules";
import { Weights } from "./Weights";

/** What a scenario says and what the planner changes of it. The server holds it; nothing is lost by a reload. */
export function ScenarioPanel(): preact.JSX.Element {
  useEffect(() => {
    addEventListener("keydown", heardUndo);
    return () => removeEventListener("keydown", heardUndo);
  }, []);
  const now = draft.value;
  const shown = form.value;
  if (now === null && !param("draft")) return <Empty words={t("scenario.none")}><a class="button" href={link("")}>{t("atelier.open")}</a></Empty>;
  if (now === null || shown === null) return <Busy label={t("loading")} />;
  const choose = { key: "choose", label: t("scenario.choose"), type: "integer" as const, value: shown.choose, default: shown.choose_default };
  const changed = (keys: string[]): number => shown.changed.filter((key) => keys.includes(key)).length;
  const moved = (test: (key: string) => boolean): number => shown.changed.filter(test).length;
  return (
    <div class="scenario">
      <h2 class="scenario-title">{now.title}</h2>
      {readsOnly() ? <p class="note">{t("scenario.reader")}</p> : <Tools of={now} />}
      <Changes of={now} shown={shown} />
      <PreviewLine />
      <fieldset class="scenario-fields" disabled={readsOnly()} aria-label={t("scenario.settings")}>
        <Field field={choose} />
        <Part title={t("scenario.weights")} moved={moved((key) => key.startsWith("score."))} open><Weights form={shown} /></Part>
        <Part title={t("scenario.rules")} moved={moved((key) => key.startsWith("constraint.") && !key.endsWith(".sites"))}><Rules rules={shown.rules} /></Part>
        <Part title={t("scenario.equity")} moved={moved((key) => key.startsWith("equity."))}>
          {shown.equity.length ? <Rules rules={shown.equity} /> : <p class="note">{t("scenario.equity.none")}</p>}
          <Offers of={shown.offers} />
        </Part>
        <Part title={t("scenario.locks")} moved={shown.locks.in.length + shown.locks.out.length}><Locks of={shown.locks} /></Part>
        <Part title={t("scenario.assumptions")} moved={changed(shown.assumptions.fields.map((field) => field.key))}>
          <Fields of={shown.assumptions.fields} />
        </Part>
        <Part title={t("scenario.eligibility")} moved={changed(shown.eligibility.fields.map((field) => field.key))}>
          <Fields of={shown.eligibility.fields} />
        </Part>
      </fieldset>
    </div>
  );
}

const FIRST = 5;

/** Fields, what planners move first at the head; the rest on demand, unless it was moved. */
function Fields({ of }: { of: FormField[] }): preact.JSX.Element {
  const shown = of.filter((field, k) => k < FIRST || !same(field.value, field.default));
  const rest = of.filter((field) => !shown.includes(field));
  return (
    <>
      {shown.map((field) => <Field field={field} key={field.key} />)}
      {rest.length ? <details class="more"><summary>{t("scenario.more.n", { n: rest.length })}</summary>{rest.map((field) => <Field field={field} key={field.key} />)}</details> : null}
    </>
  );
}

/** Measures of equity that shipped scenarios declare: added whole, then set like any other. */
function Offers({ of }: { of: Form["offers"] }): preact.JSX.Element | null {
  if (of.length === 0) return null;
  return (
    <details class="more"><summary>{t("scenario.equity.add")}</summary>
      <ul class="offers">{of.map((one) => <li key={one.label}><Button onClick={() => { change({ [one.key]: one.value }).catch(tell); }}>{say(one.label)}</Button></li>)}</ul>
    </details>
  );
}

function Part({ title, moved, open = false, children }: { title: string; moved: number; open?: boolean; children: ComponentChildren }): preact.JSX.Element {
  return (
    <details class="part" open={open}>
      <summary><h3>{title}</h3>{moved ? <span class="moved" title={t("scenario.moved", { n: moved })}>{number(moved)}<span class="hidden"> {t("scenario.moved", { n: moved })}</span></span> : null}</summary>
      {children}
    </details>
  );
}

/** Who would leave the best by score alone, as the sliders move; the rules decide at the next solve. */
function PreviewLine(): preact.JSX.Element {
  const told = preview.value;
  const words = unprepared.value ? t("preview.unprepared")
    : told === null ? ""
    : told.leave === 0 ? t("preview.none", { top: told.top })
    : t(told.leave === 1 ? "preview.one" : "preview.some", { leave: told.leave, top: told.top });
  return (
    <div class={`preview ${words ? "" : "preview-empty"}`}>
      <p role="status" class="preview-words">{words}</p>
      {told && told.leave > 0 ? (
        <details><summary>{t("preview.names")}</summary>
          <p>{t("pair", { a: t("preview.gone"), b: told.gone.map((one) => one.name).join(", ") })}</p>
          <p>{t("pair", { a: t("preview.enter"), b: told.enter.map((one) => one.name).join(", ") })}</p>
        </details>
      ) : null}
    </div>
  );
}

import type { Form } from "../api/types";
import { lock } from "../state/draft";
import { columns, rowOf } from "../state/result";
import { select } from "../state/selection";
import { tell } from "../state/session";
import { t } from "../words/words";

/** Sites that the planner locked in or out: by name, each with its way back. */
export function Locks({ of }: { of: Form["locks"] }): preact.JSX.Element {
  if (of.in.length + of.out.length === 0) return <p class="note">{t("scenario.locks.none")}</p>;
  return (
    <>
      <Locked ids={of.in} title={t("scenario.locks.in")} mark="+" />
      <Locked ids={of.out} title={t("scenario.locks.out")} mark="−" />
    </>
  );
}

function Locked({ ids, title, mark }: { ids: string[]; title: string; mark: string }): preact.JSX.Element | null {
  if (ids.length === 0) return null;
  return (
    <>
      <h4>{title}</h4>
      <ul class="locks">
        {ids.map((id) => {
          const row = rowOf.value.get(id);
          const known = row === undefined ? null : columns.value;
          const name = known && row !== undefined ? `${known.name[row] ?? id}, ${known.commune[row] ?? ""}` : id;
          return (
            <li key={id}>
              <span aria-hidden="true">{mark}</span>
              <button type="button" class="plain" onClick={() => select(id)}>{name}</button>
              <button type="button" class="reset" aria-label={t("scenario.unlock", { name })} title={t("scenario.unlock", { name })} onClick={() => { lock(id, null).catch(tell); }}>×</button>
            </li>
          );
        })}
      </ul>
    </>
  );
}

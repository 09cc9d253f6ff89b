import type { AskedReading, FindingGroup, Guess, ListColumn } from "../api/pages";
import { Button } from "../parts/Button";
import { Problems } from "../parts/JobLine";
import { session } from "../state/session";
import { number, t } from "../words/words";

interface Given { guess: Guess; said: AskedReading; busy: boolean; onSay: (next: AskedReading) => void }

/** How a list would be read: columns, rows, questions, findings; each choice reads it again. */
export function Reading({ guess, said, busy, onSay }: Given): preact.JSX.Element {
  const packs = session.value?.packs ?? [];
  return (
    <>
      <section class="panel" aria-labelledby="reading-title">
        <h2 id="reading-title">{guess.title}</h2>
        {guess.state === "refused" ? null : <p class="soft">{guess.name}{guess.where ? ` · ${guess.where}` : ""}</p>}
        {guess.state === "refused" ? <Problems of={guess.problems} /> : (
          <dl class="figures"><div><dt>{t("list.sites")}</dt><dd>{number(guess.sites)}</dd></div><div><dt>{t("list.out")}</dt><dd>{number(guess.left_out)}</dd></div></dl>
        )}
        <div class="form-row">
          {guess.sheets.length ? (
            <label class="ask">{t("list.sheet")}
              <select value={said.sheet ?? guess.sheet ?? ""} disabled={busy} onChange={(event) => onSay({ ...said, sheet: event.currentTarget.value || null, meanings: {}, communes: {} })}>
                {said.sheet === null && guess.sheet === null ? <option value="">–</option> : null}
                {guess.sheets.map((one) => <option value={one}>{one}</option>)}
              </select>
            </label>
          ) : null}
          {guess.unit_asked ? (
            <label class="ask">{t("list.unit")}
              <select value={said.unit ?? guess.unit ?? ""} disabled={busy} onChange={(event) => onSay({ ...said, unit: event.currentTarget.value || null })}>
                {said.unit === null && guess.unit === null ? <option value="">{t("list.unit.none")}</option> : null}
                {guess.units.map((one) => <option value={one.value}>{one.label}</option>)}
              </select>
            </label>
          ) : null}
          {packs.length > 1 && guess.state !== "refused" ? (
            <label class="ask">{t("list.pack")}
              <select value={said.pack} disabled={busy} onChange={(event) => onSay({ ...said, pack: event.currentTarget.value })}>{packs.map((one) => <option value={one.name}>{one.title}</option>)}</select>
            </label>
          ) : null}
        </div>
      </section>
      {guess.questions.length ? <Questions guess={guess} said={said} busy={busy} onSay={onSay} /> : null}
      {guess.columns.length ? <Columns guess={guess} said={said} busy={busy} onSay={onSay} /> : null}
      {guess.state === "refused" ? null : (
        <div class="two">
          <section class="panel" aria-labelledby="reading-rows"><h2 id="reading-rows">{t("list.rows")}</h2><ul>{guess.rows.map((row) => <li>{row}</li>)}</ul></section>
          <Findings of={guess.findings} />
        </div>
      )}
    </>
  );
}

function Questions({ guess, said, busy, onSay }: Given): preact.JSX.Element {
  return (
    <section class="panel questions" aria-labelledby="reading-asked">
      <h2 id="reading-asked">{t("list.questions")}</h2>
      {guess.questions.map((one) => (
        <label class="ask">{t("list.question", { name: one.name })} <span class="soft">{linesOf(one.lines)}</span>
          <select value={said.communes[one.key] ?? one.chosen ?? ""} disabled={busy} onChange={(event) => {
            const { [one.key]: _, ...rest } = said.communes;
            const code = event.currentTarget.value;
            onSay({ ...said, communes: code ? { ...rest, [one.key]: code } : rest });
          }}>
            <option value="">{t("list.question.none")}</option>
            {one.choices.map((choice) => <option value={choice.code}>{choice.name} ({choice.code}), {choice.department}</option>)}
          </select>
        </label>
      ))}
    </section>
  );
}

function Columns({ guess, said, busy, onSay }: Given): preact.JSX.Element {
  const mine = Object.keys(said.meanings).length > 0;
  return (
    <section class="panel" aria-labelledby="reading-columns">
      <div class="panel-head"><h2 id="reading-columns">{t("list.columns")}</h2>
        {mine ? <Button disabled={busy} onClick={() => onSay({ ...said, meanings: {} })}>{t("list.reset")}</Button> : null}</div>
      <div class="table-box" role="group" aria-label={t("list.columns")} tabIndex={0}>
        <table class="table list-table">
          <thead><tr><th scope="col">{t("list.column")}</th><th scope="col">{t("list.meaning")}</th><th scope="col">{t("list.sure")}</th><th scope="col">{t("list.examples")}</th></tr></thead>
          <tbody>{guess.columns.map((column) => (
            <tr class={column.datum === null ? "unused" : undefined}>
              <th scope="row">{column.name}</th>
              <td>
                <select aria-label={t("list.meaning.of", { name: column.name })} value={column.datum ?? ""} disabled={busy}
                  onChange={(event) => onSay({ ...said, meanings: { ...said.meanings, [column.name]: event.currentTarget.value } })}>
                  <option value="">{t("list.unused")}</option>
                  {meanings(guess, column).map((one) => <option value={one.value}>{one.label}</option>)}
                </select>
              </td>
              <td>{column.name in said.meanings ? <span class="mark mark-info">{t("list.changed")}</span>
                : column.sure ? <span class={`mark ${column.sure === "sure" ? "mark-good" : column.sure === "likely" ? "mark-info" : "mark-warning"}`}>{column.sure_words}</span> : null}</td>
              <td class="examples">{column.examples.join(" · ")}</td>
            </tr>
          ))}</tbody>
        </table>
      </div>
    </section>
  );
}

/** What a column may be read as; the one it is read as says its unit and its reference system. */
function meanings(guess: Guess, column: ListColumn): { value: string; label: string }[] {
  const all = guess.data.map((one) => (one.value === column.datum ? { value: one.value, label: column.meaning } : one));
  return column.datum === null || all.some((one) => one.value === column.datum) ? all : [{ value: column.datum, label: column.meaning }, ...all];
}

const HEADS = { exclusion: "list.severity.exclusion", warning: "list.severity.warning", info: "list.severity.info" } as const;

function Findings({ of }: { of: readonly FindingGroup[] }): preact.JSX.Element {
  const kinds = (["exclusion", "warning", "info"] as const).filter((kind) => of.some((one) => one.severity === kind));
  return (
    <section class="panel findings" aria-labelledby="reading-findings">
      <h2 id="reading-findings">{t("list.findings")}</h2>
      {kinds.length === 0 ? <p>{t("list.findings.none")}</p> : kinds.map((kind) => (
        <>
          <h3><span class={`mark ${kind === "exclusion" ? "mark-error" : kind === "warning" ? "mark-warning" : "mark-info"}`}>{t(HEADS[kind])}</span></h3>
          {of.filter((one) => one.severity === kind).map((one) => (
            <div class="finding">
              <span class="finding-count">{number(one.count)}</span>
              <div><p>{one.message}</p><p class="soft">{[linesOf(one.lines, one.count), one.remedy].filter(Boolean).join(" → ")}</p></div>
            </div>
          ))}
        </>
      ))}
    </section>
  );
}

const SHOWN = 20;
function linesOf(lines: readonly number[], count = lines.length): string {
  if (lines.length === 0) return "";
  const told = lines.slice(0, SHOWN).join(", ");
  const words = lines.length === 1 ? t("list.line", { lines: told }) : t("list.lines", { lines: told });
  const more = Math.max(count, lines.length) - Math.min(lines.length, SHOWN);
  return more > 0 && lines.length > 1 ? `${words} ${t("list.more", { n: more })}` : words;
}

import type { ComponentChildren } from "preact";
import type { RunLine } from "../api/pages";
import { number, t, when } from "../words/words";

interface Given { runs: readonly RunLine[]; label: string; first?: (run: RunLine) => ComponentChildren; last?: (run: RunLine) => ComponentChildren; head?: string }

/** Stored runs, one a row: what was asked, when, how far it is proven, on which data. */
export function RunTable({ runs, label, first, last, head }: Given): preact.JSX.Element {
  return (
    <div class="table-box" role="group" aria-label={label} tabIndex={0}>
      <table class="table runs">
        <thead><tr>
          {first ? <th scope="col"><span class="hidden">{t("compare.choose")}</span></th> : null}
          <th scope="col">{t("runs.scenario")}</th><th scope="col">{t("runs.written")}</th><th scope="col">{t("runs.proof")}</th>
          <th scope="col" class="right">{t("runs.value")}</th><th scope="col" class="right">{t("runs.sites")}</th><th scope="col">{t("runs.data")}</th>
          {last ? <th scope="col">{head ?? t("runs.actions")}</th> : null}
        </tr></thead>
        <tbody>{runs.map((run) => (
          <tr key={run.run}>
            {first ? <td>{first(run)}</td> : null}
            <th scope="row"><span class="run-title">{run.title || run.scenario}</span><span class="run-names">{run.names.map((name) => <span class="tag">{name}</span>)}<code>{run.short}</code>{run.saved ? null : <span class="mark mark-info">{t("runs.unsaved")}</span>}</span></th>
            <td class="nowrap">{when(run.written)}</td>
            <td><Proof run={run} /></td>
            <td class="right">{number(run.value, 1)}</td>
            <td class="right">{number(run.n_selected)}</td>
            <td>{packOf(run)}{run.synthetic ? <> <Synthetic /></> : null}</td>
            {last ? <td class="row-actions">{last(run)}</td> : null}
          </tr>
        ))}</tbody>
      </table>
    </div>
  );
}

export const Proof = ({ run }: { run: RunLine }): preact.JSX.Element => (
  <span class={run.proven ? "mark mark-good" : "mark mark-warning"}>{run.proof_words}</span>
);
export const Synthetic = (): preact.JSX.Element => <span class="mark mark-synthetic">{t("synthetic.short")}</span>;
const packOf = (run: RunLine): string => run.pack.replace(/ [–-] (SYNTHÉTIQUE|SYNTHETIC)$/, "");
export const nameOf = (run: RunLine): string => run.names[0] ?? `${run.title || run.scenario} (${run.short.slice(0, 8)})`;

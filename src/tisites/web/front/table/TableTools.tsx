import { useState } from "preact/hooks";
import { download } from "../api/client";
import { Button } from "../parts/Button";
import { Dialog } from "../parts/Dialog";
import { stale } from "../state/draft";
import { columns, mine, result } from "../state/result";
import { number, t } from "../words/words";
import { offered, picked, shown } from "./columns";
import { csv, warnings } from "./csv";
import { clearFilters, filtered, group, ranges, reason, region, search, sorted, state, type Group, type Range } from "./rows";

/** What is looked for, how it is grouped, which columns, and the file of it. */
export function TableTools(): preact.JSX.Element | null {
  const [open, setOpen] = useState<"" | "columns" | "ranges">("");
  const all = columns.value;
  if (all === null) return null;
  const regions = Object.entries(all.region_name).sort(([, a], [, b]) => a.localeCompare(b));
  return (
    <div class="sites-tools" role="search" aria-label={t("table.tools")}>
      <input type="search" class="sites-search" placeholder={t("table.search")} aria-label={t("table.search")} value={search.value} onInput={(event) => { search.value = event.currentTarget.value; }} />
      <Pick label={t("table.state")} value={state.value} onChange={(to) => { state.value = to as typeof state.value; }}
        choices={[["", t("table.state.all")], ["chosen", t("table.state.chosen")], ["eligible", t("table.state.eligible")], ["excluded", t("table.state.excluded")], ...(mine.value.size ? [["mine", t("table.state.mine", { n: mine.value.size })] as const] : [])]} />
      <Pick label={t("table.region")} value={region.value} onChange={(to) => { region.value = to; }} choices={[["", t("table.region.all")], ...regions]} />
      <Pick label={t("table.reason")} value={reason.value} onChange={(to) => { reason.value = to; }}
        choices={[["", t("table.reason.all")], ...all.reasons.map((one): [string, string] => [one.label, one.label])]} />
      <Pick label={t("table.by")} value={group.value} onChange={(to) => { group.value = to as Group; }}
        choices={[["", t("table.by.none")], ["region", t("table.by.region")], ["dep", t("table.by.dep")], ["reason", t("table.by.reason")]]} />
      <Button onClick={() => setOpen("ranges")}>{ranges.value.length ? t("table.ranges.some", { n: ranges.value.length }) : t("table.ranges")}</Button>
      <Button onClick={() => setOpen("columns")}>{t("table.columns")}</Button>
      <Button onClick={exported} label={t("table.export")} title={t("table.export")} disabled={sorted.value.length === 0}>CSV</Button>
      <span class="sites-count" role="status">{t("table.count", { n: sorted.value.length, of: all.n })}</span>
      {filtered.value ? <Button kind="plain" onClick={clearFilters}>{t("table.clear")}</Button> : null}
      {open === "columns" ? <ColumnsDialog onClose={() => setOpen("")} /> : null}
      {open === "ranges" ? <RangesDialog onClose={() => setOpen("")} /> : null}
    </div>
  );
}

interface PickGiven { label: string; value: string; choices: readonly (readonly [string, string])[]; onChange: (to: string) => void }
function Pick({ label, value, choices, onChange }: PickGiven): preact.JSX.Element {
  return (
    <select aria-label={label} title={label} value={value} class={value === "" ? undefined : "set"} onChange={(event) => onChange(event.currentTarget.value)}>
      {choices.map(([key, words]) => <option value={key} selected={key === value}>{words}</option>)}
    </select>
  );
}

/** The rows in their order, the columns that are shown; what must be said is on every row and in the name. */
function exported(): void {
  const told = result.peek();
  if (told === null) return;
  const warning = warnings(told, stale.peek() ?? 0);
  const text = csv(shown.peek(), sorted.peek(), warning);
  const marks = [told.synthetic ? t("table.csv.synthetic") : "", told.proof === "optimal" ? "" : t("table.csv.open")].filter(Boolean);
  download(new Blob([text], { type: "text/csv;charset=utf-8" }), `${["sites", told.short.slice(0, 8), ...marks].join("-")}.csv`);
}

function ColumnsDialog({ onClose }: { onClose: () => void }): preact.JSX.Element {
  const wanted = new Set(picked.value);
  const turn = (key: string): void => {
    picked.value = wanted.has(key) ? picked.value.filter((one) => one !== key) : [...picked.value, key];
  };
  return (
    <Dialog title={t("table.columns.title")} onClose={onClose}>
      <div class="pick-columns">
        {offered.value.map((one) => (
          <label class="check"><input type="checkbox" checked={wanted.has(one.key)} disabled={wanted.size === 1 && wanted.has(one.key)} onChange={() => turn(one.key)} />
            <span>{one.label}{one.unit ? ` (${one.unit})` : ""}</span></label>
        ))}
      </div>
    </Dialog>
  );
}

function RangesDialog({ onClose }: { onClose: () => void }): preact.JSX.Element {
  const figures = offered.value.filter((one) => one.figures !== null);
  const put = (at: number, next: Range | null): void => {
    ranges.value = next === null ? ranges.value.filter((_, k) => k !== at) : ranges.value.map((one, k) => (k === at ? next : one));
  };
  const read = (words: string): number | null => {
    const value = Number(words.replace(/\s/g, "").replace(",", "."));
    return words.trim() === "" || Number.isNaN(value) ? null : value;
  };
  const end = (range: Range, at: number, key: "least" | "most"): preact.JSX.Element => (
    <input type="text" inputMode="decimal" size={9} aria-label={t(`table.range.${key}`)} placeholder={t(`table.range.${key}`)}
      value={range[key] === null ? "" : number(range[key])} onChange={(event) => put(at, { ...range, [key]: read(event.currentTarget.value) })} />
  );
  return (
    <Dialog title={t("table.ranges.title")} onClose={onClose}>
      <ul class="ranges">
        {ranges.value.map((range, at) => (
          <li>
            <select aria-label={t("table.range.column")} value={range.key} onChange={(event) => put(at, { ...range, key: event.currentTarget.value })}>
              {figures.map((one) => <option value={one.key} selected={one.key === range.key}>{one.label}{one.unit ? ` (${one.unit})` : ""}</option>)}
            </select>
            {end(range, at, "least")} {end(range, at, "most")}
            <Button kind="plain" onClick={() => put(at, null)}>{t("table.range.drop")}</Button>
          </li>
        ))}
      </ul>
      <p class="soft">{t("table.ranges.unknown")}</p>
      <Button onClick={() => { ranges.value = [...ranges.value, { key: "score", least: null, most: null }]; }}>{t("table.range.add")}</Button>
    </Dialog>
  );
}

// The rows as a file that a French Excel opens with a double click.
import type { DocTable, Result } from "../api/types";
import { language, t } from "../words/words";
import type { Shown } from "./columns";

// what a spreadsheet would run or change stays text, as messages/spreadsheet_text.py writes it
const RUNS = /^\s*[=+\-@\t\r＝＋－＠]/u;
const CHANGES = /^(?:0\d+|\d{16,}|\d+(?:[.,]\d+)?[eE][+-]?\d+|\d{1,4}[/-]\d{1,2}(?:[/-]\d{1,4})?)\s*$/u;

export function cell(words: string): string {
  const safe = RUNS.test(words) || CHANGES.test(words) ? `'${words}` : words;
  return /[";\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A figure with every decimal that it has, and the comma of the language. */
export const figure = (value: number | null | undefined): string =>
  value === null || value === undefined ? "" : language.value === "fr" ? String(value).replace(".", ",") : String(value);

/** What must be said on every row of a file: synthetic, of an older scenario, not proven. */
export function warnings(told: Result, changes: number): string {
  return [
    told.synthetic ? t("synthetic") : "",
    changes > 0 ? t("table.csv.stale", { n: changes }) : "",
    told.proof === "optimal" ? "" : t("table.csv.unproven", { proof: told.proof_words }),
  ].filter(Boolean).join(" ");
}

function sheet(heads: readonly string[], lines: readonly string[][], warning: string): string {
  const whole = [warning ? [...heads, cell(t("table.csv.warning"))] : heads, ...lines.map((one) => (warning ? [...one, cell(warning)] : one))];
  return `\uFEFF${whole.map((one) => one.join(";")).join("\r\n")}\r\n`;
}
const head = (one: { label: string; unit: string }): string => cell(one.unit ? `${one.label} (${one.unit})` : one.label);

/** A table of a document as it is shown, its figures with all their decimals. */
export const tableCsv = (table: DocTable, warning: string): string =>
  sheet(table.columns.map(head), table.rows.map((row, k) => row.map((raw, c) => (typeof raw === "number" ? figure(raw) : cell(table.shown[k]?.[c] ?? "")))), warning);

export function csv(columns: readonly Shown[], rows: readonly number[], warning: string): string {
  return sheet(columns.map(head), rows.map((row) => columns.map((one) => (one.figures === null ? cell(one.words(row)) : figure(one.figures[row])))), warning);
}

// The rows as a file that a French Excel opens with a double click.
import type { Result } from "../api/types";
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

export function csv(columns: readonly Shown[], rows: readonly number[], warning: string): string {
  const heads = columns.map((one) => cell(one.unit ? `${one.label} (${one.unit})` : one.label));
  const lines = rows.map((row) => {
    const cells = columns.map((one) => (one.figures === null ? cell(one.words(row)) : figure(one.figures[row])));
    return (warning ? [...cells, cell(warning)] : cells).join(";");
  });
  const head = (warning ? [...heads, cell(t("table.csv.warning"))] : heads).join(";");
  return `\uFEFF${[head, ...lines].join("\r\n")}\r\n`;
}

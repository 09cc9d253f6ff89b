import type { DocTable, Document } from "../api/types";
import { t } from "../words/words";
import { Button } from "./Button";

/** What can be done with a document: go to a site that its tables name, take a table away. */
export interface Hands { known: ReadonlyMap<string, unknown>; onSite: (id: string) => void; onSave: (table: DocTable) => void }

/** Any document of the engine, as its HTML pages show it: nothing is computed here. */
export function DocumentView({ document: shown, level = 2, figures = true, hands }: { document: Document; level?: 2 | 3; figures?: boolean; hands?: Hands }): preact.JSX.Element {
  const Head = `h${level}` as "h2" | "h3";
  const Sub = `h${level + 1}` as "h3" | "h4";
  return (
    <article class="document">
      <Head>{shown.title}</Head>
      {shown.notices.map((notice) => <p class="document-notice">{notice}</p>)}
      {shown.lead.map((words) => <p class="document-lead">{words}</p>)}
      <Facts of={shown.facts} />
      {shown.sections.map((section) => (
        <section>
          {section.title ? <Sub>{section.title}</Sub> : null}
          {section.lines.map((line) => <p>{line}</p>)}
          <Facts of={section.facts} />
          {section.items.length ? <ul>{section.items.map((item) => <li>{item}</li>)}</ul> : null}
          {(figures ? section.figures : []).map((figure) => (
            <figure><img src={figure.src} alt={figure.alt} />{figure.caption ? <figcaption>{figure.caption}</figcaption> : null}</figure>
          ))}
          {section.tables.map((table) => (table.columns.length && table.shown.length ? <TableView table={table} {...(hands ? { hands } : {})} /> : null))}
          {section.note ? <p class="table-note">{section.note}</p> : null}
        </section>
      ))}
    </article>
  );
}

function Facts({ of }: { of: readonly { label: string; value: string }[] }): preact.JSX.Element | null {
  return of.length ? <dl class="facts">{of.map((fact) => <div><dt>{fact.label}</dt><dd>{fact.value}</dd></div>)}</dl> : null;
}

/** Columns that name the site of their row. */
const NAMES = new Set(["site", "name", "site_id"]);

export function TableView({ table, hands }: { table: DocTable; hands?: Hands }): preact.JSX.Element {
  const strong = new Set(table.strong);
  const written = (k: number, c: number, cell: string): preact.JSX.Element | string => {
    const raw = table.rows[k]?.[c];
    const id = typeof raw === "string" && hands?.known.has(raw) ? raw : NAMES.has(table.columns[c]?.key ?? "") ? table.sites[k] ?? null : null;
    return hands && id !== null && hands.known.has(id) ? <button type="button" class="plain" onClick={() => hands.onSite(id)}>{cell}</button> : cell;
  };
  return (
    <div class="table-box" role="group" aria-label={table.title || table.name} tabIndex={0}>
      <table class="table">
        {table.title ? <caption>{table.title}</caption> : null}
        <thead><tr>{table.columns.map((column) => <th scope="col" class={column.align}>{column.unit ? `${column.label} (${column.unit})` : column.label}</th>)}</tr></thead>
        <tbody>
          {table.shown.map((row, k) => (
            <tr class={strong.has(k) ? "strong" : undefined}>{row.map((cell, c) => <td class={table.columns[c]?.align}>{written(k, c, cell)}</td>)}</tr>
          ))}
        </tbody>
      </table>
      {table.note ? <p class="table-note">{table.note}</p> : null}
      {hands ? <p class="table-save"><Button kind="plain" label={t("study.csv.of", { title: table.title || table.name })} onClick={() => hands.onSave(table)}>{t("study.csv")}</Button></p> : null}
    </div>
  );
}

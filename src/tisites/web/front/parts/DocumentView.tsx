import type { DocTable, Document } from "../api/types";

/** Any document of the engine, as its HTML pages show it: nothing is computed here. */
export function DocumentView({ document: shown, level = 2, figures = true }: { document: Document; level?: 2 | 3; figures?: boolean }): preact.JSX.Element {
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
          {section.tables.map((table) => (table.columns.length && table.shown.length ? <TableView table={table} /> : null))}
          {section.note ? <p class="table-note">{section.note}</p> : null}
        </section>
      ))}
    </article>
  );
}

function Facts({ of }: { of: readonly { label: string; value: string }[] }): preact.JSX.Element | null {
  return of.length ? <dl class="facts">{of.map((fact) => <div><dt>{fact.label}</dt><dd>{fact.value}</dd></div>)}</dl> : null;
}

export function TableView({ table }: { table: DocTable }): preact.JSX.Element {
  const strong = new Set(table.strong);
  return (
    <div class="table-box" role="group" aria-label={table.title || table.name} tabIndex={0}>
      <table class="table">
        {table.title ? <caption>{table.title}</caption> : null}
        <thead><tr>{table.columns.map((column) => <th scope="col" class={column.align}>{column.unit ? `${column.label} (${column.unit})` : column.label}</th>)}</tr></thead>
        <tbody>
          {table.shown.map((row, k) => (
            <tr class={strong.has(k) ? "strong" : undefined}>{row.map((cell, c) => <td class={table.columns[c]?.align}>{cell}</td>)}</tr>
          ))}
        </tbody>
      </table>
      {table.note ? <p class="table-note">{table.note}</p> : null}
    </div>
  );
}

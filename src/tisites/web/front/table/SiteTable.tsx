import { signal } from "@preact/signals";
import { useEffect, useLayoutEffect, useRef, useState } from "preact/hooks";
import type { Columns } from "../api/types";
import { Busy } from "../parts/Busy";
import { Empty } from "../parts/Empty";
import { columns, loading, result } from "../state/result";
import { select, site } from "../state/selection";
import { number, t } from "../words/words";
import { shown, stateOf, type Shown, type State } from "./columns";
import { lines, sortBy, sorts, toggle, type Line } from "./rows";
import { TableTools } from "./TableTools";

/** Height of a row in pixels, and rows drawn beyond what is seen. */
const ROW = 28;
const BEYOND = 8;
const MARK: Record<State, string> = { chosen: "●", eligible: "○", excluded: "×" };

/** Where the keyboard is: line -1 is the head. */
const at = signal({ line: 0, column: 0 });

/** Every candidate: only rows in sight are in the page; the text alternative of the map. */
export function SiteTable(): preact.JSX.Element {
  const all = columns.value;
  if (all === null) return loading.value || result.value !== null ? <Busy label={t("loading")} /> : <Empty words={t("table.none")} />;
  return <div class="sites"><TableTools /><Grid all={all} /></div>;
}

function Grid({ all }: { all: Columns }): preact.JSX.Element {
  const box = useRef<HTMLDivElement>(null);
  const wanted = useRef(false); // the keyboard moved: the focus follows
  const [top, setTop] = useState(0);
  const [tall, setTall] = useState(400);
  const list = lines.value;
  const heads = shown.value;
  const here = { line: Math.min(at.value.line, list.length - 1), column: Math.min(at.value.column, heads.length - 1) };

  useEffect(() => {
    const host = box.current;
    if (host === null) return undefined;
    const watch = new ResizeObserver(() => setTall(host.clientHeight));
    watch.observe(host);
    return () => watch.disconnect();
  }, []);
  // a site that was selected elsewhere comes in sight
  useEffect(() => {
    const id = site.value;
    const line = id === null ? -1 : list.findIndex((one) => one.kind === "site" && all.id[one.row] === id);
    if (line < 0) return;
    at.value = { ...at.value, line };
    reach(box.current, line);
  }, [site.value, list]);
  useLayoutEffect(() => {
    if (!wanted.current) return;
    wanted.current = false;
    box.current?.querySelector<HTMLElement>("[data-here]")?.focus({ preventScroll: true });
  });

  const go = (line: number, column: number): void => {
    const to = { line: Math.max(-1, Math.min(list.length - 1, line)), column: Math.max(0, Math.min(heads.length - 1, column)) };
    wanted.current = true;
    if (to.line >= 0) reach(box.current, to.line);
    at.value = to;
  };
  const press = (event: KeyboardEvent): void => {
    const page = Math.max(1, Math.floor(tall / ROW) - 2);
    const { line, column } = here;
    const moves: Record<string, () => void> = {
      ArrowDown: () => go(line + 1, column), ArrowUp: () => go(line - 1, column),
      ArrowRight: () => go(line, column + 1), ArrowLeft: () => go(line, column - 1),
      PageDown: () => go(line + page, column), PageUp: () => go(Math.max(0, line - page), column),
      Home: () => go(event.ctrlKey ? 0 : line, 0), End: () => go(event.ctrlKey ? list.length - 1 : line, heads.length - 1),
      Enter: () => enter(event.shiftKey), " ": () => enter(event.shiftKey),
    };
    const move = moves[event.key];
    if (move === undefined || event.altKey || event.metaKey) return;
    event.preventDefault();
    move();
  };
  const enter = (more: boolean): void => {
    const head = heads[here.column];
    wanted.current = true;
    if (here.line < 0) { if (head) sortBy(head, more); return; }
    const line = list[here.line];
    if (line !== undefined) choose(line, all);
  };

  const first = Math.max(0, Math.floor(top / ROW) - BEYOND);
  const last = Math.min(list.length, Math.ceil((top + tall) / ROW) + BEYOND);
  const seen = list.slice(first, last).map((line, k) => ({ line, k: first + k }));
  const away = here.line >= 0 && (here.line < first || here.line >= last) ? list[here.line] : undefined;
  if (away !== undefined) seen.push({ line: away, k: here.line }); // the focus is never lost by scrolling
  const grid = { "grid-template-columns": heads.map((head) => `minmax(${head.wide}rem, ${head.figures === null ? head.wide : head.wide / 1.6}fr)`).join(" ") };
  const width = `${heads.reduce((sum, head) => sum + head.wide, 0)}rem`;
  return (
    <div class="grid-box" ref={box} onScroll={(event) => setTop(event.currentTarget.scrollTop)}>
      <div class="grid" role="grid" aria-label={t("table.label")} aria-rowcount={list.length + 1} aria-colcount={heads.length}
        style={{ "min-width": width }} onKeyDown={press}>
        <div class="grid-head" role="rowgroup"><div class="grid-row" role="row" aria-rowindex={1} style={grid}>
          {heads.map((head, c) => <Head head={head} here={here.line < 0 && here.column === c} onClick={(more) => { at.value = { line: -1, column: c }; sortBy(head, more); }} />)}
        </div></div>
        <div class="grid-body" role="rowgroup" style={{ height: `${list.length * ROW}px` }}>
          {seen.map(({ line, k }) => (
            <Row key={line.kind === "site" ? (all.id[line.row] as string) : `group ${line.key}`} line={line} k={k} all={all} heads={heads} grid={grid}
              column={here.line === k ? here.column : -1} onClick={(c) => { wanted.current = true; at.value = { line: k, column: c }; choose(line, all); }} />
          ))}
        </div>
      </div>
      {list.length === 0 ? <p class="grid-none">{t("table.nothing")}</p> : null}
    </div>
  );
}

function choose(line: Line, all: Columns): void {
  if (line.kind === "group") toggle(line.key);
  else select(all.id[line.row] ?? null);
}

/** Bring a line between the head and the foot. */
function reach(host: HTMLElement | null, line: number): void {
  if (host === null) return;
  const room = host.clientHeight - 2 * ROW;
  const y = line * ROW;
  if (y < host.scrollTop) host.scrollTop = y;
  else if (y > host.scrollTop + room) host.scrollTop = y - room;
}

function Head({ head, here, onClick }: { head: Shown; here: boolean; onClick: (more: boolean) => void }): preact.JSX.Element {
  const place = sorts.value.findIndex((one) => one.key === head.key);
  const now = sorts.value[place];
  const way = now === undefined ? "" : `${now.down ? "▼" : "▲"}${sorts.value.length > 1 ? place + 1 : ""}`;
  return (
    <div role="columnheader" class={head.figures === null ? "cell" : "cell cell-figure"} tabIndex={here ? 0 : -1} data-here={here ? "" : undefined}
      aria-sort={now === undefined ? "none" : now.down ? "descending" : "ascending"} title={head.unit ? `${head.label} (${head.unit})` : head.label}
      onClick={(event) => onClick(event.shiftKey)}>
      <span class="cell-label">{head.label}{head.unit ? <small> {head.unit}</small> : null}</span>{way ? <span class="cell-way" aria-hidden="true">{way}</span> : null}
    </div>
  );
}

interface RowGiven { line: Line; k: number; all: Columns; heads: readonly Shown[]; grid: Record<string, string>; column: number; onClick: (column: number) => void }

function Row({ line, k, all, heads, grid, column, onClick }: RowGiven): preact.JSX.Element {
  const place = { ...grid, top: `${k * ROW}px`, height: `${ROW}px` };
  if (line.kind === "group") {
    const words = t("table.group", { name: line.key || t("table.group.none"), n: line.count, chosen: line.chosen, ha: number(line.hectares, 0) });
    return (
      <div role="row" class="grid-row grid-group" aria-rowindex={k + 2} aria-expanded={line.open} style={place}>
        <div role="gridcell" class="cell" aria-colspan={heads.length} style={{ "grid-column": "1 / -1" }} tabIndex={column >= 0 ? 0 : -1}
          data-here={column >= 0 ? "" : undefined} onClick={() => onClick(0)}>{line.open ? "▾" : "▸"} {words}</div>
      </div>
    );
  }
  const state = stateOf(all, line.row);
  const mine = all.id[line.row] === site.value;
  return (
    <div role="row" class={`grid-row grid-${state}${mine ? " grid-mine" : ""}`} aria-rowindex={k + 2} aria-selected={mine} style={place}>
      {heads.map((head, c) => (
        <div role="gridcell" class={head.figures === null ? "cell" : "cell cell-figure"} tabIndex={column === c ? 0 : -1} data-here={column === c ? "" : undefined}
          title={head.figures === null ? head.words(line.row) : undefined} onClick={() => onClick(c)}>
          {head.key === "state" ? <><span class={`state-mark state-${state}`} aria-hidden="true">{MARK[state]}</span> {head.words(line.row)}</> : head.words(line.row)}
        </div>
      ))}
    </div>
  );
}

import { useEffect, useRef, useState } from "preact/hooks";
import { download, get } from "../api/client";
import type { RunLine } from "../api/pages";
import type { Columns, Outlines } from "../api/types";
import { mountMap, type MapHandle } from "../map/map";
import { Busy } from "../parts/Busy";
import { Button } from "../parts/Button";
import { nameOf } from "../runs/RunTable";
import { session, tell } from "../state/session";
import { language, number, t } from "../words/words";

/** Where two of the compared results differ: who enters, who leaves, who stays. */
export function Differences({ runs }: { runs: readonly RunLine[] }): preact.JSX.Element | null {
  const [first, setFirst] = useState(0);
  const [second, setSecond] = useState(1);
  const a = runs[first], b = runs[second];
  if (a === undefined || b === undefined || a === b) return null;
  const choice = (at: number, set: (k: number) => void, other: number, label: string): preact.JSX.Element => (
    <label class="ask">{label}
      <select value={at} onChange={(event) => set(Number(event.currentTarget.value))}>{runs.map((run, k) => (k === other ? null : <option value={k}>{nameOf(run)}</option>))}</select>
    </label>
  );
  return (
    <section class="panel" aria-labelledby="compare-map">
      <h2 id="compare-map">{t("compare.map")}</h2>
      {runs.length > 2 ? <div class="form-row">{choice(first, setFirst, second, t("compare.from"))}{choice(second, setSecond, first, t("compare.to"))}</div>
        : null}
      <Stage key={`${a.run} ${b.run} ${language.value}`} a={a} b={b} />
    </section>
  );
}

interface Moves { in: string[]; out: string[]; both: string[] }

function Stage({ a, b }: { a: RunLine; b: RunLine }): preact.JSX.Element {
  const host = useRef<HTMLDivElement>(null);
  const find = useRef<HTMLDivElement>(null);
  const map = useRef<MapHandle | null>(null);
  const [moves, setMoves] = useState<Moves | null>(null);
  useEffect(() => {
    if (host.current === null) return;
    const made = mountMap(host.current, { say: t, number, label: t("compare.map"), ...(find.current ? { searchHost: find.current } : {}), onSelect: (id) => made.setSite(id) });
    map.current = made;
    const gone = new AbortController();
    const read = async (): Promise<void> => {
      const [before, after] = await Promise.all([a, b].map((run) => get<Columns>(`/results/${run.short}/sites`, gone.signal)));
      if (before === undefined || after === undefined) return;
      const was = chosenOf(before), is = chosenOf(after);
      const told = { in: is.filter((id) => !was.includes(id)), out: was.filter((id) => !is.includes(id)), both: is.filter((id) => was.includes(id)) };
      const all = withRows(after, before, told.out);
      made.setColumns(all);
      made.setSelected([...is, ...told.out]);
      made.setColour({ by: "difference", ...told });
      setMoves(told);
      const pack = b.synthetic ? "demo" : (session.value?.packs.find((one) => !one.synthetic)?.name ?? "demo");
      for (const cut of ["departement", "region"]) made.setOutlines(await get<Outlines>(`/packs/${pack}/outlines?by=${cut}`, gone.signal));
    };
    read().catch(tell);
    return () => { gone.abort(); map.current = null; made.destroy(); };
  }, []);
  const sheet = { title: t("compare.map"), subtitle: t("compare.map.first", { a: nameOf(a), b: nameOf(b) }), source: `tisites ${session.value?.version ?? ""}`,
    warning: a.synthetic || b.synthetic ? t("synthetic").toLocaleUpperCase() : "" };
  return (
    <>
      {moves === null ? <Busy label={t("loading")} /> : <p role="status">{t("compare.moves", { in: moves.in.length, out: moves.out.length, both: moves.both.length, a: nameOf(a), b: nameOf(b) })}</p>}
      <div ref={find} class="compare-find" />
      <div class="compare-map"><div ref={host} class="map-host" /></div>
      <div class="actions">
        <Button disabled={moves === null} onClick={() => { map.current?.png(sheet).then((blob) => download(blob, "differences.png")).catch(tell); }}>PNG</Button>
        <Button disabled={moves === null} onClick={() => { if (map.current) download(new Blob([map.current.svg(sheet)], { type: "image/svg+xml" }), "differences.svg"); }}>SVG</Button>
      </div>
    </>
  );
}

const chosenOf = (columns: Columns): string[] => columns.id.filter((_, k) => columns.selected[k]);

/** The columns of one result, with the sites of the other that it does not know: other data, other candidates. */
function withRows(columns: Columns, other: Columns, ids: readonly string[]): Columns {
  const known = new Set(columns.id);
  const rows = ids.filter((id) => !known.has(id)).map((id) => other.id.indexOf(id)).filter((k) => k >= 0);
  if (rows.length === 0) return columns;
  const zone = (k: number): number | null => {
    const key = other.zones[other.zone[k] ?? -1]?.key;
    const at = columns.zones.findIndex((one) => one.key === key);
    return at < 0 ? null : at;
  };
  const joined = <T,>(mine: readonly T[], theirs: readonly T[]): T[] => [...mine, ...rows.map((k) => theirs[k] as T)];
  return {
    ...columns, n: columns.n + rows.length, id: joined(columns.id, other.id), name: joined(columns.name, other.name),
    commune: joined(columns.commune, other.commune), insee: joined(columns.insee, other.insee), dep: joined(columns.dep, other.dep),
    region: joined(columns.region, other.region), x: joined(columns.x, other.x), y: joined(columns.y, other.y),
    zone: [...columns.zone, ...rows.map(zone)], eligible: joined(columns.eligible, other.eligible), selected: joined(columns.selected, other.selected),
    score: joined(columns.score, other.score), low: joined(columns.low, other.low), high: joined(columns.high, other.high),
    surface_ha: joined(columns.surface_ha, other.surface_ha), reason: [...columns.reason, ...rows.map(() => null)],
    indicators: Object.fromEntries(Object.entries(columns.indicators).map(([key, values]) => [key, [...values, ...rows.map((k) => other.indicators[key]?.[k] ?? null)]])),
  };
}

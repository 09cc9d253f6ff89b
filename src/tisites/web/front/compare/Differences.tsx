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
  const [linked, setLinked] = useState(false);
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
      <div class="compare-ways" role="group" aria-label={t("compare.ways")}>
        {[false, true].map((one) => <Button pressed={linked === one} onClick={() => setLinked(one)}>{t(one ? "compare.linked" : "compare.map")}</Button>)}
      </div>
      {linked ? <Linked key={`linked ${a.run} ${b.run} ${language.value}`} a={a} b={b} /> : <Stage key={`${a.run} ${b.run} ${language.value}`} a={a} b={b} />}
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
      await drawGround(made, b, gone.signal);
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

/** The outlines of the pack that a result was solved on. */
async function drawGround(map: MapHandle, of: RunLine, gone: AbortSignal): Promise<void> {
  for (const cut of ["departement", "region"]) map.setOutlines(await get<Outlines>(`/results/${of.short}/outlines?by=${cut}`, gone));
}

/** Two answers side by side: one view, one site for both. */
function Linked({ a, b }: { a: RunLine; b: RunLine }): preact.JSX.Element {
  const hosts = [useRef<HTMLDivElement>(null), useRef<HTMLDivElement>(null)];
  const find = useRef<HTMLDivElement>(null);
  const [busy, setBusy] = useState(true);
  useEffect(() => {
    const gone = new AbortController();
    const maps: MapHandle[] = [];
    const others = (k: number): MapHandle[] => maps.filter((_, at) => at !== k);
    [a, b].forEach((run, k) => {
      const host = hosts[k]?.current;
      if (!host) return;
      maps.push(mountMap(host, {
        say: t, number, label: t("compare.linked.map", { name: nameOf(run) }), searchHost: (k === 0 ? find.current : null) ?? document.createElement("div"), // one search for both
        onSelect: (id) => { for (const map of maps) map.setSite(id); }, onView: (place) => { for (const map of others(k)) map.look(place); },
      }));
    });
    const read = async (): Promise<void> => {
      await Promise.all([a, b].map(async (run, k) => {
        const columns = await get<Columns>(`/results/${run.short}/sites`, gone.signal);
        maps[k]?.setColumns(columns);
      }));
      setBusy(false);
      await Promise.all(maps.map((map, k) => drawGround(map, k ? b : a, gone.signal)));
    };
    read().catch(tell);
    return () => { gone.abort(); for (const map of maps) map.destroy(); };
  }, []);
  return (
    <>
      {busy ? <Busy label={t("loading")} /> : <p class="soft">{t("compare.linked.lead")}</p>}
      <div ref={find} class="compare-find" />
      <div class="compare-pair">{[a, b].map((run, k) => <div><h3>{nameOf(run)}</h3><div class="compare-map"><div ref={hosts[k] as never} class="map-host" /></div></div>)}</div>
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

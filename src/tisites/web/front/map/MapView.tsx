// The map of the Atelier: reads the result on the screen, its site, its draft; tells the site that is taken.
import { useEffect, useRef, useState } from "preact/hooks";
import { download, get } from "../api/client";
import type { Outlines, Territories } from "../api/types";
import { Empty } from "../parts/Empty";
import { draft, stale } from "../state/draft";
import { chosen, columns, result } from "../state/result";
import { circled, select, site } from "../state/selection";
import { session, tell } from "../state/session";
import { language, number, t } from "../words/words";
import { mountMap, type Colour, type MapHandle, type Sheet } from "./map";

const CUTS = ["region", "departement", "epci", "zone_emploi"] as const;

/** The pack whose outlines lie under the sites. */
function pack(): string {
  const real = session.value?.packs.find((one) => !one.synthetic)?.name;
  return draft.value?.pack ?? (result.value?.synthetic ? "demo" : real ?? "demo");
}

function sheet(): Sheet {
  const told = result.value, old = (stale.value ?? 0) > 0;
  return {
    title: told ? t("map.title", { n: told.selected.length, title: told.title }) : "",
    subtitle: told ? [told.proof_words, old ? t("map.stale") : ""].filter(Boolean).join(" · ") : "",
    source: t("map.source", { layers: columns.value?.source ?? "", version: session.value?.version ?? "" }),
    warning: told?.synthetic ? t("synthetic").toLocaleUpperCase() : "",
  };
}

export function MapView(): preact.JSX.Element {
  if (columns.value === null) return <Empty words={t("map.none")} />;
  return <Stage key={language.value} />;
}

function Stage(): preact.JSX.Element {
  const host = useRef<HTMLDivElement>(null), searchHost = useRef<HTMLDivElement>(null), map = useRef<MapHandle | null>(null);
  const [colour, setColour] = useState("score"), [by, setBy] = useState(""), [measure, setMeasure] = useState("selected");
  const [told, setTold] = useState<Territories | null>(null), [drawing, setDrawing] = useState(false);
  const shown = columns.value, run = result.value?.run, from = pack();

  useEffect(() => {
    if (!host.current || !searchHost.current) return;
    const made = mountMap(host.current, {
      say: t, number, label: t("map.label"), searchHost: searchHost.current, onSelect: select,
      onOpen: () => {
        const card = document.querySelector<HTMLElement>(".atelier-site");
        if (card) { card.tabIndex = -1; card.focus(); }
      },
    });
    map.current = made;
    return () => { map.current = null; made.destroy(); };
  }, []);
  useEffect(() => {
    const gone = new AbortController();
    for (const cut of ["departement", "region"]) {
      get<Outlines>(`/packs/${from}/outlines?by=${cut}`, gone.signal).then((read) => map.current?.setOutlines(read)).catch(tell);
    }
    return () => gone.abort();
  }, [from]);
  useEffect(() => { if (shown) map.current?.setColumns(shown); }, [shown]);
  useEffect(() => { map.current?.setMine(result.value?.mine ?? [], t("map.mine.title")); }, [result.value?.mine, shown]);
  useEffect(() => { map.current?.setSite(site.value); }, [site.value, shown]);
  useEffect(() => { map.current?.setStale((stale.value ?? 0) > 0); }, [stale.value]);
  useEffect(() => { map.current?.setColour(colourOf(colour)); }, [colour]);
  useEffect(() => {
    if (!by || !run) { setTold(null); return; }
    const gone = new AbortController();
    (async () => {
      const read = await get<Territories>(`/results/${run}/territories?by=${by}`, gone.signal);
      if (!map.current?.has(by)) map.current?.setOutlines(await get<Outlines>(`/packs/${from}/outlines?by=${by}`, gone.signal));
      setTold(read);
    })().catch((error: unknown) => { setBy(""); tell(error); });
    return () => gone.abort();
  }, [by, run, from]);
  useEffect(() => {
    const meta = told?.measure_meta.find((one) => one.key === measure) ?? told?.measure_meta[0];
    map.current?.setMeasure(told && meta ? {
      by: told.by, ids: told.ids, names: told.name, values: told.measures[meta.key] ?? [],
      label: meta.label, unit: meta.unit, decimals: meta.decimals,
    } : null);
  }, [told, measure]);

  const circle = (): void => {
    if (circled.value) { circled.value = null; return; }
    setDrawing(true);
    map.current?.lasso().then((ids) => { setDrawing(false); circled.value = ids.length ? new Set(ids) : null; }).catch(tell);
  };
  const name = `carte-${result.value?.short ?? ""}`;
  const go = (value: string): void => {
    if (value === "") map.current?.fit();
    else if (value.startsWith("zone.")) map.current?.fit({ zone: value.slice(5) });
    else map.current?.fit({ by: "region", id: value });
  };
  const overseas = (shown?.zones ?? []).slice(1, 6), own = new Set(overseas.map((zone) => zone.name));
  const regions = Object.entries(shown?.region_name ?? {}).filter((pair) => !own.has(pair[1])).sort((a, b) => a[1].localeCompare(b[1], language.value));
  return (
    <div class="map-view">
      <div class="map-bar">
        <div ref={searchHost} class="map-bar-search" />
        <select aria-label={t("map.colour")} value={colour} onChange={(event) => setColour(event.currentTarget.value)}>
          <option value="score">{t("map.colour.score")}</option>
          <option value="reason">{t("map.colour.reason")}</option>
          <optgroup label={t("map.colour.indicators")}>
            {shown?.indicator_meta.map((one) => <option key={one.key} value={`indicator.${one.key}`}>{one.unit ? `${one.label} (${one.unit})` : one.label}</option>)}
          </optgroup>
        </select>
        <select aria-label={t("map.areas")} value={by} onChange={(event) => setBy(event.currentTarget.value)}>
          <option value="">{t("map.areas.none")}</option>
          {CUTS.map((cut) => <option key={cut} value={cut}>{t(`map.by.${cut}`)}</option>)}
        </select>
        {told ? (
          <select aria-label={t("map.areas.measure")} value={measure} onChange={(event) => setMeasure(event.currentTarget.value)}>
            {told.measure_meta.map((one) => <option key={one.key} value={one.key}>{one.label}</option>)}
          </select>
        ) : null}
        <select class="map-go" aria-label={t("map.go")} value="?" onChange={(event) => { go(event.currentTarget.value); event.currentTarget.value = "?"; }}>
          <option value="?" hidden>{t("map.go")}</option>
          <option value="">{t("map.go.france")}</option>
          {regions.map(([code, label]) => <option key={code} value={code}>{label}</option>)}
          {overseas.map((zone) => <option key={zone.key} value={`zone.${zone.key}`}>{zone.name}</option>)}
        </select>
      </div>
      <div class="map-stage">
        <div ref={host} class="map-host" />
        <div class="map-tools" role="group" aria-label={t("map.tools")}>
          <Tool words={t("map.zoom.in")} onClick={() => map.current?.zoom(1.6)}>+</Tool>
          <Tool words={t("map.zoom.out")} onClick={() => map.current?.zoom(1 / 1.6)}>−</Tool>
          <Tool words={t("map.zoom.home")} onClick={() => map.current?.fit()}>⌂</Tool>
          <Tool words={circled.value ? t("map.lasso.clear", { n: circled.value.size }) : t("map.lasso")} pressed={drawing || circled.value !== null} onClick={circle}>
            <svg width="16" height="16" viewBox="0 0 16 16" aria-hidden="true"><path d="M8 2c4 0 6 2 6 4s-2 4-6 4-6-2-6-4 2-4 6-4zM5 10c-1 2 0 4 2 4" fill="none" stroke="currentColor" stroke-width="1.6" stroke-dasharray="3 1.5" /></svg>
          </Tool>
          <Tool words={t("map.save.png")} onClick={() => { map.current?.png(sheet()).then((blob) => download(blob, `${name}.png`)).catch(tell); }}>PNG</Tool>
          <Tool words={t("map.save.svg")} onClick={() => { if (map.current) download(new Blob([map.current.svg(sheet())], { type: "image/svg+xml" }), `${name}.svg`); }}>SVG</Tool>
        </div>
        <p class="hidden">{t("map.said", { chosen: chosen.value.size, eligible: result.value?.n_eligible ?? 0, all: result.value?.n_candidates ?? 0 })}</p>
      </div>
    </div>
  );
}

function colourOf(name: string): Colour {
  if (name === "reason") return { by: "reason" };
  return name.startsWith("indicator.") ? { by: "indicator", key: name.slice(10) } : { by: "score" };
}

function Tool({ words, onClick, pressed, children }: { words: string; onClick: () => void; pressed?: boolean; children: preact.ComponentChildren }): preact.JSX.Element {
  return <button type="button" title={words} aria-label={words} aria-pressed={pressed} onClick={onClick}>{children}</button>;
}

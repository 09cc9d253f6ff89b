// The map of the workbench, without a framework: mountMap(host, options) → MapHandle.
import type { Columns, Outlines, Zone } from "../api/types";
import { Gestures } from "./gestures";
import { LegendBox } from "./legend";
import { classLabels, type Colour, type LegendSection, type Words } from "./looks";
import { MINE, Painter } from "./painter";
import { SearchBox } from "./search";
import { pngOf, svgOf, type Sheet } from "./sheet";
import { AREAS, classes, classOf, spread } from "./symbols";

export type { Colour } from "./looks";
export type { Sheet } from "./sheet";

/** A figure of each territory of a cut: their outlines take its colour. */
export interface Shown {
  readonly by: string; readonly ids: readonly string[]; readonly names: readonly string[];
  readonly values: readonly (number | null)[]; readonly label: string; readonly unit: string; readonly decimals: number | null;
}
export interface MapOptions extends Words {
  readonly onSelect: (id: string | null) => void;
  /** Enter or double-click on a site: what it is about is wanted. */
  readonly onOpen?: (id: string) => void;
  readonly onLasso?: (ids: string[]) => void;
  /** The place that is looked at has changed by hand. */
  readonly onView?: (view: Place) => void;
  readonly searchHost?: HTMLElement;
  readonly label: string;
}
/** What is looked at: the middle in metres of a zone's own system, pixels a metre. */
export interface Place { readonly zone: string; readonly cx: number; readonly cy: number; readonly scale: number }
export interface MapHandle {
  setColumns(columns: Columns): void;
  setColour(colour: Colour): void;
  /** The chosen sites, where they are not those of the columns: an answer just given. */
  setSelected(ids: readonly string[]): void;
  setSite(id: string | null): void;
  /** Sites that are the planner's own: a square is drawn around each, with its line of the legend. */
  setMine(ids: readonly string[], label: string): void;
  setOutlines(outlines: Outlines): void;
  setMeasure(shown: Shown | null): void;
  setStale(stale: boolean): void;
  /** The next stroke takes sites: its ids, none if it is given up. */
  lasso(): Promise<string[]>;
  fit(to?: { by: string; id: string } | { zone: string }): void;
  zoom(factor: number): void;
  /** Id of the site drawn at a point of the canvas (CSS pixels); null without one. */
  pick(x: number, y: number): string | null;
  /** Where a site is drawn (CSS pixels of the canvas); null off the map. */
  place(id: string): { x: number; y: number; zone: string } | null;
  has(by: string): boolean;
  png(sheet: Sheet): Promise<Blob>;
  svg(sheet: Sheet): string;
  /** Draw now; milliseconds that it took. */
  paint(): number;
  pan(dx: number, dy: number): void;
  look(place: Place): void;
  destroy(): void;
}

const MOST_PIXELS = 3_000_000;

const div = (name: string, within?: HTMLElement): HTMLDivElement => {
  const made = document.createElement("div");
  made.className = name;
  within?.append(made);
  return made;
};

export function mountMap(host: HTMLElement, options: MapOptions): MapHandle {
  const words: Words = { say: options.say, number: options.number }, { say, number } = words;
  const painter = new Painter(words);
  const root = div("map", host), canvas = document.createElement("canvas");
  Object.assign(canvas, { tabIndex: 0, className: "map-canvas" });
  canvas.setAttribute("role", "application");
  canvas.setAttribute("aria-label", options.label);
  root.append(canvas);
  const keys = div("hidden", root), told = div("hidden", root), tip = div("map-tip", root), stroke = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  keys.id = `map-keys-${Math.random().toString(36).slice(2)}`;
  keys.textContent = say("map.keys");
  canvas.setAttribute("aria-describedby", keys.id);
  told.setAttribute("aria-live", "polite");
  tip.hidden = true;
  stroke.setAttribute("class", "map-stroke");
  stroke.setAttribute("aria-hidden", "true");
  root.append(stroke);
  const to = canvas.getContext("2d", { alpha: false }) as CanvasRenderingContext2D;

  let opened = false, site = -1, hover = -1, asked = 0, sharp = 0, shown: Shown | null = null, areaLegend: LegendSection | null = null;
  let rows: Map<string, number> | null = null, siteId: string | null = null, waiting: ((ids: string[]) => void) | null = null;
  const outlines: Outlines[] = [];
  let mine: readonly string[] = [], mineLabel = "", seen = painter.view;

  const paint = (): number => {
    const began = performance.now();
    if (painter.view !== seen && options.onView) {
      seen = painter.view;
      const { zone, ...at } = seen;
      options.onView({ zone: painter.zones[zone]?.key ?? "", ...at });
    }
    if (painter.draw(to, site, hover)) {
      clearTimeout(sharp);
      sharp = setTimeout(() => { painter.sharpen(); redraw(); }, 110);
    }
    return performance.now() - began;
  };
  const redraw = (): void => {
    if (asked) return;
    asked = requestAnimationFrame(() => { asked = 0; paint(); });
  };

  const legend = new LegendBox(words, (key, hidden) => {
    if (hidden) painter.hidden.add(key); else painter.hidden.delete(key);
    painter.sort();
    redraw();
  });
  root.append(legend.root);
  const sections = (): LegendSection[] => [
    ...painter.dressed.legend, ...(areaLegend ? [areaLegend] : []),
    ...(mine.length ? [{ title: mineLabel, items: [{ label: say("map.mine"), swatch: MINE, count: mine.length }] }] : []),
  ];
  const relegend = (): void => {
    legend.show(sections(), painter.hidden);
    const whole = painter.isHome(), main = painter.frames[0];
    if (main) {
      legend.root.style.left = `${main.x + 8}px`;
      legend.root.style.bottom = `${painter.height - main.y - main.h + 8}px`;
      legend.root.style.maxHeight = `${Math.max(80, main.h - 16)}px`;
      if (!opened) legend.root.open = legend.root.offsetWidth * legend.root.scrollHeight < 0.35 * main.w * main.h;
    }
    painter.legend = legend.root.open ? { w: legend.root.offsetWidth, h: legend.root.offsetHeight } : { w: 0, h: 0 };
    if (whole) painter.home(painter.view.zone);
  };
  legend.root.querySelector("summary")?.addEventListener("click", () => { opened = true; });
  legend.root.addEventListener("toggle", () => { relegend(); redraw(); });

  // words of a site -------------------------------------------------------------------------
  const lines = (row: number): string[] => {
    const { columns } = painter;
    if (!columns) return [];
    const score = columns.score[row], low = columns.low[row], high = columns.high[row], area = columns.surface_ha[row];
    const reason = columns.reason[row];
    const status = columns.selected[row] ? say("map.chosen.one") : columns.eligible[row] ? say("map.eligible.one")
      : reason === null || reason === undefined ? say("map.out.one") : `${say("map.out.one")} : ${columns.reasons[reason]?.label ?? ""}`;
    const found = [
      columns.name[row] ?? columns.id[row] ?? "",
      [columns.commune[row], columns.dep[row] ? `(${columns.dep[row]})` : null, area === null || area === undefined ? null : `· ${number(area, 1)} ha`].filter(Boolean).join(" "),
      status,
    ];
    if (score !== null && score !== undefined) found.push(say("map.tip.score", { score: number(score, 1), low: number(low, 1), high: number(high, 1) }));
    const { colour } = painter;
    if (colour.by === "indicator") {
      const meta = columns.indicator_meta.find((one) => one.key === colour.key), value = columns.indicators[colour.key]?.[row];
      const known = value !== null && value !== undefined;
      if (meta) found.push(`${meta.label} : ${known ? `${number(value, meta.decimals)} ${meta.unit}`.trim() : say("unknown")}`);
    }
    return found;
  };
  const tell = (row: number): void => { told.textContent = row < 0 ? "" : lines(row).join(". "); };
  const showTip = (texts: readonly string[], px: number, py: number): void => {
    tip.replaceChildren(...texts.map((line, k) => { const p = document.createElement(k ? "span" : "strong"); p.textContent = line; return p; }));
    tip.hidden = texts.length === 0;
    if (tip.hidden) return;
    const left = px + 14 + tip.offsetWidth > painter.width ? px - 14 - tip.offsetWidth : px + 14;
    tip.style.left = `${Math.max(2, left)}px`;
    tip.style.top = `${Math.max(2, Math.min(py + 14, painter.height - tip.offsetHeight - 2))}px`;
  };
  const areaLines = (px: number, py: number): string[] => {
    const frame = painter.frameAt(px, py);
    if (!shown || !frame) return [];
    const id = painter.ground.at(shown.by, frame, px, py), k = id === null ? -1 : shown.ids.indexOf(id);
    if (k < 0) return [];
    const value = shown.values[k];
    const written = value === null || value === undefined ? say("unknown") : `${number(value, shown.decimals)} ${shown.unit}`.trim();
    return [shown.names[k] ?? shown.ids[k] ?? "", `${shown.label} : ${written}`];
  };

  // what is asked by hand -------------------------------------------------------------------
  const choose = (row: number, bring: boolean): void => {
    const { columns } = painter;
    site = row;
    siteId = row < 0 || !columns ? null : (columns.id[row] as string);
    if (bring && row >= 0) reveal(row);
    tell(row);
    redraw();
    options.onSelect(siteId);
  };
  const reveal = (row: number): void => {
    const zone = painter.columns?.zone[row];
    if (zone === null || zone === undefined) return;
    const at = painter.place(row), main = painter.frames[0];
    if (!at || !main || !at.frame.main) return; // an inset shows its zone whole
    const inner = at.x > main.x + 30 && at.x < main.x + main.w - 30 && at.y > main.y + 30 && at.y < main.y + main.h - 30;
    if (!inner) painter.pan(main.x + main.w / 2 - at.x, main.y + main.h / 2 - at.y);
  };
  const middle = (px: number, py: number): [number, number] => {
    const main = painter.frames[0];
    return Number.isFinite(px) || !main ? [px, py] : [main.x + main.w / 2, main.y + main.h / 2];
  };
  const gestures = new Gestures(canvas, {
    pan: (dx, dy) => { painter.pan(dx, dy); tip.hidden = true; redraw(); },
    zoom: (px, py, factor) => {
      const frame = Number.isFinite(px) ? painter.frameAt(px, py) : null;
      if (frame && !frame.main) return;
      painter.zoomAt(...middle(px, py), factor);
      redraw();
    },
    hover: (px, py) => {
      const row = painter.pick(px, py);
      canvas.style.cursor = gestures.lasso ? "crosshair" : row >= 0 ? "pointer" : painter.frameAt(px, py)?.main ? "grab" : "default";
      showTip(row >= 0 ? lines(row) : areaLines(px, py), px, py);
      if (row !== hover) { hover = row; redraw(); }
    },
    leave: () => { tip.hidden = true; hover = -1; redraw(); },
    click: (px, py) => {
      const row = painter.pick(px, py);
      if (row >= 0 || painter.frameAt(px, py)?.main) choose(row, false);
      else enlarge(px, py);
    },
    enlarge: (px, py) => {
      const row = painter.pick(px, py), id = row < 0 ? undefined : painter.columns?.id[row];
      if (id !== undefined && options.onOpen) options.onOpen(id);
      else if (painter.frameAt(px, py)?.main) { painter.zoomAt(px, py, 2); redraw(); }
    },
    step: (dx, dy) => {
      const at = site >= 0 ? painter.place(site) : null, main = painter.frames[0];
      if (!main) return;
      const from = at ? { x: at.x, y: at.y, zone: at.frame.zone, row: site } : { x: main.x + main.w / 2, y: main.y + main.h / 2, zone: main.zone, row: -1 };
      const next = at ? painter.neighbour(from, dx, dy) : painter.neighbour(from, 0, 0);
      if (next >= 0) choose(next, true);
      else told.textContent = say("map.edge");
    },
    home: () => { painter.home(); redraw(); },
    act: () => { if (siteId !== null) options.onOpen?.(siteId); },
    escape: () => { if (waiting) end([]); else if (site >= 0) choose(-1, false); },
    drawing: (polygon) => {
      const line = document.createElementNS("http://www.w3.org/2000/svg", "polygon");
      line.setAttribute("points", polygon.join(" "));
      stroke.replaceChildren(line);
    },
    lassoed: (polygon) => {
      const frame = painter.frameAt(polygon[0] ?? -1, polygon[1] ?? -1), ids = painter.columns?.id ?? [];
      end(frame && polygon.length >= 6 ? painter.inside(frame, polygon).map((row) => ids[row] as string) : []);
    },
  });
  const enlarge = (px: number, py: number): void => {
    const frame = painter.frameAt(px, py);
    if (!frame || frame.main) return;
    painter.home(frame.zone);
    told.textContent = painter.zones[frame.zone]?.name ?? "";
    redraw();
  };
  const end = (ids: string[]): void => {
    gestures.lasso = false;
    canvas.style.cursor = "default";
    stroke.replaceChildren();
    waiting?.(ids);
    waiting = null;
    if (ids.length) told.textContent = say("map.lassoed", { n: ids.length });
    options.onLasso?.(ids);
  };

  const search = new SearchBox(words, (row) => {
    const zone = painter.columns?.zone[row];
    if (zone !== null && zone !== undefined) {
      const x = painter.columns?.x[row] as number, y = painter.columns?.y[row] as number;
      const reach = zone === 0 ? 40_000 : 15_000;
      painter.show(zone, [x - reach, y - reach, x + reach, y + reach]);
    }
    choose(row, false);
  });
  (options.searchHost ?? root).append(search.root);

  const measured = new ResizeObserver(() => resize());
  const resize = (): void => {
    const width = root.clientWidth, height = root.clientHeight;
    if (!width || !height) return;
    // a screen of many pixels is drawn a little softer rather than late
    const ratio = Math.min(window.devicePixelRatio || 1, Math.max(1, Math.sqrt(MOST_PIXELS / (width * height))));
    canvas.width = Math.max(1, Math.round(width * ratio));
    canvas.height = Math.max(1, Math.round(height * ratio));
    painter.resize(width, height, ratio);
    relegend();
    paint();
  };
  measured.observe(root);

  const zoneOf = (zones: readonly Zone[]): number[] => zones.map((zone) => painter.zones.findIndex((own) => own.key === zone.key));
  const refill = (): void => {
    areaLegend = null;
    painter.ground.filled = null;
    if (shown) {
      const { by, ids, values, label, unit, decimals } = shown;
      const known = values.filter((value): value is number => value !== null), edges = classes(known), colours = spread(AREAS, edges.length + 1);
      const none = "#ffffff", colour = new Map<string, string>();
      values.forEach((value, k) => { if (value !== null) colour.set(ids[k] as string, colours[classOf(value, edges)] as string); });
      painter.ground.filled = { by, colour, none };
      const distinct = new Set(known);
      const labels = distinct.size === edges.length + 1
        ? [...distinct].sort((a, b) => a - b).map((value) => number(value, decimals)) : classLabels(edges, decimals, words);
      areaLegend = {
        title: unit && !label.toLowerCase().includes(unit.toLowerCase()) ? `${label} (${unit})` : label,
        items: [...labels.map((text, k) => ({ label: text, swatch: colours[k] as string })), ...(known.length < values.length ? [{ label: say("unknown"), swatch: none }] : [])],
      };
    }
    painter.groundChanged();
    relegend();
    redraw();
  };
  const rowOf = (id: string): number => {
    rows ??= new Map((painter.columns?.id ?? []).map((one, k) => [one, k]));
    return rows.get(id) ?? -1;
  };

  return {
    setColumns(columns) {
      if (painter.columns?.id !== columns.id) rows = null;
      const first = painter.zones.length === 0;
      painter.setColumns(columns);
      painter.ground.names = new Map(Object.entries(columns.region_name));
      if (first) for (const one of outlines) painter.ground.set(one, zoneOf(one.zones));
      painter.groundChanged();
      search.set(columns);
      site = siteId === null ? -1 : rowOf(siteId);
      relegend();
      redraw();
    },
    setColour(colour) {
      painter.colour = colour;
      painter.recolour();
      relegend();
      redraw();
    },
    setSelected(ids) {
      if (!painter.columns) return;
      const picked = new Set(ids);
      painter.columns = { ...painter.columns, selected: painter.columns.id.map((id) => picked.has(id)) };
      painter.recolour();
      relegend();
      redraw();
    },
    setMine(ids, label) {
      mine = ids;
      mineLabel = label;
      painter.mine = mine.map(rowOf).filter((row) => row >= 0);
      relegend();
      redraw();
    },
    setSite(id) {
      if (id === siteId) return;
      siteId = id;
      site = id === null ? -1 : rowOf(id);
      if (site >= 0) reveal(site);
      tell(site);
      redraw();
    },
    setOutlines(told) {
      outlines.push(told);
      painter.setZones(told.zones);
      painter.ground.set(told, zoneOf(told.zones));
      painter.groundChanged();
      redraw();
    },
    setMeasure(next) { shown = next; refill(); },
    setStale(stale) { root.classList.toggle("map-stale", stale); },
    lasso() {
      waiting?.([]);
      gestures.lasso = true;
      canvas.style.cursor = "crosshair";
      told.textContent = say("map.lasso.how");
      return new Promise((done) => { waiting = done; });
    },
    fit(where) {
      if (where === undefined) painter.home();
      else if ("zone" in where) painter.home(Math.max(0, painter.zones.findIndex((zone) => zone.key === where.zone)));
      else {
        const found = painter.ground.bounds(where.by, where.id);
        if (!found) return;
        if (found.zone === 0) painter.show(0, found.bounds); else painter.home(found.zone);
      }
      redraw();
    },
    zoom(factor) { painter.zoomAt(...middle(NaN, NaN), factor); redraw(); },
    pick(x, y) { const row = painter.pick(x, y, 0); return row < 0 ? null : painter.columns?.id[row] ?? null; },
    place(id) {
      const at = painter.place(rowOf(id));
      return at ? { x: at.x, y: at.y, zone: painter.zones[at.frame.zone]?.key ?? "" } : null;
    },
    has: (by) => painter.ground.has(by),
    png: (sheet) => pngOf(painter, sheet, sections(), site, words),
    svg: (sheet) => svgOf(painter, sheet, sections(), site, words),
    paint,
    pan(dx, dy) { painter.pan(dx, dy); redraw(); },
    look({ zone, ...at }) {
      const known = painter.zones.findIndex((one) => one.key === zone);
      if (known < 0) return;
      if (known !== painter.view.zone) painter.home(known);
      painter.look({ zone: known, ...at });
      seen = painter.view; // it was told, not moved by hand
      redraw();
    },
    destroy() {
      measured.disconnect();
      gestures.end();
      cancelAnimationFrame(asked);
      clearTimeout(sharp);
      search.root.remove();
      root.remove();
    },
  };
}

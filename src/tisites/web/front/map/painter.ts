// Draws the map: ground kept as a bitmap, sites stamped at each frame, frames and bars over them.
import type { Columns, Zone } from "../api/types";
import {
  barMetres, fitted, frameOf, holds, insetFrame, insetZones, metresX, metresY, rooms, screenX, screenY,
  type Bounds, type Frame, type Room, type View,
} from "./frames";
import { Ground, within } from "./ground";
import { dress, type Colour, type Dressed, type Size, type Words } from "./looks";
import { CanvasPen, type Pen } from "./pen";
import { Raster, radius, type Grain } from "./raster";
import { BORDER_STRONG, INK, SEA } from "./symbols";

const NOWHERE = 255;
const RANK: Record<Size, number> = { dot: 0, mark: 1, point: 2, chosen: 3 };

/** Colour of what is the planner's own. */
export const MINE = "#7a1f78";
interface Kept { canvas: HTMLCanvasElement; view: View; margin: number }

export class Painter {
  readonly ground = new Ground();
  readonly raster = new Raster();
  readonly hidden = new Set<string>();
  columns: Columns | null = null;
  zones: readonly Zone[] = [];
  dressed: Dressed = { looks: [], of: new Uint8Array(0), legend: [] };
  colour: Colour = { by: "score" };
  /** Rows of the planner's own sites. */
  mine: readonly number[] = [];
  view: View = { zone: 0, cx: 0, cy: 0, scale: 1 };
  frames: readonly Frame[] = [];
  width = 0;
  height = 0;
  ratio = 1;
  /** Room in the lower left corner of the large frame that the whole country leaves to the legend, where it can. */
  legend = { w: 0, h: 0 };
  private x = new Float64Array(0);
  private y = new Float64Array(0);
  private zone = new Uint8Array(0);
  private order = new Uint32Array(0);
  private marks = 0;
  private room: Room = { x: 0, y: 0, w: 1, h: 1 };
  private insetRooms: Room[] = [];
  private kept: Kept | null = null;
  private keptInsets: HTMLCanvasElement | null = null;

  constructor(private readonly words: Words) {}

  setColumns(columns: Columns): void {
    const placed = this.columns?.id === columns.id && this.columns.x === columns.x;
    this.columns = columns;
    if (!placed) {
      this.zones = columns.zones;
      this.x = Float64Array.from(columns.x, (value) => value ?? NaN);
      this.y = Float64Array.from(columns.y, (value) => value ?? NaN);
      this.zone = Uint8Array.from(columns.zone, (value) => value ?? NOWHERE);
      this.arrange();
      this.home();
    }
    this.recolour();
  }

  setZones(zones: readonly Zone[]): void {
    if (this.zones.length) return;
    this.zones = zones;
    this.arrange();
    this.home();
  }

  recolour(): void {
    if (!this.columns) return;
    this.dressed = dress(this.columns, this.colour, this.words);
    this.sort();
  }

  /** Draw order: what matters most last; hidden and unplaced sites not at all. */
  sort(): void {
    const { looks, of } = this.dressed;
    const ranked = looks.map((_, k) => k).sort((a, b) => RANK[looks[a]!.size] - RANK[looks[b]!.size] || a - b);
    this.marks = 0;
    const at = new Array<number>(looks.length), starts = new Uint32Array(looks.length + 1);
    ranked.forEach((look, k) => { at[look] = k; });
    const seen = looks.map((look) => !this.hidden.has(look.key));
    for (let k = 0; k < of.length; k += 1) if (this.zone[k] !== NOWHERE && seen[of[k]!]) starts[at[of[k]!]! + 1]! += 1;
    looks.forEach((look, k) => { if (look.size === "mark" || look.size === "point") this.marks += starts[at[k]! + 1]!; });
    for (let k = 0; k < looks.length; k += 1) starts[k + 1]! += starts[k]!;
    this.order = new Uint32Array(starts[looks.length]!);
    for (let k = 0; k < of.length; k += 1) if (this.zone[k] !== NOWHERE && seen[of[k]!]) this.order[starts[at[of[k]!]!]!++] = k;
  }

  resize(width: number, height: number, ratio: number): void {
    const whole = this.isHome(), first = this.width === 0;
    this.width = width;
    this.height = height;
    this.ratio = ratio;
    this.raster.resize(Math.max(1, Math.round(width * ratio)), Math.max(1, Math.round(height * ratio)));
    this.arrange();
    if (whole || first) this.home();
    else this.look(this.view);
    this.groundChanged();
  }

  private insets(): number[] {
    return insetZones(this.zones, this.view.zone, new Set(this.zone));
  }

  private arrange(): void {
    if (!this.zones.length || this.width === 0) return;
    const insets = this.insets(), { main, insets: places } = rooms(this.width, this.height, insets.length);
    this.room = main;
    this.insetRooms = places;
  }

  groundChanged(): void { this.kept = null; this.keptInsets = null; }

  /** Whole country, or whole of the zone in the large frame. */
  wholeView(zone: number): View {
    const found = this.zones[zone];
    if (!found) return this.view;
    const plain = fitted(zone, found.bounds, this.room);
    if (found.key !== "FXX") return plain;
    const land = (found.bounds[2] - found.bounds[0]) * plain.scale, spare = this.room.w - 16 - land;
    const atlantic = this.legend.h < 0.62 * this.room.h ? 0.2 * land : 0; // south of Brittany
    const free = spare / 2 + 8 + atlantic;
    const shift = Math.min(Math.max(0, spare / 2), Math.max(0, this.legend.w + 12 - free));
    return fitted(zone, found.bounds, this.room, 8, 2 * shift);
  }

  home(zone = 0): void { this.look(this.wholeView(zone)); }

  isHome(): boolean {
    const whole = this.wholeView(this.view.zone);
    return Math.abs(whole.scale / this.view.scale - 1) < 1e-6 && Math.abs(whole.cx - this.view.cx) * whole.scale < 1;
  }

  /** How many times larger than the whole country. */
  get zoom(): number { return this.view.scale / this.wholeView(this.view.zone).scale; }

  readonly grain = (frame: Frame): Grain => {
    const { key } = this.zones[frame.zone] as Zone, small = Math.min(frame.w, frame.h);
    return {
      room: frame.main ? Math.min(1.15, Math.max(0.72, small / 640)) : key === "FXX" ? 0.4 : 0.85,
      crowd: Math.min(1, Math.max(0.5, Math.sqrt(6_000 / Math.max(1, this.marks)))),
    };
  };

  look(view: View): void {
    if (!this.zones.length || this.width === 0) return;
    const other = view.zone !== this.view.zone;
    const whole = this.zones[view.zone] as Zone, least = fitted(view.zone, whole.bounds, this.room).scale * 0.5;
    const [x0, y0, x1, y1] = whole.bounds;
    this.view = {
      zone: view.zone, scale: Math.min(0.2, Math.max(least, view.scale)),
      cx: Math.min(x1, Math.max(x0, view.cx)), cy: Math.min(y1, Math.max(y0, view.cy)),
    };
    if (other) { this.arrange(); this.groundChanged(); }
    const insets = this.insets();
    this.frames = [
      frameOf(this.view, this.room, true),
      ...insets.map((zone, k) => insetFrame(zone, (this.zones[zone] as Zone).bounds, this.insetRooms[k] as Room)),
    ];
  }

  /** Zoom so that what is under a point of the large frame stays there. */
  zoomAt(px: number, py: number, factor: number): void {
    const frame = this.frames[0];
    if (!frame) return;
    const x = metresX(frame, px), y = metresY(frame, py);
    this.look({ ...this.view, scale: this.view.scale * factor });
    const after = this.frames[0] as Frame;
    this.pan(px - screenX(after, x), py - screenY(after, y));
  }

  pan(dx: number, dy: number): void {
    this.look({ ...this.view, cx: this.view.cx - dx / this.view.scale, cy: this.view.cy + dy / this.view.scale });
  }

  show(zone: number, bounds: Bounds): void {
    if (zone !== this.view.zone) this.home(zone);
    this.look(fitted(zone, bounds, this.room, 24));
  }

  frameAt(px: number, py: number): Frame | null {
    return this.frames.find((frame) => holds(frame, px, py)) ?? null;
  }

  /** Where a site is drawn, in CSS pixels; null where it is not on the map. */
  place(row: number, frames: readonly Frame[] = this.frames): { x: number; y: number; frame: Frame } | null {
    const frame = frames.find((one) => one.zone === this.zone[row]);
    if (!frame) return null;
    return { x: screenX(frame, this.x[row] as number), y: screenY(frame, this.y[row] as number), frame };
  }

  pick(px: number, py: number, within = 4): number {
    return this.raster.at(Math.floor(px * this.ratio), Math.floor(py * this.ratio), Math.round(within * this.ratio));
  }

  /** Sites shown in a frame whose place is inside a polygon of CSS pixels. */
  inside(frame: Frame, polygon: readonly number[]): number[] {
    const found: number[] = [];
    for (const row of this.order) {
      if (this.zone[row] !== frame.zone) continue;
      const px = screenX(frame, this.x[row] as number), py = screenY(frame, this.y[row] as number);
      if (holds(frame, px, py) && within(polygon, px, py)) found.push(row);
    }
    return found.sort((a, b) => a - b);
  }

  /** The nearest competing site on a side of another one (or of a point), in the same frame. */
  neighbour(from: { x: number; y: number; zone: number; row: number }, dx: number, dy: number): number {
    let best = -1, least = Infinity;
    const frame = this.frames.find((one) => one.zone === from.zone);
    if (!frame || !this.columns) return -1;
    for (const row of this.order) {
      if (row === from.row || this.zone[row] !== from.zone || !(this.columns.eligible[row] || this.columns.selected[row])) continue;
      const east = screenX(frame, this.x[row] as number) - from.x, south = screenY(frame, this.y[row] as number) - from.y;
      const ahead = east * dx + south * dy, aside = Math.abs(east * dy) + Math.abs(south * dx);
      if ((dx || dy) && (ahead <= 0 || aside > ahead)) continue;
      const far = dx || dy ? ahead + 2 * aside : Math.hypot(east, south);
      if (far < least) { least = far; best = row; }
    }
    return best;
  }

  // drawing ------------------------------------------------------------------------------------

  /** Draw a frame of the page; true where the ground was stretched and is to be drawn again when still. */
  draw(to: CanvasRenderingContext2D, site: number, hover: number): boolean {
    const { ratio, room, raster } = this;
    to.setTransform(1, 0, 0, 1, 0, 0);
    to.fillStyle = SEA;
    to.fillRect(0, 0, raster.width, raster.height);
    if (!this.frames.length) return false;
    to.save();
    to.beginPath();
    to.rect(room.x * ratio, room.y * ratio, room.w * ratio, room.h * ratio);
    to.clip();
    const stretched = this.drawGround(to);
    to.restore();
    this.keptInsets ??= this.insetBitmap();
    to.drawImage(this.keptInsets, 0, 0);
    raster.draw(this.x, this.y, this.zone, this.order, this.dressed, this.frames, this.zoom, ratio, this.grain);
    to.drawImage(raster.canvas, 0, 0);
    to.setTransform(ratio, 0, 0, ratio, 0, 0);
    const pen = new CanvasPen(to);
    this.drawBars(pen, this.frames);
    this.frameMine(pen, this.frames);
    if (hover >= 0 && hover !== site) this.ring(pen, hover, 1.5);
    if (site >= 0) this.ring(pen, site, 3);
    return stretched;
  }

  /** A square around each site of the planner's own list. */
  private frameMine(pen: Pen, frames: readonly Frame[]): void {
    for (const row of this.mine) {
      const at = this.place(row, frames);
      if (!at || !holds(at.frame, at.x, at.y)) continue;
      pen.mark("square", at.x, at.y, 9, { stroke: "#ffffff", width: 4 });
      pen.mark("square", at.x, at.y, 9, { stroke: MINE, width: 2 });
    }
  }

  private ring(pen: Pen, row: number, width: number, frames: readonly Frame[] = this.frames): void {
    const at = this.place(row, frames);
    if (!at || !holds(at.frame, at.x, at.y)) return;
    const look = this.dressed.looks[this.dressed.of[row] ?? 0];
    const r = (look ? radius(look.size, at.frame.main ? this.zoom : 1, this.grain(at.frame)) : 3) + 5;
    pen.mark("circle", at.x, at.y, r, { stroke: "#ffffff", width: width + 2.5 });
    pen.mark("circle", at.x, at.y, r, { stroke: "#b3400a", width });
  }

  private drawGround(to: CanvasRenderingContext2D): boolean {
    const { ratio, room, view } = this;
    const fits = (kept: Kept): boolean => {
      if (kept.view.zone !== view.zone) return false;
      const reach = kept.margin / Math.max(1, view.scale / kept.view.scale);
      return Math.abs(kept.view.cx - view.cx) * view.scale <= reach && Math.abs(kept.view.cy - view.cy) * view.scale <= reach;
    };
    if (this.kept === null || (this.kept.view.scale === view.scale && !fits(this.kept))) this.kept = this.groundBitmap();
    const { canvas, view: was, margin } = this.kept, k = view.scale / was.scale;
    const x = room.x + room.w / 2 + (was.cx - view.cx) * view.scale - (room.w / 2 + margin) * k;
    const y = room.y + room.h / 2 - (was.cy - view.cy) * view.scale - (room.h / 2 + margin) * k;
    if (k === 1) to.drawImage(canvas, Math.round(x * ratio), Math.round(y * ratio));
    else {
      to.imageSmoothingEnabled = false; // while it moves; drawn again when still
      to.drawImage(canvas, x * ratio, y * ratio, canvas.width * k, canvas.height * k);
    }
    return k !== 1;
  }

  private groundBitmap(): Kept {
    const { ratio, room, view } = this, margin = Math.round(0.35 * Math.min(room.w, room.h));
    const w = room.w + 2 * margin, h = room.h + 2 * margin;
    const canvas = document.createElement("canvas");
    canvas.width = Math.ceil(w * ratio);
    canvas.height = Math.ceil(h * ratio);
    const to = canvas.getContext("2d", { alpha: false, willReadFrequently: true }) as CanvasRenderingContext2D;
    to.scale(ratio, ratio);
    to.fillStyle = SEA;
    to.fillRect(0, 0, w, h);
    this.ground.draw(new CanvasPen(to), frameOf(view, { x: 0, y: 0, w, h }, true));
    return { canvas, view, margin };
  }

  /** Draw the ground of the large frame anew at the next frame: it was stretched. */
  sharpen(): void { if (this.kept && this.kept.view.scale !== this.view.scale) this.kept = null; }

  private insetBitmap(): HTMLCanvasElement {
    const canvas = document.createElement("canvas");
    canvas.width = this.raster.width;
    canvas.height = this.raster.height;
    const to = canvas.getContext("2d", { willReadFrequently: true }) as CanvasRenderingContext2D;
    to.scale(this.ratio, this.ratio);
    this.drawInsets(new CanvasPen(to), this.frames);
    return canvas;
  }

  drawInsets(pen: Pen, frames: readonly Frame[]): void {
    for (const frame of frames) {
      if (frame.main) continue;
      pen.rect(frame.x, frame.y, frame.w, frame.h, { fill: SEA });
      pen.clip(frame.x, frame.y, frame.w, frame.h, () => this.ground.draw(pen, frame));
    }
  }

  /** Frames, names and scale bars of the insets; the scale bar of the large frame. */
  drawBars(pen: Pen, frames: readonly Frame[]): void {
    for (const frame of frames) {
      const zone = this.zones[frame.zone] as Zone;
      if (!frame.main) {
        pen.rect(frame.x, frame.y, frame.w, frame.h, { stroke: BORDER_STRONG, width: 1 });
        pen.text(frame.x + 4, frame.y + 11.5, zone.key === "FXX" ? this.words.say("map.mainland") : zone.name, { size: 10.5, bold: true, fill: INK, halo: "rgba(255,255,255,0.85)" });
      }
      // the bar of the large frame stands between the Pyrenees and Corsica
      const metres = barMetres(frame.scale, frame.main ? 110 : frame.w * 0.4), length = metres * frame.scale;
      const right = frame.x + frame.w - (frame.main ? 0.3 * frame.w : 5), y = frame.y + frame.h - (frame.main ? 10 : 5);
      const label = metres >= 1000 ? `${this.words.number(metres / 1000, 0)} km` : `${this.words.number(metres, 0)} m`;
      pen.line([right - length, y - 4, right - length, y, right, y, right, y - 4], { stroke: INK, width: frame.main ? 1.4 : 1 });
      if (frame.main) pen.text(right - length / 2, y - 6, label, { size: 11, anchor: "middle", fill: INK, halo: "rgba(255,255,255,0.85)" });
      else pen.text(right, y - 6, label, { size: 9, anchor: "end", fill: INK, halo: "rgba(255,255,255,0.85)" });
      if (frame.main && zone.key !== "FXX") {
        pen.text(frame.x + frame.w / 2, frame.y + 18, zone.name, { size: 13, bold: true, anchor: "middle", fill: INK, halo: "rgba(255,255,255,0.85)" });
      }
    }
  }

  /** Every site as shapes: for what is drawn once, on paper. */
  drawSites(pen: Pen, frames: readonly Frame[], zoom: number, site: number): void {
    for (const frame of frames) {
      const clip = frame.main ? 0 : 1;
      pen.clip(frame.x + clip, frame.y + clip, frame.w - 2 * clip, frame.h - 2 * clip, () => {
        const { looks, of } = this.dressed, scaled = frame.main ? zoom : 1;
        let dots: number[] = [], last = -1;
        const flush = (): void => {
          const look = looks[last];
          if (look && dots.length) pen.dots(dots, radius("dot", scaled, this.grain(frame)), look.fill);
          dots = [];
        };
        for (const row of this.order) {
          if (this.zone[row] !== frame.zone) continue;
          const px = screenX(frame, this.x[row] as number), py = screenY(frame, this.y[row] as number), at = of[row] as number;
          if (!holds(frame, px, py)) continue;
          const look = looks[at]!;
          if (at !== last) { flush(); last = at; }
          if (look.size === "dot") { dots.push(px, py); continue; }
          const r = radius(look.size, scaled, this.grain(frame));
          if (look.halo) pen.mark(look.shape, px, py, r, { stroke: "#ffffff", width: look.width + 2.6 });
          pen.mark(look.shape, px, py, r, { fill: look.fill, ...(look.stroke ? { stroke: look.stroke, width: look.width } : {}) });
        }
        flush();
        this.frameMine(pen, [frame]);
        if (site >= 0) this.ring(pen, site, 3, [frame]);
      });
    }
  }
}

// What lies under the sites: land, borders, names, territories coloured by a measure. Drawn once a view, kept as a bitmap.
import type { Outlines } from "../api/types";
import { metresX, metresY, screenX, screenY, type Bounds, type Frame } from "./frames";
import type { Pen } from "./pen";
import { BORDER, BORDER_STRONG, LAND, SOFT } from "./symbols";

interface Outlined { readonly id: string; readonly zone: number; readonly rings: readonly Float64Array[]; readonly box: Bounds; readonly heart: readonly [number, number] }
/** A colour for each territory that has a value. */
export interface Filled { readonly by: string; readonly colour: ReadonlyMap<string, string>; readonly none: string }

export class Ground {
  private readonly layers = new Map<string, Outlined[]>();
  filled: Filled | null = null;
  names: ReadonlyMap<string, string> = new Map();

  /** Keep the outlines of a cut; `toZone` tells the map's number of each of their frames. */
  set(outlines: Outlines, toZone: readonly number[]): void {
    this.layers.set(outlines.by, outlines.shapes.map((shape) => prepared(shape.id, toZone[shape.zone] ?? -1, shape.rings)));
  }

  has(by: string): boolean { return this.layers.has(by); }

  /** Frame and bounds of a territory; null for one without outline. */
  bounds(by: string, id: string): { zone: number; bounds: Bounds } | null {
    const found = this.layers.get(by)?.find((one) => one.id === id);
    return found ? { zone: found.zone, bounds: found.box } : null;
  }

  /** The territory of a cut at a point of a frame. */
  at(by: string, frame: Frame, px: number, py: number): string | null {
    const x = metresX(frame, px), y = metresY(frame, py);
    for (const one of this.layers.get(by) ?? []) {
      if (one.zone !== frame.zone || x < one.box[0] || x > one.box[2] || y < one.box[1] || y > one.box[3]) continue;
      let inside = false;
      for (const ring of one.rings) if (within(ring, x, y)) inside = !inside;
      if (inside) return one.id;
    }
    return null;
  }

  draw(pen: Pen, frame: Frame): void {
    const land = this.layers.get("departement") ?? this.layers.get("region") ?? [];
    const borders = this.layers.get("region") ?? [];
    const thin = frame.main ? 0.8 : 0.5;
    for (const rings of drawn(land, frame)) pen.rings(rings, { fill: LAND });
    const { filled } = this;
    if (filled) {
      for (const [one, rings] of met(this.layers.get(filled.by) ?? [], frame)) {
        pen.rings(rings, { fill: filled.colour.get(one.id) ?? filled.none, stroke: "#ffffff", width: filled.by === "region" ? thin : thin * 0.6 });
      }
    }
    if (!filled || filled.by === "departement" || filled.by === "region") {
      for (const rings of drawn(land, frame)) pen.rings(rings, { stroke: BORDER, width: thin });
    }
    for (const rings of drawn(borders, frame)) pen.rings(rings, { stroke: BORDER_STRONG, width: thin });
    if (frame.main && frame.scale > 0.00048) this.label(pen, frame, borders);
  }

  /** Names of régions where they have room, none over another. */
  private label(pen: Pen, frame: Frame, borders: readonly Outlined[]): void {
    const taken: [number, number, number, number][] = [];
    for (const one of borders) {
      const name = this.names.get(one.id);
      if (name === undefined || one.zone !== frame.zone) continue;
      const x = screenX(frame, one.heart[0]), y = screenY(frame, one.heart[1]);
      const size = 10.5, half = name.length * size * 0.27, room = (one.box[2] - one.box[0]) * frame.scale;
      const box: [number, number, number, number] = [x - half, y - size, x + half, y + 4];
      const outside = box[0] < frame.x || box[2] > frame.x + frame.w || box[1] < frame.y || box[3] > frame.y + frame.h;
      const over = taken.some((b) => box[0] < b[2] && box[2] > b[0] && box[1] < b[3] && box[3] > b[1]);
      if (outside || over || 2 * half > room * 1.05) continue;
      taken.push(box);
      pen.text(x, y, name, { size, anchor: "middle", fill: SOFT, halo: "rgba(255,255,255,0.75)" });
    }
  }
}

function prepared(id: string, zone: number, rings: readonly number[][]): Outlined {
  const box: [number, number, number, number] = [Infinity, Infinity, -Infinity, -Infinity];
  let largest = 0, heart: [number, number] = [0, 0];
  for (const ring of rings) {
    let area = 0, sx = 0, sy = 0;
    const x0 = ring[0] as number, y0 = ring[1] as number;
    for (let k = 0; k + 3 < ring.length; k += 2) {
      const x = (ring[k] as number) - x0, y = (ring[k + 1] as number) - y0, u = (ring[k + 2] as number) - x0, v = (ring[k + 3] as number) - y0;
      const cross = x * v - u * y;
      area += cross; sx += (x + u) * cross; sy += (y + v) * cross;
      box[0] = Math.min(box[0], x + x0); box[2] = Math.max(box[2], x + x0);
      box[1] = Math.min(box[1], y + y0); box[3] = Math.max(box[3], y + y0);
    }
    if (Math.abs(area) > largest) { largest = Math.abs(area); heart = [x0 + sx / (3 * area), y0 + sy / (3 * area)]; }
  }
  return { id, zone, rings: rings.map((ring) => Float64Array.from(ring)), box, heart };
}

function* met(shapes: readonly Outlined[], frame: Frame): Generator<[Outlined, Float64Array[]]> {
  const left = metresX(frame, frame.x - 2), right = metresX(frame, frame.x + frame.w + 2);
  const low = metresY(frame, frame.y + frame.h + 2), high = metresY(frame, frame.y - 2);
  for (const one of shapes) {
    if (one.zone !== frame.zone || one.box[0] > right || one.box[2] < left || one.box[1] > high || one.box[3] < low) continue;
    const rings = one.rings.map((ring) => onScreen(ring, frame)).filter((ring) => ring.length >= 6);
    if (rings.length) yield [one, rings];
  }
}

function* drawn(shapes: readonly Outlined[], frame: Frame): Generator<Float64Array[]> {
  for (const [, rings] of met(shapes, frame)) yield rings;
}

/** A ring on the screen, without points nearer than half a pixel to the one before. */
function onScreen(ring: Float64Array, frame: Frame): Float64Array {
  const kept = new Float64Array(ring.length);
  let n = 0, lastX = NaN, lastY = NaN;
  for (let k = 0; k < ring.length; k += 2) {
    const x = screenX(frame, ring[k] as number), y = screenY(frame, ring[k + 1] as number);
    if (Math.abs(x - lastX) < 0.5 && Math.abs(y - lastY) < 0.5) continue;
    kept[n++] = lastX = x;
    kept[n++] = lastY = y;
  }
  return kept.subarray(0, n);
}

/** Whether a ring goes around a point. */
export function within(ring: ArrayLike<number>, x: number, y: number): boolean {
  let inside = false;
  for (let k = 0, last = ring.length - 2; k < ring.length; last = k, k += 2) {
    const ax = ring[k] as number, ay = ring[k + 1] as number, bx = ring[last] as number, by = ring[last + 1] as number;
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}

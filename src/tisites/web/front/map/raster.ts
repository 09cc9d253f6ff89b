// Sites as pixels: each look is a sprite, stamped into an image and, exactly where it shows, into a buffer of ids.
import { CanvasPen } from "./pen";
import type { Dressed, Look, Size } from "./looks";
import type { Frame } from "./frames";

/** Pixels of a look around its centre: those that hide what is under them first, then the faint edge. */
interface Sprite { readonly reach: number; readonly dx: Int16Array; readonly dy: Int16Array; readonly colour: Uint32Array; readonly solid: number; width: number; steps: Int32Array }

/** Radii in CSS pixels where the country is whole; they grow with the zoom. */
const RADIUS: Record<Size, number> = { dot: 0.9, mark: 2.7, point: 3.2, chosen: 5.6 };
const GROWTH: Record<Size, number> = { dot: 0.55, mark: 0.7, point: 0.75, chosen: 0.8 };

/** Marks are smaller where the country is; those that are very many, smaller still. */
export interface Grain { readonly room: number; readonly crowd: number }

/** Radius of a size when the map is so many times larger than the whole country. */
export function radius(size: Size, zoom: number, grain: Grain): number {
  const crowded = size === "mark" || size === "point";
  return RADIUS[size] * grain.room * (crowded ? grain.crowd : 1) + GROWTH[size] * Math.min(5, Math.max(0, Math.log2(Math.max(zoom, 1))));
}

function sprite(look: Look, r: number, ratio: number): Sprite {
  const reach = Math.ceil((r * 1.3 + look.width + (look.halo ? 1.6 : 0)) * ratio) + 1, side = 2 * reach + 1;
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = side;
  const to = canvas.getContext("2d", { willReadFrequently: true }) as CanvasRenderingContext2D;
  to.setTransform(ratio, 0, 0, ratio, reach + 0.5, reach + 0.5);
  const pen = new CanvasPen(to);
  if (look.halo) pen.mark(look.shape, 0, 0, r, { stroke: "#ffffff", width: look.width + 2.6 });
  pen.mark(look.shape, 0, 0, r, { fill: look.fill, ...(look.stroke ? { stroke: look.stroke, width: look.width } : {}) });
  const pixels = new Uint32Array(to.getImageData(0, 0, side, side).data.buffer);
  const opaque = (k: number): boolean => (pixels[k] as number) >>> 24 > 127;
  const seen = [...pixels.keys()].filter((k) => (pixels[k] as number) >>> 24 > 8);
  const sorted = [...seen.filter(opaque), ...seen.filter((k) => !opaque(k))];
  return {
    reach, width: 0, steps: new Int32Array(0), solid: seen.filter(opaque).length,
    dx: Int16Array.from(sorted, (k) => (k % side) - reach),
    dy: Int16Array.from(sorted, (k) => Math.floor(k / side) - reach),
    colour: Uint32Array.from(sorted, (k) => pixels[k] as number),
  };
}

/** Places of a sprite's pixels from its centre in an image so wide. */
function stepsOf(stamp: Sprite, width: number): Int32Array {
  if (stamp.width !== width) {
    stamp.width = width;
    stamp.steps = Int32Array.from(stamp.dx, (dx, k) => (stamp.dy[k] as number) * width + dx);
  }
  return stamp.steps;
}

export class Raster {
  width = 0;
  height = 0;
  private image = new ImageData(1, 1);
  private pixels = new Uint32Array(1);
  private ids = new Uint32Array(1);
  private readonly sprites = new Map<string, Sprite>();
  readonly canvas = document.createElement("canvas");
  private readonly to = this.canvas.getContext("2d", { willReadFrequently: true }) as CanvasRenderingContext2D;

  resize(width: number, height: number): void {
    if (width === this.width && height === this.height) return;
    this.width = this.canvas.width = width;
    this.height = this.canvas.height = height;
    this.image = new ImageData(width, height);
    this.pixels = new Uint32Array(this.image.data.buffer);
    this.ids = new Uint32Array(width * height);
  }

  private spriteOf(look: Look, r: number, ratio: number): Sprite {
    const name = `${look.shape}/${look.fill}/${look.stroke}/${look.width}/${look.halo}/${r.toFixed(2)}/${ratio}`;
    let found = this.sprites.get(name);
    if (found === undefined) {
      if (this.sprites.size > 400) this.sprites.clear();
      found = sprite(look, r, ratio);
      this.sprites.set(name, found);
    }
    return found;
  }

  /** Draw every site of the order, the last on top: a pixel belongs to the topmost site that covers half of it. `ratio`: device pixels a CSS pixel. */
  draw(x: Float64Array, y: Float64Array, zone: Uint8Array, order: Uint32Array, dressed: Dressed, frames: readonly Frame[], zoom: number, ratio: number, grain: (frame: Frame) => Grain): void {
    const { width, height, pixels, ids } = this;
    pixels.fill(0);
    ids.fill(0);
    const byZone: (Frame | undefined)[] = [];
    for (const frame of frames) byZone[frame.zone] = frame;
    const cuts = byZone.map((f) => f && {
      x0: Math.max(0, Math.ceil(f.x * ratio)), y0: Math.max(0, Math.ceil(f.y * ratio)),
      x1: Math.min(width, Math.floor((f.x + f.w) * ratio)), y1: Math.min(height, Math.floor((f.y + f.h) * ratio)),
      ax: f.ax * ratio, ay: f.ay * ratio, scale: f.scale * ratio,
      sprites: dressed.looks.map((look) => this.spriteOf(look, radius(look.size, f.main ? zoom : 1, grain(f)), ratio)),
    });
    // from the top down: a pixel that a site holds is looked at once more at most
    for (let k = order.length - 1; k >= 0; k -= 1) {
      const row = order[k] as number, cut = cuts[zone[row] as number];
      if (cut === undefined) continue;
      const px = Math.round(cut.ax + (x[row] as number) * cut.scale), py = Math.round(cut.ay - (y[row] as number) * cut.scale);
      const stamp = cut.sprites[dressed.of[row] as number] as Sprite, reach = stamp.reach;
      if (px + reach < cut.x0 || px - reach >= cut.x1 || py + reach < cut.y0 || py - reach >= cut.y1) continue;
      const whole = px - reach >= cut.x0 && px + reach < cut.x1 && py - reach >= cut.y0 && py + reach < cut.y1;
      const { dx, dy, colour, solid } = stamp, steps = stepsOf(stamp, width), centre = py * width + px, id = row + 1;
      for (let m = 0; m < steps.length; m += 1) {
        if (!whole) {
          const qx = px + (dx[m] as number), qy = py + (dy[m] as number);
          if (qx < cut.x0 || qx >= cut.x1 || qy < cut.y0 || qy >= cut.y1) continue;
        }
        const at = centre + (steps[m] as number);
        if (ids[at] !== 0) continue;
        const above = pixels[at] as number;
        if (m < solid) {
          ids[at] = id;
          pixels[at] = above === 0 ? colour[m] as number : over(above, colour[m] as number);
        } else if (above === 0) pixels[at] = colour[m] as number;
      }
    }
    this.to.putImageData(this.image, 0, 0);
  }

  /** The site drawn at a device pixel, or the nearest within so many; -1 without one. */
  at(px: number, py: number, within: number): number {
    let found = 0, nearest = Infinity;
    for (let dy = -within; dy <= within; dy += 1) {
      const qy = py + dy;
      if (qy < 0 || qy >= this.height) continue;
      for (let dx = -within; dx <= within; dx += 1) {
        const qx = px + dx, far = dx * dx + dy * dy;
        if (far >= nearest || far > within * within || qx < 0 || qx >= this.width) continue;
        const id = this.ids[qy * this.width + qx] as number;
        if (id !== 0) { found = id; nearest = far; }
      }
    }
    return found - 1;
  }
}

/** A faint colour over one that shows: 0xAABBGGRR, the second's opacity kept. */
function over(above: number, below: number): number {
  const alpha = above >>> 24;
  const rb = below & 0xff00ff, g = below & 0xff00;
  const mixedRb = (rb + (Math.imul((above & 0xff00ff) - rb, alpha) >> 8)) & 0xff00ff;
  const mixedG = (g + (Math.imul((above & 0xff00) - g, alpha) >> 8)) & 0xff00;
  return ((below & 0xff000000) | mixedRb | mixedG) >>> 0;
}

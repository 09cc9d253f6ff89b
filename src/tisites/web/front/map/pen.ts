// One drawing, two media: a canvas (screen, PNG) and SVG. Lengths are CSS pixels.
import type { Shape } from "./symbols";
import { outline } from "./symbols";

export interface Stroke { readonly stroke?: string; readonly width?: number; readonly dash?: readonly number[] }
export interface Paint extends Stroke { readonly fill?: string; readonly opacity?: number }
export interface TextPaint {
  readonly size: number; readonly fill?: string; readonly bold?: boolean; readonly halo?: string;
  readonly anchor?: "start" | "middle" | "end";
}

export interface Pen {
  rect(x: number, y: number, w: number, h: number, paint: Paint): void;
  /** Rings of screen coordinates x, y, x, y…; holes by the even-odd rule. */
  rings(rings: readonly ArrayLike<number>[], paint: Paint): void;
  line(points: readonly number[], paint: Stroke): void;
  mark(shape: Shape, x: number, y: number, r: number, paint: Paint): void;
  /** Many small discs of one colour. */
  dots(points: readonly number[], r: number, fill: string): void;
  text(x: number, y: number, words: string, paint: TextPaint): void;
  clip(x: number, y: number, w: number, h: number, body: () => void): void;
}

export const FONT = 'system-ui, "Segoe UI", Roboto, "Liberation Sans", "DejaVu Sans", sans-serif';

export class CanvasPen implements Pen {
  constructor(readonly to: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D) {}

  private paint(paint: Paint): void {
    const { to } = this;
    to.globalAlpha = paint.opacity ?? 1;
    if (paint.fill) { to.fillStyle = paint.fill; to.fill("evenodd"); }
    to.globalAlpha = 1;
    this.stroke(paint);
  }

  private stroke(paint: Stroke): void {
    if (!paint.stroke) return;
    this.to.strokeStyle = paint.stroke;
    this.to.lineWidth = paint.width ?? 1;
    this.to.setLineDash(paint.dash ? [...paint.dash] : []);
    this.to.stroke();
  }

  rect(x: number, y: number, w: number, h: number, paint: Paint): void {
    this.to.beginPath();
    this.to.rect(x, y, w, h);
    this.paint(paint);
  }

  rings(rings: readonly ArrayLike<number>[], paint: Paint): void {
    const { to } = this;
    to.lineJoin = "round";
    to.beginPath();
    for (const ring of rings) {
      to.moveTo(ring[0] as number, ring[1] as number);
      for (let k = 2; k < ring.length; k += 2) to.lineTo(ring[k] as number, ring[k + 1] as number);
      to.closePath();
    }
    this.paint(paint);
  }

  line(points: readonly number[], paint: Stroke): void {
    const { to } = this;
    to.beginPath();
    for (let k = 0; k < points.length; k += 2) to.lineTo(points[k] as number, points[k + 1] as number);
    this.stroke(paint);
  }

  mark(shape: Shape, x: number, y: number, r: number, paint: Paint): void {
    const { to } = this;
    to.lineJoin = "round";
    to.beginPath();
    const points = outline(shape, r);
    if (points === null) to.arc(x, y, r, 0, 2 * Math.PI);
    else {
      for (let k = 0; k < points.length; k += 2) to.lineTo(x + (points[k] as number), y + (points[k + 1] as number));
      to.closePath();
    }
    this.paint(paint);
  }

  dots(points: readonly number[], r: number, fill: string): void {
    this.to.fillStyle = fill;
    this.to.beginPath();
    for (let k = 0; k < points.length; k += 2) {
      const x = points[k] as number, y = points[k + 1] as number;
      this.to.moveTo(x + r, y);
      this.to.arc(x, y, r, 0, 2 * Math.PI);
    }
    this.to.fill();
  }

  text(x: number, y: number, words: string, paint: TextPaint): void {
    const { to } = this;
    to.font = `${paint.bold ? "600 " : ""}${paint.size}px ${FONT}`;
    to.textAlign = paint.anchor === "middle" ? "center" : paint.anchor === "end" ? "right" : "left";
    to.textBaseline = "alphabetic";
    if (paint.halo) {
      to.strokeStyle = paint.halo;
      to.lineWidth = 3;
      to.lineJoin = "round";
      to.setLineDash([]);
      to.strokeText(words, x, y);
    }
    to.fillStyle = paint.fill ?? "#1b2330";
    to.fillText(words, x, y);
  }

  clip(x: number, y: number, w: number, h: number, body: () => void): void {
    this.to.save();
    this.to.beginPath();
    this.to.rect(x, y, w, h);
    this.to.clip();
    body();
    this.to.restore();
  }
}

const figure = (value: number): string => String(Math.round(value * 10) / 10);
const escape = (words: string): string =>
  words.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c] as string);

export class SvgPen implements Pen {
  private readonly parts: string[] = [];
  private clips = 0;

  constructor(readonly width: number, readonly height: number, readonly title: string) {}

  private put(tag: string, attributes: string, paint: Paint): void {
    const fill = paint.fill ? `fill="${paint.fill}"${paint.opacity === undefined ? "" : ` fill-opacity="${paint.opacity}"`}` : 'fill="none"';
    const stroke = paint.stroke ? ` stroke="${paint.stroke}" stroke-width="${paint.width ?? 1}"` : "";
    const dash = paint.stroke && paint.dash ? ` stroke-dasharray="${paint.dash.join(" ")}"` : "";
    this.parts.push(`<${tag} ${attributes} ${fill}${stroke}${dash}/>`);
  }

  rect(x: number, y: number, w: number, h: number, paint: Paint): void {
    this.put("rect", `x="${figure(x)}" y="${figure(y)}" width="${figure(w)}" height="${figure(h)}"`, paint);
  }

  rings(rings: readonly ArrayLike<number>[], paint: Paint): void {
    let d = "";
    for (const ring of rings) {
      for (let k = 0; k < ring.length; k += 2) d += `${k ? "L" : "M"}${figure(ring[k] as number)} ${figure(ring[k + 1] as number)}`;
      d += "Z";
    }
    if (d) this.put("path", `d="${d}" fill-rule="evenodd" stroke-linejoin="round"`, paint);
  }

  line(points: readonly number[], paint: Stroke): void {
    this.put("polyline", `points="${points.map(figure).join(" ")}"`, paint);
  }

  mark(shape: Shape, x: number, y: number, r: number, paint: Paint): void {
    const points = outline(shape, r);
    if (points === null) { this.put("circle", `cx="${figure(x)}" cy="${figure(y)}" r="${figure(r)}"`, paint); return; }
    const moved = Array.from(points, (value, k) => figure(value + (k % 2 ? y : x)));
    this.put("polygon", `points="${moved.join(" ")}" stroke-linejoin="round"`, paint);
  }

  dots(points: readonly number[], r: number, fill: string): void {
    let d = "";
    for (let k = 0; k < points.length; k += 2) d += `M${figure(points[k] as number)} ${figure(points[k + 1] as number)}h0`;
    if (d) this.parts.push(`<path d="${d}" fill="none" stroke="${fill}" stroke-width="${figure(2 * r)}" stroke-linecap="round"/>`);
  }

  text(x: number, y: number, words: string, paint: TextPaint): void {
    const halo = paint.halo ? ` stroke="${paint.halo}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"` : "";
    this.parts.push(`<text x="${figure(x)}" y="${figure(y)}" font-size="${paint.size}" text-anchor="${paint.anchor ?? "start"}"` +
      `${paint.bold ? ' font-weight="600"' : ""} fill="${paint.fill ?? "#1b2330"}"${halo}>${escape(words)}</text>`);
  }

  clip(x: number, y: number, w: number, h: number, body: () => void): void {
    const id = `c${++this.clips}`;
    this.parts.push(`<clipPath id="${id}"><rect x="${figure(x)}" y="${figure(y)}" width="${figure(w)}" height="${figure(h)}"/></clipPath><g clip-path="url(#${id})">`);
    body();
    this.parts.push("</g>");
  }

  toString(): string {
    return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${figure(this.width)} ${figure(this.height)}" width="${figure(this.width)}" height="${figure(this.height)}" role="img" font-family="${escape(FONT).replace(/&quot;/g, "'")}">` +
      `<title>${escape(this.title)}</title>${this.parts.join("\n")}</svg>\n`;
  }
}

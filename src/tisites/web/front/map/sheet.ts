// The map as something to hand over: title, map, legend, sources, and the warning where the data are synthetic.
import type { Zone } from "../api/types";
import { frameOf, insetFrame, rooms, type Frame, type Room } from "./frames";
import { writeLegend } from "./legend";
import type { LegendSection, Words } from "./looks";
import type { Painter } from "./painter";
import { CanvasPen, SvgPen, type Pen } from "./pen";
import { INK, SEA, SOFT } from "./symbols";

export interface Sheet { readonly title: string; readonly subtitle: string; readonly source: string; readonly warning: string }

const WIDTH = 1240, HEIGHT = 860, LEGEND = 230, PAD = 16;

/** Lay the present view out on a sheet: what is in sight, at the sheet's size. */
function framesOf(painter: Painter, room: Room): readonly Frame[] {
  const insets = painter.frames.filter((frame) => !frame.main);
  const { main, insets: places } = rooms(room.w, room.h, insets.length);
  const moved = (one: Room): Room => ({ ...one, x: one.x + room.x, y: one.y + room.y });
  const now = painter.frames[0];
  if (!now) return [];
  const scale = painter.isHome()
    ? painter.view.scale * Math.min(main.w / now.w, main.h / now.h)
    : painter.view.scale * Math.max(0.2, Math.min(main.w / now.w, main.h / now.h));
  const zone = painter.zones[now.zone] as Zone, [x0, y0, x1, y1] = zone.bounds;
  const view = painter.isHome()
    ? { ...painter.view, cx: (x0 + x1) / 2, cy: (y0 + y1) / 2, scale: Math.min((main.w - 16) / (x1 - x0), (main.h - 16) / (y1 - y0)) }
    : { ...painter.view, scale };
  return [
    frameOf(view, moved(main), true),
    ...insets.map((frame, k) => insetFrame(frame.zone, (painter.zones[frame.zone] as Zone).bounds, moved(places[k] as Room))),
  ];
}

function compose(pen: Pen, painter: Painter, sheet: Sheet, legend: readonly LegendSection[], site: number, words: Words): void {
  pen.rect(0, 0, WIDTH, HEIGHT, { fill: SEA });
  let top = PAD + 18;
  pen.text(PAD, top, sheet.title, { size: 20, bold: true, fill: INK });
  if (sheet.subtitle) { top += 20; pen.text(PAD, top, sheet.subtitle, { size: 13, fill: SOFT }); }
  if (sheet.warning) {
    top += 12;
    pen.rect(PAD, top, WIDTH - 2 * PAD, 26, { fill: "#efe9f8", stroke: "#5b3a8c", width: 1 });
    pen.text(WIDTH / 2, top + 18, sheet.warning, { size: 14, bold: true, anchor: "middle", fill: "#5b3a8c" });
    top += 26;
  }
  top += 12;
  const sources = folded(sheet.source, 190), foot = 14 * sources.length + 10;
  const room = { x: PAD, y: top, w: WIDTH - LEGEND - 3 * PAD, h: HEIGHT - top - foot - PAD };
  const frames = framesOf(painter, room);
  const main = frames[0];
  if (main) {
    pen.clip(main.x, main.y, main.w, main.h, () => painter.ground.draw(pen, main));
    painter.drawInsets(pen, frames);
    painter.drawSites(pen, frames, painter.isHome() ? 1 : painter.zoom, site);
    painter.drawBars(pen, frames);
  }
  writeLegend(pen, legend, WIDTH - LEGEND - PAD, top + 4, LEGEND, words);
  sources.forEach((line, k) => pen.text(PAD, HEIGHT - foot + 14 * k + 4, line, { size: 10.5, fill: SOFT }));
}

function folded(words: string, most: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of words.split(" ")) {
    if (line && line.length + word.length + 1 > most) { lines.push(line); line = word; }
    else line = line ? `${line} ${word}` : word;
  }
  return line ? [...lines, line] : lines;
}

export function svgOf(painter: Painter, sheet: Sheet, legend: readonly LegendSection[], site: number, words: Words): string {
  const pen = new SvgPen(WIDTH, HEIGHT, [sheet.title, sheet.warning].filter(Boolean).join(". "));
  compose(pen, painter, sheet, legend, site, words);
  return pen.toString();
}

export function pngOf(painter: Painter, sheet: Sheet, legend: readonly LegendSection[], site: number, words: Words): Promise<Blob> {
  const canvas = document.createElement("canvas"), ratio = 2;
  canvas.width = WIDTH * ratio;
  canvas.height = HEIGHT * ratio;
  const to = canvas.getContext("2d");
  if (!to) return Promise.reject(new Error("no canvas"));
  to.scale(ratio, ratio);
  compose(new CanvasPen(to), painter, sheet, legend, site, words);
  return new Promise((done, fail) => canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error(words.say("map.png.failed")))), "image/png"));
}

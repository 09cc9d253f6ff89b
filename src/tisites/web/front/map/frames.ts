// Where each part of the country stands on the page: one large frame, insets in their own projections beside it.
import type { Zone } from "../api/types";

export interface Frame {
  readonly zone: number;
  readonly main: boolean;
  /** CSS pixels. */
  readonly x: number; readonly y: number; readonly w: number; readonly h: number;
  /** Where metre 0, 0 falls (CSS pixels) and CSS pixels a metre. */
  readonly ax: number; readonly ay: number; readonly scale: number;
}
export interface View { readonly zone: number; readonly cx: number; readonly cy: number; readonly scale: number }
export type Bounds = readonly [number, number, number, number];

const GAP = 4, TITLE = 15;

export const screenX = (frame: Frame, x: number): number => frame.ax + x * frame.scale;
export const screenY = (frame: Frame, y: number): number => frame.ay - y * frame.scale;
export const metresX = (frame: Frame, px: number): number => (px - frame.ax) / frame.scale;
export const metresY = (frame: Frame, py: number): number => (frame.ay - py) / frame.scale;
export const holds = (frame: Frame, px: number, py: number): boolean =>
  px >= frame.x && px < frame.x + frame.w && py >= frame.y && py < frame.y + frame.h;

export interface Room { x: number; y: number; w: number; h: number }

/** The room of the large frame and of each inset: a column on the left where the host is wide, else a row below. */
export function rooms(width: number, height: number, insets: number): { main: Room; insets: Room[] } {
  if (insets === 0) return { main: { x: 0, y: 0, w: width, h: height }, insets: [] };
  if (width > height * 0.9) {
    const w = Math.round(Math.min(150, Math.max(72, width * 0.12)));
    const h = Math.min(w * 1.05, (height - GAP * (insets + 1)) / insets);
    return {
      main: { x: w + 2 * GAP, y: 0, w: width - w - 2 * GAP, h: height },
      insets: Array.from({ length: insets }, (_, k) => ({ x: GAP, y: GAP + k * (h + GAP), w, h })),
    };
  }
  const w = (width - GAP * (insets + 1)) / insets, h = Math.round(Math.min(110, Math.max(64, height * 0.14)));
  return {
    main: { x: 0, y: 0, w: width, h: height - h - 2 * GAP },
    insets: Array.from({ length: insets }, (_, k) => ({ x: GAP + k * (w + GAP), y: height - h - GAP, w, h })),
  };
}

/** A room shows these bounds whole, centred, with some pixels around. */
export function fitted(zone: number, bounds: Bounds, room: Room, pad = 8, left = 0): View {
  const [x0, y0, x1, y1] = bounds;
  const scale = Math.min((room.w - 2 * pad - left) / Math.max(x1 - x0, 1), (room.h - 2 * pad) / Math.max(y1 - y0, 1));
  return { zone, cx: (x0 + x1) / 2 - left / (2 * scale), cy: (y0 + y1) / 2, scale };
}

export function frameOf(view: View, room: Room, main: boolean): Frame {
  return {
    zone: view.zone, main, ...room,
    ax: room.x + room.w / 2 - view.cx * view.scale, ay: room.y + room.h / 2 + view.cy * view.scale, scale: view.scale,
  };
}

/** An inset shows its zone whole, under its title. */
export function insetFrame(zone: number, bounds: Bounds, room: Room): Frame {
  const inner = { x: room.x, y: room.y + TITLE - 2, w: room.w, h: room.h - TITLE + 2 };
  return { ...frameOf(fitted(zone, bounds, inner, 4), inner, false), x: room.x, y: room.y, h: room.h };
}

/** The insets worth their room: overseas départements always, the others where there is something to show. */
export function insetZones(zones: readonly Zone[], main: number, used: ReadonlySet<number>): number[] {
  const always = new Set(["FXX", "GLP", "MTQ", "GUF", "REU", "MYT"]);
  return zones.map((_, k) => k).filter((k) => k !== main && (used.has(k) || always.has((zones[k] as Zone).key)));
}

/** A round length for a scale bar at most so many pixels long: metres. */
export function barMetres(scale: number, most: number): number {
  const longest = most / scale, unit = 10 ** Math.floor(Math.log10(longest));
  return (longest >= 5 * unit ? 5 : longest >= 2 * unit ? 2 : 1) * unit;
}

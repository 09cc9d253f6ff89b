// Shapes and colours. What a site is told by never rests on colour alone.

export type Shape = "circle" | "square" | "triangle" | "diamond" | "drop" | "cross" | "star" | "bar";
export const SHAPES: readonly Shape[] = ["circle", "square", "triangle", "diamond", "drop", "cross", "star", "bar"];

function regular(n: number, turn: number, inner = 1): number[] {
  const points: number[] = [];
  for (let k = 0; k < n; k += 1) {
    const angle = turn + (2 * Math.PI * k) / n, r = k % 2 ? inner : 1;
    points.push(r * Math.cos(angle), r * Math.sin(angle));
  }
  return points;
}
const UNIT: Record<Exclude<Shape, "circle">, readonly number[]> = {
  square: [-0.85, -0.85, 0.85, -0.85, 0.85, 0.85, -0.85, 0.85],
  triangle: [0, -1.12, 1.05, 0.78, -1.05, 0.78],
  drop: [0, 1.12, -1.05, -0.78, 1.05, -0.78],
  diamond: [0, -1.2, 1.2, 0, 0, 1.2, -1.2, 0],
  cross: [-0.95, -0.6, -0.6, -0.95, 0, -0.35, 0.6, -0.95, 0.95, -0.6, 0.35, 0, 0.95, 0.6, 0.6, 0.95, 0, 0.35, -0.6, 0.95, -0.95, 0.6, -0.35, 0],
  star: regular(10, -Math.PI / 2, 0.48).map((value) => value * 1.25),
  bar: [-1.15, -0.5, 1.15, -0.5, 1.15, 0.5, -1.15, 0.5],
};

/** The corners of a shape of radius r around 0, 0; null for a circle. */
export function outline(shape: Shape, r: number): Float64Array | null {
  return shape === "circle" ? null : Float64Array.from(UNIT[shape], (value) => value * r);
}

/** Of the printed map (report/map/sites.py): the same classes and colours in every run and medium. */
export const SCORE_EDGES: readonly number[] = [40, 50, 60, 70];
export const SEQUENCE: readonly string[] = ["#d8e219", "#5ec962", "#21918c", "#3b528b", "#440154"];
/** Territories, under the sites: ColorBrewer's Blues, which viridis stands out from. */
export const AREAS: readonly string[] = ["#f0f5fa", "#d3e2f0", "#a9c8e2", "#77a8cf", "#4a86b8"];
/** Okabe and Ito (2008), told apart by every kind of colour vision. */
export const CATEGORIES: readonly string[] = ["#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#6b4c9a", "#8f7b00"];
export const INK = "#1b2330", SOFT = "#4a5566", PALE = "#b9b4a8", HALO = "#ffffff", UNKNOWN = "#ffffff";
export const LAND = "#f7f6f2", SEA = "#ffffff", BORDER = "#d3cfc4", BORDER_STRONG = "#8f8b80";
export const ENTERS = "#0072b2", LEAVES = "#d55e00", STAYS = "#4a5566";

/** Limits between at most five classes of the values, as few figures as tell them apart. */
export function classes(values: ArrayLike<number>, most = 5): number[] {
  const sorted = Float64Array.from(values).sort();
  if (!sorted.length) return [];
  const distinct = [...new Set(sorted)];
  if (distinct.length <= most) return distinct.slice(1); // a class a value
  const edges: number[] = [];
  for (let k = 1; k < most; k += 1) {
    const low = sorted[Math.floor((k * sorted.length) / most)] as number;
    const edge = round(low, sorted[0] as number, sorted[sorted.length - 1] as number);
    const last = edges[edges.length - 1] ?? -Infinity;
    if (edge > last && edge > (sorted[0] as number) && edge <= (sorted[sorted.length - 1] as number)) edges.push(edge);
  }
  return edges.length ? edges : distinct.slice(-1);
}

/** A limit with two figures that count, on the scale of the values' range. */
function round(value: number, low: number, high: number): number {
  const unit = 10 ** Math.floor(Math.log10((high - low) / 20));
  return Math.round(value / unit) * unit === 0 ? 0 : Number((Math.round(value / unit) * unit).toPrecision(6));
}

/** Class of a value: how many limits are at or under it. */
export function classOf(value: number, edges: readonly number[]): number {
  let k = 0;
  while (k < edges.length && value >= (edges[k] as number)) k += 1;
  return k;
}

/** Colours of n ordered classes, spread over a sequence. */
export function spread(sequence: readonly string[], n: number): string[] {
  if (n <= 1) return [sequence[Math.floor(sequence.length / 2)] as string];
  return Array.from({ length: n }, (_, k) => sequence[Math.round((k * (sequence.length - 1)) / (n - 1))] as string);
}

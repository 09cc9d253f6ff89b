import { useState } from "preact/hooks";
import { number } from "../words/words";
import { ChartFrame, roving, ticks } from "./ChartFrame";

export interface ChartPoint { x: number; y: number; words: string; hollow?: boolean }
interface Given {
  title: string;
  x: { label: string; from: number; to: number; decimals?: number };
  y: { label: string; from: number; to: number; decimals?: number };
  points: readonly ChartPoint[];
  even?: string; // words of the diagonal
  onPick?: (k: number) => void;
  square?: boolean;
}

const [LEFT, RIGHT, TOP, FOOT] = [62, 14, 12, 48];

/** Points on a line between two axes; each is read, and picked, by the keyboard. */
export function ChartPoints({ title, x, y, points, even, onPick, square = false }: Given): preact.JSX.Element {
  const [at, setAt] = useState(0);
  return (
    <ChartFrame title={title} most={square ? 460 : 640}>
      {(width) => {
        const height = square ? width - LEFT - RIGHT + TOP + FOOT : Math.round(width * 0.55);
        const px = (value: number): number => LEFT + ((value - x.from) / (x.to - x.from || 1)) * (width - LEFT - RIGHT);
        const py = (value: number): number => height - FOOT - ((value - y.from) / (y.to - y.from || 1)) * (height - TOP - FOOT);
        return (
          <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="group" aria-label={title} onKeyDown={(event) => roving(event, at, points.length, setAt)}>
            {ticks(x.from, x.to, width < 400 ? 4 : 6).map((value) => (
              <g class="axis" aria-hidden="true"><line x1={px(value)} x2={px(value)} y1={TOP} y2={height - FOOT} /><text x={px(value)} y={height - FOOT + 16} text-anchor="middle">{number(value, x.decimals)}</text></g>
            ))}
            {ticks(y.from, y.to, 5).map((value) => (
              <g class="axis" aria-hidden="true"><line x1={LEFT} x2={width - RIGHT} y1={py(value)} y2={py(value)} /><text x={LEFT - 6} y={py(value) + 4} text-anchor="end">{number(value, y.decimals)}</text></g>
            ))}
            <text class="axis-label" x={(LEFT + width - RIGHT) / 2} y={height - 10} text-anchor="middle">{x.label}</text>
            <text class="axis-label" transform={`translate(14 ${(TOP + height - FOOT) / 2}) rotate(-90)`} text-anchor="middle">{y.label}</text>
            {even ? <g class="even"><line x1={px(x.from)} y1={py(y.from)} x2={px(x.to)} y2={py(y.to)} /><text x={px(x.from + 0.3 * (x.to - x.from))} y={py(y.from + 0.34 * (y.to - y.from))} text-anchor="end">{even}</text></g> : null}
            <polyline class="line" points={points.map((one) => `${px(one.x)},${py(one.y)}`).join(" ")} />
            {points.map((one, k) => (
              <circle class={one.hollow ? "point hollow" : "point"} cx={px(one.x)} cy={py(one.y)} r={onPick ? 6 : 4} role={onPick ? "button" : "img"} aria-label={one.words}
                tabIndex={k === at ? 0 : -1} data-k={k} onFocus={() => setAt(k)} onClick={onPick ? () => onPick(k) : undefined}
                onKeyDown={onPick ? (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); onPick(k); } } : undefined}><title>{one.words}</title></circle>
            ))}
          </svg>
        );
      }}
    </ChartFrame>
  );
}

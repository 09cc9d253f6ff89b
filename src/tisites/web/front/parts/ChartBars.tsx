import { useState } from "preact/hooks";
import { number, t } from "../words/words";
import { Button } from "./Button";
import { ChartFrame, roving, ticks } from "./ChartFrame";

export interface ChartBar {
  key: string;
  label: string;
  value: number | null; // length of the bar
  low?: number; // interval, drawn as a stroke
  high?: number;
  mark?: number | null; // a diamond
  shown: string; // written at the end
  words: string; // read aloud
  hollow?: boolean;
}
interface Given { title: string; bars: readonly ChartBar[]; unit: string; scale?: number; most?: number; onPick?: (k: number) => void; from?: number }

const [ROW, HEAD] = [22, 22];

/** One bar a line, its words left, its figure right; each is read, and picked, by the keyboard. */
export function ChartBars({ title, bars, unit, scale, most = 20, onPick, from = 0 }: Given): preact.JSX.Element {
  const [at, setAt] = useState(0);
  const [all, setAll] = useState(false);
  const list = all ? bars : bars.slice(0, most);
  const top = scale ?? Math.max(1e-9, ...bars.map((one) => Math.max(one.value ?? 0, one.high ?? 0, one.mark ?? 0)));
  return (
    <ChartFrame title={title}>
      {(width) => {
        const left = Math.min(320, Math.round(width * 0.46));
        const right = 78;
        const px = (value: number): number => left + ((value - from) / (top - from || 1)) * (width - left - right);
        const height = HEAD + list.length * ROW + 4;
        return (
          <>
            <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} role="group" aria-label={title} onKeyDown={(event) => roving(event, at, list.length, setAt)}>
              {ticks(from, top, 4).map((value) => (
                <g class="axis" aria-hidden="true"><line x1={px(value)} x2={px(value)} y1={HEAD - 4} y2={height} /><text x={px(value)} y={12} text-anchor="middle">{number(value)}</text></g>
              ))}
              <text class="axis-label" x={width - 2} y={12} text-anchor="end" aria-hidden="true">{unit}</text>
              {list.map((one, k) => (
                <g class="bar-row" transform={`translate(0 ${HEAD + k * ROW})`} role={onPick ? "button" : "img"} aria-label={one.words} tabIndex={k === at ? 0 : -1} data-k={k}
                  onFocus={() => setAt(k)} onClick={onPick ? () => onPick(k) : undefined}
                  onKeyDown={onPick ? (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); onPick(k); } } : undefined}>
                  <title>{one.words}</title>
                  <rect class="bar-hit" x={0} y={0} width={width} height={ROW} />
                  <text x={left - 8} y={15} text-anchor="end">{cut(one.label, left)}</text>
                  {one.value !== null ? <rect class={one.hollow ? "bar hollow" : "bar"} x={px(from)} y={5} width={Math.max(1, px(one.value) - px(from))} height={12} /> : null}
                  {one.low !== undefined && one.high !== undefined ? <g class="whisker"><line x1={px(one.low)} x2={px(one.high)} y1={11} y2={11} /><line x1={px(one.low)} x2={px(one.low)} y1={7} y2={15} /><line x1={px(one.high)} x2={px(one.high)} y1={7} y2={15} /></g> : null}
                  {one.mark !== null && one.mark !== undefined ? <path class="diamond" d={`M${px(one.mark)} 5 l5 6 l-5 6 l-5 -6 z`} /> : null}
                  <text class="bar-figure" x={width - 2} y={15} text-anchor="end">{one.shown}</text>
                </g>
              ))}
            </svg>
            {bars.length > most ? <Button kind="plain" onClick={() => setAll(!all)}>{all ? t("chart.less") : t("chart.more", { n: bars.length - most })}</Button> : null}
          </>
        );
      }}
    </ChartFrame>
  );
}

const pen = document.createElement("canvas").getContext("2d");
/** Words cut to a place, as wide as this page's letters are. */
function cut(words: string, pixels: number): string {
  if (pen === null) return words;
  pen.font = `12px ${getComputedStyle(document.body).fontFamily}`;
  const fits = (some: string): boolean => pen.measureText(some).width <= pixels - 12;
  if (fits(words)) return words;
  let [low, high] = [0, words.length];
  while (high - low > 1) {
    const half = (low + high) >> 1;
    if (fits(`${words.slice(0, half)}…`)) low = half; else high = half;
  }
  return `${words.slice(0, low).trimEnd()}…`;
}

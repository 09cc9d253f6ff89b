import type { ComponentChildren } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

/** A picture as wide as its place: drawn again when that changes, so that letters keep their size. */
export function ChartFrame({ title, children, least = 280, most = 760 }: { title: string; children: (width: number) => ComponentChildren; least?: number; most?: number }): preact.JSX.Element {
  const box = useRef<HTMLElement>(null);
  const [width, setWidth] = useState(least);
  useEffect(() => {
    const host = box.current;
    if (host === null) return undefined;
    const watch = new ResizeObserver(() => setWidth(Math.max(least, Math.min(most, Math.floor(host.clientWidth)))));
    watch.observe(host);
    return () => watch.disconnect();
  }, []);
  return <figure class="chart" ref={box}><figcaption>{title}</figcaption>{children(width)}</figure>;
}

/** Round ticks that span two ends, about so many. */
export function ticks(low: number, high: number, about = 5): number[] {
  const span = high - low;
  if (!(span > 0)) return [low];
  const raw = span / about;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = ([1, 2, 2.5, 5, 10].find((k) => k * power >= raw - 1e-12) ?? 10) * power;
  const first = Math.ceil(low / step - 1e-9);
  return Array.from({ length: Math.floor(high / step + 1e-9) - first + 1 }, (_, k) => Number(((first + k) * step).toPrecision(12)));
}

/** One point of many has the keyboard; arrows, Home and End move it. */
export function roving(event: KeyboardEvent, at: number, many: number, go: (to: number) => void): void {
  const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at - 1, ArrowUp: at - 1, Home: 0, End: many - 1 }[event.key];
  if (to === undefined || many === 0) return;
  event.preventDefault();
  const next = Math.max(0, Math.min(many - 1, to));
  go(next);
  const host = event.currentTarget as Element;
  requestAnimationFrame(() => host.querySelector<SVGElement | HTMLElement>(`[data-k="${next}"]`)?.focus());
}

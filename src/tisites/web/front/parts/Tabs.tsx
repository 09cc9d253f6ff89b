import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";

export interface Tab { key: string; label: string }
interface Given { label: string; tabs: readonly Tab[]; active: string; onChange: (key: string) => void; children: ComponentChildren; extra?: ComponentChildren }

/** Tabs by the keyboard's usual ways: arrows, Home and End. */
export function Tabs({ label, tabs, active, onChange, children, extra }: Given): preact.JSX.Element {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  // more tabs than there is room for: the bar scrolls, and the open one is seen
  useEffect(() => {
    const bar = list.current;
    if (bar === null) return undefined;
    const show = new ResizeObserver(() => bar.querySelector(`[data-key="${active}"]`)?.scrollIntoView({ block: "nearest", inline: "nearest" }));
    show.observe(bar); // heard at once, and when there is less room
    return () => show.disconnect();
  }, [active]);
  const move = (event: KeyboardEvent): void => {
    const at = tabs.findIndex((tab) => tab.key === active);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const to = tabs[(next + tabs.length) % tabs.length];
    if (to === undefined) return;
    onChange(to.key);
    list.current?.querySelector<HTMLElement>(`[data-key="${to.key}"]`)?.focus();
  };
  return (
    <div class="tabs">
      <div class="tabs-head"><div class="tabs-list" role="tablist" aria-label={label} ref={list} onKeyDown={move}>
        {tabs.map((tab) => (
          <button type="button" role="tab" data-key={tab.key} id={`${id}-${tab.key}`} aria-selected={tab.key === active}
            aria-controls={`${id}-panel`} tabIndex={tab.key === active ? 0 : -1} onClick={() => onChange(tab.key)}>{tab.label}</button>
        ))}
      </div>{extra}</div>
      <div class="tabs-panel" role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${active}`} tabIndex={0}>{children}</div>
    </div>
  );
}

import type { ComponentChildren } from "preact";

/** Nothing to show yet, and what to do about it. */
export function Empty({ words, children }: { words: string; children?: ComponentChildren }): preact.JSX.Element {
  return <div class="empty"><p>{words}</p>{children}</div>;
}

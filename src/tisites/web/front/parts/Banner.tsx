import type { ComponentChildren } from "preact";
import { t } from "../words/words";

interface Given { kind: "info" | "warning" | "error" | "synthetic" | "stale"; children: ComponentChildren; live?: boolean; onClose?: () => void }

const MARK = { info: "i", warning: "!", error: "×", synthetic: "△", stale: "↻" } as const;

/** A message across the page; its kind is told by mark and words, not by colour alone. */
export function Banner({ kind, children, live = false, onClose }: Given): preact.JSX.Element {
  return (
    <div class={`banner banner-${kind}`} role={kind === "error" ? "alert" : live ? "status" : undefined}>
      <span class="banner-mark" aria-hidden="true">{MARK[kind]}</span>
      <div class="banner-words">{children}</div>
      {onClose ? <button type="button" class="plain" onClick={onClose}>{t("close")}</button> : null}
    </div>
  );
}

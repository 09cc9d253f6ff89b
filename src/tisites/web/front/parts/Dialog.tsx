import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { t } from "../words/words";

interface Given { title: string; children: ComponentChildren; onClose: () => void }

/** A window of the page: the browser's own dialog keeps the focus inside and hears Escape. */
export function Dialog({ title, children, onClose }: Given): preact.JSX.Element {
  const id = useId();
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const dialog = box.current;
    if (dialog !== null && !dialog.open) dialog.showModal();
  }, []);
  return (
    <dialog class="dialog" ref={box} aria-labelledby={id} onClose={onClose}>
      <div class="dialog-head"><h2 id={id}>{title}</h2><button type="button" class="plain" onClick={onClose}>{t("close")}</button></div>
      {children}
    </dialog>
  );
}

import type { ComponentChildren } from "preact";

interface Given {
  children: ComponentChildren;
  onClick?: () => void;
  kind?: "primary" | "normal" | "plain" | "danger";
  disabled?: boolean;
  type?: "button" | "submit";
  label?: string;
  pressed?: boolean;
  title?: string;
}

export function Button({ children, onClick, kind = "normal", disabled = false, type = "button", label, pressed, title }: Given): preact.JSX.Element {
  return (
    <button type={type} class={kind === "plain" ? "plain" : `button button-${kind}`} disabled={disabled}
      aria-label={label} aria-pressed={pressed} title={title} onClick={onClick}>{children}</button>
  );
}

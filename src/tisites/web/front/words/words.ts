// Every sentence of the page, in the session's language; figures as that language writes them.
import { computed, signal } from "@preact/signals";
import type { Language } from "../api/types";
import { FR, type Key } from "./fr";

function first(): Language {
  try {
    const kept = localStorage.getItem("tisites.language");
    if (kept === "fr" || kept === "en") return kept;
  } catch { /* private window */ }
  return "fr";
}

export const language = signal<Language>(first());
const english = signal<Record<Key, string> | null>(null);
/** Fetch the sentences of a language; French ones are in the page. */
export async function learn(to: Language): Promise<void> {
  if (to === "en" && english.value === null) english.value = (await import("./en")).EN;
}
/** French marks as a printer sets them: no line ends before them, apostrophes are curly. */
const typeset = (text: string): string =>
  text.replace(/'/g, "\u2019").replace(/« /g, "«\u00a0").replace(/ (»|:)/g, "\u00a0$1").replace(/ ([;!?%])/g, "\u202f$1");
/** Words of the engine, written with the keys of a keyboard, as they are shown. */
export const say = (text: string): string => (language.value === "fr" ? typeset(text) : text);
const FRENCH = Object.fromEntries(Object.entries(FR).map(([key, text]) => [key, typeset(text)])) as Record<Key, string>;
const table = computed<Record<Key, string>>(() => ((language.value === "en" && english.value) || FRENCH));

/** The sentence of a key, its {holes} filled; {n|site|sites} is the word for as many as n, below two the first. */
export function t(key: Key, holes: Record<string, string | number> = {}): string {
  return table.value[key].replace(/\{(\w+)(?:\|([^|}]*)\|([^}]*))?\}/g, (whole, name: string, one?: string, more?: string) => {
    const given = holes[name];
    if (one !== undefined && more !== undefined) return typeof given === "number" && Math.abs(given) < 2 ? one : more;
    return given === undefined ? whole : typeof given === "number" ? number(given) : given;
  });
}

const styles = new Map<string, Intl.NumberFormat>();
export function number(value: number | null | undefined, decimals?: number | null): string {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  const places = decimals ?? undefined;
  const name = `${language.value}/${places ?? ""}`;
  let style = styles.get(name);
  if (style === undefined) {
    style = new Intl.NumberFormat(language.value === "fr" ? "fr-FR" : "en-GB",
      places === undefined ? { maximumFractionDigits: 2 } : { minimumFractionDigits: places, maximumFractionDigits: places });
    styles.set(name, style);
  }
  return style.format(value);
}

export function when(iso: string | null): string {
  if (!iso) return "–";
  return new Intl.DateTimeFormat(language.value === "fr" ? "fr-FR" : "en-GB", { dateStyle: "medium", timeStyle: "short" }).format(new Date(iso));
}

// The address carries the page, the run, the site and the view: a link says where one is.
import { computed, signal } from "@preact/signals";

export type Page = "" | "atelier" | "liste" | "comparer" | "executions" | "donnees" | "livrables";
const PAGES: readonly string[] = ["", "atelier", "liste", "comparer", "executions", "donnees", "livrables"];

const hash = signal(location.hash);
addEventListener("hashchange", () => { hash.value = location.hash; });

const parts = computed(() => {
  const [path = "", query = ""] = hash.value.replace(/^#\/?/, "").split("?");
  return { path, query: new URLSearchParams(query) };
});

export const page = computed<Page>(() => (PAGES.includes(parts.value.path) ? (parts.value.path as Page) : ""));
export const param = (name: string): string | null => parts.value.query.get(name);
export const siteId = computed(() => parts.value.query.get("site"));
export const viewName = computed(() => parts.value.query.get("view"));

/** Go to a page: a new entry in the browser's history. */
export function go(to: Page, query: Record<string, string | null> = {}): void {
  location.hash = written(to, query);
}

/** Change the address in place: nothing to go back to. */
export function put(query: Record<string, string | null>): void {
  const all: Record<string, string | null> = { ...Object.fromEntries(parts.value.query), ...query };
  history.replaceState(null, "", `#${written(page.value, all)}`);
  hash.value = location.hash;
}

export function link(to: Page, query: Record<string, string | null> = {}): string {
  return `#${written(to, query)}`;
}

function written(to: Page, query: Record<string, string | null>): string {
  const kept = Object.entries(query).filter((pair): pair is [string, string] => pair[1] !== null && pair[1] !== "");
  const tail = new URLSearchParams(kept).toString();
  return `/${to}${tail ? `?${tail}` : ""}`;
}

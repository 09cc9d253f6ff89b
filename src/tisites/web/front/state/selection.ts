// One selected site, shared by map, table and card; it stands in the address.
import { signal } from "@preact/signals";
import { put, siteId } from "./url";

export const site = siteId;
export const select = (id: string | null): void => put({ site: id });

/** Sites circled on the map: the table shows these alone; null when all are. */
export const circled = signal<ReadonlySet<string> | null>(null);

// One selected site, shared by map, table and card; it stands in the address.
import { put, siteId } from "./url";

export const site = siteId;
export const select = (id: string | null): void => put({ site: id });

// Pages beside Accueil and Atelier: a file of their own, fetched when one of them is first opened.
import { ComparePage } from "./compare/ComparePage";
import { DataPage } from "./data/DataPage";
import { DeliverPage } from "./deliver/DeliverPage";
import { ListPage } from "./list/ListPage";
import { RunsPage } from "./runs/RunsPage";

export const PAGES = { liste: ListPage, comparer: ComparePage, executions: RunsPage, donnees: DataPage, livrables: DeliverPage };

import { effect } from "@preact/signals";
import { Atelier } from "../atelier/Atelier";
import { ComparePage } from "../compare/ComparePage";
import { DataPage } from "../data/DataPage";
import { DeliverPage } from "../deliver/DeliverPage";
import { HomePage } from "../home/HomePage";
import { ListPage } from "../list/ListPage";
import { RunsPage } from "../runs/RunsPage";
import { Busy } from "../parts/Busy";
import { resumeJobs } from "../state/job";
import { cut, openSession, session } from "../state/session";
import { page, type Page } from "../state/url";
import { t } from "../words/words";
import { Banners } from "./Banners";
import { Header, TITLES } from "./Header";

const PAGES: Record<Page, () => preact.JSX.Element> = {
  "": HomePage, atelier: Atelier, liste: ListPage, comparer: ComparePage,
  executions: RunsPage, donnees: DataPage, livrables: DeliverPage,
};

effect(() => { document.title = `${t(TITLES[page.value])} · tisites`; });

// while the server is gone, ask again, less and less often
let wait = 1000;
effect(() => {
  if (!cut.value) { wait = 1000; return; }
  const again = (): void => {
    openSession().then(resumeJobs).catch(() => { wait = Math.min(wait * 2, 15_000); timer = setTimeout(again, wait); });
  };
  let timer = setTimeout(again, wait);
  return () => clearTimeout(timer);
});

export function App(): preact.JSX.Element {
  const Shown = PAGES[page.value];
  return (
    <>
      <a class="skip" href="#main" onClick={(event) => { event.preventDefault(); document.getElementById("main")?.focus(); }}>{t("nav.skip")}</a>
      <Header />
      <Banners />
      <main id="main" class={`main main-${page.value || "accueil"}`} tabIndex={-1}>
        {session.value === null && !cut.value ? <Busy label={t("loading")} /> : <Shown />}
      </main>
    </>
  );
}

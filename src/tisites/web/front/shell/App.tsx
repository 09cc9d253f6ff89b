import { effect, signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Atelier } from "../atelier/Atelier";
import { HomePage } from "../home/HomePage";
import { Busy } from "../parts/Busy";
import { resumeJobs } from "../state/job";
import { cut, openSession, session } from "../state/session";
import { page, type Page } from "../state/url";
import { t } from "../words/words";
import { Banners } from "./Banners";
import { Header, TITLES } from "./Header";

const others = signal<typeof import("../pages").PAGES | null>(null);

/** A page that is not in the first file; asked again once the server answers, where it did not. */
function Other({ name }: { name: Exclude<Page, "" | "atelier"> }): preact.JSX.Element {
  useEffect(() => {
    if (others.value === null && !cut.value) import("../pages").then((read) => { others.value = read.PAGES; }).catch(() => { cut.value = true; });
  }, [cut.value]);
  const Shown = others.value?.[name];
  return Shown ? <Shown /> : <Busy label={t("loading")} />;
}

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
  const now = page.value;
  return (
    <>
      <a class="skip" href="#main" onClick={(event) => { event.preventDefault(); document.getElementById("main")?.focus(); }}>{t("nav.skip")}</a>
      <Header />
      <Banners />
      <main id="main" class={`main main-${now || "accueil"}`} tabIndex={-1}>
        {session.value === null && !cut.value ? <Busy label={t("loading")} /> : now === "" ? <HomePage /> : now === "atelier" ? <Atelier /> : <Other name={now} />}
      </main>
    </>
  );
}

import { atWork } from "../state/job";
import { session, speak, tell } from "../state/session";
import { link, page, type Page } from "../state/url";
import type { Key } from "../words/fr";
import { language, t } from "../words/words";

export const TITLES: Record<Page, Key> = {
  "": "nav.home", atelier: "nav.atelier", liste: "nav.list", comparer: "nav.compare",
  executions: "nav.runs", donnees: "nav.data", livrables: "nav.deliver",
};

export function Header(): preact.JSX.Element {
  const n = atWork.value.length;
  return (
    <header class="head">
      <a class="brand" href={link("")}><img src="icon.svg" alt="" width="24" height="24" /><strong>{t("app.name")}</strong><span class="brand-tag">{t("app.tagline")}</span></a>
      <nav class="nav" aria-label={t("nav.main")}>
        {(Object.keys(TITLES) as Page[]).map((to) => (
          <a href={link(to)} aria-current={page.value === to ? "page" : undefined}>{t(TITLES[to])}</a>
        ))}
      </nav>
      <span class="head-jobs" role="status">{n === 0 ? "" : n === 1 ? t("jobs.one") : t("jobs.some", { n })}</span>
      <button type="button" class="plain" lang={language.value === "fr" ? "en" : "fr"}
        onClick={() => { speak(language.value === "fr" ? "en" : "fr").catch(tell); }}>{t("language.switch")}</button>
      <span class="head-version">{session.value ? session.value.version : ""}</span>
    </header>
  );
}

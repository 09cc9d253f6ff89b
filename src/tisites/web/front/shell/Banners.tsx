import { signal } from "@preact/signals";
import { Banner } from "../parts/Banner";
import { Button } from "../parts/Button";
import { unsent } from "../state/draft";
import { result } from "../state/result";
import { cut, fault } from "../state/session";
import { page } from "../state/url";
import { t } from "../words/words";

const copied = signal(false);

/** What must be seen whatever the page: synthetic data, a cut, a failure with its report. */
export function Banners(): preact.JSX.Element {
  const wrong = fault.value;
  const waiting = Object.keys(unsent.value).length;
  return (
    <section class="banners" aria-label={t("banners")}>
      {page.value === "atelier" && result.value?.synthetic ? <Banner kind="synthetic">{t("synthetic")}</Banner> : null}
      {cut.value ? <Banner kind="warning" live>{t("cut")} {waiting === 0 ? "" : waiting === 1 ? t("unsent.one") : t("unsent", { n: waiting })}</Banner> : null}
      {wrong ? (
        <Banner kind="error" live onClose={() => { fault.value = null; copied.value = false; }}>
          <strong>{t("fault.title")}</strong> {wrong.words} {wrong.remedy}
          <Button onClick={() => { void navigator.clipboard.writeText(wrong.report).then(() => { copied.value = true; }); }}>
            {copied.value ? t("fault.copied") : t("fault.copy")}
          </Button>
        </Banner>
      ) : null}
    </section>
  );
}

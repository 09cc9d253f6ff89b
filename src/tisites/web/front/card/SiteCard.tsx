import { Empty } from "../parts/Empty";
import { t } from "../words/words";

export function SiteCard(): preact.JSX.Element {
  return <Empty words={t("site.none")} />;
}

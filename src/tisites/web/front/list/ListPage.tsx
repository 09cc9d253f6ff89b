import { Busy } from "../parts/Busy";
import { t } from "../words/words";

export function ListPage(): preact.JSX.Element {
  return <Busy label={t("loading")} />;
}

import { Busy } from "../parts/Busy";
import { t } from "../words/words";

export function HomePage(): preact.JSX.Element {
  return <Busy label={t("loading")} />;
}

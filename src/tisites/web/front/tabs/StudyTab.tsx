import { Busy } from "../parts/Busy";
import type { Key } from "../words/fr";
import { t } from "../words/words";

export const STUDY_TABS: readonly { key: string; label: Key }[] = [];

export function StudyTab({ name }: { name: string }): preact.JSX.Element {
  return <Busy label={`${t("loading")} ${name}`} />;
}

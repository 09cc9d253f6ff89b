import { Button } from "../parts/Button";
import { JobDocument } from "../parts/JobDocument";
import { mayWork, useJob } from "../parts/JobLine";
import { tell } from "../state/session";
import { t } from "../words/words";
import { about, explain, explained } from "./card";

/** What only a solve tells: the exact cost, who would move, the smallest change. Asked once, kept. */
export function Explain({ run, id }: { run: string; id: string }): preact.JSX.Element {
  const job = useJob(explained.value[about(run, id)] ?? null);
  if (job === null) {
    return (
      <p class="card-actions">
        <Button kind="primary" disabled={!mayWork()} title={t("card.explain.hint")} onClick={() => { explain(run, id).catch(tell); }}>{t("card.explain")}</Button>
      </p>
    );
  }
  return <section class="card-explained" aria-label={t("card.explain.title")}><JobDocument job={job} files={false} /></section>;
}

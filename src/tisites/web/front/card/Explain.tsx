import { isOver } from "../api/events";
import { Button } from "../parts/Button";
import { JobDocument } from "../parts/JobDocument";
import { mayWork, useJob } from "../parts/JobLine";
import { tell } from "../state/session";
import { t } from "../words/words";
import { about, explain, explained } from "./card";

/** What only a solve tells: the exact cost, who would move, the smallest change. Asked once, kept. */
export function Explain({ run, id, out }: { run: string; id: string; out: boolean }): preact.JSX.Element {
  const job = useJob(explained.value[about(run, id)] ?? null);
  if (job === null) {
    return (
      <p class="card-actions">
        <Button kind="primary" disabled={!mayWork()} title={t("card.explain.hint")} onClick={() => { explain(run, id, false).catch(tell); }}>{t("card.explain")}</Button>
      </p>
    );
  }
  const more = out && isOver(job) && job.options.limits === false && mayWork();
  return (
    <section class="card-explained" aria-label={t("card.explain.title")}>
      <JobDocument job={job} files={false} />
      {more ? <Button title={t("card.limits.hint")} onClick={() => { explain(run, id, true).catch(tell); }}>{t("card.limits")}</Button> : null}
    </section>
  );
}

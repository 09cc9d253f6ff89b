import { useState } from "preact/hooks";
import { isOver } from "../api/events";
import { Button } from "../parts/Button";
import { Dialog } from "../parts/Dialog";
import { JobDocument } from "../parts/JobDocument";
import { mayWork, useJob } from "../parts/JobLine";
import { tell } from "../state/session";
import { t } from "../words/words";
import { about, explain, explained } from "./card";

/** What only a solve tells: the exact cost, who would move, the smallest change. Asked once, kept. */
export function Explain({ run, id, out }: { run: string; id: string; out: boolean }): preact.JSX.Element {
  const [large, setLarge] = useState(false);
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
      {isOver(job) && job.document !== null ? <Button kind="plain" onClick={() => setLarge(true)}>{t("card.explain.large")}</Button> : null}
      <JobDocument job={job} files={false} />
      {large ? <Dialog title={t("card.explain.title")} onClose={() => setLarge(false)}><JobDocument job={job} files={false} /></Dialog> : null}
      {more ? <Button title={t("card.limits.hint")} onClick={() => { explain(run, id, true).catch(tell); }}>{t("card.limits")}</Button> : null}
    </section>
  );
}

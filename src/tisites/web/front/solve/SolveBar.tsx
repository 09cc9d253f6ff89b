import { useEffect, useState } from "preact/hooks";
import type { Job } from "../api/types";
import { Button } from "../parts/Button";
import { draft, stale } from "../state/draft";
import { solving } from "../state/job";
import { chosen, mine, result } from "../state/result";
import { session } from "../state/session";
import { number, t } from "../words/words";
import { deaf, each, kill, queued, solve, stop, stopped, wish } from "./solving";
import { States } from "./States";

/** Solve, stop, and what is known so far: proof words are the engine's own. */
export function SolveBar(): preact.JSX.Element {
  useEffect(() => {
    const heard = (event: KeyboardEvent): void => {
      if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      if (document.activeElement instanceof HTMLElement) document.activeElement.blur(); // a figure half typed is told first
      setTimeout(solve);
    };
    addEventListener("keydown", heard);
    return () => removeEventListener("keydown", heard);
  }, []);
  const job = solving.value;
  const may = draft.value !== null && session.value?.role !== "reader";
  return (
    <>
      <div class="solve" role="region" aria-label={t("solve.region")}>
        {job === null ? (
          <Button kind="primary" disabled={!may} title="Ctrl+Enter" onClick={solve}>{t("solve.go")}</Button>
        ) : (
          <Button disabled={stopped.value?.job === job.id} onClick={() => stop(job)}>{stopped.value?.job === job.id ? t("solve.stopping") : t("solve.stop")}</Button>
        )}
        {job !== null && deaf.value ? <Button kind="danger" title={t("solve.kill.title")} onClick={() => kill(job)}>{t("solve.kill")}</Button> : null}
        {job === null ? <Answer /> : <Progress job={job} />}
        <label class="check solve-each"><input type="checkbox" checked={each.value} disabled={!may} onChange={(event) => wish(event.currentTarget.checked)} />{t("solve.each")}</label>
      </div>
      <States />
    </>
  );
}

/** The answer on the screen: how far it is proven, its value and its bound. */
function Answer(): preact.JSX.Element {
  const told = result.value;
  if (told === null) return <p class="solve-words" role="status">{draft.value ? t("solve.never") : ""}</p>;
  return (
    <div class={`solve-facts ${stale.value ? "solve-old" : ""}`} role="status">
      {stale.value ? <span class="solve-former">{t("solve.old")}</span> : null}
      <span class={`proof proof-${told.proof}`}>{told.proof_words}</span>
      <Fact label={t("solve.chosen")} value={number(told.selected.length)} />
      <Fact label={t("solve.value")} value={number(told.value, 2)} />
      {mine.value.size ? <Fact label={t("solve.mine")} value={t("solve.mine.of", { n: [...mine.value].filter((id) => chosen.value.has(id)).length, of: mine.value.size })} /> : null}
      {told.bound === null ? null : <Fact label={t("solve.bound")} value={number(told.bound, 2)} />}
      {told.gap_pct !== null && told.gap_pct >= 0.005 ? <Fact label={t("solve.gap")} value={`${number(told.gap_pct, 2)} %`} /> : null}
    </div>
  );
}

function Progress({ job }: { job: Job }): preact.JSX.Element {
  const seconds = useElapsed(job);
  const phase = job.state === "queued"
    ? (job.position ? t("solve.position", { n: job.position }) : t("solve.queued")) : (job.phase || t("solve.starting"));
  return (
    <div class="solve-facts">
      <span class="busy" role="status"><span class="busy-mark" aria-hidden="true" />{phase}</span>
      {job.value === null ? null : <Fact label={t("solve.best")} value={number(job.value, 2)} />}
      {job.bound === null ? null : <Fact label={t("solve.bound")} value={number(job.bound, 2)} />}
      {job.gap_pct === null ? null : <Fact label={t("solve.gap")} value={`${number(job.gap_pct, 2)} %`} />}
      <span class="solve-time" aria-hidden="true">{t("seconds", { n: number(seconds, 0) })}</span>
      {queued.value ? <span class="solve-next">{t("solve.next")}</span> : null}
    </div>
  );
}

function Fact({ label, value }: { label: string; value: string }): preact.JSX.Element {
  return <span class="solve-fact">{label} <strong>{value}</strong></span>;
}

/** Seconds since a job began, as this machine counts them: its clock may not be the server's. */
function useElapsed(job: Job): number {
  const [now, tick] = useState(0);
  useEffect(() => {
    const told = job.began ? Date.parse(job.began) : NaN;
    const start = Date.now() - told < 3_600_000 && Date.now() >= told ? told : Date.now();
    const show = (): void => tick((Date.now() - start) / 1000);
    show();
    const each = setInterval(show, 1000);
    return () => clearInterval(each);
  }, [job.id, job.began]);
  return now;
}

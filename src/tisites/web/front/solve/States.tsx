import { effect, signal } from "@preact/signals";
import { markDownloads } from "../api/client";
import type { Job, Problem } from "../api/types";
import { isOver } from "../api/events";
import { Banner } from "../parts/Banner";
import { Button } from "../parts/Button";
import { Busy } from "../parts/Busy";
import { Dialog } from "../parts/Dialog";
import { DocumentView } from "../parts/DocumentView";
import { draft, elsewhere, stale, undo } from "../state/draft";
import { solving, stopJob } from "../state/job";
import { result } from "../state/result";
import { session, tell } from "../state/session";
import { page } from "../state/url";
import { number, say, t } from "../words/words";
import { clash, concede, dismissed, each, lastSolve, relaxing, solve, type Way } from "./solving";

// views grey what is no longer the answer: one mark on the page, read by the styles
effect(() => { document.documentElement.toggleAttribute("data-stale", (stale.value ?? 0) > 0 || elsewhere.value); });
// other pages hand out other runs, which are what they say
markDownloads((name) => (page.peek() === "atelier" && (stale.peek() ?? 0) > 0 ? `${t("stale.file")}-${name}` : name));

/** What the answer on the screen is worth, and the way on: stale, stopped, infeasible, wrong. */
export function States(): preact.JSX.Element | null {
  const job = lastSolve.value;
  const over = job !== null && isOver(job) && dismissed.value !== job.id ? job : null;
  if (over !== null && (clash.value?.job === over.id || (over.state === "infeasible" && asks(over)))) return <Infeasible job={over} />;
  if (over !== null && (over.state === "failed" || over.state === "killed" || (over.state === "bad_input" && asks(over)))) return <Wrong job={over} />;
  const n = stale.value ?? 0;
  if (n > 0 && result.value !== null && !(solving.value !== null && each.value)) {
    return (
      <Banner kind="stale" live>
        {n === 1 ? t("stale.one") : t("stale", { n })} {solving.value ? t("stale.solving") : ""}{" "}
        {solving.value ? null : <Button onClick={solve} disabled={session.value?.role === "reader"}>{t("stale.solve")}</Button>}
      </Banner>
    );
  }
  if (elsewhere.value && solving.value === null) {
    return <Banner kind="stale" live>{t("stale.other")} <Button onClick={solve} disabled={session.value?.role === "reader"}>{t("solve.go")}</Button></Banner>;
  }
  if (over !== null && (over.state === "stopped" || over.state === "limit") && n === 0) {
    const has = over.result !== null;
    return (
      <Banner kind="warning" live onClose={() => { dismissed.value = over.id; }}>
        <strong>{t(over.state === "stopped" ? "stopped" : "limit")}</strong>{" "}
        {has ? t("stopped.best", { gap: over.gap_pct === null ? "–" : number(over.gap_pct, 2) }) : t("stopped.nothing")}{" "}
        <Button onClick={solve}>{t("stopped.again")}</Button>
      </Banner>
    );
  }
  return null;
}

/** Whether a job that is over speaks of the draft as it now stands. */
const asks = (job: Job): boolean => job.revision === null || job.revision === draft.value?.revision;

const Told = ({ of }: { of: Problem[] }): preact.JSX.Element => (
  <ul class="problems">
    {of.slice(0, 12).map((one) => (
      <li>{one.where.line ? <span class="where">{one.where.file} {t("scenario.line", { line: one.where.line })}</span> : null}{say(one.what)}{one.remedy ? <em> → {say(one.remedy)}</em> : null}</li>
    ))}
  </ul>
);

const whole = signal(false);

/** Nothing meets every rule: the former answer stays, the clash is named, the least way out offered. */
function Infeasible({ job }: { job: Job }): preact.JSX.Element {
  const told = clash.value;
  const least = told?.ways.find((way) => way.least);
  const others = told?.ways.filter((way) => !way.least) ?? [];
  const named = told?.document?.sections.find((section) => section.items.length && !section.title.startsWith(t("clash.before")))?.items[0];
  return (
    <div class="clash banner banner-error" role="alert">
      <span class="banner-mark" aria-hidden="true">×</span>
      <div class="banner-words">
        <p><strong>{t("clash")}</strong> {result.value ? t("clash.kept") : ""}</p>
        {named ? <p>{say(named)}</p> : <Told of={job.problems} />}
        {relaxing.value ? (
          <div class="clash-search"><Busy label={t("clash.search")} /><Button kind="plain" onClick={() => { if (relaxing.value) stopJob(relaxing.value.id).catch(tell); }}>{t("clash.stop")}</Button></div>
        ) : null}
        {least ? <Concession way={least} main /> : null}
        {others.length ? (
          <details><summary>{others.length === 1 ? t("clash.other") : t("clash.others", { n: others.length })}</summary>{others.map((way) => <Concession way={way} key={way.says.join()} />)}</details>
        ) : null}
        {told !== null && !relaxing.value && told.ways.length === 0 && told.document ? <p>{t("clash.none")}</p> : null}
        <p class="clash-more">
          {draft.value?.can_undo ? <Button onClick={() => { undo().catch(tell); }}>{t("clash.undo")}</Button> : null}
          {told?.document ? <Button kind="plain" onClick={() => { whole.value = true; }}>{t("clash.whole")}</Button> : null}
          {told === null || (told.document === null && !relaxing.value) ? <Button onClick={solve}>{t("stopped.again")}</Button> : null}
        </p>
      </div>
      {whole.value && told?.document ? <Dialog title={t("clash.whole")} onClose={() => { whole.value = false; }}><DocumentView document={told.document} level={3} /></Dialog> : null}
    </div>
  );
}

function Concession({ way, main = false }: { way: Way; main?: boolean }): preact.JSX.Element {
  return (
    <div class="concession">
      <div>{main ? <strong>{t("clash.least")}</strong> : null}<ul>{way.says.map((said) => <li>{say(said)}</li>)}</ul></div>
      <Button kind={main ? "primary" : "normal"} onClick={() => { concede(way).catch(tell); }}>{t("clash.apply")}</Button>
    </div>
  );
}

const copied = signal("");

/** Input that cannot be used, or an internal failure: what, where, the remedy, and a report to send. */
function Wrong({ job }: { job: Job }): preact.JSX.Element {
  const report = (): string => [`tisites ${session.value?.version ?? ""}`, JSON.stringify(job, null, 1), JSON.stringify(draft.value, null, 1)].join("\n");
  const title = { failed: t("wrong.failed"), killed: t("wrong.killed") }[job.state as "failed" | "killed"] ?? t("wrong.input");
  return (
    <Banner kind="error" onClose={() => { dismissed.value = job.id; }}>
      <strong>{title}</strong> {result.value ? t("clash.kept") : ""}
      <Told of={job.problems} />
      <Button onClick={() => { navigator.clipboard.writeText(report()).then(() => { copied.value = job.id; }).catch(tell); }}>{copied.value === job.id ? t("fault.copied") : t("fault.copy")}</Button>{" "}
      <Button onClick={solve}>{t("stopped.again")}</Button>
    </Banner>
  );
}

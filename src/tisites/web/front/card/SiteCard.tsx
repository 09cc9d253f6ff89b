import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import type { Card, Draft } from "../api/types";
import { Banner } from "../parts/Banner";
import { Busy } from "../parts/Busy";
import { Button } from "../parts/Button";
import { Empty } from "../parts/Empty";
import { draft, form, lock } from "../state/draft";
import { result } from "../state/result";
import { select, site } from "../state/selection";
import { tell } from "../state/session";
import { mayWork } from "../parts/JobLine";
import { number, t } from "../words/words";
import { card, readCard, sheet, wait } from "./card";
import { Explain } from "./Explain";
import { Points } from "./Points";

/** All that is known of the selected site: verdict first, then points, evidence, identity. */
export function SiteCard(): preact.JSX.Element {
  const run = result.value?.run ?? null;
  const id = site.value;
  useEffect(() => {
    if (run !== null && id !== null) readCard(run, id).catch(tell);
    else card.value = null;
  }, [run, id]);
  if (id === null || run === null) return <Empty words={t("site.none")} />;
  const told = card.value;
  if (told === null || told.id !== id) return wait.value ? <Busy label={t("loading")} /> : <Empty words={t("site.none")} />;
  return (
    <article class="card" aria-busy={wait.value}>
      <header class="card-head">
        <div><h2>{told.name}</h2><p class="soft">{told.place}</p></div>
        <button type="button" class="plain" aria-label={t("card.close")} onClick={() => select(null)}>×</button>
      </header>
      <p class="card-status"><span class={`status status-${told.verdict.status}`}>{t(`card.status.${told.verdict.status}`)}</span></p>
      <Score of={told} />
      <Locks id={told.id} now={draft.value} />
      <Verdict of={told} />
      <Explain run={run} id={told.id} out={told.verdict.status === "eligible"} />
      <p class="card-actions"><Sheet run={run} id={told.id} /></p>
      <Points of={told} />
      <Told of={told} />
    </article>
  );
}

function Score({ of }: { of: Card }): preact.JSX.Element {
  if (of.score === null) return <>{of.notices.map((words) => <Banner kind="info">{words}</Banner>)}</>;
  const [low, high] = [of.low ?? of.score, of.high ?? of.score];
  const words = t("card.score.words", { score: number(of.score, 1), low: number(low, 1), high: number(high, 1) });
  return (
    <section class="card-score">
      <h3 class="hidden">{t("card.score")}</h3>
      <p><strong class="card-figure">{number(of.score, 1)}</strong> <span class="soft">/ 100 · {number(low, 1)} – {number(high, 1)}</span></p>
      <div class="span" role="img" aria-label={words} title={words}>
        <span class="span-doubt" style={{ left: `${low}%`, width: `${high - low}%` }} /><span class="span-mark" style={{ left: `${of.score}%` }} />
      </div>
      <dl class="card-ranks" aria-label={of.verdict.status === "excluded" ? t("card.ranks.would") : t("card.ranks")}>
        {of.ranks.map((rank) => <div><dt>{rank.among === "country" ? t("card.rank.country") : rank.name}</dt><dd>{t("card.rank", { place: rank.place, of: rank.of })}</dd></div>)}
      </dl>
    </section>
  );
}

function Locks({ id, now }: { id: string; now: Draft | null }): preact.JSX.Element {
  const locks = form.value?.locks;
  if (now === null || locks === undefined || !mayWork()) return <p class="soft note">{t("card.lock.none")}</p>;
  const how = locks.in.includes(id) ? "in" : locks.out.includes(id) ? "out" : null;
  const turn = (to: "in" | "out"): void => { lock(id, how === to ? null : to).catch(tell); };
  return (
    <div class="card-locks" role="group" aria-label={t("card.lock")}>
      <Button pressed={how === "in"} label={t("card.lock.in.long")} onClick={() => turn("in")}>{t("card.lock.in")}</Button>
      <Button pressed={how === "out"} label={t("card.lock.out.long")} onClick={() => turn("out")}>{t("card.lock.out")}</Button>
    </div>
  );
}

function Verdict({ of }: { of: Card }): preact.JSX.Element {
  const { status, lead, reasons, act, actors, can_change: may } = of.verdict;
  return (
    <section>
      <h3>{t(`card.why.${status}`)}</h3>
      <p>{lead}</p>
      {reasons.length ? <ul class="card-list">{reasons.map((words) => <li>{words}</li>)}</ul> : null}
      {act ? <p class="soft">{may ? t("card.act", { actors, act }) : t("card.nobody", { act })}</p> : null}
    </section>
  );
}

const making = signal("");
function Sheet({ run, id }: { run: string; id: string }): preact.JSX.Element {
  const mine = making.value === id;
  const go = (): void => {
    making.value = id;
    sheet(run, id).then((job) => { if (job.state !== "done") tell(new Error(job.problems[0]?.words ?? job.words)); })
      .catch(tell).finally(() => { making.value = ""; });
  };
  return mine ? <Busy label={t("card.fiche")} /> : <Button onClick={go} disabled={making.value !== "" || !mayWork()}>{t("card.fiche")}</Button>;
}

function Told({ of }: { of: Card }): preact.JSX.Element {
  return (
    <>
      {of.ready ? <p>{of.ready}</p> : null}
      {of.blocks.length ? <List title={t("card.blocks")} items={of.blocks} /> : null}
      {of.contradicted ? <Banner kind="warning">{t("card.contradicted")}</Banner> : null}
      {of.verify.length ? <List title={t("card.verify")} items={of.verify} /> : null}
      <details class="card-more">
        <summary>{t("card.evidence", { n: of.evidence.length })}</summary>
        {of.evidence.length === 0 ? <p>{t("card.evidence.none")}</p> : null}
        <ul class="card-list">
          {of.evidence.map((one) => (
            <li><b>{one.about}</b>{one.counts ? <span class="mark mark-info">{t("card.evidence.counts")}</span> : null} {one.says}
              <span class="soft"> · {[one.source, one.date, one.confidence].filter((words) => words && words !== "–").join(", ")}</span></li>
          ))}
        </ul>
      </details>
      <details class="card-more">
        <summary>{t("card.facts")}</summary>
        <dl class="card-facts">{of.facts.map((fact) => <div><dt>{fact.label}</dt><dd>{fact.value}</dd></div>)}</dl>
      </details>
    </>
  );
}

function List({ title, items }: { title: string; items: readonly string[] }): preact.JSX.Element {
  return <section><h3>{title}</h3><ul class="card-list">{items.map((words) => <li>{words}</li>)}</ul></section>;
}

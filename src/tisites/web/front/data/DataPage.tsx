import { useEffect, useState } from "preact/hooks";
import { get, send } from "../api/client";
import type { FindingGroup, Pack, PackLine } from "../api/pages";
import { isOver } from "../api/events";
import type { Job } from "../api/types";
import { Busy } from "../parts/Busy";
import { Button } from "../parts/Button";
import { JobDocument } from "../parts/JobDocument";
import { mayWork, useJob } from "../parts/JobLine";
import { Synthetic } from "../runs/RunTable";
import { watch } from "../state/job";
import { tell } from "../state/session";
import { link, param, put } from "../state/url";
import { language, number, t } from "../words/words";

/** The packs of data: what each holds, from when, under which licence, what it lacks. */
export function DataPage(): preact.JSX.Element {
  const [packs, setPacks] = useState<PackLine[] | null>(null);
  useEffect(() => { get<PackLine[]>("/packs").then(setPacks).catch(tell); }, [language.value]);
  if (packs === null) return <Busy label={t("loading")} />;
  const current = packs.find((one) => one.key === param("paquet")) ?? packs[0];
  return (
    <div class="page">
      <header class="page-head"><h1>{t("data.title")}</h1><p class="lead">{t("data.lead")}</p></header>
      <div class="pack-grid">
        <nav class="panel" aria-label={t("data.pack")}>
          <ul class="pack-list">{packs.map((one) => (
            <li><a href={link("donnees", { paquet: one.key })} aria-current={one.key === current?.key ? "true" : undefined}>{one.title} {one.synthetic ? <Synthetic /> : null}</a></li>
          ))}</ul>
        </nav>
        {current ? <Shown key={`${current.key} ${language.value}`} of={current} /> : null}
      </div>
    </div>
  );
}

function Shown({ of }: { of: PackLine }): preact.JSX.Element {
  const [pack, setPack] = useState<Pack | null>(null);
  useEffect(() => { get<Pack>(`/packs/${of.key}`).then(setPack).catch(tell); }, [of.key]);
  return (
    <div>
      <section class="panel" aria-labelledby="pack-title">
        <div class="panel-head"><h2 id="pack-title">{of.title}</h2>{of.synthetic ? <Synthetic /> : null}</div>
        <p class="soft">{t("data.built", { date: of.built, version: of.version })} · <code>{of.sha256.slice(0, 16)}</code></p>
        {pack === null ? <Busy label={t("loading")} /> : <Layers pack={pack} />}
      </section>
      <Findings of={of} />
      <Coverage of={of} />
    </div>
  );
}

function Layers({ pack }: { pack: Pack }): preact.JSX.Element {
  return (
    <>
      <div class="table-box" role="group" aria-label={t("data.layers")} tabIndex={0}>
        <table class="table runs layers">
          <thead><tr><th scope="col">{t("data.layer")}</th><th scope="col" class="right">{t("data.rows")}</th><th scope="col">{t("data.vintage")}</th><th scope="col">{t("data.producer")}</th><th scope="col">{t("data.licence")}</th></tr></thead>
          <tbody>{pack.layers.map((one) => (
            <tr>
              <th scope="row"><span class="run-title">{one.title}</span><span class="run-names"><code>{one.layer}</code>{one.synthetic ? <span class="mark mark-synthetic">{t("data.synthetic")}</span> : null}{one.partial ? <span class="mark mark-info" title={t("data.partial.words")}>{t("data.partial")}</span> : null}</span>{one.caveat ? <span class="caveat">{one.caveat}</span> : null}</th>
              <td class="right">{number(one.rows)}</td><td>{one.vintage}</td><td>{one.producer}</td><td>{one.licence}</td>
            </tr>
          ))}</tbody>
        </table>
        {pack.layers.some((one) => one.partial) ? <p class="table-note">{t("data.partial.words")}</p> : null}
      </div>
      {pack.absent.length ? <details><summary>{t("data.absent")} ({number(pack.absent.length)})</summary><p>{pack.absent.map((one, k) => <>{k ? ", " : ""}<code>{one}</code></>)}</p></details> : null}
    </>
  );
}

function Findings({ of }: { of: PackLine }): preact.JSX.Element {
  const [found, setFound] = useState<FindingGroup[] | null>(null);
  useEffect(() => { get<FindingGroup[]>(`/packs/${of.key}/findings`).then(setFound).catch(tell); }, [of.key]);
  return (
    <section class="panel findings" aria-labelledby="pack-findings">
      <h2 id="pack-findings">{t("data.findings")}</h2>
      {found === null ? <Busy label={t("loading")} /> : found.length === 0 ? <p>{t("data.findings.none")}</p> : found.map((one) => (
        <div class="finding"><span class="finding-count">{number(one.count)}</span><div><p><span class="mark mark-info">{one.severity_words}</span> {one.message}</p><p class="soft">{one.remedy}</p></div></div>
      ))}
    </section>
  );
}

function Coverage({ of }: { of: PackLine }): preact.JSX.Element {
  const job = useJob(param("job"));
  const mine = job !== null && job.options.pack === of.key ? job : null;
  const go = async (): Promise<void> => {
    const asked = await send<Job>("POST", "/jobs", { verb: "coverage", options: { pack: of.key } });
    void watch(asked);
    put({ job: asked.id, paquet: of.key });
  };
  return (
    <section class="panel" aria-labelledby="pack-coverage">
      <h2 id="pack-coverage">{t("data.coverage")}</h2>
      <p class="soft">{t("data.coverage.words")}</p>
      {mine ? <JobDocument job={mine} files={false} /> : null}
      {mine === null || (isOver(mine) && mine.state !== "done") ? <Button disabled={!mayWork()} onClick={() => { go().catch(tell); }}>{t("data.coverage.go")}</Button> : null}
    </section>
  );
}

import { useEffect, useRef, useState } from "preact/hooks";
import { get, Refusal, send, upload } from "../api/client";
import type { Accepted, AskedReading, Guess, Upload } from "../api/pages";
import type { Problem } from "../api/types";
import { Busy } from "../parts/Busy";
import { Button } from "../parts/Button";
import { Confirm } from "../parts/Confirm";
import { mayWork, Problems, sizeWords } from "../parts/JobLine";
import { session, tell } from "../state/session";
import { link, param, put } from "../state/url";
import { language, t } from "../words/words";
import { Dossier } from "./Dossier";
import { Reading } from "./Reading";

const asked = (): AskedReading => ({ pack: firstPack(), sheet: null, unit: null, communes: {}, meanings: {} });
const firstPack = (): string => session.value?.packs.find((one) => !one.synthetic)?.name ?? "demo";

/** A planner's own list: dropped, shown as it would be read, accepted or not, then judged. */
export function ListPage(): preact.JSX.Element {
  const key = param("liste");
  const [known, setKnown] = useState<Upload[] | null>(null);
  const [wrong, setWrong] = useState<Problem[]>([]);
  const [sending, setSending] = useState("");
  const refresh = (): Promise<void> => get<Upload[]>("/uploads").then(setKnown);
  useEffect(() => { refresh().catch(tell); }, [language.value]);
  const give = async (file: File): Promise<void> => {
    setWrong([]);
    setSending(file.name);
    try {
      const given = await upload<Upload>("/uploads", file);
      await refresh();
      put({ liste: given.upload, job: null });
    } catch (error) {
      if (!(error instanceof Refusal) || error.problems.length === 0) throw error;
      setWrong(error.problems);
    } finally {
      setSending("");
    }
  };
  const current = known?.find((one) => one.upload === key) ?? null;
  const forget = async (one: Upload): Promise<void> => {
    await send("DELETE", `/uploads/${one.upload}`);
    if (one.upload === key) put({ liste: null, job: null });
    await refresh();
  };
  return (
    <div class="page">
      <header class="page-head"><h1>{t("list.title")}</h1><p class="lead">{t("list.lead")}</p></header>
      {wrong.length ? <section class="panel" role="alert"><h2>{t("list.refused")}</h2><Problems of={wrong} /><p>{t("list.refused.words")}</p></section> : null}
      {known === null ? <Busy label={t("loading")} /> : current === null ? (
        <>
          <Drop sending={sending} onFile={(file) => { give(file).catch(tell); }} />
          {known.length ? <Earlier known={known} onForget={(one) => { forget(one).catch(tell); }} /> : null}
        </>
      ) : <Current key={current.upload} of={current} onForget={() => { forget(current).catch(tell); }} onAccepted={() => { refresh().catch(tell); }} />}
    </div>
  );
}

function Drop({ sending, onFile }: { sending: string; onFile: (file: File) => void }): preact.JSX.Element {
  const [over, setOver] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const may = mayWork() && sending === "";
  const take = (files: FileList | null | undefined): void => {
    const file = files?.[0];
    if (file !== undefined && may) onFile(file);
    if (input.current) input.current.value = "";
  };
  return (
    <section class={`drop ${over ? "drop-over" : ""}`} aria-label={t("list.drop")}
      onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)}
      onDrop={(event) => { event.preventDefault(); setOver(false); take(event.dataTransfer?.files); }}>
      {sending ? <Busy label={t("list.sending", { name: sending })} /> : (
        <>
          <p class="drop-big">{t("list.drop")}</p>
          <Button kind="primary" disabled={!may} onClick={() => input.current?.click()}>{t("list.choose")}</Button>
          <input ref={input} class="hidden" type="file" tabIndex={-1} aria-label={t("list.choose")} onChange={(event) => take(event.currentTarget.files)}
            accept=".csv,.tsv,.txt,.xlsx,.xlsm,.ods,.gpkg,.geojson,.json,.parquet,.geoparquet,.zip" />
          <p class="soft">{mayWork() ? t("list.formats", { mb: session.value?.limits.upload_mb ?? 0 }) : t("reader.only")}</p>
        </>
      )}
    </section>
  );
}

function Earlier({ known, onForget }: { known: readonly Upload[]; onForget: (one: Upload) => void }): preact.JSX.Element {
  const [sure, setSure] = useState<Upload | null>(null);
  return (
    <section class="panel" aria-labelledby="list-earlier">
      <h2 id="list-earlier">{t("list.earlier")}</h2>
      <ul class="lines">{known.map((one) => (
        <li class="line">
          <a class="line-title" href={link("liste", { liste: one.upload })}>{one.name}</a>
          <span class="line-facts">{sizeWords(one.size)}</span>
          <span class="line-marks"><span class={one.accepted ? "mark mark-good" : "mark mark-info"}>{t(one.accepted ? "list.accepted" : "list.waiting")}</span>
            {mayWork() ? <Button kind="plain" label={t("list.forget", { name: one.name })} onClick={() => setSure(one)}>{t("delete")}</Button> : null}</span>
        </li>
      ))}</ul>
      {sure ? <Confirm title={t("list.forget", { name: sure.name })} words={t("list.forget.sure", { name: sure.name })} yes={t("delete")}
        onNo={() => setSure(null)} onYes={() => { setSure(null); onForget(sure); }} /> : null}
    </section>
  );
}

interface CurrentGiven { of: Upload; onForget: () => void; onAccepted: () => void }

/** One list: how it would be read and what the planner says of it, until it is accepted. */
function Current({ of, onForget, onAccepted }: CurrentGiven): preact.JSX.Element {
  const [guess, setGuess] = useState<Guess | null>(null);
  const [said, setSaid] = useState<AskedReading>(asked());
  const [wrong, setWrong] = useState<Problem[]>([]);
  const [busy, setBusy] = useState(false);
  const [done, setDone] = useState<Accepted | null>(null);
  const [review, setReview] = useState(!of.accepted);
  const turn = useRef(0);
  const look = async (next: AskedReading): Promise<void> => {
    const mine = ++turn.current;
    setSaid(next);
    setBusy(true);
    try {
      const told = await send<Guess>("POST", `/uploads/${of.upload}/guess`, next);
      if (mine !== turn.current) return;
      setGuess(told);
      setWrong([]);
    } catch (error) {
      if (!(error instanceof Refusal) || error.status >= 500) throw error;
      if (mine === turn.current) setWrong(error.problems);
    } finally {
      if (mine === turn.current) setBusy(false);
    }
  };
  useEffect(() => { if (review) look(said).catch(tell); }, [review, language.value]);
  const accept = async (): Promise<void> => {
    setBusy(true);
    try {
      setDone(await send<Accepted>("POST", `/uploads/${of.upload}/accept`, said));
      setReview(false);
      onAccepted();
    } finally {
      setBusy(false);
    }
  };
  const counted = done ?? of;
  if (!review) {
    return (
      <>
        <section class="panel">
          <div class="panel-head"><h2>{of.name}</h2><a href={link("liste")}>{t("list.again")}</a></div>
          <p role="status"><span class="mark mark-good">{t("list.accepted")}</span> {t("list.done", { n: counted.sites }) + (counted.left_out ? t("list.done.out", { n: counted.left_out }) : "")}</p>
          <Button onClick={() => setReview(true)}>{t("list.review")}</Button>
        </section>
        <Dossier list={of} pack={said.pack} />
      </>
    );
  }
  if (guess === null) return wrong.length ? <section class="panel" role="alert"><Problems of={wrong} /></section> : <Busy label={t("list.reading", { name: of.name })} />;
  const refused = guess.state === "refused";
  return (
    <>
      {wrong.length ? <div role="alert"><Problems of={wrong} /></div> : null}
      <Reading guess={guess} said={said} busy={busy} onSay={(next) => { look(next).catch(tell); }} />
      <div class="sticky">
        {refused ? null : <Button kind="primary" disabled={busy || !mayWork()} onClick={() => { accept().catch(tell); }}>{t("list.accept")}</Button>}
        <Button disabled={!mayWork()} onClick={onForget}>{t(refused ? "list.again" : "list.cancel")}</Button>
        {busy ? <Busy label={t("list.reading", { name: of.name })} /> : refused || guess.questions.some((one) => one.chosen === null) ? <span class="soft">{t(refused ? "list.refused.words" : "list.accept.waits")}</span> : null}
      </div>
    </>
  );
}

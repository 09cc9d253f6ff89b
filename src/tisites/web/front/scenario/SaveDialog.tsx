import { useState } from "preact/hooks";
import { download, Refusal, send, text } from "../api/client";
import type { SavedScenario } from "../api/pages";
import type { Draft, Problem } from "../api/types";
import { Button } from "../parts/Button";
import { Dialog } from "../parts/Dialog";
import { Problems } from "../parts/JobLine";
import { openDraft } from "../state/draft";
import { tell } from "../state/session";
import { t } from "../words/words";

const fileName = (title: string): string =>
  title.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[^\w-]+/g, "-").replace(/^-+|-+$/g, "").slice(0, 60).toLowerCase() || "scenario";

/** A scenario is saved by name on the server, or taken away as a file. */
export function SaveDialog({ of, onClose }: { of: Draft; onClose: () => void }): preact.JSX.Element {
  const [name, setName] = useState(of.saved_as ?? of.title.replace(/[\\/:*?"<>|]+/g, " ").replace(/\s+/g, " ").trim().slice(0, 80));
  const [wrong, setWrong] = useState<Problem[]>([]);
  const [taken, setTaken] = useState(false);
  const [done, setDone] = useState("");
  const save = async (replace: boolean): Promise<void> => {
    setWrong([]);
    setDone("");
    try {
      const told = await send<SavedScenario>("PUT", `/scenarios/${encodeURIComponent(name.trim())}`, { draft: of.id, replace });
      setTaken(false);
      setDone(told.name);
      await openDraft(of.id);
    } catch (error) {
      if (!(error instanceof Refusal) || error.problems.length === 0) throw error;
      setTaken(error.status === 409);
      setWrong(error.problems);
    }
  };
  const take = async (): Promise<void> =>
    download(new Blob([await text(`/drafts/${of.id}/toml`)], { type: "application/toml" }), `${fileName(of.title)}.toml`, "scenario");
  return (
    <Dialog title={t("scenario.save.title")} onClose={onClose}>
      <form class="form" onSubmit={(event) => { event.preventDefault(); save(false).catch(tell); }}>
        <label>{t("scenario.save.name")}<input value={name} required maxLength={80} onInput={(event) => { setName(event.currentTarget.value); setTaken(false); setWrong([]); }} /></label>
        {wrong.length ? <div role="alert"><Problems of={wrong} /></div> : null}
        {done ? <p role="status"><span class="mark mark-good">{t("scenario.saved", { name: done })}</span></p> : null}
        <div class="actions">
          {taken ? <Button kind="danger" onClick={() => { save(true).catch(tell); }}>{t("scenario.save.replace")}</Button> : <Button type="submit" kind="primary" disabled={name.trim() === ""}>{t("scenario.save")}</Button>}
          <Button onClick={() => { take().catch(tell); }}>{t("scenario.save.file")}</Button>
        </div>
      </form>
    </Dialog>
  );
}

import { t } from "../words/words";
import { Button } from "./Button";
import { Dialog } from "./Dialog";

interface Given { title: string; words: string; yes: string; onYes: () => void; onNo: () => void }

/** Nothing is deleted without this: what goes, what stays; the way back comes first. */
export function Confirm({ title, words, yes, onYes, onNo }: Given): preact.JSX.Element {
  return (
    <Dialog title={title} onClose={onNo}>
      <p>{words}</p>
      <div class="actions"><Button onClick={onNo}>{t("keep")}</Button><Button kind="danger" onClick={onYes}>{yes}</Button></div>
    </Dialog>
  );
}

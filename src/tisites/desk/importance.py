"""What each chosen site is worth: the verb ``importance``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tisites.desk.answer import Answer, End, verb
from tisites.desk.questions import folder_of, head_of
from tisites.desk.sources import Source, Studied, studied
from tisites.messages.text import Text
from tisites.report.explain.document import MARK, OWNS
from tisites.report.importance import NAME, PICTURE, importance_document
from tisites.report.media.files import may_write

if TYPE_CHECKING:
    from pathlib import Path

    from tisites.messages.progress import Listener
    from tisites.study.importance import Importance


@dataclass(frozen=True, slots=True)
class ImportanceRequest:
    """What is asked of the chosen sites.

    Parameters
    ----------
    source : Source or Studied
        A run, or a scenario that is solved first; or a case with its answer, in memory.
    processes : int, optional
        One a core otherwise.
    out : Path, optional
        Folder of the files; ``studies/importance-…`` otherwise.
    """

    source: Source | Studied
    processes: int | None = None
    out: Path | None = None


@verb
def importance(request: ImportanceRequest, listener: Listener) -> Answer[Importance]:
    """Say what doing without each chosen site would cost, each solved to proof.

    Raises
    ------
    BadInputError
        An unknown run; a folder that may not be written.
    """
    from tisites.report.explain.figures import draw_importance
    from tisites.study.importance import importance as measured

    if request.out is not None:
        may_write(request.out, NAME, OWNS, MARK)
    source = studied(request.source, listener)
    head = head_of(source, {"verb": NAME})
    folder = request.out or folder_of(NAME, head)
    may_write(folder, NAME, OWNS, MARK)

    def solved(done: int, of: int) -> None:
        listener.phase(str(Text(f"site {done} sur {of}", f"site {done} of {of}")))

    base = source.answered
    found = measured(base, processes=request.processes, told=solved)

    def draw(fresh: Path) -> None:
        draw_importance(base.case, found, fresh / PICTURE)
        found.table.to_parquet(fresh / f"{NAME}.parquet", index=False)

    end = End.DONE if found.complete else End.INTERRUPTED
    return Answer(found, importance_document(base, found, head), folder, end, draw)

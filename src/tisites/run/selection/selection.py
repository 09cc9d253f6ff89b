"""A selection given by its name: a run, a list of sites in a CSV, the sites labelled in 2024."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text
from tisites.run.files.folder import MARK
from tisites.run.read.stored import open_run
from tisites.run.selection.labels import LABELS_2024, labelled_rows
from tisites.run.selection.listed import ANOTHER, read_list
from tisites.run.store.reference import resolve_run

if TYPE_CHECKING:
    import pandas as pd

    from tisites.messages.findings import Finding
    from tisites.territory.territory import Territory


@dataclass(frozen=True, slots=True)
class Selection:
    """Sites that someone chose.

    Parameters
    ----------
    name : str
        As the planner gave it.
    ids : Index
        Ids of the sites, sorted, unique.
    rows : DataFrame
        The same sites, index ``site_id``: columns of every candidate (``reg``, ``surface_ha``,
        ``eligible``, ``score``…), NaN where unknown.
    problems : tuple of Finding
        What the reader should know of it: sites not eligible, named twice, of unknown place.
    notice : Text, optional
        What must be said beside every figure made of it (a list that is known to be partial).
    title : Text, optional
        What a reader calls it, where that is not its name: the title of a run's scenario.
    """

    name: str
    ids: pd.Index
    rows: pd.DataFrame
    problems: tuple[Finding, ...] = ()
    notice: Text | None = None
    title: Text | None = None


def is_run(what: str) -> bool:
    """Whether a selection is named as a run: neither a file of ids nor the labelled sites."""
    path = Path(what)
    return what != LABELS_2024 and not (path.is_file() and path.name != MARK) and not _like(what)


def _like(what: str) -> bool:
    return Path(what).suffix.lower() in (".csv", ".txt", ".tsv")


def read_selection(
    what: str, everyone: pd.DataFrame | None = None, territory: Territory | None = None
) -> Selection:
    """Read a selection.

    Parameters
    ----------
    what : str
        Folder or hash of a run; file of ids (CSV with any separator, with or without byte order
        mark, in any order, other columns ignored, small letters for capitals); or ``labels-2024``.
    everyone : DataFrame, optional
        Every candidate, index ``site_id``; a file of ids needs it.
    territory : Territory, optional
        The pack; the labelled sites need it.

    Raises
    ------
    BadInputError
        With every id that is no candidate, and the line it stands on; a file without ids; no such
        run; a pack without labelled sites.
    ValueError
        If ``everyone`` or ``territory`` is needed and absent.
    """
    if what == LABELS_2024:
        if territory is None:
            raise ValueError("the labelled sites need a territory")
        rows, found, notice = labelled_rows(territory)
        return Selection(what, rows.index, rows, found, notice)
    if is_run(what):
        run = open_run(resolve_run(what))
        return Selection(what, run.ids, run.everyone.loc[run.ids])
    refuse_no_list(what)
    if everyone is None:
        raise ValueError("a file of ids needs the candidates")
    rows, problems = read_list(Path(what), everyone)
    return Selection(what, rows.index, rows, problems)


def refuse_no_list(what: str) -> None:
    """Refuse a name that is no file of ids, before its candidates are measured.

    Raises
    ------
    BadInputError
        No such file, or no CSV; nothing for a run or the labelled sites.
    """
    if what == LABELS_2024 or is_run(what):
        return
    if not Path(what).is_file():
        missing = Text("ce fichier n'existe pas", "this file does not exist")
        raise bad_input(missing, ANOTHER, Where(what))
    if not _like(what):
        kind = Text("ce fichier n'est pas un CSV", "this file is no CSV")
        raise bad_input(kind, ANOTHER, Where(what))

"""A selection given by its name: a run, a list of sites in a CSV, the sites labelled in 2024."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from tisites.candidates.column_names import ALIASES, plain
from tisites.candidates.csv_source import read_csv
from tisites.messages.errors import BadInputError, Problem, Where, bad_input
from tisites.messages.findings import Finding
from tisites.messages.text import Text
from tisites.run.files.folder import MARK
from tisites.run.read.stored import open_run
from tisites.run.selection.labels import LABELS_2024, labelled_rows
from tisites.run.store.reference import resolve_run

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tisites.candidates.source import Source
    from tisites.territory.territory import Territory

_SHOWN = 20
_ANOTHER = Text(
    "donner un dossier de résultat, un fichier .csv avec une colonne d'identifiants, ou"
    f" {LABELS_2024}",
    f"give a run folder, a .csv file with a column of ids, or {LABELS_2024}",
)


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
    """

    name: str
    ids: pd.Index
    rows: pd.DataFrame
    problems: tuple[Finding, ...] = ()
    notice: Text | None = None


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
        mark, in any order, other columns ignored); or ``labels-2024``.
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
    return _listed(Path(what), everyone)


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
        raise bad_input(missing, _ANOTHER, Where(what))
    if not _like(what):
        kind = Text("ce fichier n'est pas un CSV", "this file is no CSV")
        raise bad_input(kind, _ANOTHER, Where(what))


def _listed(path: Path, everyone: pd.DataFrame) -> Selection:
    file = str(path)
    source = read_csv(path.read_bytes(), file)
    column = _id_column(source, everyone)
    given = source.table[column].fillna("").astype(str).str.strip()
    blank = given == ""
    known = given.isin(everyone.index)
    problems = [
        Problem(
            Text("identifiant vide", "empty id"),
            Text("compléter l'identifiant, ou retirer la ligne", "fill the id in, or drop the row"),
            Where(file, int(line), column),
        )
        for line in source.lines[blank.to_numpy()][:_SHOWN]
    ]
    if not known.any() and len(given) > 1:
        raise bad_input(
            Text(
                f"aucun des {len(given)} identifiants n'est parmi les candidats",
                f"none of the {len(given)} ids is a candidate",
            ),
            Text(
                "donner les candidats d'où vient la liste (--data, --candidates)",
                "give the candidates the list comes from (--data, --candidates)",
            ),
            Where(file, column=column, value=str(given.iloc[0])),
        )
    problems += _unknown(given[~known & ~blank], source, column, everyone.index)
    if problems:
        raise BadInputError(problems)
    ids = pd.Index(sorted(given.unique()), name="site_id", dtype=object)
    if ids.empty:
        none = Text("aucun site dans ce fichier", "no site in this file")
        raise bad_input(none, _ANOTHER, Where(file))
    rows = everyone.loc[ids]
    return Selection(file, ids, rows, (*_twice(given), *_not_eligible(rows)))


def _id_column(source: Source, everyone: pd.DataFrame) -> str:
    for alias in ALIASES["site_id"]:
        for name in source.header:
            if plain(name) == alias:
                return name
    if any(name in everyone.index for name in source.header):
        what = Text("ce fichier n'a pas de ligne d'en-tête", "this file has no header line")
        remedy = Text("écrire site_id sur la première ligne", "write site_id on the first line")
    else:
        listed = ", ".join(source.header[:8])
        what = Text(
            f"aucune colonne d'identifiants ; colonnes : {listed}",
            f"no column of ids; columns: {listed}",
        )
        remedy = Text(
            "nommer la colonne des identifiants « site_id »", "name the column of ids 'site_id'"
        )
    raise bad_input(what, remedy, Where(source.file, 1))


def _unknown(given: pd.Series, source: Source, column: str, candidates: pd.Index) -> list[Problem]:
    """Return one problem an id that is no candidate, the first twenty."""
    known = candidates.astype(str).tolist()
    what = Text("ce site n'est pas parmi les candidats", "this site is no candidate")
    found = []
    for row, value in given.iloc[:_SHOWN].items():
        close = difflib.get_close_matches(value, known, 1, 0.8)
        remedy = (
            Text(f"vouliez-vous « {close[0]} » ?", f"did you mean '{close[0]}'?")
            if close
            else Text(
                "corriger l'identifiant, ou donner les candidats d'où il vient (--data,"
                " --candidates)",
                "mend the id, or give the candidates it comes from (--data, --candidates)",
            )
        )
        place = Where(source.file, int(source.lines[int(str(row))]), column, str(value))
        found.append(Problem(what, remedy, place))
    if len(given) > _SHOWN:
        rest = len(given) - _SHOWN
        s = "s" if rest > 1 else ""
        more = Text(
            f"et {rest} autre{s} identifiant{s} inconnu{s}", f"and {rest} other unknown id{s}"
        )
        remedy = Text(
            "vérifier que la liste et les candidats viennent de la même source",
            "check that the list and the candidates come from the same source",
        )
        found.append(Problem(more, remedy, Where(source.file, column=column)))
    return found


def _twice(given: pd.Series) -> list[Finding]:
    ids = sorted(given[given.duplicated()].unique())
    if not ids:
        return []
    return [_finding(
        "site_named_twice", ids,
        Text("sites nommés plusieurs fois, comptés une", "sites named twice, counted once"),
        Text("retirer les répétitions", "drop the repetitions"),
    )]  # fmt: skip


def _not_eligible(rows: pd.DataFrame) -> list[Finding]:
    out = rows[~rows["eligible"].to_numpy(dtype=bool)]
    if out.empty:
        return []
    return [_finding(
        "chosen_not_eligible", list(out.index),
        Text("sites choisis qui ne sont pas éligibles", "chosen sites that are not eligible"),
        Text("voir leur motif dans candidates.parquet", "see their reason in candidates.parquet"),
    )]  # fmt: skip


def _finding(code: str, ids: Sequence[str], what: Text, remedy: Text) -> Finding:
    some = ", ".join(ids[:5]) + ("…" if len(ids) > 5 else "")
    said = Text(f"{len(ids)} {what.fr} : {some}", f"{len(ids)} {what.en}: {some}")
    return Finding("selection", code, "warning", said, remedy)

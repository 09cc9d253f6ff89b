"""A list of sites, CSV or workbook: ids that are candidates, what is wrong with the others."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

import pandas as pd

from tisites.candidates.column_names import ALIASES, plain
from tisites.candidates.formats.csv_source import read_csv
from tisites.candidates.formats.open_source import open_source
from tisites.candidates.formats.source import Layout, clean_source
from tisites.messages.errors import BadInputError, Problem, Where, bad_input
from tisites.messages.findings import Finding
from tisites.messages.text import Text, number
from tisites.run.selection.labels import LABELS_2024

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tisites.candidates.formats.source import Source

#: Faults told one by one; those beyond are told together.
_SHOWN = 3
_NAMED = 8
ANOTHER = Text(
    "donner un dossier de résultat, un fichier .csv avec une colonne d'identifiants, ou"
    f" {LABELS_2024}",
    f"give a run folder, a .csv file with a column of ids, or {LABELS_2024}",
)


def read_list(path: Path, everyone: pd.DataFrame) -> tuple[pd.DataFrame, tuple[Finding, ...]]:
    """Return the candidates that a file of ids names, sorted, and what the reader should know.

    An id in other letters than its candidate's (``p23_12`` for ``P23_12``) is taken for it where
    only one candidate can be meant, and told.

    Raises
    ------
    BadInputError
        With the ids that are no candidate, and the line each stands on; a file without ids.
    """
    file = str(path)
    book = path.suffix.lower() in (".xlsx", ".xlsm", ".ods")
    source = clean_source(_sheet(path) if book else read_csv(path.read_bytes(), file))
    column = _id_column(source, everyone)
    given = source.table[column].fillna("").astype(str).str.strip()
    given, zeros = _lost_zeros(given, everyone.index)
    given, other = _same_letters(given, everyone.index)
    other = (*zeros, *other)
    blank = given == ""
    known = given.isin(everyone.index)
    problems = _blank(source, column, blank)
    if not known.any() and len(given) > 1:
        raise bad_input(*_none(given), Where(file, column=column, value=str(given.iloc[0])))
    problems += _unknown(given[~known & ~blank], source, column, everyone.index)
    if problems:
        raise BadInputError(problems)
    ids = pd.Index(sorted(given.unique()), name="site_id", dtype=object)
    rows = everyone.loc[ids]
    return rows, (*other, *_twice(given), *_not_eligible(rows))


def _sheet(path: Path) -> Source:
    """Open a workbook of ids: a header that is recognised, or else its first line.

    A sheet of candidates has many columns that tell its header; one of ids has maybe one.
    """
    try:
        return open_source(path)
    except BadInputError as error:
        try:
            return open_source(path, Layout(header=(1, 1)))
        except BadInputError:
            raise error from None


def _same_letters(given: pd.Series, candidates: pd.Index) -> tuple[pd.Series, tuple[Finding, ...]]:
    """Return the ids in the letters of their candidates, and the finding that tells it."""
    folded: dict[str, list[str]] = {}
    for site in candidates.astype(str):
        folded.setdefault(site.casefold(), []).append(site)
    lost = given[~given.isin(candidates)]
    meant = {}
    for value in lost.unique():
        sites = folded.get(value.casefold(), [])
        if len(sites) == 1:
            meant[value] = sites[0]
    if not meant:
        return given, ()
    what = Text(
        "identifiants aux majuscules différentes, lus comme ceux des candidats",
        "ids in other capitals, read as those of the candidates",
    )
    remedy = Text("les écrire comme les candidats", "write them as the candidates do")
    found = _finding("site_id_letters", sorted(meant.values()), what, remedy)
    return given.replace(meant), (found,)


def _lost_zeros(given: pd.Series, candidates: pd.Index) -> tuple[pd.Series, tuple[Finding, ...]]:
    """Return the ids with the zeros that a spreadsheet took off, and the finding that tells it.

    A spreadsheet writes 0006516611 as 6516611, or as 6516611,0: the candidate is meant that is the
    same number, if only one is.
    """
    whole: dict[str, list[str]] = {}
    for site in candidates.astype(str):
        if site.isdecimal():
            whole.setdefault(site.lstrip("0") or "0", []).append(site)
    meant = {}
    for value in given[~given.isin(candidates)].unique():
        sites = whole.get(_whole_number(value), [])
        if len(sites) == 1:
            meant[value] = sites[0]
    if not meant:
        return given, ()
    what = Text(
        "identifiants privés de leurs zéros par un tableur, lus comme ceux des candidats",
        "ids that lost their zeros in a spreadsheet, read as those of the candidates",
    )
    remedy = Text(
        "dans le tableur, mettre la colonne au format texte",
        "in the spreadsheet, set the column to text",
    )
    return given.replace(meant), (_finding("site_id_zeros", sorted(meant.values()), what, remedy),)


def _whole_number(text: str) -> str:
    """Return the figures of a whole number without zeros in front, "" for anything else."""
    plain = text.replace("\u202f", "").replace("\u00a0", "").replace(" ", "")
    whole = re.fullmatch(r"(\d+)(?:[.,]0+)?", plain)
    return "" if whole is None else whole[1].lstrip("0") or "0"


def _blank(source: Source, column: str, blank: pd.Series) -> list[Problem]:
    lines = [int(line) for line in source.lines[blank.to_numpy()]]
    remedy = Text("compléter l'identifiant, ou retirer la ligne", "fill the id in, or drop the row")
    found = [
        Problem(Text("identifiant vide", "empty id"), remedy, Where(source.file, line, column))
        for line in lines[:_SHOWN]
    ]
    if len(lines) > _SHOWN:
        some = _some([str(line) for line in lines[_SHOWN:]])
        many = number(len(lines) - _SHOWN)
        more = Text(
            f"et {many} autres identifiants vides (lignes {some})",
            f"and {many} other empty ids (lines {some})",
        )
        found.append(Problem(more, remedy, Where(source.file, column=column)))
    return found


def _none(given: pd.Series) -> tuple[Text, Text]:
    """Say that no id is a candidate; codes of communes are no ids of sites."""
    many = number(len(given))
    if given.str.fullmatch(r"\d[\dABab]\d{3}").all():
        return _OF_COMMUNES
    return (
        Text(
            f"aucun des {many} identifiants n'est parmi les candidats",
            f"none of the {many} ids is a candidate",
        ),
        Text(
            "donner les candidats d'où vient la liste (--data, --candidates)",
            "give the candidates the list comes from (--data, --candidates)",
        ),
    )


_OF_COMMUNES = (
    Text(
        "une liste de communes n'est pas une liste de sites (une commune a souvent plusieurs"
        " candidats)",
        "a list of communes is no list of sites (a commune often has several candidates)",
    ),
    Text(
        "donner les identifiants des sites, dans une colonne « site_id »",
        "give the ids of the sites, in a column 'site_id'",
    ),
)


def _id_column(source: Source, everyone: pd.DataFrame) -> str:
    for alias in ALIASES["site_id"]:
        for name in source.header:
            if plain(name) == alias:
                return name
    if any(name in everyone.index for name in source.header):
        what = Text("ce fichier n'a pas de ligne d'en-tête", "this file has no header line")
        remedy = Text("écrire site_id sur la première ligne", "write site_id on the first line")
        raise bad_input(what, remedy, Where(source.file, 1))
    listed = ", ".join(source.header[:8])
    what = Text(
        f"aucune colonne d'identifiants ; colonnes : {listed}",
        f"no column of ids; columns: {listed}",
    )
    remedy = Text(
        "nommer la colonne des identifiants « site_id »", "name the column of ids 'site_id'"
    )
    names = {plain(name) for name in source.header}
    if names & {"commune", "nom_commune", "insee", *ALIASES["insee"]}:
        told, remedy = _OF_COMMUNES
        what = Text(f"{what.fr} – {told.fr}", f"{what.en} – {told.en}")
    raise bad_input(what, remedy, Where(source.file, 1))


def _unknown(given: pd.Series, source: Source, column: str, candidates: pd.Index) -> list[Problem]:
    """Return one problem an id that is no candidate, the first ones; the rest in one."""
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
    rest = given.iloc[_SHOWN:]
    if len(rest):
        s = "s" if len(rest) > 1 else ""
        some = _some([f"{value} ({source.lines[int(str(row))]})" for row, value in rest.items()])
        many = number(len(rest))
        more = Text(
            f"et {many} autre{s} identifiant{s} inconnu{s} (avec leur ligne) : {some}",
            f"and {many} other unknown id{s} (with their line): {some}",
        )
        remedy = Text(
            "vérifier que la liste et les candidats viennent de la même source",
            "check that the list and the candidates come from the same source",
        )
        found.append(Problem(more, remedy, Where(source.file, column=column)))
    return found


def _some(words: list[str]) -> str:
    return ", ".join(words[:_NAMED]) + ("…" if len(words) > _NAMED else "")


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

"""Reads a workbook: the sheet and the header are found, titles above them are left."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tisites.candidates.column_names import recognised_count
from tisites.candidates.formats.source import Count, Source
from tisites.candidates.formats.workbook_parts import check_workbook
from tisites.data.pack import file_sha256
from tisites.messages.clean import clean, shown
from tisites.messages.errors import BadInputError, Where, bad_input
from tisites.messages.text import Text, number

if TYPE_CHECKING:
    from pathlib import Path

WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".ods")
#: Rows of a sheet among which a header is looked for, and recognised names that make one.
HEADER_WITHIN, NAMES_AT_LEAST = 30, 2
_AS_CSV = Text(
    "l'ouvrir dans le tableur (qui propose de le réparer) et l'enregistrer de nouveau en .xlsx ou"
    " en « CSV UTF-8 », sans mot de passe",
    "open it in the spreadsheet (which offers to repair it) and save it again as .xlsx or 'CSV"
    " UTF-8', without a password",
)


def read_workbook(path: Path, file: str) -> Source:
    """Read the sheet of a workbook that has a header of candidate columns.

    Parameters
    ----------
    path : Path
        Excel (``.xlsx``) or LibreOffice (``.ods``) workbook.
    file : str
        For messages.

    Returns
    -------
    Source
        Every cell as text; ``lines`` are the rows of the sheet, as the spreadsheet numbers them.

    Raises
    ------
    BadInputError
        If the workbook is damaged in any part, unfolds to too much, has no such sheet, several, or
        no row below the header; with the part.
    """
    filled = check_workbook(path, file, _AS_CSV)
    sheets = _sheets(path, file)
    for name, rows in filled.items():
        read = [k for k, row in enumerate(sheets.get(name, []), start=1) if any(row)]
        if read != rows:
            lost = sorted({*rows} ^ {*read})
            what = Text(
                f"feuille « {name} » : {number(len(read))} lignes lues, {number(len(rows))}"
                " comptées dans le fichier",
                f"sheet '{name}': {number(len(read))} rows read, {number(len(rows))} counted in the"
                " file",
            )
            raise bad_input(what, _AS_CSV, Where(file, lost[0] if lost else None))
    found = {name: _below_header(rows) for name, rows in sheets.items()}
    fitting = {name: table for name, table in found.items() if table is not None}
    if len(fitting) != 1:
        raise _not_one(file, list(sheets), list(fitting))
    ((name, table),) = fitting.items()
    if table.empty:
        what = Text("le fichier est vide : aucun site", "the file is empty: no site")
        remedy = Text("donner un fichier avec au moins un site", "give a file with a site in it")
        raise bad_input(what, remedy, Where(file))
    lines = table.index.to_numpy(dtype=np.int64)
    counted = sum(row >= lines[0] for row in filled[name])
    how = Text("lignes remplies de la feuille", "filled rows of the sheet")
    table = table.reset_index(drop=True)
    header = tuple(map(str, table.columns))
    return Source(file, file_sha256(path), table, lines, header, count=Count(counted, how))


def _sheets(path: Path, file: str) -> dict[str, list[list[str]]]:
    """Return every cell of every sheet as trimmed text, from row 1 on."""
    import python_calamine

    try:
        with python_calamine.CalamineWorkbook.from_path(path) as book:
            return {
                name: [
                    [_cell(cell) for cell in row]
                    for row in book.get_sheet_by_name(name).to_python(skip_empty_area=False)
                ]
                for name in _names(book)
            }
    except (python_calamine.CalamineError, OSError, ValueError, OverflowError) as error:
        raise _unreadable(file) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how a library in Rust stops
            raise
        raise _unreadable(file) from error


def _names(book: Any) -> list[str]:
    import python_calamine

    sheet = python_calamine.SheetTypeEnum.WorkSheet
    return [str(about.name) for about in book.sheets_metadata if about.typ == sheet]


def _cell(value: Any) -> str:
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return value.isoformat()
    return str(value)


def _below_header(rows: list[list[str]]) -> pd.DataFrame | None:
    """Return the rows below the header of a sheet, by their row number; None without a header."""
    for at, row in enumerate(rows[:HEADER_WITHIN]):
        header = [clean(cell) for cell in row]
        if recognised_count([cell for cell in header if cell]) < NAMES_AT_LEAST:
            continue
        kept = [k for k, cell in enumerate(header) if cell]
        below = {
            number_of: [cells[k] for k in kept]
            for number_of, cells in enumerate(rows[at + 1 :], start=at + 2)
            if any(cells)
        }
        columns = _distinct([header[k] for k in kept])
        table = pd.DataFrame(list(below.values()), columns=columns, dtype="str")
        return table.set_axis(pd.Index(list(below), dtype="int64"), axis=0)
    return None


def _distinct(header: list[str]) -> list[str]:
    """Make repeated names differ; resolving the columns reports those that matter."""
    seen: dict[str, int] = {}
    names = []
    for name in header:
        seen[name] = seen.get(name, 0) + 1
        names.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return names


def _unreadable(file: str) -> BadInputError:
    what = Text("ce classeur est illisible", "this workbook cannot be read")
    return bad_input(what, _AS_CSV, Where(file))


def _not_one(file: str, names: list[str], fitting: list[str]) -> BadInputError:
    listed = shown(", ".join(fitting or names) or "-")
    if fitting:
        what = Text(
            f"plusieurs feuilles pourraient porter les sites : {listed}",
            f"several sheets could hold the sites: {listed}",
        )
        remedy = Text(
            "garder la feuille des sites dans un classeur à part",
            "keep the sheet of the sites in a workbook of its own",
        )
        return bad_input(what, remedy, Where(file))
    what = Text(
        f"aucune feuille n'a de ligne d'en-tête reconnue ({listed})",
        f"no sheet has a header that is recognised ({listed})",
    )
    remedy = Text(
        "nommer les colonnes comme le standard CNIG (site_id, comm_insee,"
        " unite_fonciere_surface, lon, lat), ou enregistrer en CSV et les désigner sous"
        " [columns] du scénario",
        "name the columns as the CNIG standard does (site_id, comm_insee, unite_fonciere_surface,"
        " lon, lat), or save as CSV and name them under [columns] of the scenario",
    )
    return bad_input(what, remedy, Where(file))

"""Reads a workbook: the sheet and the header are found, titles above them are left."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tisites.candidates.column_names import recognised_count
from tisites.candidates.formats.source import (
    ANYWHERE,
    Count,
    Grid,
    Layout,
    Source,
    distinct,
    joined_header,
    no_layer,
)
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
#: Rows that are looked at where no header is recognised.
GRID_ROWS = 200
_AS_CSV = Text(
    "l'ouvrir dans le tableur (qui propose de le réparer) et l'enregistrer de nouveau en .xlsx ou"
    " en « CSV UTF-8 », sans mot de passe",
    "open it in the spreadsheet (which offers to repair it) and save it again as .xlsx or 'CSV"
    " UTF-8', without a password",
)


def read_workbook(path: Path, file: str, layout: Layout = ANYWHERE) -> Source:
    """Read the sheet of a workbook that has a header of candidate columns.

    Parameters
    ----------
    path : Path
        Excel (``.xlsx``) or LibreOffice (``.ods``) workbook.
    file : str
        For messages.
    layout : Layout
        Sheet and header, where they are known.

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
    filled, sheets = _checked(path, file)
    if layout.layer is not None and layout.layer not in sheets:
        raise no_layer(file, layout.layer, list(sheets))
    asked = [layout.layer] if layout.layer is not None else list(sheets)
    found = {name: _table(sheets[name], layout) for name in asked}
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


def workbook_grids(path: Path, file: str) -> list[Grid]:
    """Return the beginning of each sheet that holds something, to find its header.

    Raises
    ------
    BadInputError
        If the workbook is damaged in any part.
    """
    _, sheets = _checked(path, file)
    hidden = _hidden(path)
    grids = []
    for name, rows in sheets.items():
        top = rows[:GRID_ROWS]
        if any(any(row) for row in top):
            lines = tuple(range(1, len(top) + 1))
            grids.append(Grid(name, tuple(map(tuple, top)), lines, name in hidden))
    return grids


def _checked(path: Path, file: str) -> tuple[dict[str, list[int]], dict[str, list[list[str]]]]:
    """Return the filled rows and the cells of each sheet, counted in two ways."""
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
    return filled, sheets


def _hidden(path: Path) -> set[str]:
    import python_calamine

    with python_calamine.CalamineWorkbook.from_path(path) as book:
        seen = python_calamine.SheetVisibleEnum.Visible
        return {str(about.name) for about in book.sheets_metadata if about.visible != seen}


def _sheets(path: Path, file: str) -> dict[str, list[list[str]]]:
    """Return every cell of every sheet as trimmed text, from row 1 on.

    A cell merged over several rows tells each of them what it shows, where they hold something.
    """
    import python_calamine

    try:
        with python_calamine.CalamineWorkbook.from_path(path) as book:
            return {name: _cells(book.get_sheet_by_name(name)) for name in _names(book)}
    except (python_calamine.CalamineError, OSError, ValueError, OverflowError) as error:
        raise _unreadable(file) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # how a library in Rust stops
            raise
        raise _unreadable(file) from error


def _cells(sheet: Any) -> list[list[str]]:
    rows = [[_cell(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if bottom == top or right != left or left >= len(rows[0]):
            continue
        for below in range(top + 1, min(bottom + 1, len(rows))):
            if any(rows[below]):
                rows[below][left] = rows[below][left] or rows[top][left]
    return rows


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


def _table(rows: list[list[str]], layout: Layout) -> pd.DataFrame | None:
    """Return the rows below the header of a sheet, by their row number; None without a header."""
    if layout.header:
        first, last = layout.header
        if last > len(rows):
            return None
        above = [[clean(cell) for cell in row] for row in rows[first - 1 : last]]
        return _below(rows, joined_header(above), last)
    for at, row in enumerate(rows[:HEADER_WITHIN]):
        header = [clean(cell) for cell in row]
        if recognised_count([cell for cell in header if cell]) >= NAMES_AT_LEAST:
            return _below(rows, header, at + 1)
    return None


def _below(rows: list[list[str]], header: list[str], last: int) -> pd.DataFrame:
    kept = [k for k, cell in enumerate(header) if cell]
    below = {
        number_of: [cells[k] for k in kept]
        for number_of, cells in enumerate(rows[last:], start=last + 1)
        if any(cells)
    }
    columns = distinct(header[k] for k in kept)
    table = pd.DataFrame(list(below.values()), columns=columns, dtype="str")
    return table.set_axis(pd.Index(list(below), dtype="int64"), axis=0)


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
            "désigner la feuille avec --sheet, ou la garder dans un classeur à part",
            "name the sheet with --sheet, or keep it in a workbook of its own",
        )
        return bad_input(what, remedy, Where(file))
    what = Text(
        f"aucune feuille n'a de ligne d'en-tête reconnue ({listed})",
        f"no sheet has a header that is recognised ({listed})",
    )
    remedy = Text(
        "donner aux colonnes, sur une même ligne, des titres qui disent ce qu'elles portent :"
        " « Nom », « Commune », « Surface (ha) », « Coordonnées »… (ou ceux du standard CNIG :"
        " site_id, comm_insee, unite_fonciere_surface, lon, lat)",
        "give the columns, on one row, titles that say what they hold: 'Name', 'Commune', 'Area"
        " (ha)', 'Coordinates'… (or those of the CNIG standard: site_id, comm_insee,"
        " unite_fonciere_surface, lon, lat)",
    )
    return bad_input(what, remedy, Where(file))

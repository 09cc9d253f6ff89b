"""Reads a spreadsheet: the sheet and the header are found, titles above them are left."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.candidates.columns import recognised_count
from tisites.candidates.source import Source
from tisites.data.pack import file_sha256
from tisites.data.readers.files import sheet_cells
from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text

if TYPE_CHECKING:
    from pathlib import Path

WORKBOOK_SUFFIXES = (".xlsx", ".xlsm", ".ods")
#: Rows of a sheet among which a header is looked for, and recognised names that make one.
HEADER_WITHIN, NAMES_AT_LEAST = 30, 2


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
        If the workbook is unreadable, has no such sheet, several, or no row below the header.
    """
    import pyogrio

    try:
        names = [str(name) for name in pyogrio.list_layers(path)[:, 0]]
        found = [(name, _sheet(path, name)) for name in names]
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError) as error:
        what = Text("ce classeur est illisible", "this workbook cannot be read")
        value = (str(error).splitlines() or [""])[0][:120]
        raise bad_input(what, _AS_CSV, Where(file, value=value)) from error
    fitting = [(name, table) for name, table in found if table is not None]
    if len(fitting) != 1:
        raise _not_one(file, names, [name for name, _ in fitting])
    table = fitting[0][1]
    if table.empty:
        what = Text("le fichier est vide : aucun site", "the file is empty: no site")
        remedy = Text("donner un fichier avec au moins un site", "give a file with a site in it")
        raise bad_input(what, remedy, Where(file))
    lines = table.index.to_numpy(dtype=np.int64)
    table = table.reset_index(drop=True)
    return Source(file, file_sha256(path), table, lines, tuple(map(str, table.columns)))


_AS_CSV = Text(
    "l'ouvrir dans le tableur et l'enregistrer en .xlsx ou en « CSV UTF-8 », sans mot de passe",
    "open it in the spreadsheet and save it as .xlsx or 'CSV UTF-8', without a password",
)


def _sheet(path: Path, name: str) -> pd.DataFrame | None:
    """Return the rows below the header of a sheet, by their row number; None without a header."""
    cells = sheet_cells(path, name)
    for row in range(min(len(cells), HEADER_WITHIN)):
        header = ["" if pd.isna(cell) else str(cell).strip() for cell in cells.iloc[row]]
        if recognised_count([cell for cell in header if cell]) >= NAMES_AT_LEAST:
            table = cells.iloc[row + 1 :].set_axis(header, axis=1)
            table = table.loc[:, [cell != "" for cell in header]]
            table.index = pd.RangeIndex(row + 2, len(cells) + 1)
            return table[~table.isna().all(axis=1)].astype("str").fillna("")
    return None


def _not_one(file: str, names: list[str], fitting: list[str]) -> Exception:
    listed = ", ".join(fitting or names) or "-"
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

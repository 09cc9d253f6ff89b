"""Lists that a planner types: a CSV or a workbook, columns by any of their names, faults told."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.data.build.raw import SHOWN, read_csv
from tisites.data.gdal import only_declared_formats
from tisites.data.readers.files import absent, empty, sheet_cells, unreadable
from tisites.messages.errors import BadInputError, Problem, Where
from tisites.messages.text import Text, number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

#: Rows above the header of a sheet, at most.
TITLES = 10


@dataclass
class TypedList:
    """The rows of a list under our names, and what is wrong with them.

    Parameters
    ----------
    file : str
        Its name, for faults.
    table : DataFrame
        Columns under our names, text or null; index the line of each row.
    said : mapping of str to str
        Our name to the file's own.
    problems : list of Problem
        Collected by the checks below; :meth:`settled` raises them together.
    """

    file: str
    table: pd.DataFrame
    said: Mapping[str, str]
    problems: list[Problem] = field(default_factory=list)

    def numbers(self, name: str, *, least: float = -np.inf, most: float = np.inf) -> pd.Series:
        """Return a column of numbers, unknown where blank; a comma is a decimal sign."""
        told = self.table[name]
        plain = told.str.replace("[\u00a0\u202f ]", "", regex=True).str.replace(",", ".")
        found = pd.to_numeric(plain, errors="coerce")
        odd = told.notna() & ~found.between(least, most)
        bounds = f"{least:g} … {most:g}" if np.isfinite([least, most]).all() else ""
        what = Text(
            f"nombre attendu{f' ({bounds})' if bounds else ', non négatif' if least == 0 else ''}",
            "a number is"
            f" needed{f' ({bounds})' if bounds else ', not negative' if least == 0 else ''}",
        )
        self.refuse(name, odd, what, Text("corriger la cellule", "mend the cell"))
        return found.where(~odd)

    def refuse(self, name: str, odd: pd.Series, what: Text, remedy: Text) -> None:
        """Collect a fault of each odd row, the first ones one by one."""
        lines = self.table.index[odd.to_numpy(dtype=bool)]
        column = self.said.get(name, name)
        for line in lines[:SHOWN]:
            cell = self.table.at[line, name] if name in self.table else None
            value = "" if pd.isna(cell) else str(cell)
            self.problems.append(Problem(what, remedy, Where(self.file, int(line), column, value)))
        if len(lines) > SHOWN:
            rest = number(len(lines) - SHOWN)
            more = Text(f"et {rest} autres : {what.fr}", f"and {rest} more: {what.en}")
            self.problems.append(Problem(more, remedy, Where(self.file, column=column)))

    def settled(self) -> None:
        """Raise what was collected.

        Raises
        ------
        BadInputError
            With every fault.
        """
        if self.problems:
            raise BadInputError(self.problems)


def read_typed(
    path: Path, names: Mapping[str, tuple[str, ...]], needed: tuple[tuple[str, ...], ...]
) -> TypedList:
    """Read a list that somebody typed.

    Parameters
    ----------
    path : Path
        CSV (comma or semicolon), or a workbook whose first sheet carries the columns, titles above
        them or not.
    names : mapping of str to tuple of str
        Our name to those that a file may use, without accents, capitals or blanks.
    needed : tuple of tuple of str
        Of each tuple of our names, one column at least must be there.

    Raises
    ------
    BadInputError
        If the file cannot be read, has no row, or lacks a needed column.
    """
    known = {alias: ours for ours, aliases in names.items() for alias in (ours, *aliases)}
    if path.suffix.lower() in (".xlsx", ".ods"):
        raw = _sheet(path, known, needed)
    else:
        raw = read_csv(path.parent, path.name, [], sep=";", every=True)
    said: dict[str, str] = {}
    for column in raw.columns:
        ours = known.get(plain_heading(str(column)))
        if ours is not None:
            said.setdefault(ours, str(column))
    lacking = [" | ".join(one) for one in needed if not set(one) & set(said)]
    if lacking:
        raise absent(path.name, lacking)
    table = pd.DataFrame(
        {ours: raw[said[ours]] if ours in said else None for ours in names}, index=raw.index
    ).astype("str")
    table = table.apply(lambda cells: cells.str.strip()).replace("", None)
    table = table[table.notna().any(axis=1)]
    if table.empty:
        raise empty(path.name)
    return TypedList(path.name, table, said)


def plain_heading(words: str) -> str:
    """Return a heading without accents, capitals, units in brackets or blanks.

    Examples
    --------
    >>> plain_heading("Surface demandée (ha)"), plain_heading("Code INSEE")
    ('surface_demandee', 'code_insee')
    """
    bare = unicodedata.normalize("NFKD", words.partition("(")[0]).encode("ascii", "ignore").decode()
    return "_".join("".join(c if c.isalnum() else " " for c in bare.lower()).split())


def insee_code(cells: pd.Series) -> pd.Series:
    """Return INSEE codes with the zero that a spreadsheet took off; null where there is none.

    Examples
    --------
    >>> insee_code(pd.Series(["1004", "2A004", None, "1004.0"])).fillna("").tolist()
    ['01004', '2A004', '', '01004']
    """
    bare = cells.str.strip().str.upper().str.replace(r"[.,]0+$", "", regex=True)
    return bare.where(bare.isna() | ~bare.str.fullmatch(r"\d{4}", na=False), "0" + bare)


def _sheet(
    path: Path, known: Mapping[str, str], needed: tuple[tuple[str, ...], ...]
) -> pd.DataFrame:
    """Return the first sheet whose header carries a column of each need."""
    import pyogrio

    only_declared_formats()
    heads: Callable[[pd.Series], set[str]] = lambda row: {  # noqa: E731
        known.get(plain_heading(str(cell)), "") for cell in row.dropna()
    }
    try:
        for sheet in (str(name) for name in pyogrio.list_layers(path)[:, 0]):
            cells = sheet_cells(path, sheet)
            for row in range(min(len(cells), TITLES)):
                if all(set(one) & heads(cells.iloc[row]) for one in needed):
                    names = cells.iloc[row].fillna("").astype(str).str.strip()
                    table = cells.iloc[row + 1 :].set_axis(names, axis=1)
                    table.index = pd.RangeIndex(row + 2, len(cells) + 1, name="line")
                    return table.loc[:, ~pd.Index(names).duplicated()]
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        raise unreadable(path.name, error) from error
    raise absent(path.name, [" | ".join(one) for one in needed])

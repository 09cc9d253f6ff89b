"""Raw files read as text, with errors that name file, line, column and remedy."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING, Any

import pandas as pd

from tisites.messages.errors import BadInputError, Problem, Where, bad_input
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import geopandas

#: Bad cells told one by one for a column; a wrong decimal sign would otherwise fill the screen.
SHOWN = 5
_REMEDY = Text(
    "remettre le fichier tel que son producteur le publie (voir le README du dossier de données)",
    "put the file back as its producer publishes it (see the README of the data folder)",
)


def read_csv(
    source: Path,
    file: str,
    columns: Sequence[str],
    *,
    sep: str = ",",
    encoding: str = "utf-8-sig",
) -> pd.DataFrame:
    """Read some columns of a raw table as text.

    Parameters
    ----------
    source : Path
        Folder of raw data.
    file : str
        Path of the file inside it.
    columns : sequence of str
        Columns wanted, by their published names.
    sep, encoding : str
        As published.

    Returns
    -------
    pandas.DataFrame
        Text columns in the order asked; an empty cell is null; index ``line`` is the line of the
        file where the row begins, the header being line 1.

    Raises
    ------
    BadInputError
        If the file is absent, empty, undecodable or malformed, or any column is missing.
    """
    path = _existing(source, file)
    try:
        table = pd.read_csv(
            path, sep=sep, encoding=encoding, dtype=str, keep_default_na=False, na_values=[""]
        )
        table.index = _lines(path, sep, encoding)
    except (
        pd.errors.ParserError,
        pd.errors.EmptyDataError,
        UnicodeDecodeError,
        csv.Error,
    ) as error:
        raise _unreadable(file, error) from error
    _require(file, table.columns, columns)
    table = table[list(columns)]
    if table.empty:
        raise bad_input(Text("fichier sans ligne", "file without rows"), _REMEDY, Where(file))
    return table


def floats(table: pd.DataFrame, column: str, file: str) -> pd.Series:
    """Return a text column as numbers; empty is NaN, anything else must be a number.

    Raises
    ------
    BadInputError
        With file, line, column and value of the cells that are no numbers.

    Examples
    --------
    >>> floats(pd.DataFrame({"km": ["1.5", None]}), "km", "roads.csv").tolist()
    [1.5, nan]
    """
    numbers = pd.to_numeric(table[column], errors="coerce").astype("float64")
    odd = table[column][numbers.isna() & table[column].notna()]
    if odd.empty:
        return numbers
    what = Text(f"nombre attendu ({len(odd)} cas)", f"number expected ({len(odd)} cases)")
    raise BadInputError(
        [
            Problem(what, _REMEDY, Where(file, line=int(line), column=column, value=str(value)))
            for line, value in odd.head(SHOWN).items()
        ]
    )


def float_columns(table: pd.DataFrame, columns: Sequence[str], file: str) -> pd.DataFrame:
    """Return several text columns as numbers, all problems together (see :func:`floats`)."""
    problems: list[Problem] = []
    numbers = {}
    for column in columns:
        try:
            numbers[column] = floats(table, column, file)
        except BadInputError as error:
            problems += error.problems
    if problems:
        raise BadInputError(problems)
    return pd.DataFrame(numbers, index=table.index)


def read_json(source: Path, file: str, keys: Sequence[str]) -> dict[str, Any]:
    """Read a raw JSON object that has some keys.

    Raises
    ------
    BadInputError
        If the file is absent or is no such object.
    """
    path = _existing(source, file)
    try:
        value = json.loads(path.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise _unreadable(file, error) from error
    _require(file, value if isinstance(value, dict) else [], keys)
    return dict(value)


def read_outlines(source: Path, file: str, columns: Sequence[str]) -> geopandas.GeoDataFrame:
    """Read outlines with some attributes, in the coordinates of the file.

    Raises
    ------
    BadInputError
        If the file is absent, unreadable, or lacks an attribute.
    """
    import geopandas
    import pyogrio

    path = _existing(source, file)
    try:
        table = geopandas.read_file(path)
    except pyogrio.errors.DataSourceError as error:
        raise _unreadable(file, error) from error
    _require(file, table.columns, [*columns, "geometry"])
    return table[[*columns, "geometry"]]


def read_sheet(source: Path, file: str, sheet: str, columns: Sequence[str]) -> pd.DataFrame:
    """Read some columns of an INSEE workbook sheet as text; titles stand above its header.

    Raises
    ------
    BadInputError
        If the file or sheet is absent or unreadable, or no row carries all the column names.
    """
    import pyogrio

    path = _existing(source, file)
    try:
        cells = pyogrio.read_dataframe(
            path, layer=sheet, read_geometry=False, HEADERS="DISABLE", FIELD_TYPES="STRING"
        )
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        raise _unreadable(file, error) from error
    for row in range(min(len(cells), 30)):
        names = cells.iloc[row].tolist()
        if set(columns) <= set(names):
            table = cells.iloc[row + 1 :].set_axis(names, axis=1)[list(columns)]
            table.index = pd.RangeIndex(row + 2, len(cells) + 1, name="line")
            return table
    _require(f"{file} ({sheet})", [], columns)
    return cells


def _lines(path: Path, sep: str, encoding: str) -> pd.Index:
    # A quoted cell may hold line breaks: rows and lines are not the same count.
    with path.open(encoding=encoding, newline="") as stream:
        rows = csv.reader(stream, delimiter=sep)
        starts, end = [], 0
        for row in rows:
            if row:  # pandas skips blank lines too
                starts.append(end + 1)
            end = rows.line_num
    return pd.Index(starts[1:], name="line")


def _existing(source: Path, file: str) -> Path:
    path = source / file
    if not path.is_file():
        what = Text("fichier brut absent", "raw file missing")
        remedy = Text(
            f"l'ajouter dans {source} sous ce nom, ou donner un autre dossier avec --from",
            f"add it to {source} under this name, or give another folder with --from",
        )
        raise bad_input(what, remedy, Where(file))
    return path


def _require(file: str, present: Sequence[str] | dict[str, Any], wanted: Sequence[str]) -> None:
    missing = [column for column in wanted if column not in present]
    if missing:
        what = Text("colonne absente du fichier brut", "column missing from the raw file")
        raise BadInputError([Problem(what, _REMEDY, Where(file, column=name)) for name in missing])


def _unreadable(file: str, error: Exception) -> BadInputError:
    what = Text("fichier brut illisible", "the raw file cannot be read")
    return bad_input(what, _REMEDY, Where(file, value=str(error).splitlines()[0][:120]))

"""Raw files read as text, with errors that name file, line, column and remedy."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
import pandas as pd

from tisites.data.gdal import only_declared_formats
from tisites.messages.errors import BadInputError, Problem, Where, bad_input
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    import geopandas

#: Bad cells told one by one for a column; a wrong decimal sign would otherwise fill the screen.
SHOWN = 5
_REMEDY = Text(
    "remettre le fichier tel que son producteur le publie (voir le README du dossier de données)",
    "put the file back as its producer publishes it (see the README of the data folder)",
)


class Files(Protocol):
    """Raw files by their place: a folder, or files held elsewhere (:class:`HeldFiles`)."""

    def __truediv__(self, place: str, /) -> Path:
        """Return the path of a place; there may be no file there."""


#: Tables of files as published, by the name of their source: read once, when they were checked.
type Published = Mapping[str, pd.DataFrame]


@dataclass(frozen=True, slots=True)
class HeldFiles:
    """Files that lie elsewhere than at the place that builders know them by.

    Parameters
    ----------
    files : mapping of str to Path
        Place to file.
    folder : Path
        Where any other place would be.
    """

    files: Mapping[str, Path]
    folder: Path

    def __truediv__(self, place: str, /) -> Path:
        """Return the file held for a place."""
        return self.files.get(place, self.folder / place)

    def __str__(self) -> str:
        """Return the folder, for messages."""
        return str(self.folder)


def read_csv(
    source: Files,
    file: str,
    columns: Sequence[str],
    *,
    sep: str = ",",
    encoding: str = "utf-8-sig",
    every: bool = False,
    mended: Callable[[str], str] | None = None,
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
        As published. A file saved again by a spreadsheet is read too: UTF-8 with or without a byte
        order mark, comma or semicolon.
    every : bool
        Return the other columns too, after those asked.
    mended : callable, optional
        Puts the text right where the producer's own writing of it is no CSV.

    Returns
    -------
    pandas.DataFrame
        Text columns in the order asked; an empty cell is null; index ``line`` is the line of the
        file where the row begins, the header being line 1.

    Raises
    ------
    BadInputError
        If the file is absent, empty, undecodable, malformed or cut short, or any column is missing.
    """
    content = _existing(source, file).read_bytes()
    try:
        text = _decoded(content, encoding)
        text = text if mended is None else mended(text)
        sep = _separator(text, sep)
        starts, short = _lines(text, sep)
        table = pd.read_csv(
            io.StringIO(text, newline=""), sep=sep, dtype=str, keep_default_na=False,
            na_values=[""],
        )  # fmt: skip
        table.columns = table.columns.str.strip()
        table.index = starts
    except (
        pd.errors.ParserError,
        pd.errors.EmptyDataError,
        UnicodeDecodeError,
        csv.Error,
    ) as error:
        raise _unreadable(file, error) from error
    except ValueError as error:  # more rows for one parser than for the other: quotes left open
        raise _unreadable(file, error) from error
    require(file, table.columns, columns)
    _check_whole(content, file, short)
    others = [name for name in table.columns if name not in columns] if every else []
    table = table[[*columns, *others]]
    if table.empty:
        raise bad_input(Text("fichier sans ligne", "file without rows"), _REMEDY, Where(file))
    return table


def floats(table: pd.DataFrame, column: str, file: str) -> pd.Series:
    """Return a text column as numbers; empty is NaN, anything else must be a number.

    A column written with decimal commas throughout is read so. One where every comma is followed by
    three digits could as well hold thousands: it is refused, not guessed.

    Raises
    ------
    BadInputError
        With file, line, column and value of the cells that are no numbers.

    Examples
    --------
    >>> floats(pd.DataFrame({"km": ["1.5", None]}), "km", "roads.csv").tolist()
    [1.5, nan]
    """
    text = table[column].astype("str").where(table[column].notna())
    if _decimal_commas(text.dropna()):
        text = text.str.replace(",", ".", regex=False)
    numbers = pd.to_numeric(text, errors="coerce").astype("float64")
    numbers = numbers.where(np.isfinite(numbers))
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


def _decimal_commas(cells: pd.Series) -> bool:
    """Whether a column is written with decimal commas, beyond doubt."""
    commas = cells[cells.str.contains(",", regex=False)]
    plain = cells.str.fullmatch(r"\s*-?\d+(?:,\d+)?\s*").all()
    return bool(len(commas) and plain and not commas.str.fullmatch(r".*,\d{3}\s*").all())


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


def read_json(source: Files, file: str, keys: Sequence[str]) -> dict[str, Any]:
    """Read a raw JSON object that has some keys.

    Raises
    ------
    BadInputError
        If the file is absent or is no such object.
    """
    path = _existing(source, file)
    try:
        value = json.loads(path.read_text(encoding="utf-8-sig"))
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise _unreadable(file, error) from error
    require(file, value if isinstance(value, dict) else [], keys)
    return dict(value)


def read_outlines(source: Files, file: str, columns: Sequence[str]) -> geopandas.GeoDataFrame:
    """Read outlines with some attributes, in the coordinates of the file.

    Raises
    ------
    BadInputError
        If the file is absent, unreadable, or lacks an attribute.
    """
    import geopandas
    import pyogrio

    only_declared_formats()

    path = _existing(source, file)
    try:
        table = geopandas.read_file(path)
    except (pyogrio.errors.DataSourceError, UnicodeDecodeError) as error:  # or saved in latin-1
        raise _unreadable(file, error) from error
    require(file, table.columns, [*columns, "geometry"])
    return table[[*columns, "geometry"]]


def read_sheet(source: Files, file: str, sheet: str, columns: Sequence[str]) -> pd.DataFrame:
    """Read some columns of an INSEE workbook sheet as text; titles stand above its header.

    Raises
    ------
    BadInputError
        If the file or sheet is absent or unreadable, or no row carries all the column names.
    """
    import pyogrio

    only_declared_formats()

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
    require(f"{file} ({sheet})", [], columns)
    return cells


def _decoded(content: bytes, published: str) -> str:
    """Return the text of a file: UTF-8 where it decodes as such, else as published.

    Text in latin-1 with accents is no valid UTF-8, so that a file saved again in UTF-8 is told from
    the original without guessing.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode(published)


def _separator(text: str, published: str) -> str:
    """Return the separator of a header: as published, unless only another one is there."""
    header = io.StringIO(text, newline="").readline()
    others = [sep for sep in (";", ",", "\t") if sep != published and sep in header]
    return published if published in header or len(others) != 1 else others[0]


def _lines(text: str, sep: str) -> tuple[pd.Index, list[int]]:
    """Return the line where each row begins, and the lines of rows with too few cells."""
    # A quoted cell may hold line breaks: rows and lines are not the same count.
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=sep, strict=True)
    starts, short, end, width = [], [], 0, 0
    for row in rows:
        if row and not (len(row) == 1 and not row[0].strip() and width != 1):
            width = width or len(row)  # pandas skips blank lines too
            starts.append(end + 1)
            if len(row) < width:
                short.append(end + 1)
        end = rows.line_num
    return pd.Index(starts[1:], name="line"), short


def _check_whole(content: bytes, file: str, short: list[int]) -> None:
    """Refuse a file that was cut: a row with cells missing, or no line break at its end."""
    remedy = Text(
        "reprendre le fichier entier chez son producteur (tisites data pull, ou data add)",
        "take the whole file again from its producer (tisites data pull, or data add)",
    )
    what = Text("ligne incomplète : fichier tronqué ?", "incomplete row: file cut short?")
    problems = [Problem(what, remedy, Where(file, line=line)) for line in short[:SHOWN]]
    if content[-1:] not in (b"\n", b"\r"):
        what = Text(
            "la dernière ligne n'est pas finie : fichier tronqué ?",
            "the last line is not ended: file cut short?",
        )
        problems.append(Problem(what, remedy, Where(file)))
    if problems:
        raise BadInputError(problems)


def _existing(source: Files, file: str) -> Path:
    path = source / file
    if not path.is_file():
        what = Text("fichier brut absent", "raw file missing")
        remedy = Text(
            f"l'ajouter dans {source} sous ce nom, ou donner un autre dossier avec --from",
            f"add it to {source} under this name, or give another folder with --from",
        )
        raise bad_input(what, remedy, Where(file))
    return path


def require(file: str, present: Sequence[str] | dict[str, Any], wanted: Sequence[str]) -> None:
    """Refuse a file that lacks some columns.

    Raises
    ------
    BadInputError
        One problem a column.
    """
    missing = [column for column in wanted if column not in present]
    if missing:
        what = Text("colonne absente du fichier brut", "column missing from the raw file")
        raise BadInputError([Problem(what, _REMEDY, Where(file, column=name)) for name in missing])


def _unreadable(file: str, error: Exception) -> BadInputError:
    what = Text("fichier brut illisible", "the raw file cannot be read")
    return bad_input(what, _REMEDY, Where(file, value=str(error).splitlines()[0][:120]))

"""What every reader of published files does: open, unpack, find a header, name what is wrong."""

from __future__ import annotations

import json
import re
import zipfile
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import pandas as pd

from tisites.data.gdal import only_declared_formats
from tisites.data.scratch import scratch_folder
from tisites.messages.errors import BadInputError, Problem, Where, bad_input
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import geopandas

#: Rows of a sheet among which a header is looked for.
HEADER_WITHIN = 30
MOVED = Text(
    "le producteur a changé de format, ou ce n'est pas ce fichier : le reprendre sur la page de la"
    " source (tisites data list)",
    "the producer changed the format, or this is another file: take it again from the source's page"
    " (tisites data list)",
)


@contextmanager
def unpacked(path: Path, member: str) -> Iterator[Path]:
    """Give the file of an archive whose name fits a pattern; any other file as it is.

    Parameters
    ----------
    path : Path
        A published file, zipped or not.
    member : str
        Pattern of the member's name; the first in alphabetical order is taken. Empty: no unpacking.

    Raises
    ------
    BadInputError
        If the archive is damaged, or holds no such member.
    """
    if not member or not _is_archive(path):
        yield path
        return
    with TemporaryDirectory(dir=scratch_folder()) as scratch:
        try:
            with zipfile.ZipFile(path) as archive:
                names = sorted(name for name in archive.namelist() if re.search(member, name))
                if not names:
                    raise absent(path.name, [member])
                target = Path(scratch) / Path(names[0]).name
                target.write_bytes(archive.read(names[0]))
        except (zipfile.BadZipFile, EOFError, OSError) as error:
            raise unreadable(path.name, error) from error
        yield target


def _is_archive(path: Path) -> bool:
    # A workbook is a zip too: it is told by its name.
    return path.suffix.lower() == ".zip" or (
        path.suffix.lower() not in (".xlsx", ".ods") and zipfile.is_zipfile(path)
    )


def read_json_file(path: Path) -> Any:
    """Read a JSON file.

    Raises
    ------
    BadInputError
        If it is no JSON.
    """
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as error:
        raise unreadable(path.name, error) from error


def read_shapes(
    path: Path, columns: Sequence[str], optional: Sequence[str] = ()
) -> geopandas.GeoDataFrame:
    """Read a geographic file with some attributes, in EPSG:4326.

    Parameters
    ----------
    path : Path
        GeoJSON, GML, GeoPackage, or a zipped shapefile.
    columns : sequence of str
        Attributes wanted, by their published names, whatever their case.
    optional : sequence of str
        Attributes that may be absent: null then.

    Returns
    -------
    geopandas.GeoDataFrame
        The attributes in the order asked, as text, then the geometry.

    Raises
    ------
    BadInputError
        If the file is unreadable, has no row, or lacks an attribute.
    """
    import geopandas
    import pyogrio

    only_declared_formats()

    try:
        table = geopandas.read_file(path)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError) as error:
        raise unreadable(path.name, error) from error
    by_name = {str(name).lower(): name for name in table.columns}
    missing = [name for name in columns if name.lower() not in by_name]
    if missing or "geometry" not in table.columns:
        raise absent(path.name, missing or ["geometry"])
    if table.empty:
        raise empty(path.name)
    table = table.set_crs("EPSG:4326") if table.crs is None else table.to_crs("EPSG:4326")
    silent = [name for name in optional if name.lower() not in by_name]
    table = table.assign(**dict.fromkeys(silent, None))
    by_name |= {name.lower(): name for name in silent}
    columns = [*columns, *optional]
    kept = table[[by_name[name.lower()] for name in columns] + ["geometry"]]
    kept = kept.set_axis([*columns, "geometry"], axis=1)
    for name in columns:
        kept[name] = kept[name].map(_cell)
    return kept


def _cell(value: Any) -> str | None:
    """Write an attribute as text; an object within it, as GeoJSON allows, as JSON."""
    if isinstance(value, dict | list):
        return json.dumps(value, ensure_ascii=False)
    return None if pd.isna(value) else str(value).strip()


def read_workbook(path: Path, columns: Sequence[str]) -> pd.DataFrame:
    """Read the first sheet that carries some columns, below its titles, as text.

    Parameters
    ----------
    path : Path
        Workbook, as INSEE publishes them: titles and notes above the header.
    columns : sequence of str
        Columns that the header must carry.

    Returns
    -------
    pandas.DataFrame
        Every column of that sheet, index ``line``.

    Raises
    ------
    BadInputError
        If the workbook is unreadable or no sheet carries the columns.
    """
    import pyogrio

    only_declared_formats()

    try:
        sheets = [str(name) for name in pyogrio.list_layers(path)[:, 0]]
        for sheet in sheets:
            cells = sheet_cells(path, sheet)
            for row in range(min(len(cells), HEADER_WITHIN)):
                names = ["" if pd.isna(name) else str(name).strip() for name in cells.iloc[row]]
                if set(columns) <= set(names):
                    table = cells.iloc[row + 1 :].set_axis(names, axis=1)
                    table.index = pd.RangeIndex(row + 2, len(cells) + 1, name="line")
                    return table.loc[:, [name != "" for name in names]]
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError) as error:
        raise unreadable(path.name, error) from error
    raise absent(path.name, columns)


def sheet_cells(path: Path, sheet: str) -> pd.DataFrame:
    """Return every cell of a sheet as text, from its first row on.

    GDAL takes the first row of a sheet after the first for a header all the same: it is put back.
    """
    import pyogrio

    only_declared_formats()

    cells = pyogrio.read_dataframe(
        path, layer=sheet, read_geometry=False, HEADERS="DISABLE", FIELD_TYPES="STRING"
    )
    if all(re.fullmatch(r"Field\d+", str(name)) for name in cells.columns):
        return cells
    head = pd.DataFrame([[str(name) for name in cells.columns]], columns=cells.columns)
    return pd.concat([head, cells], ignore_index=True)


def absent(file: str, columns: Sequence[str]) -> BadInputError:
    """Return the error of columns that a published file lacks."""
    what = Text("colonne ou champ attendu absent", "expected column or field missing")
    return BadInputError([Problem(what, MOVED, Where(file, column=name)) for name in columns])


def empty(file: str) -> BadInputError:
    """Return the error of a published file without rows."""
    return bad_input(Text("fichier sans ligne", "file without rows"), MOVED, Where(file))


def unreadable(file: str, error: Exception) -> BadInputError:
    """Return the error of a published file that cannot be read."""
    what = Text("fichier illisible", "the file cannot be read")
    first = (str(error).splitlines() or [""])[0][:120]
    return bad_input(what, MOVED, Where(file, value=first))


def unlike(file: str, line: int, column: str, value: str, expected: str) -> BadInputError:
    """Return the error of a cell that is none of what its column may hold."""
    what = Text(
        f"valeur inattendue (attendu : {expected})", f"unexpected value ({expected} needed)"
    )
    return bad_input(what, MOVED, Where(file, line=line, column=column, value=value))

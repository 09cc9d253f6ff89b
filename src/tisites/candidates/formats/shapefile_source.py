"""Reads Shapefile through GDAL, its parts checked and copied apart first, its records counted."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from tisites.candidates.formats.limits import check_bytes, check_rows
from tisites.candidates.formats.shapes import (
    decode,
    described_crs,
    in_degrees,
    named_crs,
    unknown_crs,
)
from tisites.candidates.formats.source import Count, Source, no_site
from tisites.data.gdal import only_declared_formats
from tisites.data.scratch import scratch_folder
from tisites.messages.errors import BadInputError, Where, bad_input
from tisites.messages.text import Text, number

PARTS = (".shp", ".dbf", ".shx", ".prj", ".cpg")
_NEEDED = (".dbf", ".shx")
_MAGIC, _VERSION, _HEAD = 9994, 1000, 100
#: Kinds of shapes (ESRI, *Shapefile Technical Description*, 1998): null, points, lines, polygons,
#: several points, with and without heights and measures.
_KINDS = frozenset({0, 1, 3, 5, 8, 11, 13, 15, 18, 21, 23, 25, 28})
#: How a record of a dBase file begins.
_KEPT, _DELETED = ord(" "), ord("*")
_SAVE_AGAIN = Text(
    "copier ensemble ses fichiers .shp, .shx, .dbf et .prj, ou enregistrer la couche en GeoPackage"
    " depuis QGIS",
    "copy its files .shp, .shx, .dbf and .prj together, or save the layer as GeoPackage from QGIS",
)


def read_shapefile(path: Path, file: str) -> Source:
    """Read a Shapefile.

    Parameters
    ----------
    path : Path
        Its ``.shp``, with its companions beside it.
    file : str
        For messages.

    Raises
    ------
    BadInputError
        If a part is missing, cut or of another format, its parts do not hold as many records, or it
        does not say its reference system.
    """
    parts = {suffix: part for suffix in PARTS if (part := _part(path, suffix)) is not None}
    _check_head(path, ".shp", file)
    for suffix in _NEEDED:
        if suffix not in parts:
            what = Text(
                f"Shapefile incomplet : son fichier {suffix} n'est pas à côté",
                f"incomplete shapefile: its file {suffix} is not beside it",
            )
            raise bad_input(what, _SAVE_AGAIN, Where(file))
    check_bytes(sum(part.stat().st_size for part in parts.values()), file)
    counted = _counted(parts, file)
    check_rows(counted, file)
    if counted == 0:
        raise no_site(file)
    description, table, blobs = _read(parts, file)
    if len(table) != counted:
        what = Text(
            f"{number(len(table))} enregistrements lus, {number(counted)} comptés dans le fichier",
            f"{number(len(table))} records read, {number(counted)} counted in the file",
        )
        raise bad_input(what, _SAVE_AGAIN, Where(file))
    if ".cpg" not in parts:
        table = _windows(table)
    geometry, unread = _shapes(blobs, description, file)
    count = Count(counted, Text("enregistrements du .dbf et du .shx", "records of .dbf and .shx"))
    lines = np.arange(1, counted + 1, dtype=np.int64)
    return Source(
        file, _sha256(parts), table, lines, tuple(table.columns), geometry, cut_names=True,
        count=count, unread=tuple(unread.items()),
    )  # fmt: skip


def _part(path: Path, suffix: str) -> Path | None:
    """Return a companion, its suffix in small or capital letters."""
    named = (path.with_suffix(suffix), path.with_suffix(suffix.upper()))
    if suffix == ".shp":
        return path
    return next((part for part in named if part.is_file()), None)


def _counted(parts: dict[str, Path], file: str) -> int:
    """Count the records by the sizes and marks of its parts, and refuse what does not agree."""
    _check_head(parts[".shx"], ".shx", file)
    drawn = (parts[".shx"].stat().st_size - _HEAD) // 8
    content = parts[".dbf"].read_bytes()
    rows = int.from_bytes(content[4:8], "little")
    start, width = (int.from_bytes(content[k : k + 2], "little") for k in (8, 10))
    if len(content) < 32 or start < 33 or width < 1:
        raise _unreadable(file, ".dbf")
    if start + rows * width > len(content):
        raise _cut(file, ".dbf")
    if rows != drawn:
        what = Text(
            f"le .dbf a {number(rows)} enregistrements, le .shx {number(drawn)}",
            f"the .dbf has {number(rows)} records, the .shx {number(drawn)}",
        )
        raise bad_input(what, _SAVE_AGAIN, Where(file))
    end = start + rows * width
    marks = np.frombuffer(content, dtype=np.uint8)[start:end:width]
    # bytes put in or taken out shift every record behind them: its mark, or the end, then tells
    if not np.isin(marks, (_KEPT, _DELETED)).all() or content[end:].strip(b"\x1a\0 "):
        raise _unreadable(file, ".dbf")
    return int((marks != _DELETED).sum())


def _check_head(part: Path, suffix: str, file: str) -> None:
    with part.open("rb") as stream:
        head = stream.read(_HEAD)
    magic, said = int.from_bytes(head[:4], "big"), 2 * int.from_bytes(head[24:28], "big")
    version, kind = (int.from_bytes(head[k : k + 4], "little") for k in (28, 32))
    if len(head) < _HEAD or (magic, version) != (_MAGIC, _VERSION) or kind not in _KINDS:
        raise _unreadable(file, suffix)
    if said > part.stat().st_size:
        raise _cut(file, suffix)


def _read(parts: dict[str, Path], file: str) -> tuple[str | None, pd.DataFrame, list[Any]]:
    """Read copies of the parts under a name of ours: no other file is beside them."""
    only_declared_formats()
    import pyogrio

    with tempfile.TemporaryDirectory(dir=scratch_folder()) as folder:
        for suffix, part in parts.items():
            shutil.copyfile(part, Path(folder) / f"sites{suffix}")
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # what is odd is said better by the checks
                about, _, blobs, columns = pyogrio.raw.read(Path(folder) / "sites.shp")
        except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError,
                pyogrio.errors.FeatureError, pyogrio.errors.GeometryError) as error:  # fmt: skip
            raise _unreadable(file, ".shp") from error
    names = [str(name) for name in about["fields"]]
    table = pd.DataFrame(dict(enumerate(columns))).set_axis(names, axis=1)
    blobs = [None] * len(table) if blobs is None else list(blobs)
    return about["crs"], table, blobs


def _shapes(blobs: list[Any], description: str | None, file: str) -> tuple[Any, dict[int, str]]:
    import shapely

    geometry, unread = decode(blobs, shapely.from_wkb)
    if shapely.is_missing(geometry).all() and not unread:
        return None, {}
    if description is None:
        raise unknown_crs(file, None)
    if ":" in description[:8]:
        return in_degrees(geometry, named_crs(description, file), file), unread
    return in_degrees(geometry, described_crs(description, file), file), unread


def _windows(table: pd.DataFrame) -> pd.DataFrame:
    """Read again as cp1252 the text that GDAL took for latin-1, where it shows: œ, €, ’.

    A dBase file without its ``.cpg`` does not say which; latin-1 has control codes there.
    """
    for name in table.columns:
        if pd.api.types.is_numeric_dtype(table[name].dtype):
            continue
        text = table[name]
        odd = text.astype("str").str.contains("[\x80-\x9f]", regex=True).fillna(value=False)
        if odd.any():
            mended = text[odd].map(
                lambda s: str(s).encode("latin-1", "replace").decode("cp1252", "replace")
            )
            table[name] = text.astype(object).where(~odd, mended)
    return table


def _sha256(parts: dict[str, Path]) -> str:
    digest = hashlib.sha256()
    for suffix in PARTS:
        if suffix in parts:
            digest.update(parts[suffix].read_bytes())
    return digest.hexdigest()


def _unreadable(file: str, suffix: str) -> BadInputError:
    what = Text(
        f"fichier illisible : son {suffix} est abîmé ou d'un autre format",
        f"unreadable: its {suffix} is damaged or of another format",
    )
    return bad_input(what, _SAVE_AGAIN, Where(file))


def _cut(file: str, suffix: str) -> BadInputError:
    what = Text(f"fichier illisible : son {suffix} est coupé", f"unreadable: its {suffix} is cut")
    return bad_input(what, _SAVE_AGAIN, Where(file))

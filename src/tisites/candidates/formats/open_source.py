"""Opens a candidate file by its suffix, inside a zip or not: the one way in, under the limits."""

from __future__ import annotations

import errno
import tempfile
import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from tisites.candidates.formats.csv_source import csv_grid, read_csv
from tisites.candidates.formats.geojson_source import read_geojson
from tisites.candidates.formats.geopackage_source import layer_names, read_geopackage
from tisites.candidates.formats.limits import check_bytes, check_parts, unfolded
from tisites.candidates.formats.parquet_source import read_parquet
from tisites.candidates.formats.shapefile_source import PARTS, read_shapefile
from tisites.candidates.formats.source import ANYWHERE, clean_source
from tisites.candidates.formats.workbook_source import (
    WORKBOOK_SUFFIXES,
    read_workbook,
    workbook_grids,
)
from tisites.data.pack import file_sha256
from tisites.data.scratch import scratch_folder
from tisites.messages.clean import shown
from tisites.messages.errors import BadInputError, TisitesError, Where, bad_input
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tisites.candidates.formats.source import Grid, Layout, Source


def _read_csv(path: Path, file: str, layout: Layout = ANYWHERE) -> Source:
    check_bytes(path.stat().st_size, file)
    return read_csv(path.read_bytes(), file, layout)


CSV_SUFFIXES = (".csv", ".tsv", ".txt")
#: What reads each format that is declared; nothing else is tried, whatever a file holds.
FORMATS: dict[str, Callable[[Path, str], Source]] = {
    **dict.fromkeys(CSV_SUFFIXES, _read_csv),
    **dict.fromkeys((".parquet", ".geoparquet"), read_parquet),
    **dict.fromkeys((".geojson", ".json"), read_geojson),
    ".gpkg": read_geopackage,
    ".shp": read_shapefile,
    **dict.fromkeys(WORKBOOK_SUFFIXES, read_workbook),
}
#: Of these, those whose table has a place in the file.
LAID_OUT: dict[str, Callable[[Path, str, Layout], Source]] = {
    **dict.fromkeys(CSV_SUFFIXES, _read_csv),
    ".gpkg": read_geopackage,
    **dict.fromkeys(WORKBOOK_SUFFIXES, read_workbook),
}
#: What the machine lacks is no fault of the file: told elsewhere.
_MACHINE = {
    errno.ENOSPC, errno.EMFILE, errno.ENFILE, errno.EACCES, errno.EPERM, errno.EROFS,
    getattr(errno, "EDQUOT", errno.ENOSPC),
}  # fmt: skip
_AGAIN = Text(
    "vérifier qu'il a été copié en entier et qu'il s'ouvre dans QGIS ou un tableur, puis"
    " l'enregistrer de nouveau, au besoin dans un autre format",
    "check that it was copied in full and opens in QGIS or a spreadsheet, then save it again, in"
    " another format if need be",
)


def open_source(path: Path, layout: Layout = ANYWHERE) -> Source:
    """Open a candidate file.

    Parameters
    ----------
    path : Path
    layout : Layout
        Sheet or layer, and header, where they are known; formats that have neither pass over it.

    Raises
    ------
    BadInputError
        If the file does not exist, is empty, has an unknown suffix, cannot be read, or costs more
        than :mod:`~tisites.candidates.formats.limits` allows.
    """
    file = str(path)
    if path.is_dir():
        what = Text("c'est un dossier, pas un fichier", "this is a folder, not a file")
        remedy = Text(
            "donner le fichier de candidats qu'il contient", "give the candidate file inside it"
        )
        raise bad_input(what, remedy, Where(file))
    if not path.is_file():
        raise _absent(path)
    if path.stat().st_size == 0:
        what = Text("le fichier est vide (0 octet)", "the file is empty (0 bytes)")
        remedy = Text("donner un fichier avec au moins un site", "give a file with a site in it")
        raise bad_input(what, remedy, Where(file))
    suffix = path.suffix.lower()
    if suffix == ".zip":
        with _boundary(file):
            return _unzip(path, layout)
    read = FORMATS.get(suffix)
    if read is None:
        what = Text(f"format « {shown(suffix)} » non reconnu", f"format '{shown(suffix)}' unknown")
        remedy = Text(
            "enregistrer en CSV UTF-8, .xlsx, GeoPackage, GeoJSON, GeoParquet ou Shapefile",
            "save as CSV UTF-8, .xlsx, GeoPackage, GeoJSON, GeoParquet or Shapefile",
        )
        raise bad_input(what, remedy, Where(file))
    with _boundary(file):
        if suffix in LAID_OUT:
            return clean_source(LAID_OUT[suffix](path, file, layout))
        return clean_source(read(path, file))


@contextmanager
def _boundary(file: str) -> Iterator[None]:
    """Turn what a library raises on a broken file into what, where and how to mend it.

    Each reader refuses in its own words what it knows of; this is the last wall behind them.
    """
    try:
        yield
    except OSError as error:
        if error.errno in _MACHINE:
            raise
        raise _unreadable(file) from error
    except MemoryError as error:
        what = Text("mémoire insuffisante pour ce fichier", "not enough memory for this file")
        remedy = Text("ne garder que les colonnes des sites", "keep only the columns of the sites")
        raise bad_input(what, remedy, Where(file)) from error
    except TisitesError:
        raise
    except Exception as error:
        # libraries raise anything on a broken file, their own faults too: seen, 13 kinds
        raise _unreadable(file) from error


def _unreadable(file: str) -> BadInputError:
    what = Text("fichier illisible : abîmé, coupé ou d'un autre format que son nom ne le dit",
                "unreadable: damaged, cut or of another format than its name says")  # fmt: skip
    return bad_input(what, _AGAIN, Where(file))


def _absent(path: Path) -> BadInputError:
    beside = [p.name for p in path.parent.iterdir()] if path.parent.is_dir() else []
    near = get_close_matches(path.name, beside, n=1)
    remedy = (
        Text(f"vouliez-vous dire « {near[0]} » ?", f"did you mean '{near[0]}'?")
        if near
        else Text("vérifier le chemin du fichier", "check the path of the file")
    )
    what = Text("ce fichier de candidats n'existe pas", "this candidate file does not exist")
    return bad_input(what, remedy, Where(str(path)))


def _unzip(path: Path, layout: Layout) -> Source:
    file = str(path)
    with _unzipped(path) as (inner, name):
        try:
            source = open_source(inner, layout)
        except BadInputError as error:
            named = f"{file}/{name}"
            raise BadInputError(
                [replace(p, where=replace(p.where, file=named)) for p in error.problems]
            ) from error
    return replace(source, file=file, sha256=file_sha256(path))


@contextmanager
def _unzipped(path: Path) -> Iterator[tuple[Path, str]]:
    """Unfold the one candidate file of an archive, under the limits and a name of ours."""
    file = str(path)
    try:
        with (
            zipfile.ZipFile(path) as archive,
            tempfile.TemporaryDirectory(dir=scratch_folder()) as folder,
        ):
            members = [m for m in archive.infolist() if not m.is_dir() and not _hidden(m.filename)]
            check_parts(members, file)
            data = [m for m in members if PurePosixPath(m.filename).suffix.lower() in FORMATS]
            if len(data) != 1:
                raise _not_one(file, [m.filename for m in data])
            named = PurePosixPath(data[0].filename)
            spent = 0
            for member in members:
                name = PurePosixPath(member.filename)
                beside = name.suffix.lower() in PARTS and name.with_suffix("") == named.with_suffix(
                    ""
                )
                if member is not data[0] and not beside:
                    continue
                with (Path(folder) / f"sites{name.suffix.lower()}").open("wb") as copy:
                    for piece in unfolded(archive, member, file, spent):
                        spent += len(piece)
                        copy.write(piece)
            yield Path(folder) / f"sites{named.suffix.lower()}", named.name
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
        what = Text(
            "cette archive zip est illisible : coupée ou abîmée",
            "this zip archive cannot be read: cut or damaged",
        )
        remedy = Text(
            "la recopier en entier, ou donner le fichier décompressé, sans mot de passe",
            "copy it again in full, or give the file unzipped, without a password",
        )
        raise bad_input(what, remedy, Where(file)) from error


def grids(path: Path) -> list[Grid]:
    """Return the beginning of each table of a file whose header may stand anywhere, by its order.

    Empty for formats that say themselves what their columns are called.

    Raises
    ------
    BadInputError
        As :func:`open_source` does of a file that cannot be read.
    """
    file, suffix = str(path), path.suffix.lower()
    if not path.is_file():
        raise _absent(path)
    with _boundary(file):
        if suffix == ".zip":
            with _unzipped(path) as (inner, _):
                return grids(inner)
        if suffix in CSV_SUFFIXES:
            check_bytes(path.stat().st_size, file)
            return [csv_grid(path.read_bytes(), file)]
        return workbook_grids(path, file) if suffix in WORKBOOK_SUFFIXES else []


def layers(path: Path) -> list[str]:
    """Return the layers of a GeoPackage, likeliest first; empty for what has none."""
    file = str(path)
    with _boundary(file):
        if path.suffix.lower() == ".zip":
            with _unzipped(path) as (inner, _):
                return layers(inner)
        return layer_names(path, file) if path.suffix.lower() == ".gpkg" else []


def _hidden(name: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(name).parts)


def _not_one(file: str, names: list[str]) -> BadInputError:
    listed = shown(", ".join(sorted(names)) or "-", 300)
    what = Text(
        f"l'archive doit contenir un seul fichier de candidats ; elle contient : {listed}",
        f"the archive must hold one candidate file; it holds: {listed}",
    )
    remedy = Text(
        "ne garder qu'un CSV, GeoJSON, GeoPackage, GeoParquet ou Shapefile dans l'archive",
        "keep one CSV, GeoJSON, GeoPackage, GeoParquet or Shapefile in the archive",
    )
    return bad_input(what, remedy, Where(file))

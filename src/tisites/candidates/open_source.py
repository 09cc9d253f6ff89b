"""Opens a candidate file by its suffix, inside a zip or not."""

from __future__ import annotations

import tempfile
import zipfile
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from tisites.candidates.csv_source import read_csv
from tisites.candidates.geo_source import read_parquet, read_vector
from tisites.candidates.workbook_source import WORKBOOK_SUFFIXES, read_workbook
from tisites.data.pack import file_sha256
from tisites.data.scratch import scratch_folder
from tisites.messages.errors import BadInputError, Where, bad_input
from tisites.messages.text import Text

if TYPE_CHECKING:
    from tisites.candidates.source import Source

CSV_SUFFIXES = (".csv", ".tsv", ".txt")
PARQUET_SUFFIXES = (".parquet", ".geoparquet")
VECTOR_SUFFIXES = (".geojson", ".json", ".gpkg", ".shp")
_READABLE = CSV_SUFFIXES + PARQUET_SUFFIXES + VECTOR_SUFFIXES + WORKBOOK_SUFFIXES
#: A zip that claims to hold more than this is refused before anything is unpacked.
MAX_UNZIPPED_BYTES = 8 * 2**30


def open_source(path: Path) -> Source:
    """Open a candidate file.

    Raises
    ------
    BadInputError
        If the file does not exist, is empty, has an unknown suffix, or cannot be read.
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
    suffix = path.suffix.lower()
    if path.stat().st_size == 0:
        what = Text("le fichier est vide (0 octet)", "the file is empty (0 bytes)")
        remedy = Text("donner un fichier avec au moins un site", "give a file with a site in it")
        raise bad_input(what, remedy, Where(file))
    if suffix == ".zip":
        return _unzip(path)
    if suffix in CSV_SUFFIXES:
        return read_csv(path.read_bytes(), file)
    if suffix in PARQUET_SUFFIXES:
        return read_parquet(path, file)
    if suffix in VECTOR_SUFFIXES:
        return read_vector(path, file)
    if suffix in WORKBOOK_SUFFIXES:
        return read_workbook(path, file)
    what = Text(f"format « {suffix} » non reconnu", f"format '{suffix}' not recognised")
    remedy = Text(
        "enregistrer en CSV UTF-8, .xlsx, GeoPackage, GeoJSON, GeoParquet ou Shapefile",
        "save as CSV UTF-8, .xlsx, GeoPackage, GeoJSON, GeoParquet or Shapefile",
    )
    raise bad_input(what, remedy, Where(file))


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


def _unzip(path: Path) -> Source:
    file = str(path)
    try:
        with (
            zipfile.ZipFile(path) as archive,
            tempfile.TemporaryDirectory(dir=scratch_folder()) as folder,
        ):
            members = [m for m in archive.infolist() if not m.is_dir() and not _hidden(m.filename)]
            data = [m for m in members if PurePosixPath(m.filename).suffix.lower() in _READABLE]
            if len(data) != 1 or sum(m.file_size for m in members) > MAX_UNZIPPED_BYTES:
                raise _not_one(file, [m.filename for m in data])
            for member in members:  # flat: a name can then never leave the folder
                name = PurePosixPath(member.filename).name
                (Path(folder) / name).write_bytes(archive.read(member))
            inner = Path(folder) / PurePosixPath(data[0].filename).name
            try:
                source = open_source(inner)
            except BadInputError as error:
                raise BadInputError(
                    [
                        replace(p, where=replace(p.where, file=f"{file}/{inner.name}"))
                        for p in error.problems
                    ]
                ) from error
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError) as error:
        what = Text("cette archive zip est illisible", "this zip archive cannot be read")
        remedy = Text(
            "la recopier en entier, ou donner le fichier décompressé, sans mot de passe",
            "copy it again in full, or give the file unzipped, without a password",
        )
        raise bad_input(what, remedy, Where(file, value=str(error)[:80])) from error
    return replace(source, file=file, sha256=file_sha256(path))


def _hidden(name: str) -> bool:
    return any(part.startswith((".", "__MACOSX")) for part in PurePosixPath(name).parts)


def _not_one(file: str, names: list[str]) -> BadInputError:
    listed = ", ".join(sorted(names)) or "-"
    what = Text(
        f"l'archive doit contenir un seul fichier de candidats ; elle contient : {listed}",
        f"the archive must hold one candidate file; it holds: {listed}",
    )
    remedy = Text(
        "ne garder qu'un CSV, GeoJSON, GeoPackage, GeoParquet ou Shapefile dans l'archive",
        "keep one CSV, GeoJSON, GeoPackage, GeoParquet or Shapefile in the archive",
    )
    return bad_input(what, remedy, Where(file))

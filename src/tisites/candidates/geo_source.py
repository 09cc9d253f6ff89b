"""Reads GeoJSON, GeoPackage, Shapefile and (Geo)Parquet; every geometry comes out in EPSG:4326."""

from __future__ import annotations

import hashlib
import re
import warnings
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tisites.candidates.columns import recognised_count
from tisites.candidates.source import Source
from tisites.data.pack import file_sha256
from tisites.messages.errors import BadInputError, Where, bad_input
from tisites.messages.text import Text

if TYPE_CHECKING:
    from pathlib import Path

_SHAPEFILE_PARTS = (".shp", ".dbf", ".shx", ".prj", ".cpg")
#: Where a GeoJSON says its reference system: near its beginning, before the features.
_CRS_WITHIN = 1 << 16
_EMPTY = Text("le fichier est vide : aucun site", "the file is empty: no site")
_UNREADABLE = Text("ce fichier est illisible", "this file cannot be read")
_GIVE_SITES = Text("donner un fichier avec au moins un site", "give a file with at least one site")
_SAVE_AGAIN = Text(
    "l'ouvrir dans QGIS et l'enregistrer de nouveau ; vérifier qu'il a été copié en entier",
    "open it in QGIS and save it again; check that it was copied in full",
)


def read_parquet(path: Path, file: str) -> Source:
    """Read a Parquet or GeoParquet file.

    Raises
    ------
    BadInputError
        If it is unreadable, empty, or its geometries have no known reference system.
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        schema = pq.read_schema(path)
        if b"geo" in (schema.metadata or {}):
            import geopandas

            frame: Any = geopandas.read_parquet(path)
        else:
            frame = pd.read_parquet(path)
    except (pa.ArrowException, OSError, ValueError, KeyError) as error:
        raise _unreadable(file, error) from error
    return _source(frame, file, file_sha256(path))


def read_vector(path: Path, file: str) -> Source:
    """Read a GeoJSON, GeoPackage or Shapefile.

    Parameters
    ----------
    path : Path
        The file; for a shapefile its ``.shp``, with its companions beside it.
    file : str
        For messages.

    Raises
    ------
    BadInputError
        If it is unreadable, empty, has several layers that could hold sites, or its geometries
        have no known reference system.
    """
    import pyogrio

    cut = path.suffix.lower() in {".shp", ".dbf"}
    if path.suffix.lower() in {".geojson", ".json"}:
        _check_declared_crs(path, file)
    try:
        layer = _layer(path, file)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # what is odd is said better by the checks
            frame = pyogrio.read_dataframe(path, layer=layer)
    except (pyogrio.errors.DataSourceError, pyogrio.errors.DataLayerError, ValueError) as error:
        raise _unreadable(file, error) from error
    if cut and not path.with_suffix(".cpg").is_file():
        frame = _windows(frame)
    return _source(frame, file, _sha256(path), cut_names=cut)


def _windows(frame: Any) -> Any:
    """Read again as cp1252 the text that GDAL took for latin-1, where it shows: œ, €, ’.

    A dBase file without its ``.cpg`` does not say which; latin-1 has control codes there.
    """
    for name in frame.columns:
        if frame[name].dtype == "geometry" or pd.api.types.is_numeric_dtype(frame[name].dtype):
            continue
        text = frame[name]
        odd = text.astype("str").str.contains("[\x80-\x9f]", regex=True).fillna(value=False)
        if odd.any():
            mended = text[odd].map(
                lambda s: str(s).encode("latin-1", "replace").decode("cp1252", "replace")
            )
            frame[name] = text.astype(object).where(~odd, mended)
    return frame


def _layer(path: Path, file: str) -> str:
    import pyogrio

    names = [str(row[0]) for row in pyogrio.list_layers(path)]
    if not names:
        raise bad_input(_EMPTY, _GIVE_SITES, Where(file))
    if len(names) == 1:
        return names[0]
    counts = {n: recognised_count(list(pyogrio.read_info(path, layer=n)["fields"])) for n in names}
    best = max(counts.values())
    fitting = [name for name, count in counts.items() if count == best and best > 0]
    if len(fitting) == 1:
        return fitting[0]
    listed = ", ".join(sorted(names))
    what = Text(
        f"ce fichier a plusieurs couches qui pourraient porter les sites : {listed}",
        f"this file has several layers that could hold the sites: {listed}",
    )
    remedy = Text(
        "exporter la seule couche des sites dans un fichier à part",
        "export the layer of the sites alone to a file of its own",
    )
    raise bad_input(what, remedy, Where(file))


def _source(frame: Any, file: str, digest: str, *, cut_names: bool = False) -> Source:
    if len(frame) == 0:
        raise bad_input(_EMPTY, _GIVE_SITES, Where(file))
    import geopandas

    geometry = None
    if isinstance(frame, geopandas.GeoDataFrame):
        geometry = _in_degrees(frame.geometry, file)
        names = [name for name in frame.columns if frame[name].dtype != "geometry"]
        frame = pd.DataFrame(frame[names])
    if frame.index.name is not None and frame.index.name not in frame.columns:
        frame = frame.reset_index()
    frame = frame.reset_index(drop=True)
    frame.columns = [str(name) for name in frame.columns]
    lines = np.arange(1, len(frame) + 1, dtype=np.int64)
    return Source(file, digest, frame, lines, tuple(frame.columns), geometry, cut_names)


def _in_degrees(geometry: Any, file: str) -> Any:
    from pyproj.exceptions import CRSError, ProjError

    if geometry.isna().all():
        return None
    problem: Exception | None = None
    try:
        if geometry.crs is not None and not geometry.crs.is_engineering:
            return geometry.to_crs(4326).to_numpy()
    except (CRSError, ProjError) as error:
        problem = error
    raise _unknown_crs(file, str(problem)[:80] if problem else None) from problem


def _check_declared_crs(path: Path, file: str) -> None:
    """Refuse a GeoJSON whose ``crs`` member names no known system: GDAL would take it for WGS84."""
    from pyproj import CRS
    from pyproj.exceptions import CRSError

    with path.open("rb") as stream:
        head = stream.read(_CRS_WITHIN)
    declared = re.search(rb'"crs"\s*:\s*\{[^{}]*\{[^{}]*"name"\s*:\s*"([^"]+)"', head)
    if declared is None:
        return
    name = declared[1].decode("utf-8", errors="replace")
    try:
        CRS.from_user_input(name)
    except CRSError as error:
        raise _unknown_crs(file, name) from error


def _unknown_crs(file: str, value: str | None) -> BadInputError:
    what = Text(
        "système de coordonnées inconnu : ce fichier ne dit pas dans lequel sont ses géométries",
        "unknown coordinate reference system: this file does not say which its geometries are in",
    )
    remedy = Text(
        "dans QGIS : « Définir la projection de la couche » (EPSG:2154 en métropole), puis"
        " enregistrer de nouveau ; pour un Shapefile, joindre son fichier .prj",
        "in QGIS: 'Set layer CRS' (EPSG:2154 on the mainland), then save again; for a shapefile,"
        " put its .prj file beside it",
    )
    return bad_input(what, remedy, Where(file, column="crs", value=value))


def _sha256(path: Path) -> str:
    if path.suffix.lower() != ".shp":
        return file_sha256(path)
    digest = hashlib.sha256()
    for part in _SHAPEFILE_PARTS:
        companion = path.with_suffix(part)
        if companion.is_file():
            digest.update(companion.read_bytes())
    return digest.hexdigest()


def _unreadable(file: str, error: Exception) -> BadInputError:
    reason = str(error).splitlines()[0][:120] if str(error) else type(error).__name__
    return bad_input(_UNREADABLE, _SAVE_AGAIN, Where(file, value=reason))

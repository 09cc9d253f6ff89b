"""Published files read once, straight to the layer of their source, wherever they may lie."""

from __future__ import annotations

from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING

from tisites.data.build.reading import Reading
from tisites.data.catalogue.sources import catalogue
from tisites.data.readers.registry import read_published, reader_of
from tisites.data.write import LayerSource

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pandas as pd

    from tisites.data.build.raw import Files, Published
    from tisites.data.catalogue.sources import Source

#: Names that a geographic file may have; the first there is taken.
SUFFIXES = (".parquet", ".geojson", ".json", ".gpkg", ".zip", ".shp", ".gml", ".csv")


def place_in(folder: Files, source: Source) -> Path | None:
    """Return the file of a source in a folder of raw files, whatever its format, or None.

    The source's own place comes first, then the other ones it is known at.
    """
    for place in (source.file, *source.also_at):
        if place:
            choices = [folder / place, *((folder / place).with_suffix(s) for s in SUFFIXES)]
            found = next((path for path in choices if path.is_file()), None)
            if found is not None:
                return found
    return None


def straight_readings(
    folder: Files, published: Published = MappingProxyType({})
) -> list[tuple[str, Callable[[], Reading]]]:
    """Return how to read each source that gives its layer itself and whose file is there.

    Of two sources of one layer, the first in the catalogue wins: complete ones stand before partial
    ones.

    Parameters
    ----------
    folder : Files
        Folder of raw files.
    published : mapping of str to DataFrame
        Layers already read, by the name of their source.

    Returns
    -------
    list of (str, callable)
        Layer, and what reads it: raises :class:`BadInputError` if its file is not as published.
    """
    found: dict[str, Callable[[], Reading]] = {}
    for source in catalogue():
        if not reader_of(source).straight:
            continue
        path = place_in(folder, source)
        if source.name in published:
            found.setdefault(source.layers[0], partial(_of, source, published[source.name]))
        elif path is not None:
            found.setdefault(source.layers[0], partial(_read, source, path))
    return list(found.items())


def _read(source: Source, path: Path) -> Reading:
    return _of(source, read_published(source, path))


def _of(source: Source, table: pd.DataFrame) -> Reading:
    return Reading(source.layers[0], about(source), table)


def about(source: Source, caveat: str = "") -> LayerSource:
    """Return what the manifest says of a layer made from one source of the catalogue.

    Parameters
    ----------
    source : Source
        Entry of the catalogue.
    caveat : str
        What to know before use, where the entry's own note does not say it.
    """
    told = [part for part in (source.share_fr, caveat or source.note_fr) if part]
    return LayerSource(
        source.title_fr, source.producer, source.licence, source.name, source.vintage,
        caveat=" ; ".join(told), partial=source.partial,
    )  # fmt: skip

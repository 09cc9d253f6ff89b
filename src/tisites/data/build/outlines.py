"""Outlines of régions, départements and EPCI."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.data.build.raw import read_outlines
from tisites.data.build.reading import LICENCE_OUVERTE, Reading
from tisites.data.layers import DEPARTEMENTS, EPCI, REGIONS
from tisites.data.write import LayerSource

if TYPE_CHECKING:
    from pathlib import Path

    from tisites.data.layers import Layer

_TITLES: tuple[tuple[Layer, str], ...] = (
    (REGIONS, "Contours des régions"),
    (DEPARTEMENTS, "Contours des départements"),
    (EPCI, "Contours des EPCI"),
)


def read_all_outlines(source: Path) -> list[Reading]:
    """Read the outlines; overseas territories lie at their real place.

    Parameters
    ----------
    source : Path
        Folder of raw data.

    Returns
    -------
    list of Reading
        Layers ``regions``, ``departements``, ``epci``, polygons in EPSG:4326.

    Raises
    ------
    BadInputError
        If a file is absent or lacks an attribute.
    """
    return [_read(source, layer, title) for layer, title in _TITLES]


def _read(source: Path, layer: Layer, title: str) -> Reading:
    file = f"territories/{layer.name}.geojson"
    table = read_outlines(source, file, [column.name for column in layer.columns])
    about = LayerSource(
        title,
        "IGN",
        LICENCE_OUVERTE,
        "contours administratifs, simplifiés",
        "non précisé",
        caveat="contours simplifiés : pour la carte, pas pour décider d'une limite",
    )
    return Reading(layer.name, about, table)

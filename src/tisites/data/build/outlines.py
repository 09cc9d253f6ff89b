"""Outlines of régions, départements and EPCI."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from tisites.data.build.raw import read_outlines
from tisites.data.build.reading import LICENCE_OUVERTE, Reading
from tisites.data.layers import DEPARTEMENTS, EPCI, REGIONS
from tisites.data.write import LayerSource

if TYPE_CHECKING:
    import pandas as pd

    from tisites.data.build.raw import Files, Published
    from tisites.data.layers import Layer

_TITLES: tuple[tuple[Layer, str], ...] = (
    (REGIONS, "Contours des régions"),
    (DEPARTEMENTS, "Contours des départements"),
    (EPCI, "Contours des EPCI"),
)


def read_all_outlines(source: Files, published: Published = MappingProxyType({})) -> list[Reading]:
    """Read the outlines; overseas territories lie at their real place.

    Parameters
    ----------
    source : Files
        Folder of raw data.
    published : mapping of str to GeoDataFrame
        Outlines already read (``contours-regions``…): ``code``, ``nom``.

    Returns
    -------
    list of Reading
        Layers ``regions``, ``departements``, ``epci``, polygons in EPSG:4326.

    Raises
    ------
    BadInputError
        If a file is absent or lacks an attribute.
    """
    return [
        _read(source, layer, title, published.get(f"contours-{layer.name}"))
        for layer, title in _TITLES
    ]


def _read(source: Files, layer: Layer, title: str, contours: pd.DataFrame | None) -> Reading:
    names = [column.name for column in layer.columns]
    if contours is None:
        table = read_outlines(source, f"territories/{layer.name}.geojson", names)
    else:
        table = contours.rename(columns={"code": names[0]})[[*names, "geometry"]]
    about = LayerSource(
        title,
        "IGN",
        LICENCE_OUVERTE,
        "contours administratifs, simplifiés",
        "non précisé",
        caveat="contours simplifiés : pour la carte, pas pour décider d'une limite",
    )
    return Reading(layer.name, about, table)

"""A QGIS project that opens ready made: layers in order, their styles, words and projection."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from tisites.report.qgis_style import aliases
from tisites.territory.crs import HEXAGONE, ZONES

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from tisites.report.geopackage import MapLayer

#: The mainland with Corsica, in metres of Lambert-93, with a margin.
_EXTENT = (60_000, 6_010_000, 1_290_000, 7_150_000)
#: Version whose format this is; later ones read it.
_VERSION = "3.22.0-Białowieża"
_DEGREES = 4326
#: A fixed day: the same answer makes the same bytes.
_DAY = (2000, 1, 1, 0, 0, 0)


def write_project(layers: Sequence[MapLayer], path: Path, title: str) -> None:
    """Write the project beside its GeoPackage: same name, ``.qgz``; the two move together.

    Parameters
    ----------
    layers : sequence of MapLayer
        From the top of the map down; those of the same file.
    path : Path
        The GeoPackage.
    title : str
        Of the project.
    """
    text = project(layers, path.name, title)
    with zipfile.ZipFile(path.with_suffix(".qgz"), "w", zipfile.ZIP_DEFLATED) as archive:
        entry = zipfile.ZipInfo(f"{path.stem}.qgs", _DAY)
        entry.compress_type = zipfile.ZIP_DEFLATED
        archive.writestr(entry, text.encode("utf-8"))


def project(layers: Sequence[MapLayer], file: str, title: str) -> str:
    """Return the project of layers of a GeoPackage that lies beside it."""
    west, south, east, north = _EXTENT
    crs = _crs(ZONES[HEXAGONE].epsg)
    tree = "".join(_branch(layer, file) for layer in layers)
    maps = "".join(_layer(layer, file) for layer in layers)
    order = "".join(f"<item>{_id(layer)}</item>" for layer in layers)
    return (
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
        f"<qgis projectname={quoteattr(title)} version={quoteattr(_VERSION)}>"
        f'<homePath path=""/><title>{escape(title)}</title><projectCrs>{crs}</projectCrs>'
        f'<layer-tree-group>{tree}<custom-order enabled="0">{order}</custom-order>'
        "</layer-tree-group>"
        '<mapcanvas name="theMapCanvas" annotationsVisible="1"><units>meters</units>'
        f"<extent><xmin>{west}</xmin><ymin>{south}</ymin><xmax>{east}</xmax><ymax>{north}</ymax>"
        f"</extent><rotation>0</rotation><destinationsrs>{crs}</destinationsrs></mapcanvas>"
        f'<projectlayers>{maps}</projectlayers><ProjectViewSettings UseProjectScales="0">'
        f'<DefaultViewExtent xmin="{west}" ymin="{south}" xmax="{east}" ymax="{north}">{crs}'
        "</DefaultViewExtent></ProjectViewSettings>"
        '<properties><Paths><Absolute type="bool">false</Absolute></Paths><SpatialRefSys>'
        '<ProjectionsEnabled type="int">1</ProjectionsEnabled></SpatialRefSys></properties></qgis>'
        "\n"
    )


def _branch(layer: MapLayer, file: str) -> str:
    """Return a layer of the legend; overseas ones and those not shown are folded."""
    shown = "Qt::Checked" if layer.shown else "Qt::Unchecked"
    folded = int(layer.shown and not _overseas(layer))
    return (
        f'<layer-tree-layer id="{_id(layer)}" name={quoteattr(layer.title)}'
        f' source={quoteattr(_source(layer, file))} providerKey="ogr" checked="{shown}"'
        f' expanded="{folded}"/>'
    )


def _layer(layer: MapLayer, file: str) -> str:
    kind = "Polygon" if layer.surfaces else "Point"
    wkb = "MultiPolygon" if layer.surfaces else "Point"
    return (
        f'<maplayer type="vector" geometry="{kind}" wkbType="{wkb}" labelsEnabled="1"'
        ' autoRefreshEnabled="0" simplifyDrawingHints="0" refreshOnNotifyEnabled="0">'
        f"<id>{_id(layer)}</id><datasource>{escape(_source(layer, file))}</datasource>"
        f"<layername>{escape(layer.title)}</layername><srs>{_crs(layer.epsg or _DEGREES)}</srs>"
        f'<provider encoding="UTF-8">ogr</provider>{layer.style}{aliases(layer.labels)}'
        "</maplayer>"
    )


def _id(layer: MapLayer) -> str:
    """Return what the project calls a layer: QGIS makes up another for ten characters or less."""
    return f"tisites_layer_{layer.name}"


def _overseas(layer: MapLayer) -> bool:
    return layer.epsg is not None and layer.epsg != ZONES[HEXAGONE].epsg


def _source(layer: MapLayer, file: str) -> str:
    """Return where a layer is, from the project's own folder."""
    return f"./{file}|layername={layer.name}"


def _crs(epsg: int) -> str:
    """Return a projection by its code, which QGIS heeds where there is a number beside it."""
    return (
        f"<spatialrefsys><srsid>1</srsid><srid>{epsg}</srid><authid>EPSG:{epsg}</authid>"
        "</spatialrefsys>"
    )

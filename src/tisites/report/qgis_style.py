"""Styles as QGIS reads them: symbols, classes, labels, and the names of fields in plain words."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import numpy as np

from tisites.messages.text import t
from tisites.report.map.sites import COLOURS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

STYLE_NAME = "tisites"
_QUOTES = {'"': "&quot;"}
_TABLE = """
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256),
  f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256),
  styleName TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT,
  owner TEXT(30), ui TEXT(30), update_time DATETIME
)
"""
#: Schema extension of the GeoPackage standard (clause 14): names of columns for readers.
_NAMES = """
CREATE TABLE gpkg_data_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, name TEXT, title TEXT, description TEXT,
  mime_type TEXT, constraint_name TEXT,
  CONSTRAINT pk_gdc PRIMARY KEY (table_name, column_name),
  CONSTRAINT gdc_tn UNIQUE (table_name, name)
)
"""
_EXTENSIONS = """
CREATE TABLE IF NOT EXISTS gpkg_extensions (
  table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL,
  scope TEXT NOT NULL, CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name)
)
"""
_SCHEMA = "http://www.geopackage.org/spec121/#extension_schema"
_LABELS = """
<labeling type="simple">
 <settings calloutType="simple">
  <text-style fieldName="{field}" isExpression="{expression}" fontSize="8" fontSizeUnit="Point"
   textColor="29,29,27,255" textOpacity="1">
   <text-buffer bufferDraw="1" bufferSize="0.7" bufferColor="255,255,255,255"
    bufferOpacity="1"/>
  </text-style>
  <placement placement="6" dist="0.5" distUnits="MM"/>
  <rendering displayAll="{all}" obstacle="1"/>
 </settings>
</labeling>
"""


@dataclass(frozen=True, slots=True)
class LegendClass:
    """One kind of site or territory of a layer, as the map and its legend show it.

    Parameters
    ----------
    label : str
        In the legend.
    colour : str
        ``#rrggbb``.
    value : str
        Value of the field, for a point.
    shape : str
        Marker of QGIS, for a point: told apart without colour.
    size : float
        Millimetres.
    shown : bool
        Whether it is drawn before a reader ticks it.
    low, high : float
        Ends of a class of figures, for a surface.
    """

    label: str
    colour: str
    value: str = ""
    shape: str = "circle"
    size: float = 2.0
    shown: bool = True
    low: float = 0.0
    high: float = 0.0


def score_style(
    edges: np.ndarray, hectares: str = "hectares", label: str = "", least_mm: float = 1.6
) -> str:
    """Return circles sized by hectares and coloured by classes of score, numbered.

    Parameters
    ----------
    edges : (4,) float64
        Limits of the classes of score.
    hectares : str
        Field of the surface; areas are proportional to it, as on the map.
    label : str
        Expression of the label; the field ``number`` without one, which is then never left out.
    least_mm : float
        Size of the smallest sites.

    Examples
    --------
    >>> 'label="score de 60 à 65"' in score_style(np.array([60.0, 65, 70, 75]))
    True
    """
    ends = [0.0, *(float(edge) for edge in edges), 100.0]
    kinds = [
        LegendClass(_score_words(low, high), colour, low=low, high=high)
        for low, high, colour in zip(ends[:-1], ends[1:], COLOURS, strict=True)
    ]
    size = f'min(10.2, max({least_mm:g}, 0.56 * sqrt(coalesce("{hectares}", 0))))'
    named = _LABELS.format(
        field=escape(label or "number", _QUOTES), expression=int(bool(label)), all=int(not label)
    )
    best_first = kinds[::-1]  # QGIS takes the first class that fits: a limit is in the class above
    symbols = [_marker(str(k), kind, {"size": size}) for k, kind in enumerate(best_first)]
    return _graduated("score", best_first, symbols) + named


def _score_words(low: float, high: float) -> str:
    if low <= 0.0:
        return t(f"score de moins de {high:g}", f"score below {high:g}")
    if high >= 100.0:
        return t(f"score de {low:g} ou plus", f"score of {low:g} or more")
    return t(f"score de {low:g} à {high:g}", f"score from {low:g} to {high:g}")


def kind_style(field: str, kinds: Sequence[LegendClass]) -> str:
    """Return one symbol a kind of point, by the value of a field."""
    categories = "".join(
        f'<category symbol="{k}" value="{escape(kind.value, _QUOTES)}"'
        f' label="{escape(kind.label, _QUOTES)}" type="string"'
        f' render="{str(kind.shown).lower()}"/>'
        for k, kind in enumerate(kinds)
    )
    symbols = "".join(_marker(str(k), kind) for k, kind in enumerate(kinds))
    return (
        f'<renderer-v2 type="categorizedSymbol" attr="{field}" symbollevels="0"'
        f' enableorderby="0"><categories>{categories}</categories>'
        f"<symbols>{symbols}</symbols></renderer-v2>"
    )


def class_style(field: str, kinds: Sequence[LegendClass]) -> str:
    """Return surfaces coloured by classes of a figure, of fixed limits."""
    return _graduated(field, kinds, [_fill(str(k), one.colour) for k, one in enumerate(kinds)])


def _graduated(field: str, kinds: Sequence[LegendClass], symbols: Sequence[str]) -> str:
    ranges = "".join(
        f'<range symbol="{k}" lower="{kind.low:g}" upper="{kind.high:g}"'
        f' label="{escape(kind.label, _QUOTES)}" render="true"/>'
        for k, kind in enumerate(kinds)
    )
    return (
        f'<renderer-v2 type="graduatedSymbol" attr="{field}" graduatedMethod="GraduatedColor"'
        f' symbollevels="0" enableorderby="0"><ranges>{ranges}</ranges>'
        f"<symbols>{''.join(symbols)}</symbols></renderer-v2>"
    )


def aliases(labels: Mapping[str, str]) -> str:
    """Return what each field is called for a reader."""
    told = "".join(
        f'<alias field="{escape(name, _QUOTES)}" index="{k}" name="{escape(label, _QUOTES)}"/>'
        for k, (name, label) in enumerate(labels.items(), start=1)
    )
    return f"<aliases>{told}</aliases>" if told else ""


def qml(style: str) -> str:
    """Return a style as a file or a table of styles holds it."""
    return (
        "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
        '<qgis version="3.22" styleCategories="Symbology|Labeling|Fields" labelsEnabled="1">'
        f"{style}</qgis>\n"
    )


def add_styles(path: Path, styles: Mapping[str, str], date: str) -> None:
    """Store the style of each layer in the table that QGIS looks at.

    Parameters
    ----------
    path : Path
        A GeoPackage.
    styles : mapping of str to str
        By name of the layer, as the functions of this file make them.
    date : str
        Written as the date of the styles.
    """
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("PRAGMA synchronous = OFF")  # the folder is synced as a whole
        file.execute(_TABLE)
        file.executemany(
            "INSERT INTO layer_styles"
            " VALUES (NULL, '', '', ?, 'geom', ?, ?, '', 1, '', '', NULL, ?)",
            [(layer, STYLE_NAME, qml(style), date) for layer, style in styles.items()],
        )
        file.execute(
            "INSERT INTO gpkg_contents"
            " (table_name, data_type, identifier, description, last_change)"
            " VALUES ('layer_styles', 'attributes', 'layer_styles', '', ?)",
            (date,),
        )


def add_names(
    path: Path, titles: Mapping[str, str], labels: Mapping[str, Mapping[str, str]]
) -> None:
    """Store what layers and fields are called for a reader, as the standard has it.

    Parameters
    ----------
    path : Path
        A GeoPackage.
    titles : mapping of str to str
        By name of the layer.
    labels : mapping of str to mapping
        By name of the layer, then of the field; two fields of a layer never share a label.
    """
    rows = [
        (layer, field, label, label)
        for layer, named in labels.items()
        for field, label in named.items()
    ]
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("PRAGMA synchronous = OFF")
        file.execute(_NAMES)
        file.execute(_EXTENSIONS)
        file.execute(
            "INSERT INTO gpkg_extensions VALUES"
            " ('gpkg_data_columns', NULL, 'gpkg_schema', ?, 'read-write')",
            (_SCHEMA,),
        )
        file.executemany(
            "INSERT INTO gpkg_data_columns VALUES (?, ?, ?, ?, NULL, NULL, NULL)", rows
        )
        file.executemany(
            "UPDATE gpkg_contents SET identifier = ? WHERE table_name = ?",
            [(title, layer) for layer, title in titles.items()],
        )


def _marker(name: str, kind: LegendClass, driven: Mapping[str, str] | None = None) -> str:
    """Return a marker; what is driven is worked out from the fields of each site."""
    told = "".join(
        f'<Option name="{what}" type="Map"><Option name="active" type="bool" value="true"/>'
        f'<Option name="expression" type="QString" value="{escape(expression, _QUOTES)}"/>'
        '<Option name="type" type="int" value="3"/></Option>'
        for what, expression in (driven or {}).items()
    )
    options = {
        "name": kind.shape, "color": _rgba(kind.colour), "outline_color": "29,29,27,255",
        "outline_width": "0.2", "size": f"{kind.size:g}", "size_unit": "MM",
    }  # fmt: skip
    properties = (
        '<data_defined_properties><Option type="Map"><Option name="name" type="QString" value=""/>'
        f'<Option name="properties" type="Map">{told}</Option>'
        '<Option name="type" type="QString" value="collection"/></Option>'
        "</data_defined_properties>"
    )
    return _symbol("marker", name, "SimpleMarker", options, properties if driven else "")


def _fill(name: str, colour: str) -> str:
    options = {
        "color": _rgba(colour), "style": "solid", "outline_color": "120,117,110,255",
        "outline_width": "0.2", "outline_width_unit": "MM", "outline_style": "solid",
    }  # fmt: skip
    return _symbol("fill", name, "SimpleFill", options)


def _symbol(
    kind: str, name: str, layer: str, options: Mapping[str, str], properties: str = ""
) -> str:
    told = "".join(
        f'<Option name="{key}" type="QString" value="{value}"/>' for key, value in options.items()
    )
    return (
        f'<symbol type="{kind}" name="{name}" alpha="0.9" clip_to_extent="1">'
        f'<layer class="{layer}" enabled="1" pass="0" locked="0">'
        f'<Option type="Map">{told}</Option>{properties}</layer></symbol>'
    )


def _rgba(colour: str) -> str:
    """Return a colour as QGIS writes it.

    Examples
    --------
    >>> _rgba("#21918c")
    '33,145,140,255'
    """
    red, green, blue = (int(colour[k : k + 2], 16) for k in (1, 3, 5))
    return f"{red},{green},{blue},255"

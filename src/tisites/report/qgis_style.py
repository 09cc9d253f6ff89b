"""The QGIS style stored in the GeoPackage: circles sized by hectares, coloured by score."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

import numpy as np

from tisites.report.map.sites import COLOURS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

STYLE_NAME = "tisites"

_TABLE = """
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256),
  f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256),
  styleName TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT,
  owner TEXT(30), ui TEXT(30), update_time DATETIME
)
"""

#: Size in millimetres: areas are proportional to hectares, as on the map.
QML = """<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22" styleCategories="Symbology|Labeling" labelsEnabled="1">
 <renderer-v2 type="singleSymbol" symbollevels="0" enableorderby="0">
  <symbols>
   <symbol type="marker" name="0" alpha="0.9" clip_to_extent="1">
    <layer class="SimpleMarker" enabled="1" pass="0" locked="0">
     <Option type="Map">
      <Option name="name" type="QString" value="circle"/>
      <Option name="color" type="QString" value="33,145,140,255"/>
      <Option name="outline_color" type="QString" value="29,29,27,255"/>
      <Option name="outline_width" type="QString" value="0.2"/>
      <Option name="size" type="QString" value="2"/>
      <Option name="size_unit" type="QString" value="MM"/>
     </Option>
     <data_defined_properties>
      <Option type="Map">
       <Option name="name" type="QString" value=""/>
       <Option name="properties" type="Map">
        <Option name="size" type="Map">
         <Option name="active" type="bool" value="true"/>
         <Option name="expression" type="QString"
          value="min(10.2, max(1.6, 0.56 * sqrt(coalesce(&quot;hectares&quot;, 0))))"/>
         <Option name="type" type="int" value="3"/>
        </Option>
        <Option name="fillColor" type="Map">
         <Option name="active" type="bool" value="true"/>
         <Option name="expression" type="QString" value="__COLOUR__"/>
         <Option name="type" type="int" value="3"/>
        </Option>
       </Option>
       <Option name="type" type="QString" value="collection"/>
      </Option>
     </data_defined_properties>
    </layer>
   </symbol>
  </symbols>
 </renderer-v2>
 <labeling type="simple">
  <settings calloutType="simple">
   <text-style fieldName="number" isExpression="0" fontSize="8" fontSizeUnit="Point"
    textColor="29,29,27,255">
    <text-buffer bufferDraw="1" bufferSize="0.7" bufferColor="255,255,255,255"/>
   </text-style>
   <placement placement="6" dist="0.5" distUnits="MM"/>
   <rendering displayAll="1" obstacle="1"/>
  </settings>
 </labeling>
</qgis>
"""


def style_qml(edges: np.ndarray) -> str:
    """Return the style as QGIS reads it, with the colour classes of the map.

    Parameters
    ----------
    edges : (4,) float64
        Limits of the classes of score.

    Examples
    --------
    >>> "WHEN &quot;score&quot; &lt; 60 THEN" in style_qml(np.array([60.0, 65, 70, 75]))
    True
    """
    cases = [
        f"WHEN \"score\" < {edge:g} THEN '{colour}'"
        for edge, colour in zip(edges, COLOURS[:-1], strict=True)
    ]
    expression = f"CASE {' '.join(cases)} ELSE '{COLOURS[-1]}' END"
    return QML.replace("__COLOUR__", escape(expression, {'"': "&quot;"}))


def add_styles(path: Path, layers: Sequence[str], edges: np.ndarray, date: str) -> None:
    """Store the style of each layer in the table that QGIS looks at.

    Parameters
    ----------
    path : Path
        A GeoPackage.
    layers : sequence of str
        Point layers in it.
    edges : (4,) float64
        Limits of the classes of score.
    date : str
        Written as the date of the style.
    """
    qml = style_qml(edges)
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("PRAGMA synchronous = OFF")  # the run folder is synced as a whole
        file.execute(_TABLE)
        file.executemany(
            "INSERT INTO layer_styles"
            " VALUES (NULL, '', '', ?, 'geom', ?, ?, '', 1, '', '', NULL, ?)",
            [(layer, STYLE_NAME, qml, date) for layer in layers],
        )
        file.execute(
            "INSERT INTO gpkg_contents"
            " (table_name, data_type, identifier, description, last_change)"
            " VALUES ('layer_styles', 'attributes', 'layer_styles', '', ?)",
            (date,),
        )

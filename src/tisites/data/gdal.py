"""GDAL with the formats that tisites declares, and no other: what opens a file is chosen by name.

GDAL looks at the content of a file, whatever its name, and would take a ``.geojson`` that holds a
virtual layer (VRT) or the address of a service (WFS) for what it says: another file would be read,
or a server called.
"""

from __future__ import annotations

from functools import cache

#: Formats that are read or written; everything else is put away, network and virtual ones first.
KEPT = frozenset({"MEM", "ESRI Shapefile", "GeoJSON", "GPKG", "GML", "XLSX", "ODS"})
#: GDAL's own switches. A remote file is only read if it has this name, and none has.
_SWITCHES = {
    "CPL_VSIL_CURL_ALLOWED_FILENAME": "nothing-is-read-from-the-network",
    "GML_DOWNLOAD_SCHEMA": "NO",
    "GDAL_VRT_ENABLE_PYTHON": "NO",
}


@cache
def only_declared_formats() -> None:
    """Put away, for this process, the drivers of GDAL that no declared format needs.

    Examples
    --------
    >>> import pyogrio
    >>> only_declared_formats()
    >>> sorted({"WFS", "OGR_VRT", "HTTP", "GeoJSON"} & pyogrio.list_drivers().keys())
    ['GeoJSON']
    """
    import pyogrio
    from pyogrio import _ogr

    away = sorted(set(pyogrio.list_drivers()) - KEPT)
    pyogrio.set_gdal_config_options({**_SWITCHES, "OGR_SKIP": ",".join(away)})
    _ogr._register_drivers()  # GDAL reads the list again
    pyogrio.set_gdal_config_options({"OGR_SKIP": None})

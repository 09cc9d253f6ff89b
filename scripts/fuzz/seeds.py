"""Sound inputs of every format, made here: what the fuzz script spoils."""

from __future__ import annotations

import io
import sqlite3
import tempfile
import zipfile
from dataclasses import dataclass
from pathlib import Path

import geopandas
import pandas as pd
import shapely

ROWS = 40
#: Communes of the demonstration pack, with a point of each.
_COMMUNES = (
    ("59183", 2.3768, 51.0343), ("71153", 4.4426, 46.8019), ("13055", 5.3698, 43.2965),
    ("76351", 0.1079, 49.4944), ("97411", 55.4500, -20.8800),
)  # fmt: skip
_NAMES = ("Aciérie de l'Île", "Usine Œuvre", 'Friche "Nord"', "Dépôt ; quai 2", "Gare", "=1+1")


@dataclass(frozen=True)
class Seed:
    """A sound input.

    Parameters
    ----------
    kind : str
        Row of the table that the script prints.
    suffix : str
        Of its file.
    content : bytes
        The file.
    """

    kind: str
    suffix: str
    content: bytes


def site_id(row: int) -> str:
    """Return the id of a row: found again in any file that holds it as text."""
    return f"fz{row:05d}q"


def sites() -> pd.DataFrame:
    """Return sound sites, with the names of the CNIG standard."""
    rows = []
    for k in range(ROWS):
        insee, lon, lat = _COMMUNES[k % len(_COMMUNES)]
        rows.append(
            {
                "site_id": site_id(k),
                "site_nom": _NAMES[k % len(_NAMES)],
                "site_type": "friche industrielle",
                "site_statut": "friche sans projet",
                "comm_insee": insee,
                "unite_fonciere_surface": 40_000.5 + 1_000 * k,
                "lon": round(lon + 0.0003 * k, 6),
                "lat": round(lat + 0.0002 * k, 6),
                "urba_zone_type": "U",
            }
        )
    return pd.DataFrame(rows)


def shapes() -> geopandas.GeoDataFrame:
    """Return the sites with outlines and points."""
    table = sites()
    points = shapely.points(table["lon"], table["lat"])
    drawn = [p.buffer(0.001, quad_segs=2) if k % 2 else p for k, p in enumerate(points)]
    frame = table.drop(columns=["lon", "lat"])
    return geopandas.GeoDataFrame(frame, geometry=drawn, crs=4326)


def seeds() -> list[Seed]:
    """Return one sound input of each kind, runs of tisites apart."""
    table, drawn = sites(), shapes()
    french = table.to_csv(index=False, sep=";", decimal=",").encode("utf-8-sig")
    wkt = table.drop(columns=["lon", "lat"]).assign(wkt=drawn.geometry.to_wkt())
    ids = table[["site_id", "site_nom"]].to_csv(index=False).encode()
    return [
        Seed("CSV", ".csv", table.to_csv(index=False).encode()),
        Seed("CSV", ".csv", french),
        Seed("CSV", ".csv", table.to_csv(index=False, sep="\t").encode("utf-16")),
        Seed("CSV with WKT", ".csv", wkt.to_csv(index=False).encode("cp1252", "replace")),
        Seed("CSV in a zip", ".zip", _zip({"sites.csv": french})),
        Seed("GeoJSON", ".geojson", drawn.to_json(drop_id=True, indent=1).encode()),
        Seed("GeoPackage", ".gpkg", _written(drawn, "sites.gpkg")["sites.gpkg"]),
        Seed("Shapefile in a zip", ".zip", _zip(_shapefile(drawn))),
        Seed("Parquet", ".parquet", _parquet(table)),
        Seed("GeoParquet", ".geoparquet", _parquet(drawn)),
        Seed("XLSX", ".xlsx", _xlsx(table)),
        Seed("ODS", ".ods", _ods(table)),
        Seed("list of ids", ".list.csv", ids),
        Seed("TOML", ".toml", _TOML.encode()),
    ]


_TOML = """base = "turnkey50"
name = "essai"
title = "Essai"
choose = 5
[columns]
surface_m2 = "unite_fonciere_surface"
crs = "EPSG:2154"
[eligibility]
min_surface_ha = 3.0
[score.grid_year]
weight = 10.0
[constraint.region_count]
min = 0
empty_groups = "report"
[exclude.late]
indicator = "grid_ready_year"
above = 2034.0
unknown = "keep"
reason = "raccordement après 2034"
source = "Choix du planificateur"
"""


def _zip(members: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return data.getvalue()


def _written(frame: geopandas.GeoDataFrame, name: str) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        frame.to_file(path)
        if name.endswith(".gpkg"):
            with sqlite3.connect(path) as base:
                base.execute("PRAGMA journal_mode = DELETE")
            base.close()
        return {part.name: part.read_bytes() for part in sorted(Path(folder).iterdir())}


def _shapefile(frame: geopandas.GeoDataFrame) -> dict[str, bytes]:
    points = frame.assign(geometry=frame.geometry.representative_point())
    return _written(points.rename(columns=lambda name: name[:10]), "sites.shp")


def _parquet(frame: pd.DataFrame) -> bytes:
    """Write a Parquet in which every text stands as it is: ids can be looked for in its bytes."""
    data = io.BytesIO()
    frame.to_parquet(
        data, index=False, compression=None, use_dictionary=False, write_statistics=False
    )
    return data.getvalue()


def _xlsx(table: pd.DataFrame) -> bytes:
    import xlsxwriter

    data = io.BytesIO()
    # constant memory: strings stand in their cells, not in a table apart
    with xlsxwriter.Workbook(data, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Friches")
        sheet.write_row(0, 0, ["Inventaire 2026"])
        for row, cells in enumerate([list(table.columns), *table.to_numpy().tolist()], start=2):
            for column, cell in enumerate(cells):
                if isinstance(cell, str):
                    sheet.write_string(row, column, cell)
                else:
                    sheet.write_number(row, column, cell)
    return data.getvalue()


def _ods(table: pd.DataFrame) -> bytes:
    from xml.sax.saxutils import escape

    def cell(value: object) -> str:
        if isinstance(value, float):
            return (
                f'<table:table-cell office:value-type="float" office:value="{value}">'
                f"<text:p>{value}</text:p></table:table-cell>"
            )
        said = escape(str(value))
        return (
            f'<table:table-cell office:value-type="string"><text:p>{said}</text:p>'
            "</table:table-cell>"
        )

    rows = [list(table.columns), *table.to_numpy().tolist()]
    lines = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "table", "text")
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {names}><office:body>'
        f'<office:spreadsheet><table:table table:name="Friches">{lines}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/>'
        "</manifest:manifest>"
    )
    return _zip(
        {
            "mimetype": kind.encode(),
            "content.xml": content.encode(),
            "META-INF/manifest.xml": manifest.encode(),
        }
    )


def exported_run(folder: Path) -> bytes:
    """Return an exported run of the demonstration pack, solved here."""
    from tisites.report.write import write_outputs
    from tisites.run.pipeline import execute
    from tisites.run.prepare.prepare import prepare
    from tisites.run.prepare.request import Request
    from tisites.run.read.stored import open_run
    from tisites.run.store.export import export_run
    from tisites.run.store.store import Store

    run = folder / "run"
    run.mkdir(parents=True)
    write_outputs(execute(prepare(Request())), run)
    export_run(open_run(run), folder / "run.zip", Store(folder / "runs"))
    return (folder / "run.zip").read_bytes()

"""A candidate file opens nothing but itself, costs no more than it may, and loses no row."""

from __future__ import annotations

import io
import json
import os
import socket
import sqlite3
import threading
import time
import zipfile
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import geopandas
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import shapely

from tisites.candidates.formats import geopackage_source, limits
from tisites.candidates.formats.open_source import open_source
from tisites.candidates.read import read_candidates
from tisites.data.gdal import KEPT, only_declared_formats
from tisites.messages.errors import BadInputError
from tisites.territory.territory import Territory

SITES = pd.DataFrame(
    {
        "site_id": [f"s{k}" for k in range(12)],
        "site_nom": ["Aciérie", "Usine Œuvre", "Friche", "Gare"] * 3,
        "comm_insee": ["59183", "71153", "13055", "76351"] * 3,
        "unite_fonciere_surface": [120_000.5, 80_000, 50_000, 61_000] * 3,
        "lon": [2.3768, 4.4426, 5.3698, 0.1079] * 3,
        "lat": [51.0343, 46.8019, 43.2965, 49.4944] * 3,
    }
)
SHAPES = geopandas.GeoDataFrame(
    SITES.drop(columns=["lon", "lat"]),
    geometry=geopandas.points_from_xy(SITES["lon"], SITES["lat"]),
    crs=4326,
)


@pytest.fixture(scope="module")
def territory(demo_territory: Territory) -> Territory:
    return demo_territory


@pytest.fixture
def listener() -> Iterator[tuple[int, list[bytes]]]:
    """A server on this machine that notes who calls."""
    calls: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.05)
        ended = threading.Event()

        def serve() -> None:
            while not ended.is_set():
                try:
                    client, _ = server.accept()
                except TimeoutError:
                    continue
                with client:
                    calls.append(client.recv(200))

        thread = threading.Thread(target=serve)
        thread.start()
        yield server.getsockname()[1], calls
        time.sleep(0.1)
        ended.set()
        thread.join()


def _geopackage(path: Path, *statements: str) -> Path:
    SHAPES.to_file(path, layer="sites")
    with closing(sqlite3.connect(path)) as base:
        triggers = base.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for (name,) in triggers:
            base.execute(f'DROP TRIGGER "{name}"')
        for statement in statements:
            base.execute(statement)
        base.commit()
    return path


@pytest.mark.parametrize(
    "suffix", [".geojson", ".json", ".gpkg", ".shp", ".parquet", ".xlsx", ".csv"]
)
def test_other_formats_and_the_network_are_never_opened(
    suffix: str, tmp_path: Path, listener: tuple[int, list[bytes]], territory: Territory
) -> None:
    port, calls = listener
    (tmp_path / "secret.csv").write_text("site_id,long,lat\nSECRET,4,46\n", encoding="utf-8")
    address = f"http://127.0.0.1:{port}/x"
    layer = '<OGRVRTDataSource><OGRVRTLayer name="secret"><SrcDataSource{}>{}</SrcDataSource>'
    end = "</OGRVRTLayer></OGRVRTDataSource>"
    crs = {"type": "link", "properties": {"href": address, "type": "proj4"}}
    point = {"type": "Point", "coordinates": [4.44, 46.81]}
    feature = {"type": "Feature", "properties": {"site_id": "S1"}, "geometry": point}
    collection = {"type": "FeatureCollection", "features": [feature]}
    for content in (
        layer.format(' relativeToVRT="1"', "secret.csv") + end,
        layer.format("", f"/vsicurl/{address}") + end,
        f"<OGRWFSDataSource><URL>{address}</URL></OGRWFSDataSource>",
        f"WFS:{address}",
        address,
        f"/vsicurl/{address}",
        json.dumps({"type": "GDALG", "command_line": f"gdal vector pipeline ! read {address}"}),
        json.dumps({**collection, "crs": crs}),
        json.dumps({**collection, "crs": {"type": "name", "properties": {"name": address}}}),
        json.dumps({"type": "name", **collection, "crs": {"type": "url", "url": address}}),
    ):
        path = tmp_path / f"sites{suffix}"
        path.write_text(content, encoding="utf-8")
        with pytest.raises(BadInputError) as error:
            read_candidates(path, territory)
        assert "SECRET" not in str(error.value)
    assert calls == []


def test_a_listener_hears_what_gdal_would_have_opened(listener: tuple[int, list[bytes]]) -> None:
    """The listener works; and GDAL, asked by us, goes nowhere once its drivers are put away."""
    port, calls = listener
    with socket.create_connection(("127.0.0.1", port)) as caller:
        caller.sendall(b"GET / HTTP/1.0\r\n\r\n")
    time.sleep(0.3)
    assert len(calls) == 1
    only_declared_formats()
    import pyogrio

    assert set(pyogrio.list_drivers()) <= KEPT
    for name in (f"WFS:http://127.0.0.1:{port}/", f"/vsicurl/http://127.0.0.1:{port}/a.geojson"):
        with pytest.raises(pyogrio.errors.DataSourceError):
            pyogrio.list_layers(name)
    time.sleep(0.2)
    assert len(calls) == 1


ENDLESS = (
    "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x AS site_id FROM n"
)


@pytest.mark.parametrize(
    "statements",
    [
        (f"CREATE VIEW v AS {ENDLESS}", "UPDATE gpkg_contents SET table_name = 'v'"),
        ("CREATE VIRTUAL TABLE v USING fts4(site_id)", "UPDATE gpkg_contents SET table_name = 'v'"),
        ("UPDATE gpkg_contents SET table_name = 'absent'",),
    ],
)
def test_nothing_of_a_geopackage_is_run(
    statements: tuple[str, ...], tmp_path: Path, territory: Territory
) -> None:
    path = _geopackage(tmp_path / "sites.gpkg", *statements)
    start = time.perf_counter()
    with pytest.raises(BadInputError, match="vue"):
        read_candidates(path, territory)
    assert time.perf_counter() - start < 5


def test_a_trigger_does_not_fire_and_a_column_that_never_ends_is_stopped(
    tmp_path: Path, territory: Territory, monkeypatch: pytest.MonkeyPatch
) -> None:
    trigger = "CREATE TRIGGER t AFTER INSERT ON sites BEGIN DELETE FROM sites; END"
    path = _geopackage(tmp_path / "a.gpkg", trigger)
    before = path.read_bytes()
    assert len(read_candidates(path, territory).table) == 12
    assert path.read_bytes() == before
    monkeypatch.setattr(geopackage_source, "MOST_SECONDS", 0.0)
    monkeypatch.setattr(geopackage_source, "_STEPS_A_LOOK", 1)
    with pytest.raises(BadInputError, match="arrêtée"):
        open_source(path)


def test_changes_that_are_still_in_another_file_are_told(tmp_path: Path) -> None:
    path = _geopackage(tmp_path / "a.gpkg")
    path.with_name("a.gpkg-wal").write_bytes(b"x" * 40)
    with pytest.raises(BadInputError, match="encore ouvert"):
        open_source(path)


def test_rows_that_a_geopackage_announces_and_does_not_give(tmp_path: Path) -> None:
    path = _geopackage(tmp_path / "a.gpkg", "UPDATE gpkg_ogr_contents SET feature_count = 13")
    with pytest.raises(BadInputError, match="annoncées"):
        open_source(path)


def _bomb(parts: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return data.getvalue()


def _workbook(sheet: bytes, shared: bytes = b"") -> dict[str, bytes]:
    head = b'<?xml version="1.0"?>'
    main = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    rel = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    return {
        "_rels/.rels": head + b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006'
        b'/relationships"><Relationship Id="r1" Type="' + rel
        + b'/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": head + b"<workbook " + main + b' xmlns:r="' + rel + b'"><sheets>'
        b'<sheet name="F" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": head + b'<Relationships xmlns="http://schemas.openxmlformats'
        b'.org/package/2006/relationships"><Relationship Id="r1" Type="' + rel
        + b'/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/sharedStrings.xml": shared or head + b"<sst " + main + b"/>",
        "xl/worksheets/sheet1.xml": head + b"<worksheet " + main + b"><sheetData>" + sheet
        + b"</sheetData></worksheet>",
    }  # fmt: skip


def _cell(place: str, text: str) -> bytes:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'.encode()


HEAD = b'<row r="1">' + _cell("A1", "site_id") + _cell("B1", "comm_insee") + b"</row>"


def _ods(above: bytes, row: bytes, cell: bytes) -> bytes:
    names = b" ".join(
        b'xmlns:%s="urn:oasis:names:tc:opendocument:xmlns:%s:1.0"' % (name, name)
        for name in (b"office", b"table", b"text")
    )
    return (
        b"<office:document-content " + names + b'><office:body><office:spreadsheet><table:table'
        b' table:name="F"><table:table-row' + above + b"><table:table-cell/></table:table-row>"
        b"<table:table-row" + row + b"><table:table-cell" + cell + b"><text:p>site_id</text:p>"
        b"</table:table-cell></table:table-row></table:table></office:spreadsheet></office:body>"
        b"</office:document-content>"
    )  # fmt: skip


BOMBS: dict[str, tuple[str, bytes, str]] = {
    "a zip of one letter": (".zip", _bomb({"a.csv": b"a" * (200 << 20)}), "déplie"),
    "a workbook of blanks": (".xlsx", _bomb(_workbook(HEAD + b" " * (200 << 20))), "déplie"),
    "a cell very far away": (
        ".xlsx",
        _bomb(_workbook(HEAD + b'<row r="1048576">' + _cell("XFD1048576", "x") + b"</row>")),
        "très loin",
    ),
    "a row very far away": (
        ".ods",
        _bomb({"content.xml": _ods(b' table:number-rows-repeated="1000000000"', b"", b"")}),
        "très loin",
    ),
    "entities of entities": (
        ".xlsx",
        _bomb(
            _workbook(
                b"",
                b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">]>'
                b"<sst>&b;</sst>",
            )
        ),
        "abîmée",
    ),
    "a row repeated for ever": (
        ".ods",
        _bomb(
            {
                "content.xml": _ods(
                    b"",
                    b' table:number-rows-repeated="1000000"',
                    b' table:number-columns-repeated="1000"',
                )
            }
        ),
        "cellules",
    ),
}


@pytest.mark.parametrize("name", BOMBS)
def test_what_unfolds_to_too_much_is_stopped_while_it_unfolds(name: str, tmp_path: Path) -> None:
    psutil = pytest.importorskip("psutil")
    suffix, content, word = BOMBS[name]
    path = tmp_path / f"bomb{suffix}"
    path.write_bytes(content)
    process, start = psutil.Process(os.getpid()), time.perf_counter()
    before = process.memory_info().rss
    with pytest.raises(BadInputError, match=word):
        open_source(path)
    assert process.memory_info().rss - before < 300 << 20
    assert time.perf_counter() - start < 10


def test_a_table_of_too_many_rows_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "a.parquet"
    many = limits.MOST_ROWS + 1
    text = pa.DictionaryArray.from_arrays(np.zeros(many, dtype=np.int8), ["x" * 1_000])
    pq.write_table(pa.table({"site_id": text}), path)
    assert path.stat().st_size < 1 << 20
    with pytest.raises(BadInputError, match="plus de"):
        open_source(path)


def _shapefile(folder: Path) -> Path:
    SHAPES.rename(columns=lambda name: name[:10]).to_file(folder / "s.shp")
    with zipfile.ZipFile(folder / "a.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for part in folder.glob("s.*"):
            archive.write(part, part.name)
    return folder / "a.zip"


def _writer(name: str) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        path = folder / name
        if name.endswith(".csv"):
            path.write_text(SITES.assign(fin='a "b"').to_csv(index=False), encoding="utf-8")
        elif name.endswith(".xlsx"):
            SITES.to_excel(path, index=False, engine="xlsxwriter")
        elif name.endswith(".geojson"):
            path.write_text(SHAPES.to_json(drop_id=True, indent=1), encoding="utf-8")
        elif name.endswith(".gpkg"):
            SHAPES.to_file(path)
        else:
            SHAPES.to_parquet(path)
        return path

    return write


FORMATS: dict[str, Callable[[Path], Path]] = {
    **{name: _writer(name) for name in ("a.csv", "a.xlsx", "a.geojson", "a.gpkg", "a.parquet")},
    "a.zip": _shapefile,
}


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_cut_anywhere_is_refused_or_loses_no_row(
    name: str, tmp_path: Path, territory: Territory
) -> None:
    path = FORMATS[name](tmp_path)
    whole = path.read_bytes()
    read = read_candidates(path, territory)
    assert len(read.table) == 12
    assert "12 fiches = 12 sites" in " ".join(str(f.message) for f in read.findings)
    cut = tmp_path / f"cut{path.suffix}"
    for at in np.linspace(1, len(whole) - 1, 60).astype(int):
        cut.write_bytes(whole[:at])
        try:
            source = open_source(cut)
        except BadInputError as error:
            assert error.problems[0].where.file.startswith(str(cut))
            continue
        assert source.count is not None
        assert source.count.records == len(source.table)
        # a CSV that ends with a whole row is a shorter CSV: no reader can tell
        full_rows = whole[:at].count(b"\n") - 1 + (not whole[:at].endswith(b"\n"))
        assert len(source.table) == (full_rows if name == "a.csv" else 12)


@pytest.mark.parametrize(
    "rows",
    [
        b'<row r="2">' + _cell("A2", "s0") + _cell("B2", "59183") + b'</row><row r="3"><c r="A3"',
        b'<row r="2">' + _cell("A2", "s0") + b'</row><row r="1">' + _cell("A1", "s1") + b"</row>",
        b'<row r="2"><c r="A2" t="s"><v>7</v></c></row>',
        b'<row r="2">' + _cell("inconnuE2", "s0") + b"</row>",
        b'<row r="2">' + _cell("A4294967295", "s0") + b"</row>",
        b'<row r="99999999">' + _cell("A2", "s0") + b"</row>",
    ],
)
def test_a_damaged_sheet_is_refused_by_its_part(rows: bytes, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(_bomb(_workbook(HEAD + rows)))
    with pytest.raises(BadInputError) as error:
        open_source(path)
    assert error.value.problems[0].where.value == "xl/worksheets/sheet1.xml"
    path.write_bytes(_bomb(_workbook(HEAD + b'<row r="2">' + _cell("A2", "s0") + b"</row>")))
    assert len(open_source(path).table) == 1


@pytest.mark.parametrize("change", [0, 3, -3, 353])
def test_records_of_a_shapefile_that_are_shifted_are_refused(change: int, tmp_path: Path) -> None:
    with zipfile.ZipFile(_shapefile(tmp_path)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    body = parts["s.dbf"]
    at = len(body) - 700
    parts["s.dbf"] = body[:at] + b"x" * max(0, change) + body[at - min(0, change) :]
    path = tmp_path / "b.zip"
    path.write_bytes(_bomb(parts))
    if change == 0:
        assert len(open_source(path).table) == 12
        return
    with pytest.raises(BadInputError, match=r"\.dbf"):
        open_source(path)


@pytest.mark.parametrize("wrong", ["Featuve", "feature", None, 3, ["Feature"]])
def test_an_element_that_is_no_feature_is_refused_with_its_number(
    wrong: object, tmp_path: Path
) -> None:
    document = json.loads(SHAPES.to_json(drop_id=True))
    document["features"][7]["type"] = wrong
    path = tmp_path / "a.geojson"
    path.write_text(json.dumps(document, indent=1), encoding="utf-8")
    with pytest.raises(BadInputError, match="élément 8"):
        open_source(path)
    assert (open_source_line(path) or 0) > 7


def open_source_line(path: Path) -> int | None:
    try:
        open_source(path)
    except BadInputError as error:
        return error.problems[0].where.line
    return None


def test_hidden_characters_are_taken_out_once_and_told(
    tmp_path: Path, territory: Territory
) -> None:
    names = [
        "A\x1b[2J\x1b]8;;http://x\x07B",
        "C\u202ed\u2066",
        "E\0F",
        "G\u200bH",
        "I\x9b31mJ",
        "K\u0085L",
    ]
    table = SITES.head(6).assign(site_nom=names)
    geo = json.loads(SHAPES.head(6).assign(site_nom=names).to_json(drop_id=True))
    table.to_csv(tmp_path / "a.csv", index=False)
    (tmp_path / "a.geojson").write_text(json.dumps(geo), encoding="utf-8")
    table.to_parquet(tmp_path / "a.parquet")
    for name in ("a.csv", "a.geojson", "a.parquet"):
        read = read_candidates(tmp_path / name, territory)
        assert read.table["name"].tolist() == ["AB", "Cd", "EF", "GH", "IJ", "K L"], name
        (told,) = [f for f in read.findings if f.code == "hidden_characters"]
        assert told.subject == "site_nom" and "6 cellules" in str(told.message)


def test_the_name_of_a_file_cannot_write_on_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "a\x1b[2J\u202eb.csv"
    try:
        path.write_text("", encoding="utf-8")
    except OSError:
        pytest.skip("this system refuses such a name")
    with pytest.raises(BadInputError) as error:
        open_source(path)
    assert "\x1b" not in str(error.value) and "\u202e" not in str(error.value)


CASES = Path(os.environ.get("TISITES_SHARED", "../shared/data")).parent / "cases"
REFUSED = [
    "reading/unclosed_quote_last_column.csv", "reading/unclosedquote.csv",
    "reading/xlsx-corrupt-row-loss.xlsx", "reading/xlsx-xml-row-loss.xlsx",
    "reading/geojson-feature-dropped.geojson", "reading/curve_polygon_wkt.csv",
    "reading/unknown_words_in_surface.csv", "reading/wkt_lambert93.csv",
    "hostile/vrt_local.geojson", "hostile/wfs.geojson", "hostile/crs_link.geojson",
    "hostile/fuzz10.gpkg", "hostile/fuzz96.parquet", "hostile/fuzz505.geoparquet",
    "hostile/fuzz748.geojson",
]  # fmt: skip


@pytest.mark.skipif(not CASES.is_dir(), reason="the shared cases are not here (TISITES_SHARED)")
@pytest.mark.parametrize("name", REFUSED)
def test_cases_that_are_refused_in_words(name: str, territory: Territory) -> None:
    with pytest.raises(BadInputError) as error:
        read_candidates(CASES / name, territory)
    assert all(str(p.what) and str(p.remedy) and p.where.file for p in error.value.problems)


def test_deep_geometries_do_not_end_the_process(tmp_path: Path, territory: Territory) -> None:
    deep = 200_000
    wkt = "GEOMETRYCOLLECTION(" * deep + "POINT(1 1)" + ")" * deep
    blob = (b"\x01\x07\0\0\0\x01\0\0\0" * deep + shapely.to_wkb(shapely.Point(1, 1))).hex()
    for text in (wkt, blob):
        table = SITES.head(1).drop(columns=["lon", "lat"]).assign(wkt=text)
        table.to_csv(tmp_path / "a.csv", index=False)
        with pytest.raises(BadInputError):
            read_candidates(tmp_path / "a.csv", territory)
    nested = '{"type":"GeometryCollection","geometries":[' * deep + "]}" * deep
    feature = f'{{"type":"Feature","properties":{{}},"geometry":{nested}}}'
    document = f'{{"type":"FeatureCollection","features":[{feature}]}}'
    (tmp_path / "a.geojson").write_text(document, encoding="utf-8")
    with pytest.raises(BadInputError):
        open_source(tmp_path / "a.geojson")

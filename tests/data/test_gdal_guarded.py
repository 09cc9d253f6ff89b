"""Published files open nothing but themselves: formats by content, whatever the name says."""

from __future__ import annotations

import ast
import http.server
import threading
from pathlib import Path

import pytest

from tisites.data.build.raw import read_outlines, read_sheet
from tisites.data.readers.files import read_shapes, read_workbook
from tisites.messages.errors import BadInputError

SOURCE = Path(__file__).parents[2] / "src/tisites"
OPENS = {"read_file", "read_dataframe", "read_info", "list_layers", "read_bounds", "open_arrow"}
NAMES = ("zones.gpkg", "zones.shp", "zones.geojson", "zones.gml", "zones.json")


class _Heard(http.server.BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.server.heard.append(self.path)  # type: ignore[attr-defined]
        self.send_error(404)

    do_HEAD = do_POST = do_GET  # noqa: N815

    def log_message(self, *_: object) -> None:
        return


@pytest.fixture
def listener():
    server = http.server.HTTPServer(("127.0.0.1", 0), _Heard)
    server.heard = []
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()


def _disguises(port: int) -> dict[str, str]:
    here = f"http://127.0.0.1:{port}"
    return {
        "another file": '<OGRVRTDataSource><OGRVRTLayer name="secret"><SrcDataSource'
        ' relativeToVRT="1">secret.csv</SrcDataSource><GeometryType>wkbPoint</GeometryType>'
        '<GeometryField encoding="PointFromColumns" x="x" y="y"/></OGRVRTLayer></OGRVRTDataSource>',
        "the network": '<OGRVRTDataSource><OGRVRTLayer name="a"><SrcDataSource>'
        f"/vsicurl/{here}/a.csv"
        "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>",
        "a service": f"<OGRWFSDataSource><URL>{here}/wfs</URL></OGRWFSDataSource>",
        "an address": f"WFS:{here}/wfs",
    }


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("what", ["another file", "the network", "a service", "an address"])
def test_a_disguised_source_is_refused_and_opens_nothing(
    tmp_path: Path, listener, name: str, what: str
) -> None:
    (tmp_path / "secret.csv").write_text("x,y,code\n1,2,hidden\n", encoding="utf-8")
    path = tmp_path / name
    path.write_text(_disguises(listener.server_port)[what], encoding="utf-8")
    for read in (
        lambda: read_shapes(path, [], optional=["code"]),
        lambda: read_outlines(tmp_path, name, []),
    ):
        with pytest.raises(BadInputError) as caught:
            read()
        assert "hidden" not in str(caught.value)
        assert "→" in str(caught.value)
    assert listener.heard == []


@pytest.mark.parametrize("what", ["another file", "a service"])
def test_a_disguised_workbook_is_refused(tmp_path: Path, listener, what: str) -> None:
    path = tmp_path / "insee.xlsx"
    path.write_text(_disguises(listener.server_port)[what], encoding="utf-8")
    with pytest.raises(BadInputError):
        read_workbook(path, ["code"])
    with pytest.raises(BadInputError):
        read_sheet(tmp_path, "insee.xlsx", "secret", ["code"])
    assert listener.heard == []


def test_whoever_opens_a_file_with_gdal_puts_other_formats_away_first() -> None:
    """Every function of the program that calls a reader of GDAL, now and later."""
    unguarded = []
    for file in SOURCE.rglob("*.py"):
        for function in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(function, ast.FunctionDef):
                continue
            called = {
                node.func.attr
                if isinstance(node.func, ast.Attribute)
                else getattr(node.func, "id", "")
                for node in ast.walk(function)
                if isinstance(node, ast.Call)
            }
            if called & OPENS and "only_declared_formats" not in called:
                unguarded.append(f"{file.relative_to(SOURCE)}: {function.name}")
    assert unguarded == []

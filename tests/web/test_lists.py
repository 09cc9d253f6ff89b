"""A planner's own lists over HTTP: sent, looked at, accepted, refused; names are never paths."""

from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from starlette.testclient import TestClient

from tisites.web.app import create_app
from tisites.web.settings import Bounds, ServerSettings
from tisites.web.uploads import Uploads

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BASE = "http://127.0.0.1:8765/api/v1"
TITLED = (
    "Friches du département;;;;;\n\nN°;Nom du site;Commune;Dépt;Surface;Lat / Long\n"
    "1;Filature;Sedan;08;4,5 ha;49,70 / 4,94\n"
    "2;Forges;Le Creusot;71;85 000 m²;46.81, 4.44\n"
    "3;Halle;Saint-Denis;;3 ha;—\nTOTAL;;;;16;\n"
)
FAULTY = "site_id;insee;surface_ha;lon;lat\nS1;71153;12,5;4,44;46,81\nS2;71153;lourd;4,44;46,81\n"


class Client:
    """What a page asks of the server."""

    def __init__(self, http: TestClient, root: Path) -> None:
        self.http, self.root = http, root
        told = http.get(f"{BASE}/session").json()
        self.headers = {"X-Tisites-CSRF": told["csrf"], "Accept-Language": "fr"}

    def get(self, path: str) -> Any:
        answer = self.http.get(BASE + path, headers=self.headers)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def send(self, content: bytes | str, name: str = "liste.csv", status: int = 201) -> Any:
        data = content.encode("utf-8") if isinstance(content, str) else content
        files = {"file": (name, io.BytesIO(data))}
        answer = self.http.post(f"{BASE}/uploads", headers=self.headers, files=files)
        assert answer.status_code == status, answer.text
        return answer.json()

    def post(self, path: str, body: Any, status: int = 200) -> Any:
        answer = self.http.post(BASE + path, headers=self.headers, json=body)
        assert answer.status_code == status, answer.text
        return answer.json()

    def guess(self, content: bytes | str, name: str = "liste.csv", **asked: Any) -> Any:
        upload = self.send(content, name)["upload"]
        return self.post(f"/uploads/{upload}/guess", {"pack": "demo", **asked})


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    root = tmp_path_factory.mktemp("atelier")
    settings = ServerSettings(root=root, bounds=Bounds(upload_mb=1, workspace_mb=20))
    with TestClient(create_app(settings), base_url="http://127.0.0.1:8765") as http:
        yield Client(http, root)


def _inside(root: Path) -> set[str]:
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def test_title_and_total_rows_units_and_a_commune_that_is_asked(client: Client) -> None:
    told = client.guess(TITLED)
    assert told["state"] == "guessed" and told["sites"] == 3
    meaning = {column["name"]: column["meaning"] for column in told["columns"]}
    assert meaning["Surface"] == "surface (ha)" and meaning["Commune"] == "nom de la commune"
    assert any("TOTAL" in row and "ligne 7" in row for row in told["rows"])
    (question,) = told["questions"]
    assert question["name"] == "Saint-Denis" and question["lines"] == [6]
    key = told["upload"]
    said = {"pack": "demo", "communes": {question["key"]: "93066"}}
    again = client.post(f"/uploads/{key}/guess", said)
    assert [one["chosen"] for one in again["questions"]] == ["93066"]
    assert [one["accepted"] for one in client.get("/uploads") if one["upload"] == key] == [False]
    kept = client.post(f"/uploads/{key}/accept", said)
    assert kept == {"candidates": key, "name": "liste.csv", "sites": 3, "left_out": 0}
    accepted = Uploads(client.root / "atelier" / "uploads").accepted(key)
    assert accepted.reading is not None and "93066" in accepted.reading.read_text("utf-8")


def test_findings_come_by_severity_with_rows_and_an_impossible_choice_is_refused(
    client: Client,
) -> None:
    told = client.guess(FAULTY)
    first = told["findings"][0]
    assert (first["severity"], first["lines"]) == ("exclusion", [3])
    assert (told["sites"], told["left_out"]) == (2, 1)
    ranks = [["exclusion", "warning", "info"].index(f["severity"]) for f in told["findings"]]
    assert ranks == sorted(ranks)
    key = told["upload"]
    wrong = client.post(
        f"/uploads/{key}/guess", {"pack": "demo", "meanings": {"lon": "poids"}}, 422
    )
    assert "donnée inconnue" in wrong["problems"][0]["what"]
    other = client.post(f"/uploads/{key}/guess", {"pack": "demo", "meanings": {"lon": ""}})
    assert {c["name"]: c["datum"] for c in other["columns"]}["lon"] is None
    client.post(f"/uploads/{key}/guess", {"pack": "absent"}, 404)


def _bomb() -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("liste.csv", b"site_id;insee\n" + b"0" * 60_000_000)
    return held.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "word"),
    [
        (b"", "vide.csv", "vide"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "liste.xlsx", "illisible"),
        (b"\xff\xfe\x00" * 300, "liste.csv", ""),
        (b'{"type": "FeatureCollection"', "liste.geojson", ""),
        (_bomb(), "bombe.zip", "se déplie"),
    ],
)
def test_a_bad_list_is_refused_in_words_without_its_place(
    client: Client, content: bytes, name: str, word: str
) -> None:
    before = _inside(client.root)
    told = client.guess(content, name)
    assert told["state"] == "refused" and told["problems"]
    said = " ".join(f"{p['what']} {p['remedy']} {p['words']}" for p in told["problems"])
    assert word in said and str(client.root) not in said and "--" not in said
    for problem in told["problems"]:
        assert problem["remedy"] and problem["where"]["file"].startswith(name)
    new = _inside(client.root) - before
    assert {path.split("/")[-1] for path in new if "uploads" in path} == {name, "upload.json"}
    client.post(f"/uploads/{told['upload']}/accept", {"pack": "demo"}, 422)


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("../../../etc/passwd.csv", "passwd.csv"),
        ("C:\\Windows\\System32\\x.csv", "x.csv"),
        ("con.csv", "liste con.csv"),
        ("a\x00b<|>.csv", "ab___.csv"),
        ("reading.toml.csv", "reading.toml.csv"),
    ],
)
def test_the_name_of_a_file_is_never_a_path(client: Client, told: str, kept: str) -> None:
    stream = io.BytesIO(FAULTY.encode())
    shelf = Uploads(client.root / "noms", 10_000, 100_000)
    upload = shelf.put(told, stream)
    assert upload.name == kept and upload.path.parent == client.root / "noms" / upload.key
    assert shelf.get(upload.key) == upload
    client.http.get(f"{BASE}/uploads", headers=client.headers)


def test_formats_sizes_and_room_are_bounded(client: Client) -> None:
    assert "format" in client.send("x", "liste.exe", 422)["problems"][0]["what"]
    assert "Mo" in client.send(b"0" * 1_200_000, "gros.csv", 413)["problems"][0]["what"]
    shelf = Uploads(client.root / "place", 1_000, 2_500, most_files=10)
    first = shelf.put("a.csv", io.BytesIO(b"0" * 900))
    shelf.put("b.csv", io.BytesIO(b"0" * 900))
    last = shelf.put("c.csv", io.BytesIO(b"0" * 900))  # the oldest that nobody accepted made room
    assert {one.key for one in shelf.list()} >= {last.key} and len(shelf.list()) == 2
    with pytest.raises(Exception, match="n'existe pas"):
        shelf.get(first.key)
    for name in ("..%2f..", "0" * 16, "x" * 300):
        status = client.http.post(f"{BASE}/uploads/{name}/guess", headers=client.headers, json={})
        assert status.status_code in (404, 405)


def test_a_dossier_takes_an_accepted_list_only_and_tells_its_files(client: Client) -> None:
    told = client.guess(FAULTY, "friches.csv")
    key = told["upload"]
    draft = client.post(
        "/drafts", {"scenario": "reference", "pack": "demo", "candidates": key}, 201
    )["id"]
    asked = {"verb": "dossier", "draft": draft, "options": {"upload": key, "local": True}}
    refused = client.post("/jobs", asked, 422)
    assert "acceptée" in refused["problems"][0]["what"]
    client.post(f"/uploads/{key}/accept", {"pack": "demo"})
    job = client.post("/jobs", asked, 202)["id"]
    with client.http.stream("GET", f"{BASE}/jobs/{job}/events", headers=client.headers) as events:
        for _ in events.iter_lines():  # the stream ends with the job
            pass
    ended = client.get(f"/jobs/{job}")
    assert ended["state"] == "done", ended
    names = {file["name"] for file in client.get(f"/files/{job}")}
    assert {"dossier.html", "dossier.xlsx", "sites_excel.csv"} <= names
    document = client.get(f"/jobs/{job}/document")["document"]
    assert "friches.csv" in str(document) and str(client.root) not in str(document)


def test_packs_and_deliverables_tell_what_they_hold(client: Client) -> None:
    (pack,) = client.get("/packs")
    assert pack["key"] == "demo" and pack["synthetic"] and pack["candidates"] > 50
    layers = client.get("/packs/demo")["layers"]
    assert all(layer["licence"] and layer["producer"] for layer in layers)
    assert isinstance(client.get("/packs/demo/findings"), list)
    assert client.http.get(f"{BASE}/packs/..", headers=client.headers).status_code == 404
    formats = {one["key"]: one for one in client.get("/deliverables")["formats"]}
    assert formats["gpkg"]["makes"] == ["les couches et le projet QGIS"]

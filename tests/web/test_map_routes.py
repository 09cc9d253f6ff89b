"""Sites, territories and outlines over HTTP: one body, compressed once, known by its tag."""

from __future__ import annotations

import json
import shutil

import pytest
from fastapi.testclient import TestClient

from tisites.run.read.stored import open_run
from tisites.run.store.store import Store
from tisites.web.app import create_app
from tisites.web.settings import ServerSettings
from tisites.web.views.sites import columns


@pytest.fixture(scope="module")
def served(demo_run, tmp_path_factory):
    root = tmp_path_factory.mktemp("workspace")
    run = open_run(demo_run)
    folder = Store(root / "runs").folder_of(run.hash)
    folder.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(demo_run, folder)
    app = create_app(ServerSettings(root=root))
    with TestClient(app, base_url="http://127.0.0.1:8765") as client:
        yield client, run


def test_sites_are_the_view_s_and_come_once(served) -> None:
    client, run = served
    first = client.get(f"/api/v1/results/{run.hash}/sites")
    assert first.status_code == 200 and first.headers["content-encoding"] == "gzip"
    told = first.json()
    expected = columns(run, run.ids, run.hash, told["case"], source=told["source"])
    assert "IGN" in told["source"] and "Licence Ouverte" in told["source"]
    assert told == json.loads(expected.model_dump_json())
    again = client.get(
        f"/api/v1/results/{run.hash}/sites", headers={"if-none-match": first.headers["etag"]}
    )
    assert again.status_code == 304 and not again.content
    plain = client.get(f"/api/v1/results/{run.hash}/sites", headers={"accept-encoding": "identity"})
    assert plain.json() == told
    english = client.get(f"/api/v1/results/{run.hash}/sites?lang=en")
    assert english.headers["etag"] != first.headers["etag"]


def test_territories_and_outlines_speak_of_the_same_codes(served) -> None:
    client, run = served
    for by in ("region", "dep", "epci"):
        told = client.get(f"/api/v1/results/{run.hash}/territories?by={by}").json()
        drawn = client.get(f"/api/v1/packs/demo/outlines?by={by}").json()
        assert told["by"] == drawn["by"]
        assert {shape["id"] for shape in drawn["shapes"]} >= set(told["ids"]) - {""}
        if by != "epci":
            assert sum(told["measures"]["selected"]) == len(run.ids)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/results/0123456789abcdef/sites", 404),
        ("/results/../sites", 404),
        ("/packs/nowhere/outlines?by=dep", 404),
        ("/packs/demo/outlines?by=planet", 422),
        ("/packs/demo/outlines?by=ze", 422),  # the demonstration has no outlines of communes
    ],
)
def test_what_is_not_there_is_told(served, path: str, status: int) -> None:
    found = served[0].get(f"/api/v1{path}")
    assert found.status_code == status
    assert all(p["what"] and p["remedy"] for p in found.json()["problems"])

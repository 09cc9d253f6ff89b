"""Drafts over HTTP: refused with the engine's remedy, undone, kept, written as a scenario file."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from tisites.model.points import load_scenario
from tisites.web.app import create_app
from tisites.web.settings import ServerSettings

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from fastapi.testclient import TestClient

FILE = """\
# notre scénario
base = "turnkey50"
name = "le-notre"
title = "Le nôtre"
choose = 40 # décidé en comité

[score.zan]
weight = 9.0 # plus que la référence
"""


def opened(root: Path) -> TestClient:
    return TestClient(create_app(ServerSettings(root=root)), base_url="http://127.0.0.1:8765")


@pytest.fixture
def client(tmp_path: Path) -> Iterator[TestClient]:
    with opened(tmp_path) as one:
        one.headers["x-tisites-csrf"] = one.get("/api/v1/session").json()["csrf"]
        yield one


def made(client: TestClient, **body) -> str:
    answer = client.post("/api/v1/drafts", json=body)
    assert answer.status_code == 201, answer.text
    return f"/api/v1/drafts/{answer.json()['id']}"


def test_what_the_model_refuses_changes_nothing(client: TestClient) -> None:
    draft = made(client)
    good = client.patch(draft, json={"changes": {"score.zan.weight": 3, "choose": 30}}).json()
    assert good["changes"] == {"choose": 30, "score.zan.weight": 3.0}
    refused = client.patch(draft, json={"changes": {"choose": -1, "score.zan.weight": 5}})
    assert refused.status_code == 422
    (told,) = refused.json()["problems"]
    assert told["where"]["column"] == "choose" and told["remedy"]
    assert client.get(draft).json() == good
    unknown = client.patch(draft, json={"changes": {"score.zna.weight": 5}})
    assert unknown.status_code == 422


def test_undo_and_redo_go_back_and_forth(client: TestClient) -> None:
    draft = made(client)
    for weight in (3.0, 4.0):
        client.patch(draft, json={"changes": {"score.zan.weight": weight}})
    assert client.post(f"{draft}/undo").json()["changes"] == {"score.zan.weight": 3.0}
    first = client.post(f"{draft}/undo").json()
    assert first["changes"] == {} and not first["can_undo"] and first["can_redo"]
    assert client.post(f"{draft}/redo").json()["changes"] == {"score.zan.weight": 3.0}
    other = client.patch(draft, json={"changes": {"choose": 20}}).json()
    assert not other["can_redo"] and other["revision"] > first["revision"]


def test_another_server_finds_the_drafts(client: TestClient, tmp_path: Path) -> None:
    draft = made(client, title="À garder")
    client.patch(draft, json={"changes": {"choose": 20}})
    with opened(tmp_path) as again:
        told = again.get(draft).json()
    assert told["title"] == "À garder" and told["changes"] == {"choose": 20} and told["can_undo"]


def test_a_file_comes_back_with_its_comments_and_means_the_same(
    client: TestClient, tmp_path: Path
) -> None:
    draft = made(client, toml=FILE)
    changes = {"score.zan.weight": 2.5, "score.workers.weight": 1.0, "choose": 35}
    told = client.patch(draft, json={"changes": changes})
    assert told.status_code == 200
    text = client.get(f"{draft}/toml").text
    for comment in ("# notre scénario", "# décidé en comité", "# plus que la référence"):
        assert comment in text
    assert "choose = 35 # décidé en comité" in text
    path = tmp_path / "out.toml"
    path.write_text(text, encoding="utf-8")
    model, name = load_scenario(str(path))
    assert name == "le-notre" and model.choose == 35
    assert (model.score["zan"].weight, model.score["workers"].weight) == (2.5, 1.0)
    again = made(client, toml=text)
    assert client.get(again).json()["changes"] == {}


def test_a_file_that_is_wrong_is_told_with_its_line(client: TestClient) -> None:
    draft = made(client)
    before = client.get(draft).json()
    answer = client.post(f"{draft}/toml", content=FILE.replace("40", '"beaucoup"').encode())
    (told,) = answer.json()["problems"]
    assert answer.status_code == 422
    assert (told["where"]["file"], told["where"]["line"]) == ("scenario.toml", 5)
    latin = client.post(f"{draft}/toml", content=FILE.encode("latin-1"))
    assert latin.status_code == 422
    assert client.get(draft).json() == before


def test_a_file_that_is_sent_names_no_file_of_the_server(
    client: TestClient, tmp_path: Path
) -> None:
    (tmp_path / "private.toml").write_text(FILE, encoding="utf-8")
    for name in (str(tmp_path / "private.toml"), "private.toml", "../private.toml", "private"):
        text = f'from = "{name}"\nname = "x"\n'
        assert client.post("/api/v1/drafts", json={"toml": text}).status_code == 422, name
        scenario = client.post("/api/v1/drafts", json={"scenario": name})
        assert scenario.status_code == 422, name
    assert client.post("/api/v1/drafts", json={"pack": "../packs"}).status_code == 422


def test_the_form_is_there_before_anything_is_solved(client: TestClient) -> None:
    draft = made(client)
    client.patch(draft, json={"changes": {"score.zan.weight": 6.0}})
    french, english = (client.get(f"{draft}/form?lang={lang}").json() for lang in ("fr", "en"))
    assert french["changed"] == ["score.zan.weight"] and french["choose"] == 50
    assert [one["label"] for one in french["rules"]] != [one["label"] for one in english["rules"]]


def test_old_results_leave_but_those_that_are_saved_or_shown(tmp_path):
    import os

    from tisites.web.workspace import RESULT, Workspace, write_json

    space = Workspace(tmp_path)
    runs = [f"{k:016x}" for k in range(1, 9)]
    for age, run in enumerate(runs):
        write_json(space.result(run) / RESULT, {"run": run})
        os.utime(space.result(run) / RESULT, ns=(10**9 * age, 10**9 * age))
        (space.state / "lean" / run).mkdir(parents=True)
    write_json(space.state / "drafts" / "abcd" / "draft.json", {"run": runs[0] + "0" * 48})
    (space.store.root / runs[1]).mkdir(parents=True)
    assert sorted(space.trim_results(3)) == runs[2:5]
    left = {path.name for path in (space.state / "results").iterdir()}
    assert left == {runs[0], runs[1], *runs[5:]}
    assert {path.name for path in (space.state / "lean").iterdir()} == left
    assert space.trim_results(3) == []


def test_a_scenario_is_saved_by_name_with_its_comments_and_opened_again(
    client: TestClient,
) -> None:
    draft = made(client, toml=FILE)
    client.patch(draft, json={"changes": {"choose": 30}})
    body = {"draft": draft.rpartition("/")[2]}
    saved = client.put("/api/v1/scenarios/Comité de mars", json=body)
    assert saved.status_code == 200, saved.text
    assert [one["name"] for one in client.get("/api/v1/scenarios").json()] == ["Comité de mars"]
    text = client.get("/api/v1/scenarios/comité de mars").text
    assert "# décidé en comité" in text and "choose = 30" in text
    again = client.get(made(client, scenario="saved/Comité de mars")).json()
    assert again["saved_as"] == "Comité de mars" and again["title"] == "Le nôtre"
    client.patch(draft, json={"changes": {"choose": 31}})
    assert client.put("/api/v1/scenarios/Comité de mars", json=body).status_code == 200

    other = {"draft": again["id"]}  # a second tab, opened before the last save
    told = client.put("/api/v1/scenarios/Comité de mars", json=other)
    assert told.status_code == 409 and "autre scénario" in told.json()["problems"][0]["what"]
    assert "choose = 31" in client.get("/api/v1/scenarios/Comité de mars").text
    forced = client.put("/api/v1/scenarios/Comité de mars", json={**other, "replace": True})
    assert forced.status_code == 200
    assert "choose = 30" in client.get("/api/v1/scenarios/Comité de mars").text
    assert client.delete("/api/v1/scenarios/Comité de mars").status_code == 204
    assert client.get("/api/v1/scenarios/Comité de mars").status_code == 404
    assert client.get(draft).json()["saved_as"] == "Comité de mars"


@pytest.mark.parametrize("name", ["CON", "nul.x", "fin.", ".caché", "a:b", "x" * 81, "a\nb", " "])
def test_a_name_that_no_file_can_have_is_refused(client: TestClient, name: str) -> None:
    body = {"draft": made(client).rpartition("/")[2]}
    answer = client.put(f"/api/v1/scenarios/{name.replace(chr(10), '%0A')}", json=body)
    assert answer.status_code == 422, answer.text
    assert "fichier" in answer.json()["problems"][0]["what"]
    assert client.get("/api/v1/scenarios").json() == []

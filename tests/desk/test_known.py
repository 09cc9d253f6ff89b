"""A run that is known is told again from the bytes of its inputs, and from nothing less."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tisites.data.demo.demo import open_demo
from tisites.desk import known
from tisites.desk.run import SolveRequest
from tisites.messages.text import speaking
from tisites.report.media.markdown import markdown
from tisites.run.prepare.request import Request
from tisites.run.store.inputs import inputs_key
from tisites.run.store.store import Store

LIST = "site_id;insee;surface_ha;lon;lat\nS1;71153;12,5;4,44;46,81\n"
SCENARIO = 'base = "mine.toml"\nname = "one"\ntitle = "Un"\ntitle_en = "One"\n'


@pytest.fixture
def home(tmp_path, own_cache, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert own_cache == tmp_path / "cache"
    return tmp_path


@pytest.fixture
def request_of_all(home):
    """A request with a file of every kind."""
    from tisites.model.shelf import shipped_file

    shutil.copytree(open_demo().folder, home / "pack")
    shutil.copy(shipped_file("models", "turnkey50"), home / "mine.toml")
    (home / "one.toml").write_text(SCENARIO, encoding="utf-8")
    (home / "two.toml").write_text('from = "one.toml"\nname = "two"\n', encoding="utf-8")
    (home / "list.csv").write_text(LIST, encoding="utf-8")
    return Request("two.toml", pack=home / "pack", candidates=home / "list.csv")


@pytest.mark.parametrize("name", ["one.toml", "two.toml", "mine.toml", "list.csv", "pack"])
def test_every_byte_that_is_read_counts(request_of_all, home, name):
    before = inputs_key(request_of_all)
    assert before is not None
    assert inputs_key(request_of_all) == before
    for path in [home / name] if name != "pack" else sorted((home / "pack").iterdir()):
        content = path.read_bytes()
        path.write_bytes(content + b"\n")
        assert inputs_key(request_of_all) != before, path
        path.write_bytes(content)
        assert inputs_key(request_of_all) == before
        path.unlink()
        assert inputs_key(request_of_all) != before, path
        path.write_bytes(content)


def test_every_setting_counts(request_of_all, monkeypatch):
    from dataclasses import replace

    asked = [
        request_of_all, *(replace(request_of_all, **change) for change in (
            {"scenario": "one.toml"}, {"model": "turnkey50"}, {"pack": None},
            {"candidates": None}, {"tolerant": True}, {"solver": "highs"}, {"seconds": 5.0},
            {"gap_rel": 0.1},
        ))
    ]  # fmt: skip
    keys = [inputs_key(one) for one in asked]
    with speaking("en"):
        keys.append(inputs_key(request_of_all))
    monkeypatch.setattr("tisites.run.store.inputs.code_sha256", lambda **_: "other code")
    keys.append(inputs_key(request_of_all))
    assert None not in keys
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize(
    "text",
    [
        'base = "turnkey50"\nname = "x"\nvary.choose = [40, 50]\n',
        'base = "turnkey50"\nname = "x"\nevidence = "e.csv"\n',
        'from = "x.toml"\nname = "x"\n', 'base = "nowhere"\nname = "x"\n', "base = \n",
        "base = 3\n",
    ],
)  # fmt: skip
def test_what_cannot_be_told_from_bytes_is_not(home, text):
    (home / "x.toml").write_text(text, encoding="utf-8")
    assert inputs_key(Request("x.toml")) is None


@pytest.mark.usefixtures("home")
def test_evidence_and_missing_files_are_not():
    assert inputs_key(Request(evidence=Path("e.csv"))) is None
    assert inputs_key(Request(candidates=Path("absent.csv"))) is None
    assert inputs_key(Request(pack=Path("absent"))) is None
    assert inputs_key(Request("absent.toml")) is None


def test_a_known_run_is_told_again_as_it_was_said(home):
    store = Store(home / "runs")
    first = known.run(SolveRequest(store=store))
    folder = first.write()
    again = known.run(SolveRequest(store=store))
    assert again.known
    assert (again.folder, again.end) == (folder, first.end)
    assert again.document.tables == first.document.tables
    assert again.document.sections == first.document.sections
    assert again.document.lead[1:] == first.document.lead
    assert "retrouvé" in str(again.document.lead[0])
    assert "synthétiques" in markdown(again.document)
    third = known.run(SolveRequest(store=store))
    assert third.document == again.document
    assert known.recalled(SolveRequest(store=store, force=True)) is None


def test_a_run_that_is_not_whole_is_solved_again(home):
    asked = SolveRequest(store=Store(home / "runs"))
    folder = known.run(asked).write()
    (memory,) = (home / "cache" / "known").glob("*.json")
    for name in ("selection.csv", "map.png", "solution.json"):
        content = (folder / name).read_bytes()
        (folder / name).write_bytes(content + b" ")
        assert known.recalled(asked) is None, name
        (folder / name).write_bytes(content)
        assert known.recalled(asked) is not None
    told = memory.read_bytes()
    for spoiled in (b"", told[:-3], told[:40] + b"{}", b"\x00" * 80):
        memory.write_bytes(spoiled)
        assert known.recalled(asked) is None
    memory.write_bytes(told)
    shutil.rmtree(folder)
    assert known.recalled(asked) is None


def test_what_a_limit_stopped_stands_only_for_that_limit(home):
    from dataclasses import replace

    store = Store(home / "runs")
    asked = SolveRequest(Request(seconds=0.0), store=store)
    answer = known.run(asked)
    assert answer.end.name == "LIMIT"  # no time at all proves nothing
    assert known._stands(answer, asked)
    unlimited = replace(asked, request=Request())
    assert not known._stands(answer, unlimited)
    solution = replace(answer.value.outcome.solution, interrupted=True)
    outcome = replace(answer.value.outcome, solution=solution)
    stopped = replace(answer, value=replace(answer.value, outcome=outcome))
    assert not known._stands(stopped, asked)


def test_nothing_heavy_is_imported_for_it(home):
    script = (
        "import sys; from tisites.cli.main import main; end = main(['run']);"
        "heavy = [m for m in ('numpy', 'pandas', 'scipy', 'pulp', 'highspy',"
        " 'geopandas', 'matplotlib') if m in sys.modules]; print(end, heavy)"
    )
    ends = [
        subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
        .stdout.splitlines()[-1]
        for _ in range(2)
    ]  # fmt: skip
    assert ends[0].startswith("0 ['numpy'")
    assert ends[1] == "0 []"
    report = next((home / "runs").glob("*/solution.json"))
    assert json.loads(report.read_text(encoding="utf-8"))["proof"] == "optimal"

"""What ``import tisites`` offers does what the command line does."""

import json
import subprocess
import sys
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import tisites
from tisites.cli.main import main
from tisites.messages.errors import BadInputError

HEAVY = ("numpy", "pandas", "geopandas", "scipy", "pulp", "pydantic", "shapely", "matplotlib")


@pytest.fixture(scope="module")
def run():
    return tisites.solve("reference")


@pytest.fixture(scope="module")
def saved(run, tmp_path_factory):
    """The run saved in a store of its own, and the folder of that store."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(home)
        return home, run.save()


def test_the_import_reads_no_data_library():
    asked = f"import sys, tisites; print([m for m in {HEAVY} if m in sys.modules])"
    found = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True
    )
    assert found.stdout.strip() == "[]"


def test_a_run_in_memory_explains_as_a_stored_one(run, saved, monkeypatch):
    from tisites.report.media.markdown import markdown

    home, kept = saved
    monkeypatch.chdir(home)
    site = str(run.selection.index[0])
    here = run.explain(site, limits=False)
    stored = kept.explain(site, limits=False)
    assert here.value[0].site == site
    assert markdown(here.document) == markdown(stored.document)
    assert here.document.data["key"] == stored.document.data["key"]
    with pytest.raises(BadInputError):
        run.explain("qzxv")


def test_runs_in_memory_are_compared_with_each_other_and_with_a_list(run, tmp_path):
    fewer = tisites.solve(tisites.Scenario("reference").changed({"choose": 45}))
    answer = tisites.compare(run, fewer)
    one, two = set(run.selection.index), set(fewer.selection.index)
    (pair,) = answer.value.pairs
    assert {reason.site for reason in pair.leaves} == one - two
    assert {reason.site for reason in pair.enters} == two - one
    assert [d.key for d in pair.differences] == ["choose"]
    assert set(answer.tables["sites"]["site_id"]) == one | two
    mine = tmp_path / "mine.csv"
    mine.write_text("site_id\n" + "\n".join(sorted(one)[2:]), encoding="utf-8")
    told = tisites.compare(run, mine, out=tmp_path / "out")
    assert told.value.contestants[1].hand and told.value.own[1].violations
    told.write()
    assert (tmp_path / "out/map.png").is_file()


def test_every_public_name_is_there_and_no_other():
    for name in tisites.__all__:
        assert getattr(tisites, name) is not None
        assert name in dir(tisites)
    with pytest.raises(AttributeError, match="nowhere"):
        _ = tisites.nowhere


def test_a_saved_run_is_the_one_of_the_command_line(run, saved, tmp_path, monkeypatch, capsys):
    home, kept = saved
    monkeypatch.chdir(home)
    assert main(["run"]) == 0
    assert "Résultat retrouvé" in capsys.readouterr().out
    assert len(list((home / "runs").iterdir())) == 1
    again = tisites.open_run("last")
    assert again.folder == kept.folder
    assert again.report["selected"] == run.report["selected"]
    assert again.value == run.value
    named = run.save(tmp_path / "elsewhere")
    report = json.loads((tmp_path / "elsewhere" / "solution.json").read_text(encoding="utf-8"))
    assert report["run"] == kept.report["run"]
    with pytest.raises(BadInputError):
        named.save()
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years", encoding="utf-8")
    with pytest.raises(BadInputError):
        run.save(tmp_path / "mine")
    assert (tmp_path / "mine" / "thesis.txt").exists()


def test_tables_are_located_and_agree(run, tmp_path):
    assert str(run.candidates.crs) == "EPSG:4326"
    chosen = run.candidates.index[run.candidates["selected"]]
    assert list(chosen) == list(run.selection.index) == run.report["selected"]
    placed = run.selection.dropna(subset=["lon"])
    assert np.allclose(placed.geometry.x, placed["lon"])
    run.candidates["eligible"] = False  # the caller's own copy
    assert run.candidates["eligible"].any()
    run.selection.to_file(tmp_path / "s.gpkg")


def test_a_question_to_a_run_is_that_of_the_command_line(run, saved, tmp_path, monkeypatch):
    import pandas as pd

    home, kept = saved
    monkeypatch.chdir(home)
    folder, out = kept.folder, tmp_path / "p"
    asked = ["price", str(folder), "--constraint", "region_count", "--out", str(out)]
    assert main(asked) == 0
    written = pd.read_csv(out / "prices.csv", dtype=str, keep_default_na=False)
    answer = tisites.open_run(folder).price("region_count")
    assert len(answer.tables["prices"]) == len(written)
    assert list(answer.tables["prices"].columns) == [c for c in written if c != "notice"]
    assert answer._repr_html_().startswith("<article>")
    assert str(answer).startswith("# ")
    assert "synthétiques" in run._repr_html_()
    assert not (home / "studies").exists()


def test_a_scenario_is_changed_without_moving_the_first(tmp_path):
    first = tisites.Scenario("reference")
    second = first.changed({"choose": 40}, name="forty").changed({"score.workers.weight": 0.0})
    assert (first.model.choose, second.model.choose) == (50, 40)
    assert second.changes == {"choose": 40, "name": "forty", "score": {"workers": {"weight": 0.0}}}
    path = second.save(tmp_path / "forty")
    assert tisites.Scenario(path).model == second.model
    with pytest.raises(BadInputError):
        second.save(path)
    for wrong in ({"chose": 40}, {"choose": "forty"}, {"score.workers": 3}, {"score.x.weight": 1}):
        with pytest.raises(BadInputError) as error:
            first.changed(wrong)
        assert "→" in str(error.value)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_location_programs_against_brute_force(seed):
    rng = np.random.default_rng(seed)
    points, n = rng.integers(1, 7), rng.integers(2, 8)
    p = int(rng.integers(1, n + 1))
    f, demand = rng.integers(0, 9, (points, n)).astype(float), rng.integers(0, 5, points)
    value = rng.integers(-3, 4, n).astype(float)
    answer = tisites.solve_program(tisites.location_program(f, demand, p, value=value))
    best = max(
        value[list(c)].sum() + demand @ f[:, list(c)].max(axis=1) for c in combinations(range(n), p)
    )
    assert answer.proof.value == "optimal"
    assert answer.value == pytest.approx(best, abs=1e-9)
    assert len(answer.selected) == p


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: tisites.location_program(np.ones((2, 3)), np.ones(3), 1),
        lambda: tisites.location_program(np.ones((2, 3)), np.array([1.0, -1.0]), 1),
        lambda: tisites.location_program(-np.ones((2, 3)), np.ones(2), 1),
        lambda: tisites.location_program(np.full((2, 3), np.nan), np.ones(2), 1),
        lambda: tisites.location_program(np.ones((2, 3)), np.ones(2), 4),
        lambda: tisites.Program.from_arrays([1.0, np.inf]),
        lambda: tisites.Program.from_arrays([1.0, 2.0], [[1, 1, 1]]),
        lambda: tisites.Program.from_arrays([1.0, 2.0], [[1, 1]], [np.nan]),
        lambda: tisites.Program.from_arrays([1.0, 2.0], columns=["a", "a"]),
        lambda: tisites.Program.from_arrays([1.0, 2.0], upper=[1, 2]),
    ],
)
def test_arrays_that_make_no_program_are_refused(wrong):
    with pytest.raises(ValueError, match=r"\w"):
        wrong()

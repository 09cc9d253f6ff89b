"""Sweeps: the same answers as single runs, whatever solved them; nothing lost, nothing twice."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import psutil
import pytest

from tisites.cli.main import main
from tisites.messages.errors import BadInputError
from tisites.run.pipeline import execute
from tisites.run.prepare.kept import OnDisk
from tisites.run.prepare.prepare import prepare
from tisites.run.prepare.request import Request
from tisites.study.sweep.answer import answer
from tisites.study.sweep.ledger import MARK, Ledger
from tisites.study.sweep.plan import Ask, Task, plan
from tisites.study.sweep.pool import local
from tisites.study.sweep.tables import open_sweep

if TYPE_CHECKING:
    pass

GRID = """
base = "turnkey50"
name = "grid"
title = "Grille"
vary.score.zan.weight = [6.0, 12.0, 24.0, 48.0]
vary.score.power.weight = [6.0, 12.0, 24.0]
vary.constraint.spacing.km = [10, 15, 20, 25]
"""
#: The same with a quarter of its points.
SMALL_GRID = GRID.replace("vary.constraint.spacing.km = [10, 15, 20, 25]\n", "")
MIXED = """
base = "turnkey50"
name = "mixed"
title = "Mixte"
vary.choose = [50, 5000]
vary.constraint.spacing.km = [15, 400]
"""
ACCESS = """
from = "workforce-access"
name = "served"
title = "Desserte"
vary.access.weight = [0.2, 0.4]
vary.score.zan.weight = [12.0, 30.0]
"""


def written(folder: Path, text: str, name: str = "grid.toml") -> str:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return str(path)


def settled(found: dict) -> dict:
    """An answer without what it cost."""
    return {key: value for key, value in found.items() if key != "timing"}


def answers(folder: Path) -> dict[str, dict]:
    found = [json.loads(p.read_text(encoding="utf-8")) for p in (folder / "points").glob("*.json")]
    return {one["key"]: settled(one) for one in found}


def assert_same_as_run(found: dict, reference: str) -> None:
    outcome = execute(prepare(Request(reference), keep=OnDisk()))
    assert found["status"] == outcome.solution.proof.value == "optimal"
    assert found["objective"] == outcome.solution.value  # to the last bit
    assert found["selected"] == list(outcome.ids)
    assert outcome.solution.value <= outcome.solution.bound <= found["bound"]
    rows = {row.constraint: row for row in outcome.activities()}
    for row in found["constraints"]:
        if row["rows"] == 1 and row["activity"] is not None:
            assert row["activity"] == rows[row["constraint"]].activity


def test_points_are_bit_identical_to_single_runs_in_any_order(tmp_path):
    grid = written(tmp_path, GRID)
    planned = plan([grid], None, Ask())
    assert len(planned.tasks) == 48
    some = [planned.tasks[k] for k in (0, 40)]
    forth = [answer(task, planned.ask) for task in some]
    back = [answer(task, planned.ask) for task in reversed(some)]
    assert [settled(a) for a in forth] == [settled(a) for a in reversed(back)]
    assert_same_as_run(forth[1], some[1].reference)


def test_warm_solves_of_an_access_term_are_those_of_single_runs(tmp_path):
    grid = written(tmp_path, ACCESS)
    planned = plan([grid], None, Ask())
    found = [answer(task, planned.ask) for task in planned.tasks]
    assert [one["timing"]["warm"] for one in found] == [False, True, True, True]
    assert_same_as_run(found[-1], planned.tasks[-1].reference)


def test_plan_names_points_by_content(tmp_path):
    grid = written(tmp_path, GRID)
    first, again = plan([grid], None, Ask()), plan([grid], None, Ask())
    assert first.keys == again.keys
    assert first.hash == again.hash
    assert len(set(first.keys)) == 48
    assert plan([grid], None, Ask(seconds=5.0)).keys != first.keys
    both = plan([grid, "reference"], None, Ask())
    assert len(both.points) == 49
    assert len(both.tasks) == 48  # the reference is one of the grid's points under another name


def test_two_scenarios_of_one_name_are_refused(tmp_path):
    one = written(tmp_path, 'base = "turnkey50"\nname = "x"\ntitle = "X"\nchoose = 40\n', "a.toml")
    two = written(tmp_path, 'base = "turnkey50"\nname = "x"\ntitle = "X"\nchoose = 41\n', "b.toml")
    with pytest.raises(BadInputError, match="le nom « x »"):
        plan([one, two], None, Ask())


def test_one_failing_point_does_not_sink_the_rest(tmp_path, capsys):
    out = tmp_path / "sweep"
    run = ["sweep", written(tmp_path, MIXED), "--out", str(out), "--jobs", "1"]
    assert main(run) == 2
    said = capsys.readouterr().out
    assert "candidats éligibles" in said
    assert "synthétiques" in said
    table = pd.read_parquet(out / "results.parquet").set_index("scenario")
    assert table["status"].tolist() == ["optimal", "infeasible", "refused", "refused"]
    assert "spacing" in table.loc["mixed-002", "message"]
    assert table["notice"].str.contains("synthétiques").all()
    before = {p.name: p.read_bytes() for p in out.iterdir() if p.is_file()}
    assert main(run) == 2
    assert "0 point résolu, 4 retrouvés" in capsys.readouterr().out
    assert before == {p.name: p.read_bytes() for p in out.iterdir() if p.is_file()}


def test_damaged_and_failed_answers_are_solved_again(tmp_path):
    grid = written(tmp_path, GRID)
    planned = plan([grid], None, Ask())
    ledger = Ledger(tmp_path / "sweep")
    with ledger.held():
        ledger.begin(planned)
    good = {"format": 1, "key": planned.keys[0], "status": "optimal", "timing": {}}
    ledger.put(good)
    ledger.put({**good, "key": planned.keys[1], "status": "error"})
    ledger.put({**good, "key": planned.keys[2]})
    ledger.path(planned.keys[2]).write_text('{"format": 1, "key"', encoding="utf-8")
    ledger.put({**good, "key": planned.keys[3], "format": 0})
    assert list(ledger.known(planned.keys)) == [planned.keys[0]]
    ledger.put({**good, "status": "feasible"})
    assert ledger.read(planned.keys[0])["status"] == "optimal"  # the first that stands is kept


def test_a_foreign_folder_is_refused(tmp_path, capsys):
    (tmp_path / "mine.txt").write_text("x", encoding="utf-8")
    assert main(["sweep", "reference", "--out", str(tmp_path)]) == 2
    assert "n'est pas un résultat" in capsys.readouterr().err
    assert not (tmp_path / MARK).exists()


def test_a_grid_is_no_run_and_says_what_to_do(tmp_path, capsys):
    grid = written(tmp_path, GRID)
    assert main(["run", grid, "--out", str(tmp_path / "r")]) == 2
    assert "tisites sweep" in capsys.readouterr().err


def test_an_interrupt_keeps_what_is_done_and_says_how_to_resume(tmp_path, capsys, monkeypatch):
    grid, out = written(tmp_path, GRID), tmp_path / "sweep"

    def interrupted(tasks, ask, _jobs):
        yield tasks[0], answer(tasks[0], ask)
        raise KeyboardInterrupt

    monkeypatch.setattr("tisites.study.sweep.sweep.local", interrupted)
    assert main(["sweep", grid, "--out", str(out)]) == 130
    said = capsys.readouterr()
    assert "Pour reprendre" in said.out
    assert "Interrompu" in said.err
    assert len(answers(out)) == 1
    table = pd.read_parquet(out / "results.parquet")
    assert table["status"].value_counts().to_dict() == {"waiting": 47, "optimal": 1}


class Bomb:
    """Ends the process that unpickles it."""

    def __reduce__(self):
        return os._exit, (7,)


def test_a_worker_that_dies_or_fails_is_one_point_only():
    ask = Ask()
    tasks = [Task("a" * 64, "bomb", "r", Bomb(), "1"), Task("b" * 64, "none", "r", None, "2")]
    found = {task.name: one for task, one in local(tasks, ask, 1)}
    assert [found[name]["status"] for name in ("bomb", "none")] == ["error", "error"]
    assert "died twice (exit code 7)" in found["bomb"]["message"]["en"]
    assert "AttributeError" in found["none"]["message"]["en"]
    assert "Traceback" in found["none"]["trace"]


def wait_for_answers(process: subprocess.Popen, out: Path, count: int) -> None:
    limit = time.monotonic() + 600
    while len(list((out / "points").glob("*.json"))) < count:
        assert process.poll() is None, "the sweep ended before it was killed"
        assert time.monotonic() < limit
        time.sleep(0.02)


def gone(processes: list[psutil.Process]) -> bool:
    _, alive = psutil.wait_procs(processes, timeout=120)
    return not alive


def test_killed_and_resumed_without_loss_or_repeat_or_race(tmp_path, capsys):
    """A second sweep of the folder refuses; once the first is killed, it ends the work."""
    grid, out = written(tmp_path, SMALL_GRID), tmp_path / "sweep"
    again = ["sweep", grid, "--out", str(out), "--jobs", "2"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    with subprocess.Popen([sys.executable, "-m", "tisites.cli.main", *again], **quiet) as first:
        wait_for_answers(first, out, 1)
        mine = out / "points" / "x.json.1.partial"  # what the first may be writing just now
        mine.write_text("{", encoding="utf-8")
        assert main(again) == 2
        assert "un autre balayage travaille dans ce dossier" in capsys.readouterr().err
        assert mine.is_file()
        assert first.poll() is None, "the sweep ended before it was killed"
        tree = psutil.Process(first.pid).children(recursive=True)
        first.kill()  # the parent alone
        first.wait()
    assert gone(tree), "workers outlived the sweep"
    seen = {p.name: p.read_bytes() for p in (out / "points").glob("*.json")}
    assert 1 <= len(seen) < 12, "killed too late to tell"
    assert main(again) == 0
    said = capsys.readouterr().out
    counts = re.search(r"(\d+) points? résolus?, (\d+) retrouvés?", said)
    assert (int(counts[1]), int(counts[2])) == (12 - len(seen), len(seen))
    last = {p.name: p.read_bytes() for p in (out / "points").glob("*.json")}
    assert len(last) == 12
    assert all(last[name] == data for name, data in seen.items())
    table = pd.read_parquet(out / "results.parquet")
    assert len(table) == table["scenario"].nunique() == table["key"].nunique() == 12
    assert (table["status"] == "optimal").all()
    assert not list((out / "points").glob("*.partial"))


@pytest.mark.parametrize("left", [["sweep.lock"], ["points"], ["points", "sweep.lock"]])
def test_a_sweep_killed_at_its_very_start_is_begun_again(tmp_path, left):
    for name in left:
        (tmp_path / name).mkdir() if name == "points" else (tmp_path / name).touch()
    with Ledger(tmp_path).held():
        assert (tmp_path / "points").is_dir()
    (tmp_path / "points" / "mine.txt").write_text("x", encoding="utf-8")
    with pytest.raises(BadInputError), Ledger(tmp_path).held():
        pass


@pytest.fixture
def dask_cluster(tmp_path):
    """A scheduler and two workers on loopback, started by Dask's own commands."""
    file = tmp_path / "scheduler.json"
    start = [sys.executable, "-m"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    scheduler = [
        *start, "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0",
        "--no-dashboard", "--scheduler-file", str(file),
    ]  # fmt: skip
    worker = [
        *start, "distributed.cli.dask_worker", "--scheduler-file", str(file), "--nthreads", "1",
        "--no-nanny", "--host", "127.0.0.1", "--no-dashboard", "--local-directory", str(tmp_path),
    ]  # fmt: skip
    started = [subprocess.Popen(scheduler, **quiet)]
    try:
        limit = time.monotonic() + 600
        while not file.is_file():
            assert started[0].poll() is None
            assert time.monotonic() < limit
            time.sleep(0.05)
        started += [subprocess.Popen(worker, **quiet) for _ in range(2)]
        yield json.loads(file.read_text(encoding="utf-8"))["address"], started
    finally:
        for process in reversed(started):  # workers first: they take leave of the scheduler
            process.terminate()
            alive = psutil.wait_procs([psutil.Process(process.pid)], timeout=60)[1]
            for one in alive:
                one.kill()
            assert gone(alive)
            process.wait()


def test_a_dask_cluster_gives_the_same_answers(dask_cluster, tmp_path, capsys):
    address, started = dask_cluster
    grid = written(tmp_path, GRID.replace(", 12.0, 24.0, 48.0", "").replace(", 20, 25", ""))
    out = tmp_path / "cluster"
    assert main(["sweep", grid, "--out", str(out), "--scheduler", address]) == 0
    assert "6 points résolus, 0 retrouvé" in capsys.readouterr().out
    by = set(open_sweep(out).timings["worker"].str.rpartition(":")[2])
    assert by <= {str(process.pid) for process in started[1:]}
    planned = plan([grid], None, Ask())
    here = [settled(answer(task, planned.ask)) for task in planned.tasks]
    assert {one["key"]: one for one in here} == answers(out)


def test_no_scheduler_at_the_address(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr("tisites.study.sweep.cluster.REACH", 0.2)
    out = tmp_path / "sweep"
    code = main(["sweep", "reference", "--out", str(out), "--scheduler", "tcp://127.0.0.1:9"])
    assert code == 2
    assert "aucun ordonnanceur" in capsys.readouterr().err


def test_a_worker_with_other_code_refuses_to_answer():
    from dataclasses import replace

    planned = plan(["reference"], None, Ask())
    found = answer(planned.tasks[0], replace(planned.ask, engine="other"))
    assert found["status"] == "error"
    assert "même version" not in found["message"]["fr"]
    assert "n'a pas le code" in found["message"]["fr"]

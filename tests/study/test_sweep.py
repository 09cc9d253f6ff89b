"""Sweeps: the same answers as single runs, whatever solved them; nothing lost, nothing twice."""

from __future__ import annotations

import json
import os
import random
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd
import psutil
import pytest

import tisites
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
    from collections.abc import Iterable

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


@pytest.fixture(scope="module")
def frozen(tmp_path_factory):
    """Environment of processes that read a copy of the code.

    Keys of a sweep hash the code: processes started one after the other must find the same, though
    someone edits a source meanwhile.
    """
    root = tmp_path_factory.mktemp("code")
    code = Path(str(tisites.__file__)).parent
    passed = shutil.ignore_patterns("__pycache__")
    shutil.copytree(code, root / "src/tisites", ignore=passed)
    for shelf in ("models", "scenarios"):
        shutil.copytree(code.parents[1] / shelf, root / shelf)
    shutil.copytree(Path(str(tisites.__file__)).parent, root / "tisites", ignore=passed)
    return {**os.environ, "PYTHONPATH": str(root / "src"), "PYTHONUTF8": "1"}


def command(grid: str, out: Path, *more: str) -> list[str]:
    return [sys.executable, "-m", "tisites.cli.main", "sweep", grid, "--out", str(out), *more]


def swept(run: list[str], env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        run, env=env, capture_output=True, text=True, encoding="utf-8", check=False
    )


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


def test_one_failing_point_does_not_sink_the_rest(tmp_path, frozen):
    out = tmp_path / "sweep"
    run = command(written(tmp_path, MIXED), out, "--jobs", "1")
    first = swept(run, frozen)
    assert first.returncode == 2, first.stderr
    assert "candidats éligibles" in first.stdout
    assert "synthétiques" in first.stdout
    table = pd.read_parquet(out / "results.parquet").set_index("scenario")
    assert table["status"].tolist() == ["optimal", "infeasible", "refused", "refused"]
    assert "spacing" in table.loc["mixed-002", "message"]
    assert table["notice"].str.contains("synthétiques").all()
    before = {p.name: p.read_bytes() for p in out.iterdir() if p.is_file()}
    again = swept(run, frozen)
    assert again.returncode == 2, again.stderr
    assert "0 point résolu, 4 retrouvés" in again.stdout
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


def test_killed_twice_and_resumed_without_loss_or_repeat(tmp_path, frozen):
    out, chance = tmp_path / "sweep", random.Random(7)
    grid, many = written(tmp_path, SMALL_GRID), 12  # enough that no kill comes too late
    run = command(grid, out, "--jobs", "2")
    seen: dict[str, bytes] = {}
    for kill in range(2):
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        with subprocess.Popen(run, env=frozen, **quiet) as process:
            wait_for_answers(process, out, len(seen) + chance.randint(1, 2))
            time.sleep(chance.random() / 4)
            tree = psutil.Process(process.pid).children(recursive=True)
            process.kill()
            for child in tree if kill else []:  # the first time the parent alone is killed
                with_child_gone(child)
            process.wait()
        assert gone(tree), "workers outlived the sweep"
        now = {p.name: p.read_bytes() for p in (out / "points").glob("*.json")}
        assert all(now[name] == data for name, data in seen.items())
        seen = now
    done = swept(run, frozen)
    assert done.returncode == 0, done.stdout + done.stderr
    counts = re.search(r"(\d+) points? résolus?, (\d+) retrouvés?", done.stdout)
    assert (int(counts[1]), int(counts[2])) == (many - len(seen), len(seen))
    last = {p.name: p.read_bytes() for p in (out / "points").glob("*.json")}
    assert len(last) == many
    assert all(last[name] == data for name, data in seen.items())
    table = pd.read_parquet(out / "results.parquet")
    assert len(table) == table["scenario"].nunique() == table["key"].nunique() == many
    assert (table["status"] == "optimal").all()
    assert not list((out / "points").glob("*.partial"))


def test_two_sweeps_in_one_folder_never_race(tmp_path, frozen):
    """The second refuses before it touches anything; once the first is killed, it goes on."""
    grid, out = written(tmp_path, GRID), tmp_path / "sweep"
    run = command(grid, out, "--jobs", "1")
    with subprocess.Popen(run, env=frozen, stdout=subprocess.DEVNULL) as first:
        wait_for_answers(first, out, 1)
        mine = out / "points" / "x.json.1.partial"  # what the first may be writing just now
        mine.write_text("{", encoding="utf-8")
        second = swept(run, frozen)
        assert second.returncode == 2
        assert "un autre balayage travaille dans ce dossier" in second.stderr
        assert mine.is_file()
        assert first.poll() is None
        tree = psutil.Process(first.pid).children(recursive=True)
        first.kill()
        first.wait()
    assert gone(tree)
    before = len(list((out / "points").glob("*.json")))
    with subprocess.Popen(run, env=frozen, stdout=subprocess.DEVNULL) as third:
        wait_for_answers(third, out, before + 1)
        assert not mine.exists()
        tree = psutil.Process(third.pid).children(recursive=True)
        third.kill()
    assert gone(tree)


@pytest.mark.parametrize("left", [["sweep.lock"], ["points"], ["points", "sweep.lock"]])
def test_a_sweep_killed_at_its_very_start_is_begun_again(tmp_path, left):
    for name in left:
        (tmp_path / name).mkdir() if name == "points" else (tmp_path / name).touch()
    with Ledger(tmp_path).held():
        assert (tmp_path / "points").is_dir()
    (tmp_path / "points" / "mine.txt").write_text("x", encoding="utf-8")
    with pytest.raises(BadInputError), Ledger(tmp_path).held():
        pass


def with_child_gone(child: psutil.Process) -> None:
    try:
        child.kill()
    except psutil.NoSuchProcess:
        return


@pytest.fixture
def dask_cluster(tmp_path, frozen):
    """A scheduler and two workers on loopback, started by Dask's own commands."""
    file = tmp_path / "scheduler.json"
    start = [sys.executable, "-m"]
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": frozen}
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


def test_a_dask_cluster_gives_the_same_answers(dask_cluster, frozen, tmp_path):
    address, started = dask_cluster
    grid = written(tmp_path, GRID.replace(", 12.0, 24.0, 48.0", "").replace(", 20, 25", ""))
    out = tmp_path / "cluster"
    done = swept(command(grid, out, "--scheduler", address), frozen)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "6 points résolus, 0 retrouvé" in done.stdout
    by = set(open_sweep(out).timings["worker"].str.rpartition(":")[2])
    assert by <= {str(process.pid) for process in started[1:]}
    planned = plan([grid], None, Ask())
    here = [settled(answer(task, planned.ask)) for task in planned.tasks]
    assert contents(here) == contents(answers(out).values())


def contents(found: Iterable[dict]) -> list[dict]:
    """Answers without their keys, which hash the code."""
    kept = [{name: v for name, v in one.items() if name != "key"} for one in found]
    return sorted(kept, key=lambda one: json.dumps(one, sort_keys=True))


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

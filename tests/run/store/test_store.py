"""The run store: named by content, immutable, whole or not there, found again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tisites.messages.errors import BadInputError
from tisites.run.files.seal import broken
from tisites.run.store.reference import resolve_run
from tisites.run.store.store import Store

ONE, TWO = "ab" * 32, "abcd" + "0" * 60


def write_toy(run: str, answer: str = "x"):
    """Return what writes the least that opens as a run."""

    def write(folder: Path) -> None:
        report = {
            "format": 1, "selected": [answer], "model": {}, "scenario": "toy",
            "synthetic": True, "proof": "optimal", "run": run,
        }  # fmt: skip
        (folder / "selection.csv").write_text(f"id\n{answer}\n", encoding="utf-8")
        (folder / "solution.json").write_text(json.dumps(report), encoding="utf-8")

    return write


@pytest.fixture
def store(tmp_path) -> Store:
    return Store(tmp_path / "runs")


def test_what_is_put_is_found_whole(store):
    assert store.find(ONE) is None
    assert store.list() == []
    put = store.put(ONE, write_toy(ONE))
    assert put.folder.name == ONE[:16]
    found = store.find(ONE)
    assert found is not None
    assert found.ids.tolist() == ["x"]
    assert broken(found.folder) == []
    assert [p.name for p in store.root.iterdir()] == [ONE[:16]]


def test_a_run_does_not_change_once_it_is_there(store):
    store.put(ONE, write_toy(ONE, "first"))
    store.put(ONE, write_toy(ONE, "second"))
    assert store.find(ONE).ids.tolist() == ["first"]
    store.put(ONE, write_toy(ONE, "third"), replace=True)
    assert store.find(ONE).ids.tolist() == ["third"]
    assert [p.name for p in store.root.iterdir()] == [ONE[:16]]


def test_a_damaged_run_gives_way(store):
    folder = store.put(ONE, write_toy(ONE, "first")).folder
    (folder / "selection.csv").write_text("id\nforged\n", encoding="utf-8")
    store.put(ONE, write_toy(ONE, "second"))
    assert store.find(ONE).ids.tolist() == ["second"]


def test_many_at_once_put_the_same_run_once(store):
    errors, gate = [], threading.Barrier(8)

    def work(k: int) -> None:
        try:
            gate.wait()
            store.put(ONE, write_toy(ONE, f"t{k}"))
        except Exception as error:  # noqa: BLE001 (told by the assertion below)
            errors.append(error)

    threads = [threading.Thread(target=work, args=(k,)) for k in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert errors == []
    assert [p.name for p in store.root.iterdir()] == [ONE[:16]]
    assert broken(store.folder_of(ONE)) == []


@pytest.mark.parametrize("before", [True, False])
def test_killed_around_the_move_nothing_half_written_is_found(store, monkeypatch, before):
    """A process that dies at the rename leaves the older run, or the newer one, whole."""
    store.put(ONE, write_toy(ONE, "old"))

    class Killed(BaseException):
        pass

    real = Path.replace

    def dies(self, target):
        if self.name.endswith(".partial"):
            if not before:
                real(self, target)
            raise Killed
        return real(self, target)

    monkeypatch.setattr(Path, "replace", dies)
    monkeypatch.setattr("shutil.rmtree", lambda *_, **__: None)  # a dead process cleans nothing
    with pytest.raises(Killed):
        store.put(ONE, write_toy(ONE, "new"), replace=True)
    monkeypatch.undo()
    assert store.find(ONE).ids.tolist() == (["old"] if before else ["new"])
    assert store.put(ONE, write_toy(ONE, "again"), replace=True).ids.tolist() == ["again"]


WRITER = """
import json, sys
from pathlib import Path
from tisites.run.store.store import Store
def write(folder):
    report = {"format": 1, "selected": [str(k)], "model": {}, "scenario": "toy", "synthetic": True,
              "proof": "optimal", "run": sys.argv[2]}
    (folder / "selection.csv").write_text("x" * 100_000)
    (folder / "solution.json").write_text(json.dumps(report))
print("ready", flush=True)
for k in range(100_000):
    Store(Path(sys.argv[1])).put(sys.argv[2], write, replace=True)
"""


def test_a_writer_killed_at_any_moment_leaves_whole_runs(store):
    """Killed for real, three times: what is found is whole, and the next writer goes on."""
    for pause in (0.01, 0.11, 0.23):
        command = [sys.executable, "-c", WRITER, str(store.root), ONE]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as process:
            process.stdout.readline()
            time.sleep(pause)
            process.kill()
        found = store.find(ONE)
        assert found is None or broken(found.folder) == []
    assert store.put(ONE, write_toy(ONE, "mine"), replace=True).ids.tolist() == ["mine"]
    assert [run.hash for run in store.list()] == [ONE]


def test_a_failure_while_writing_leaves_nothing(store):
    with pytest.raises(RuntimeError), store.staged(ONE) as fresh:
        (fresh / "solution.json").write_text("{", encoding="utf-8")
        raise RuntimeError
    assert list(store.root.iterdir()) == []


def test_a_planner_names_a_run_in_many_ways(store, tmp_path, monkeypatch):
    store.put(ONE, write_toy(ONE))
    two = store.put(TWO, write_toy(TWO)).folder
    os.utime(two / "solution.json", (2e9, 2e9))
    mine = store.root / "mine"
    mine.mkdir()
    write_toy("ff" * 32)(mine)
    for reference in (str(two), TWO, TWO[:16], TWO[:6].upper(), "last", "dernier",
                      str(two / "solution.json")):  # fmt: skip
        assert resolve_run(reference, store) == two, reference
    assert resolve_run("mine", store) == resolve_run("ffff", store) == mine
    assert store.find("ff" * 32).folder == mine
    with pytest.raises(BadInputError, match="aucun"):
        resolve_run("abc", store)
    with pytest.raises(BadInputError, match="vouliez-vous : mine"):
        resolve_run("mien", store)
    with pytest.raises(BadInputError, match="plusieurs"):
        store.put(TWO[:5] + "1" * 59, write_toy(TWO[:5] + "1" * 59))
        resolve_run("abcd", store)
    monkeypatch.chdir(tmp_path)
    assert resolve_run("last") == Path("runs") / TWO[:16]


def test_without_any_run_the_planner_is_told(store):
    with pytest.raises(BadInputError, match="encore rangé"):
        resolve_run("last", store)

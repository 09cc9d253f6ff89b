"""Writers really killed: what was there is there again, what they left is swept, by the next."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tisites.data.aside import LEFTOVER_S, aside, sweep_leftovers
from tisites.data.lock import locked
from tisites.data.scratch import sweep_scratch
from tisites.messages.errors import BadInputError
from tisites.run.files.folder import MARK, ready, staged

HOLD = """
import sys
from pathlib import Path
from tisites.data.lock import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""
#: Ends by itself, as kill -9 does, when the folder MOVE is about to be moved.
DIES = """
import os, sys
from pathlib import Path
from tisites.run.files.folder import staged
real = Path.replace
def dies(self, target):
    if self.name.endswith(sys.argv[2]):
        os._exit(9)
    return real(self, target)
Path.replace = dies
with staged(Path(sys.argv[1])) as fresh:
    (fresh / "solution.json").write_text("new")
    (fresh / "map.png").write_text("new")
    if sys.argv[2] == "writing":
        os._exit(9)
"""
SCRATCH = """
import os, sys
from tisites.data.scratch import scratch_folder
(scratch_folder() / "model.mps").write_text("x")
print(scratch_folder(), flush=True)
if sys.argv[1] == "killed":
    sys.stdin.read()
"""


def started(code: str, *arguments: object, env: dict[str, str] | None = None) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=env,
    )  # fmt: skip


def test_a_lock_file_left_behind_locks_nothing(tmp_path: Path) -> None:
    path = tmp_path / "x.lock"
    path.write_text("12345", encoding="utf-8")
    with locked(path, 0.0):
        pass


def test_the_lock_of_a_living_process_is_kept_and_that_of_a_killed_one_taken_over(
    tmp_path: Path,
) -> None:
    path = tmp_path / "x.lock"
    with started(HOLD, path) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(BadInputError, match="un autre tisites écrit ici"), locked(path, 0.1):
            pass
        holder.kill()
        holder.wait()
    with locked(path, 1.0):
        pass


def test_threads_of_one_process_hold_a_lock_in_turn(tmp_path: Path) -> None:
    inside, most = [0], [0]

    def work() -> None:
        for _ in range(5):
            with locked(tmp_path / "x.lock"):
                inside[0] += 1
                most[0] = max(most[0], inside[0])
                time.sleep(0.002)
                inside[0] -= 1

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1]


@pytest.mark.parametrize("moment", ["writing", ".partial", "a"])
@pytest.mark.parametrize("starts", ["ready", "staged"])
def test_a_killed_writer_loses_nothing_and_leaves_nothing(
    tmp_path: Path, moment: str, starts: str
) -> None:
    """Killed while it writes, between the two moves (``.partial``), before the first (``a``)."""
    out = tmp_path / "a"
    with staged(out) as fresh:
        (fresh / MARK).write_text("old", encoding="utf-8")
    with started(DIES, out, moment) as writer:
        pass
    assert writer.returncode == 9
    assert len(list(tmp_path.iterdir())) > 1  # it really left something
    ready(tmp_path / ("a" if starts == "ready" else "b"))  # the next start, whatever it writes
    assert [p.name for p in tmp_path.iterdir()] == ["a"]
    assert (out / MARK).read_text(encoding="utf-8") == "old"
    assert not (out / "map.png").exists()


def test_what_a_living_writer_writes_is_not_swept(tmp_path: Path) -> None:
    with aside(tmp_path / "a") as (partial, _):
        partial.mkdir()
        assert sweep_leftovers(tmp_path, now=time.time() + 100 * LEFTOVER_S) == []
        assert partial.is_dir()
    assert list(tmp_path.iterdir()) == []


def test_only_names_of_ours_are_swept(tmp_path: Path) -> None:
    theirs = [".notes.partial", ".a.0123456.old", "a.01234567.partial", ".a.0123456X.lock", "b.old"]
    for name in theirs:
        (tmp_path / name).mkdir()
    young = tmp_path / ".a.01234567.partial"  # of a version without locks, maybe alive
    young.mkdir()
    assert sweep_leftovers(tmp_path) == []
    assert sweep_leftovers(tmp_path, now=time.time() + LEFTOVER_S + 1) == [young.name]
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(theirs)


@pytest.mark.parametrize("end", ["killed", "ended"])
def test_the_temporary_folder_goes_with_its_process_or_at_the_next_start(
    tmp_path: Path, end: str
) -> None:
    env = {**os.environ, "TMPDIR": str(tmp_path), "TEMP": str(tmp_path), "TMP": str(tmp_path)}
    with started(SCRATCH, end, env=env) as process:
        assert process.stdout is not None
        folder = Path(process.stdout.readline().strip())
        if end == "killed":
            assert sweep_scratch(tmp_path) == []  # alive
            process.kill()
    if end == "killed":
        assert (folder / "model.mps").is_file()
        assert sweep_scratch(tmp_path) == [folder.name]
    assert list(tmp_path.iterdir()) == []

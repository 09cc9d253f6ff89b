from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from tisites.solver import cbc_process
from tisites.solver.cbc_process import KILLED, run_leashed

SLEEPER = "import os,sys,time;open(sys.argv[1],'w').write(str(os.getpid()));time.sleep(60)"
DEAF = "import signal;signal.signal(signal.SIGINT, signal.SIG_IGN);" + SLEEPER


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except ProcessLookupError:
        return False  # it went while it was looked at
    except FileNotFoundError:
        return not Path("/proc/self/stat").exists()
    return status.rsplit(")", 1)[1].split()[0] != "Z"


def _gone(pid: int, seconds: float = 5.0) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not _alive(pid):
            return True
        time.sleep(0.05)
    return False


def _pid(path: Path) -> int:
    for _ in range(200):
        if path.is_file() and path.read_text():
            return int(path.read_text())
        time.sleep(0.05)
    raise AssertionError("the process never started")


def test_an_overrun_is_stopped_even_when_deaf(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    start = time.monotonic()
    command = [sys.executable, "-c", DEAF, str(note)]
    code = run_leashed(command, tmp_path / "log", 0.5, threading.Event())
    assert code == KILLED
    assert time.monotonic() - start < 5.0
    assert _gone(_pid(note))


@pytest.mark.skipif(sys.platform == "win32", reason="uses kill -9")
def test_killing_the_engine_leaves_no_orphan(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    engine = (
        "import sys,threading;from pathlib import Path;"
        "from tisites.solver.cbc_process import run_leashed;"
        f"log=Path({str(tmp_path / 'log')!r});"
        f"run_leashed([sys.executable,'-c',{DEAF!r},{str(note)!r}],log,None,threading.Event())"
    )
    process = subprocess.Popen([sys.executable, "-c", engine])
    pid = _pid(note)
    process.kill()  # SIGKILL: no handler of ours can run
    process.wait()
    assert _gone(pid)


@pytest.mark.skipif(sys.platform == "win32", reason="uses kill -9")
def test_killing_the_solver_is_told(tmp_path: Path) -> None:
    note = tmp_path / "pid"
    codes: list[int] = []

    def run() -> None:
        command = [sys.executable, "-c", SLEEPER, str(note)]
        codes.append(run_leashed(command, tmp_path / "log", None, threading.Event()))

    thread = threading.Thread(target=run)
    thread.start()
    os.kill(_pid(note), 9)
    thread.join(10)
    assert codes
    assert codes[0] not in (0, KILLED)


def _ended(code: int, log: Path) -> int:
    """Run a Python process that says a word and ends with a code; the code told."""
    words = f"print('word {code}');raise SystemExit({code})"
    return run_leashed([sys.executable, "-c", words], log, 30, threading.Event())


def test_a_plain_end_gives_its_code(tmp_path: Path) -> None:
    assert _ended(7, tmp_path / "log") == 7
    assert (tmp_path / "log").read_text().split() == ["word", "7"]


def test_a_leash_serves_again_and_another_when_it_died(tmp_path: Path) -> None:
    cbc_process.release()
    assert _ended(3, tmp_path / "log") == 3
    first = cbc_process._idle[-1].process
    assert _ended(4, tmp_path / "log") == 4
    assert cbc_process._idle[-1].process.pid == first.pid
    first.kill()
    first.wait()
    assert _ended(5, tmp_path / "log") == 5
    assert cbc_process._idle[-1].process.pid != first.pid


def test_a_leash_whose_command_was_killed_does_not_serve_again(tmp_path: Path) -> None:
    cbc_process.release()
    command = [sys.executable, "-c", DEAF, str(tmp_path / "pid")]
    assert run_leashed(command, tmp_path / "log", 0.5, threading.Event()) == KILLED
    assert cbc_process._idle == []


def test_a_command_that_does_not_exist_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        run_leashed([str(tmp_path / "none")], tmp_path / "log", 30, threading.Event())
    assert _ended(0, tmp_path / "log") == 0


def test_two_threads_have_a_leash_each(tmp_path: Path) -> None:
    codes: dict[int, int] = {}
    threads = [
        threading.Thread(target=lambda k=k: codes.update({k: _ended(k, tmp_path / f"log{k}")}))
        for k in range(1, 7)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert codes == {k: k for k in range(1, 7)}


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks")
def test_a_fork_does_not_keep_the_engines_leash_alive(tmp_path: Path) -> None:
    script = (
        "import os,sys,threading,time;from pathlib import Path;"
        "from tisites.solver import cbc_process as c;"
        f"c.run_leashed([sys.executable,'-c','pass'],Path({str(tmp_path / 'log')!r}),9,"
        "threading.Event());"
        "pid=c._idle[0].process.pid;child=os.fork();"
        "(time.sleep(20) if child==0 else print(pid,child,flush=True));"
        "os._exit(0)"
    )
    engine = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert engine.stdout is not None
    leash, child = map(int, engine.stdout.readline().split())
    engine.wait()
    assert _gone(leash)
    assert _alive(child), "the fork still lives; only the leash went"
    os.kill(child, 9)


INTERRUPTED = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored in a background job
import sys
import numpy as np
from scipy.sparse import csr_array
from tisites.model.program import Program
from tisites.solver.exact import solve
rng = np.random.default_rng(0)
n, m = 60, 5
a = rng.integers(10, 99, (m, n)).astype(float)
program = Program(
    np.array([f"s{i}" for i in range(n)], dtype=object), a.sum(axis=0) + rng.integers(0, 9, n),
    np.zeros(n), np.ones(n), np.ones(n, bool), csr_array(a), np.full(m, -np.inf),
    a.sum(axis=1) // 2, tuple(f"c{r}[]" for r in range(m)), tuple(f"c{r}" for r in range(m)),
)
import pulp  # so that what is interrupted is the search, however busy the machine is
print("ready", flush=True)
solution = solve(program, "cbc", method="compact")
print(solution.proof, solution.selected.size, solution.bound >= solution.value, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="sends SIGINT")
def test_ctrl_c_gives_the_best_selection_so_far() -> None:
    engine = subprocess.Popen(
        [sys.executable, "-c", INTERRUPTED], stdout=subprocess.PIPE, text=True
    )
    assert engine.stdout is not None
    assert engine.stdout.readline() == "ready\n"
    time.sleep(4.0)
    assert engine.poll() is None, "the instance is too easy to be interrupted"
    engine.send_signal(signal.SIGINT)
    words = engine.communicate(timeout=15)[0].split()
    assert words[0] == "feasible"
    assert int(words[1]) > 0
    assert words[2] == "True"

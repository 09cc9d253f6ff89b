"""The machine fails: said in words with what, where and how; nothing half-written, nothing lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
import shapely

from tisites.cli.main import main
from tisites.messages.errors import TisitesError
from tisites.messages.faults import EXIT_MACHINE, machine_fault
from tisites.run.files.folder import MARK, staged
from tisites.run.pipeline import execute
from tisites.run.prepare.kept import OnDisk
from tisites.run.prepare.prepare import prepare
from tisites.run.prepare.request import Request

RUN = "ab" * 32
VERBS = (
    ["run"], ["check"], ["explain", RUN, "x"], ["importance", RUN], ["relax", "reference"],
    ["alternatives", RUN], ["robustness", RUN], ["equity", RUN], ["rules", RUN],
    ["frontier", "equity-regions"], ["price", RUN], ["reserve", RUN],
    ["compare", RUN, RUN], ["sweep", "reference"], ["compromise", RUN], ["data", "build"],
)  # fmt: skip


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with places where nothing can be written, for root either."""
    work = tmp_path / "work"
    work.mkdir()
    (work / "file").write_text("mine", encoding="utf-8")
    (work / "loop").symlink_to(work / "loop")
    (work / "full").mkdir()
    (work / "full" / "thesis.txt").write_text("years", encoding="utf-8")
    monkeypatch.chdir(work)
    return work


def kept(folder: Path) -> dict[str, bytes | None]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() if p.is_file() else None
        for p in sorted(folder.rglob("*"))
    }


@pytest.mark.skipif(sys.platform == "win32", reason="links and /proc")
@pytest.mark.parametrize(
    "out",
    ["file", "file/a", "loop", "loop/a", "full", "n" * 300, "é" * 200, "a/" * 3000 + "a", "/",
     "/dev/null/a", "/proc/nobody", "/sys/kernel/a", os.fsdecode(b"\xff\xfe"), "a\0b"],
)  # fmt: skip
@pytest.mark.parametrize("verb", VERBS, ids=" ".join)
def test_an_impossible_output_is_refused_before_any_work(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
    verb: list[str], out: str,
) -> None:  # fmt: skip
    def never(*_args: object, **_keys: object) -> None:
        raise AssertionError("worked before it refused")

    monkeypatch.setattr("tisites.run.prepare.contenders.data_key", never)
    monkeypatch.setattr("tisites.data.build.build.read_raw", never, raising=False)
    before = kept(here)
    given = ["--from", str(here / "full")] if verb[-1] == "build" else []
    assert main([*verb, *given, "--out", out]) in (2, EXIT_MACHINE)
    said = capsys.readouterr().err
    assert "→" in said
    assert "Traceback" not in said
    assert kept(here) == before


@contextmanager
def limited(kind: int, most: int) -> Iterator[None]:
    """Have the kernel refuse more than that, to this process; Python keeps no half module."""
    import resource

    soft, hard = resource.getrlimit(kind)
    keeps_none, sys.dont_write_bytecode = sys.dont_write_bytecode, True
    resource.setrlimit(kind, (most, hard))
    try:
        yield
    finally:
        resource.setrlimit(kind, (soft, hard))
        sys.dont_write_bytecode = keeps_none


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
@pytest.mark.parametrize("most", [0, 100, 5_000, 60_000, 150_000, 300_000])
def test_a_file_that_may_not_grow_leaves_the_older_run_and_nothing_else(
    tmp_path: Path, outcome: object, most: int
) -> None:
    """Each limit stops another writer: GeoPackage, picture, CSV, Parquet, arrays, JSON."""
    import resource

    from tisites.report.write import write_outputs

    out = tmp_path / "run"
    with staged(out) as fresh:
        (fresh / MARK).write_text("old", encoding="utf-8")
    with (
        pytest.raises(TisitesError) as caught,
        limited(resource.RLIMIT_FSIZE, most),
        staged(out) as fresh,
    ):
        write_outputs(outcome, fresh)  # type: ignore[arg-type]
    assert caught.value.exit_code == EXIT_MACHINE
    assert str(out) in str(caught.value)
    assert ".partial" not in str(caught.value)
    assert kept(tmp_path) == {"run": None, f"run/{MARK}": b"old"}


@pytest.fixture(scope="session")
def outcome() -> object:
    """The reference run on the demonstration pack, solved once."""
    return execute(prepare(Request(), keep=OnDisk()))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 300 kB of our own, where we may mount one."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=300k", "tmpfs", str(disk)]
    try:
        done = subprocess.run(mount, capture_output=True, check=False)
    except OSError:
        pytest.skip("no disks can be mounted on this system")
    if done.returncode:
        pytest.skip("mounting a small disk needs root")
    try:
        yield disk
    finally:
        subprocess.run(["umount", str(disk)], capture_output=True, check=False)


def test_a_full_disk_leaves_the_older_run_and_nothing_else(
    small_disk: Path, outcome: object
) -> None:
    from tisites.report.write import write_outputs

    out = small_disk / "run"
    with staged(out) as fresh:
        (fresh / MARK).write_text("old", encoding="utf-8")
    with pytest.raises(TisitesError, match="plus de place") as caught, staged(out) as fresh:
        write_outputs(outcome, fresh)  # type: ignore[arg-type]
    assert caught.value.exit_code == EXIT_MACHINE
    assert kept(small_disk) == {"run": None, f"run/{MARK}": b"old"}


#: A scenario whose kernel the demonstration leaves open: CBC is asked, and needs files.
ASKS_CBC = "zan-trace-senate"
TOLD: dict[str, Any] = {"capture_output": True, "text": True, "encoding": "utf-8"}


def test_a_full_temporary_disk_is_told(
    small_disk: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """No room for the program, for CBC's answer, for its last lines."""
    asked = execute(prepare(Request(ASKS_CBC), keep=OnDisk())).solution.certificate
    assert asked["mip_rounds"] > 0, "closed without CBC: take a scenario that asks it"
    for room in ("cbc", "apart"):  # this process has its folder for temporary files elsewhere
        monkeypatch.setattr(f"tisites.solver.{room}.scratch_folder", lambda: small_disk)
    for pages in (2, 5, 7):
        with (small_disk / "ballast").open("wb", buffering=0) as ballast:
            with suppress(OSError):
                while True:
                    ballast.write(bytes(4096))
            ballast.truncate(ballast.tell() - pages * 4096)
        assert main(["run", ASKS_CBC, "--out", str(tmp_path / "run")]) == EXIT_MACHINE
        said = capsys.readouterr().err
        assert "plus de place" in said
        assert "TMPDIR" in said
        assert "Traceback" not in said
        assert not (tmp_path / "run").exists()
        assert [p.name for p in small_disk.iterdir()] == ["ballast"]


@pytest.mark.skipif(sys.platform == "win32", reason="file descriptors of POSIX")
@pytest.mark.parametrize(
    "shell",
    ["{} runs | true", "{} version | true", "{} --help | true", "{} data list >&-",
     "{} runs > /dev/full", "{} version > /dev/full", "{} data list --markdown > /dev/full"],
)  # fmt: skip
def test_a_closed_or_full_output_is_told(tmp_path: Path, shell: str) -> None:
    command = shell.format(f"'{sys.executable}' -m tisites.cli.main")
    if "true" in command:  # wait until the reader is gone
        command = command.replace("| true", "2> err | (exec 0<&-; sleep 0)")
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; {command}"],
        cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False,
    )  # fmt: skip
    said = done.stderr + ((tmp_path / "err").read_text() if (tmp_path / "err").exists() else "")
    assert done.returncode == EXIT_MACHINE, said
    assert "→" in said
    assert "Traceback" not in said
    assert "Exception ignored" not in said


@pytest.mark.skipif(sys.platform == "win32", reason="limits of POSIX")
@pytest.mark.parametrize("most", [5, 12])
def test_too_few_file_handles_are_told(tmp_path: Path, most: int) -> None:
    code = (
        "import resource, sys; from tisites.cli.main import main;"
        f"resource.setrlimit(resource.RLIMIT_NOFILE, ({most}, {most}));"
        f"sys.exit(main(['check', '--out', {str(tmp_path / 'out')!r}]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode in (0, 2, EXIT_MACHINE), done.stderr
    if done.returncode:
        assert "→" in done.stderr
        assert list(tmp_path.iterdir()) == []
    assert "Traceback" not in done.stderr


def damaged(**changes: object) -> Callable[[Path], None]:
    def change(mark: Path) -> None:
        told = json.loads(mark.read_text(encoding="utf-8"))
        mark.write_text(json.dumps({**told, **changes}), encoding="utf-8")

    return change


def written(data: bytes) -> Callable[[Path], None]:
    return lambda mark: mark.write_bytes(data) and None


def unreadable(mark: Path) -> None:
    mark.unlink()
    mark.symlink_to("/proc/self/mem")  # opens, and every read fails


DAMAGE: dict[str, Callable[[Path], None]] = {
    "empty": written(b""), "list": written(b"[]"), "deep": written(b"[" * 100_000),
    "bytes": written(b"\xff\xfe\x00"), "cut": written(b'{"selected": ["a"'),
    "infinite": written(b'{"selected": [], "objective": Infinity}'), "unreadable": unreadable,
    "no objective": lambda mark: mark.write_text(json.dumps(
        {k: v for k, v in json.loads(mark.read_text()).items() if k != "objective"})) and None,
    **{f"{key}={value!r}": damaged(**{key: value})
       for key in ("selected", "model", "scenario", "synthetic", "proof", "objective", "run",
                   "n_eligible", "inputs", "versions", "format")
       for value in (None, 5.5, "x", [1], {})},
}  # fmt: skip


@pytest.mark.parametrize("damage", DAMAGE)
def test_a_damaged_run_is_told_by_every_verb(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch,
    damage: str,
) -> None:  # fmt: skip
    if damage == "unreadable" and not Path("/proc/self/mem").exists():
        pytest.skip("no /proc here")
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "runs" / RUN[:16]
    folder.mkdir(parents=True)
    report = {
        "format": 1, "selected": ["x"], "model": {}, "scenario": "toy", "synthetic": True,
        "proof": "optimal", "run": RUN, "objective": 1.0, "bound": 1.0, "n_candidates": 2,
        "n_eligible": 1, "solver": "cbc", "inputs": [], "versions": {},
    }  # fmt: skip
    (folder / MARK).write_text(json.dumps(report), encoding="utf-8")
    DAMAGE[damage](folder / MARK)
    for verb in (
        ["runs"], ["runs", "show", RUN[:16]], ["runs", "verify"], ["runs", "verify", RUN[:16]],
        ["runs", "gc"], ["runs", "audit", RUN[:16]], ["runs", "export", RUN[:16], "a.zip"],
        ["explain", RUN[:16], "x"], ["importance", RUN[:16]], ["equity", RUN[:16]],
        ["alternatives", RUN[:16]], ["robustness", RUN[:16]], ["price", RUN[:16]],
        ["compare", RUN[:16], RUN[:16]],
    ):  # fmt: skip
        assert main(verb) in (0, 1, 2), verb
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        assert not said.err or "→" in said.err, (verb, said.err)


def test_a_fault_of_ours_is_not_told_as_one_of_the_machine() -> None:
    for error in (ZeroDivisionError(), KeyError("x"), RuntimeError("matrix is singular")):
        assert machine_fault(error) is None


@pytest.mark.skipif(sys.platform != "linux", reason="limits of address space are Linux's")
@pytest.mark.parametrize("megabytes", [300, 700, 1000])
def test_too_little_memory_is_told(tmp_path: Path, megabytes: int) -> None:
    """Libraries fail to load, readers to start threads, NumPy to allocate: in words each time.

    OpenBLAS ends the process by itself where it gets no buffer for a thread: it has one here.
    """
    code = (
        "import resource, sys; from tisites.cli.main import main;"
        f"resource.setrlimit(resource.RLIMIT_AS, ({megabytes << 20}, {megabytes << 20}));"
        f"sys.exit(main(['run', '--out', {str(tmp_path / 'run')!r}]))"
    )
    env = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "TISITES_CACHE": str(tmp_path / "cache")}
    done = subprocess.run([sys.executable, "-c", code], env=env, check=False, **TOLD)
    assert done.returncode == EXIT_MACHINE, done.stderr
    assert "la mémoire ne suffit pas" in done.stderr
    assert "→" in done.stderr
    assert "Traceback" not in done.stderr
    assert [p.name for p in tmp_path.iterdir() if p.name != "cache"] == []


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        np._core._exceptions._ArrayMemoryError((10**12,), np.dtype(float)),
        RuntimeError("can't start new thread"),
        RuntimeError("std::bad_alloc"),
        pa.lib.ArrowException("Unknown error: Failed to launch worker thread: Resource"),
        pa.lib.ArrowMemoryError("malloc of size 64 failed"),
        shapely.errors.GEOSException("std::bad_alloc"),
    ],
)
def test_no_memory_is_told_whoever_says_it(error: Exception) -> None:
    found = machine_fault(error, "runs/a")
    assert found is not None
    assert found.exit_code == EXIT_MACHINE
    assert "la mémoire ne suffit pas" in str(found)

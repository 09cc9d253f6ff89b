"""Child processes with a limit that holds."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tisites.study.bench.contenders import CONTENDERS, SPOPT
from tisites.study.bench.outcome import (
    FAILED,
    NOT_INSTALLED,
    NOT_ITS_PROBLEM,
    NOT_WITHIN,
    Outcome,
    from_json,
)
from tisites.study.bench.worker import PHASE, READY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tisites.study.bench.spec import Context, Spec

#: Seconds past its limit after which a contender is ended.
GRACE = 10.0
#: A warm measure solves this many times over.
WARM_FACTOR = 16.0
#: Reading an instance and starting the interpreter are not timed, but not endless either.
START_LIMIT = 600.0


@dataclass(frozen=True, slots=True)
class Built:
    """What the building process told of an instance."""

    path: Path
    figures: dict[str, Any]

    @property
    def name(self) -> str:
        """Name of the instance."""
        return str(self.figures["name"])


def build(spec: Spec, size: int, seed: int, context: Context, folder: Path) -> Built:
    """Build an instance in a process of its own and leave it in ``folder``.

    Raises
    ------
    RuntimeError
        If it cannot be built; carries what the process said.
    """
    path = folder / f"{spec.name}-{size}-{seed}.npz"
    command = [*_worker("build"), "--spec", spec.name, "--size", str(size), "--seed", str(seed)]
    command += ["--out", str(path)]
    command += ["--pack", str(context.pack)] if context.pack else []
    command += ["--orlib", str(context.orlib)] if context.orlib else []
    ended = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    if ended.returncode != 0:
        raise RuntimeError(f"{spec.name} n={size}: {ended.stderr.strip()[-2000:]}")
    return Built(path, json.loads(ended.stdout.splitlines()[-1]))


def _worker(verb: str) -> list[str]:
    return [sys.executable, "-m", "tisites.study.bench.worker", verb]


def run_contender(
    name: str, built: Built, seconds: float, *, warm: bool = False, spopt: Sequence[str] = ()
) -> Outcome:
    """Solve a built instance in a process of its own.

    Parameters
    ----------
    name : str
        The contender.
    built : Built
        The instance.
    seconds : float
        Its limit, from the moment it has read the instance.
    warm : bool
        Measure re-solves.
    spopt : sequence of str
        Command that runs spopt's script in its own environment.
    """
    contender = CONTENDERS[name]
    if contender.location_only and not built.figures["location"]:
        return Outcome(NOT_ITS_PROBLEM)
    if not contender.installed or (name == SPOPT and not spopt):
        return Outcome(NOT_INSTALLED, note=contender.needs or name)
    if name == SPOPT:
        command = [*spopt, str(built.path), str(seconds)]
    else:
        command = [*_worker("solve"), "--instance", str(built.path)]
        command += ["--contender", name, "--seconds", str(seconds)]
        command += ["--warm"] if warm else []
    return _timed(command, seconds * (WARM_FACTOR if warm else 1.0) + GRACE)


def _timed(command: Sequence[str], limit: float) -> Outcome:
    """Run a command; the clock starts when it says that it is ready."""
    with tempfile.TemporaryFile("w+", encoding="utf-8") as errors:
        child = subprocess.Popen(
            list(command), stdout=subprocess.PIPE, stderr=errors, text=True, encoding="utf-8"
        )
        lines: list[str] = []
        phases = [""]
        ready = threading.Event()

        def listen() -> None:
            assert child.stdout is not None
            for line in child.stdout:
                if line.strip() == READY:
                    ready.set()
                elif line.startswith(PHASE):
                    phases.append(line.removeprefix(PHASE).strip())
                else:
                    lines.append(line)
            ready.set()

        ear = threading.Thread(target=listen, daemon=True)
        ear.start()
        try:
            ready.wait(START_LIMIT)
            child.wait(limit)
        except subprocess.TimeoutExpired:
            return Outcome(NOT_WITHIN, note=f"ended in {phases[-1]}".removesuffix(" in "))
        finally:
            _end(child)
            ear.join(5.0)
        if child.returncode == 0 and lines:
            return from_json(lines[-1])
        errors.seek(0)
        said = errors.read().strip().splitlines()
        return Outcome(FAILED, note=said[-1][:300] if said else f"exit code {child.returncode}")


def _end(child: subprocess.Popen[str]) -> None:
    """End a child that still runs; solvers on a leash end with it."""
    if child.poll() is None:
        with contextlib.suppress(OSError):
            child.kill()
        child.wait()

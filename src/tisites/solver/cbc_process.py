"""Keep a solver process on a leash: no overrun, no orphan, on every system.

Run as a script, this file is a leash: it starts the commands that the engine writes to it, one
after another, and tells how each ended. ``stop`` asks the solver to end with what it has; when
the pipe closes, because the engine asked so or because its process died whatever the reason, the
solver is killed and the leash ends. Nothing here is POSIX-only: a closed pipe is seen on Windows
too. A leash whose command ended by itself serves again: its start costs as much as a small kernel.
"""

from __future__ import annotations

import atexit
import contextlib
import json
import math
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

#: Seconds between two looks at the clock, at least and at most.
POLL, LOOK = 0.01, 0.5
#: Seconds left to a solver that was asked to end, before it is killed.
GRACE = 1.0
KILLED = 99
_WINDOWS = sys.platform == "win32"


# the leash ------------------------------------------------------------------------------------


def serve() -> int:
    """Run the commands read, one at a time, until the pipe closes."""
    child: subprocess.Popen[bytes] | None = None
    killed = threading.Event()
    for line in sys.stdin:
        if line.strip() != "stop":
            killed = threading.Event()
            child = _begin(json.loads(line), killed)
        elif child is not None and child.poll() is None:
            with contextlib.suppress(OSError):
                if _WINDOWS:
                    killed.set()
                    child.kill()
                else:
                    child.send_signal(signal.SIGINT)
    if child is not None and child.poll() is None:
        with contextlib.suppress(OSError):
            child.kill()
        child.wait()
    return KILLED


def _begin(task: dict[str, object], killed: threading.Event) -> subprocess.Popen[bytes] | None:
    """Start a command; its exit code is told when it ends."""
    try:
        with Path(str(task["log"])).open("ab") as log:
            child = subprocess.Popen(
                task["command"],  # type: ignore[call-overload,unused-ignore]
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=task["cwd"],
                env=task["env"],
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )
    except OSError as error:
        _tell(f"error {error}")
        return None

    def wait() -> None:
        code = child.wait()
        _tell(str(KILLED if killed.is_set() else code))

    threading.Thread(target=wait, daemon=True).start()
    return child


def _tell(words: str) -> None:
    with contextlib.suppress(OSError, ValueError):
        sys.stdout.write(words.replace("\n", " ") + "\n")
        sys.stdout.flush()


# the engine's side ----------------------------------------------------------------------------


class _Leash:
    """One leash process, in a session of its own: Ctrl-C is the engine's to hear."""

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-X", "utf8", __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
            cwd=Path(__file__).parent,
            start_new_session=not _WINDOWS,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0) if _WINDOWS else 0,
        )
        self.words = ""

    def say(self, words: str) -> bool:
        """Write a line; false when the leash is gone."""
        assert self.process.stdin is not None
        try:
            self.process.stdin.write(words + "\n")
            self.process.stdin.flush()
        except OSError:
            return False
        return True

    def hear(self, ended: threading.Event) -> None:
        """Wait for the word that the command ended, or for the end of the leash."""
        assert self.process.stdout is not None
        with contextlib.suppress(OSError, ValueError):
            self.words = self.process.stdout.readline().strip()
        ended.set()

    def close(self) -> int:
        """Close the pipe, which kills the solver, and wait for the leash to end."""
        assert self.process.stdin is not None
        with contextlib.suppress(OSError):
            self.process.stdin.close()
        try:
            return self.process.wait(5.0)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()


_idle: list[_Leash] = []


def _taken(words: str) -> _Leash:
    """Return a leash that was given a command: one that waits, or a new one."""
    while _idle:
        with contextlib.suppress(IndexError):  # another thread was quicker
            leash = _idle.pop()
            if leash.process.poll() is None and leash.say(words):
                return leash
            leash.close()
    leash = _Leash()
    leash.say(words)
    return leash


@atexit.register
def release() -> None:
    """End the leashes that wait for a command."""
    while _idle:
        _idle.pop().close()


def _forget() -> None:
    """In a forked child: the leashes are the parent's, their pipes must not stay open here."""
    for leash in _idle:
        for pipe in (leash.process.stdin, leash.process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    os.close(pipe.fileno())
    _idle.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)


def run_leashed(
    command: list[str],
    log: Path,
    seconds: float | None,
    interrupted: threading.Event,
    *,
    grace: float = GRACE,
) -> int:
    """Run a command that cannot outlive this process nor its time limit.

    Parameters
    ----------
    command : list of str
        Program and arguments.
    log : Path
        File that its words are added to.
    seconds : float, optional
        Wall clock after which it is asked to end.
    interrupted : threading.Event
        Set when Ctrl-C or a stop was heard; the solver is asked to end with what it has, and the
        interrupt is not raised again: the caller reports it.
    grace : float
        Seconds left to a solver that was asked to end, before it is killed.

    Returns
    -------
    int
        Exit code; 99 when it had to be killed.

    Raises
    ------
    FileNotFoundError
        When the command cannot be started.
    """
    task = {"command": command, "log": str(log), "cwd": str(Path.cwd()), "env": dict(os.environ)}
    leash = _taken(json.dumps(task))
    ended = threading.Event()
    # a blocking read in a thread wakes at once, and hears Ctrl-C here on every system
    threading.Thread(target=leash.hear, args=(ended,), daemon=True).start()
    whole = False
    try:
        whole = _awaited(leash, ended, seconds, interrupted, grace)
    finally:
        if not whole:
            code = leash.close()
    if not whole:
        return code
    if leash.words.startswith("error"):
        raise FileNotFoundError(leash.words.removeprefix("error "))
    return int(leash.words)


def _awaited(
    leash: _Leash,
    ended: threading.Event,
    seconds: float | None,
    interrupted: threading.Event,
    grace: float,
) -> bool:
    """Wait for a command; false when it has to be killed, or when the leash died."""
    from tisites.messages.stop import look  # not there for the leash, which is a script

    deadline = math.inf if seconds is None else time.monotonic() + seconds
    last = math.inf
    while True:
        try:
            if ended.wait(max(POLL, min(LOOK, min(deadline, last) - time.monotonic()))):
                if not leash.words:
                    return False
                _idle.append(leash)
                return True
            if not interrupted.is_set():
                look()
            now = time.monotonic()
        except KeyboardInterrupt:
            interrupted.set()
            now = deadline = time.monotonic()
        if now >= last:
            return False
        if now >= deadline and last == math.inf:
            last = now + grace
            leash.say("stop")


if __name__ == "__main__":
    raise SystemExit(serve())

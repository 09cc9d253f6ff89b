"""Keep a solver process on a leash: no overrun, no orphan, on every system.

Run as a script, this file starts the command given and waits for it, while a thread reads its
own standard input, which the engine holds open. ``stop`` asks the solver to end with what it has;
when the pipe closes, because the engine asked so or because its process died whatever the reason,
the solver is killed. Nothing here is POSIX-only: a closed pipe is seen on Windows too.
"""

from __future__ import annotations

import contextlib
import math
import signal
import subprocess
import sys
import threading
import time
from typing import IO

#: Seconds between two looks at the clock, at least and at most.
POLL, LOOK = 0.01, 0.5
#: Seconds left to a solver that was asked to end, before it is killed.
GRACE = 1.0
KILLED = 99


def _watch(child: subprocess.Popen[bytes], killed: threading.Event) -> None:
    """Obey the engine's words; kill the child when its pipe closes."""
    while True:
        line = sys.stdin.readline()
        if child.poll() is not None:
            return
        if not line:
            killed.set()
            with contextlib.suppress(OSError):
                child.kill()
            return
        with contextlib.suppress(OSError):
            if sys.platform == "win32":
                killed.set()
                child.kill()
            else:
                child.send_signal(signal.SIGINT)


def main(command: list[str]) -> int:
    """Run ``command`` on the leash; its exit code, or 99 when it was killed."""
    flags = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
    child = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        creationflags=flags,
    )
    killed = threading.Event()
    threading.Thread(target=_watch, args=(child, killed), daemon=True).start()
    code = child.wait()
    return KILLED if killed.is_set() else code


def _start(command: list[str], output: IO[str]) -> subprocess.Popen[bytes]:
    """Start the leash in a session of its own: Ctrl-C is the engine's to hear."""
    windows = sys.platform == "win32"
    return subprocess.Popen(
        [sys.executable, "-I", "-S", __file__, *command],
        stdin=subprocess.PIPE,
        stdout=output,
        stderr=output,
        start_new_session=not windows,
        creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0) if windows else 0,
    )


def run_leashed(
    command: list[str], output: IO[str], seconds: float | None, interrupted: threading.Event
) -> int:
    """Run a command that cannot outlive this process nor its time limit.

    Parameters
    ----------
    command : list of str
        Program and arguments.
    output : text file
        Where its words go.
    seconds : float, optional
        Wall clock after which it is asked to end; one second later it is killed.
    interrupted : threading.Event
        Set when Ctrl-C was heard; the solver is asked to end with what it has, and the
        interrupt is not raised again: the caller reports it.

    Returns
    -------
    int
        Exit code; 99 when it had to be killed.
    """
    leash = _start(command, output)
    assert leash.stdin is not None
    ended = threading.Event()
    # a blocking wait in a thread wakes at once, and hears Ctrl-C here on every system
    threading.Thread(target=_tell, args=(leash, ended), daemon=True).start()
    deadline = math.inf if seconds is None else time.monotonic() + seconds
    last = math.inf
    try:
        while True:
            try:
                if ended.wait(max(POLL, min(LOOK, min(deadline, last) - time.monotonic()))):
                    return leash.wait()
                now = time.monotonic()
            except KeyboardInterrupt:
                interrupted.set()
                now = deadline = time.monotonic()
            if now >= last:
                return _end(leash)
            if now >= deadline and last == math.inf:
                last = now + GRACE
                with contextlib.suppress(OSError):
                    leash.stdin.write(b"stop\n")
                    leash.stdin.flush()
    finally:
        _end(leash)


def _tell(leash: subprocess.Popen[bytes], ended: threading.Event) -> None:
    leash.wait()
    ended.set()


def _end(leash: subprocess.Popen[bytes]) -> int:
    """Close the pipe, which kills the solver, and wait for the leash to end."""
    if leash.stdin is not None:
        with contextlib.suppress(OSError):
            leash.stdin.close()
    try:
        return leash.wait(5.0)
    except subprocess.TimeoutExpired:
        leash.kill()
        return leash.wait()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

"""A process that works for one workspace: started, spoken to, heard, killed with its children."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tisites.web.settings import Bounds
    from tisites.web.workspace import Workspace

_WINDOWS = sys.platform == "win32"
LOG = "process.log"
#: The log of a process before the last is dropped.
LOG_MOST = 1_000_000
#: Seconds left to a process to end by itself.
GRACE_S = 2.0
#: Seconds left to one that still writes the tables of its last answer.
LAST_S = 60.0


class Worker:
    """One child process, which holds the data of its workspace in memory.

    It reads lines of JSON and answers in lines of JSON; when the server dies, whatever the reason,
    the pipe closes and the child ends with its own children.

    Parameters
    ----------
    workspace : Workspace
        Whose folder it works in.
    bounds : Bounds
        Memory that it may take.
    heard : callable
        Called with each message, in a thread of its own.
    ended : callable
        Called once with the exit code.
    """

    def __init__(
        self,
        workspace: Workspace,
        bounds: Bounds,
        heard: Callable[[Worker, dict[str, Any]], None],
        ended: Callable[[Worker, int], None],
    ) -> None:
        self.workspace = workspace
        self.used = time.monotonic()
        self._heard, self._ended = heard, ended
        self._write = threading.Lock()
        command = [sys.executable, "-m", "tisites.web.jobs.child", str(workspace.root)]
        if bounds.memory_mb is not None:
            command += ["--memory-mb", str(bounds.memory_mb)]
        with _log(workspace.state / LOG).open("ab") as log:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                cwd=workspace.root,
                env={**os.environ, "PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1"},
                start_new_session=not _WINDOWS,  # Ctrl-C is the server's to hear
                creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )
        threading.Thread(target=self._listen, name="tisites-worker", daemon=True).start()

    @property
    def pid(self) -> int:
        """Number of the process."""
        return self._process.pid

    def send(self, message: dict[str, Any]) -> bool:
        """Send a message; whether the process could still be reached."""
        self.used = time.monotonic()
        line = (json.dumps(message, ensure_ascii=True, allow_nan=False) + "\n").encode("ascii")
        stdin = self._process.stdin
        assert stdin is not None
        with self._write:
            try:
                stdin.write(line)
                stdin.flush()
            except (OSError, ValueError):
                return False
        return True

    def retire(self) -> None:
        """Let it write what waits, and end; then make sure."""
        self.send({"retire": True})
        try:
            self._process.wait(LAST_S)
        except subprocess.TimeoutExpired:
            self.kill()

    def close(self) -> None:
        """Let it end by itself, with its children; then make sure."""
        with contextlib.suppress(OSError, ValueError), self._write:
            assert self._process.stdin is not None
            self._process.stdin.close()
        try:
            self._process.wait(GRACE_S)
        except subprocess.TimeoutExpired:
            self.kill()

    def kill(self) -> None:
        """End it now, with the processes that it started."""
        if self._process.poll() is not None:
            return
        if _WINDOWS:
            subprocess.run(
                ["taskkill", "/F", "/T", "/PID", str(self.pid)], capture_output=True, check=False
            )
        else:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)
        with contextlib.suppress(OSError):
            self._process.kill()
        self._process.wait()

    def _listen(self) -> None:
        stdout = self._process.stdout
        assert stdout is not None
        for line in stdout:
            try:
                message = json.loads(line)
            except ValueError:
                continue  # a line that was cut by its end
            self._heard(self, message)
        self._ended(self, self._process.wait())


def _log(path: Path) -> Path:
    """Return the log of a workspace's processes; a long one gives way."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with contextlib.suppress(OSError):
        if path.stat().st_size > LOG_MOST:
            path.replace(path.with_suffix(".old.log"))
    return path

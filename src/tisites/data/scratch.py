"""The temporary folder of this process, swept at the next start if the process is killed."""

from __future__ import annotations

import atexit
import contextlib
import os
import re
import shutil
import tempfile
import uuid
from functools import cache
from pathlib import Path

from tisites.data.lock import alone

_OURS = re.compile(r"tisites-[0-9a-f]{8}")


def scratch_folder() -> Path:
    """Return a folder for temporary files of this process, empty when first asked for.

    It goes when the process ends. Those of processes that were killed go now.
    """
    return _scratch(os.getpid())


@cache
def _scratch(pid: int) -> Path:
    from filelock import FileLock

    parent = Path(tempfile.gettempdir())
    sweep_scratch(parent)
    folder = parent / f"tisites-{uuid.uuid4().hex[:8]}"
    lock = FileLock(folder.with_suffix(".lock"), timeout=0)
    lock.acquire()
    folder.mkdir(mode=0o700)

    def end() -> None:
        if os.getpid() != pid:  # a fork has copied this
            return
        shutil.rmtree(folder, ignore_errors=True)
        lock.release()
        with contextlib.suppress(OSError):
            folder.with_suffix(".lock").unlink()

    atexit.register(end)
    return folder


def sweep_scratch(parent: Path) -> list[str]:
    """Delete the temporary folders of processes that are dead: their lock is free."""
    swept: list[str] = []
    with contextlib.suppress(OSError):
        for lock in sorted(parent.glob("tisites-*.lock")):
            if not _OURS.fullmatch(lock.stem):
                continue
            with alone(lock) as dead:
                if dead:
                    shutil.rmtree(lock.with_suffix(""), ignore_errors=True)
                    swept.append(lock.stem)
            if dead:
                with contextlib.suppress(OSError):
                    lock.unlink()
    return swept

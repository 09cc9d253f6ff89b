"""One writer at a time, on every system: a lock is a file that only one process can create."""

from __future__ import annotations

import os
import random
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: Seconds that a writer waits for another: each writes for some milliseconds.
PATIENCE_S = 20.0


@contextmanager
def locked(path: Path, patience_s: float = PATIENCE_S) -> Iterator[None]:
    """Hold the lock file ``path`` inside the block; wait for whoever holds it.

    Raises
    ------
    BadInputError
        If it is still held after ``patience_s`` seconds: a process that was killed left it. It is
        never broken by force, for its holder may only be slow.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    until = time.monotonic() + patience_s
    while True:
        try:
            handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY)
            break
        except (FileExistsError, PermissionError) as error:  # Windows: being taken away just now
            if time.monotonic() > until:
                raise _held(path) from error
        time.sleep(random.uniform(0.002, 0.02))
    try:
        os.write(handle, f"{os.getpid()}\n".encode())
    finally:
        os.close(handle)
    try:
        yield
    finally:
        _release(path, until=time.monotonic() + patience_s)


def _release(path: Path, until: float) -> None:
    while True:
        try:
            path.unlink(missing_ok=True)
        except PermissionError:  # Windows: another process is looking at it
            if time.monotonic() > until:
                raise
            time.sleep(0.005)
        else:
            return


def _held(path: Path) -> Exception:
    what = Text("un autre tisites écrit ici depuis trop longtemps", "another tisites writes here")
    remedy = Text(
        "attendre qu'il finisse ; si aucun tisites ne tourne, effacer ce fichier et relancer",
        "wait for it to end; if no tisites is running, delete this file and run again",
    )
    return bad_input(what, remedy, Where(str(path)))

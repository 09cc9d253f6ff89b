"""One writer at a time, on every system: locks that end with the process that holds them."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from tisites.messages.errors import Where, bad_input
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

#: Seconds that a writer waits for another: each writes for some milliseconds.
PATIENCE_S = 20.0
_BUSY = Text("un autre tisites écrit ici", "another tisites writes here")
_WAIT = Text("attendre qu'il finisse, puis relancer", "wait for it to end, then run again")


@contextmanager
def locked(
    path: Path, patience_s: float = PATIENCE_S, what: Text = _BUSY, remedy: Text = _WAIT
) -> Iterator[None]:
    """Hold the lock file ``path`` inside the block; wait for whoever holds it.

    The system gives the lock back when its holder ends, killed or not: a file that is left behind
    locks nothing, and is taken over.

    Parameters
    ----------
    path : Path
        The lock file; it stays, empty.
    patience_s : float
        Seconds to wait; 0 refuses at once.
    what, remedy : Text
        What to say when it is still held.

    Raises
    ------
    BadInputError
        If another process, or another thread of this one, still holds it then.
    """
    from filelock import FileLock, Timeout

    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()  # where no file can be made there is nothing to wait for
    lock = FileLock(path, timeout=patience_s)
    try:
        lock.acquire(poll_interval=0.01)
    except Timeout as error:
        raise bad_input(what, remedy, Where(str(path))) from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def alone(path: Path) -> Iterator[bool]:
    """Take the lock file ``path`` if nobody holds it; tells whether it was taken."""
    from filelock import FileLock, Timeout

    lock = FileLock(path, timeout=0)
    try:
        lock.acquire()
    except (Timeout, OSError):  # held, or not ours to write: not ours to sweep either
        yield False
        return
    try:
        yield True
    finally:
        lock.release()

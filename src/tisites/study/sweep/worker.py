"""A worker process: takes a task from a pipe, sends its answer back, ends with its parent.

This module imports nothing heavy: the numbers of native threads must be set before NumPy comes.
"""

from __future__ import annotations

import os
import signal
import threading
import traceback
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from types import TracebackType

#: One native thread a process: many processes with many threads each would fight for the cores.
THREADS = (
    "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "NUMEXPR_NUM_THREADS",
    "VECLIB_MAXIMUM_THREADS",
)  # fmt: skip
ORPHAN = 3


def serve(pipe: Connection) -> None:
    """Answer tasks until the parent says ``None`` or is gone."""
    os.environ.update(dict.fromkeys(THREADS, "1"))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to hear
    threading.Thread(target=_end_with_parent, daemon=True).start()
    from tisites.study.sweep.answer import answer

    while True:
        try:
            asked = pipe.recv()
        except (EOFError, OSError):
            return
        if asked is None:
            return
        caught = Caught()
        sent: tuple[str, Any] = ("error", "")
        with caught:
            sent = ("answer", answer(*asked))
        if caught.words:
            sent = ("error", caught.words)
        try:
            pipe.send(sent)
        except OSError:
            return


def _end_with_parent() -> None:
    """Leave at once when the parent was killed, even in the middle of a solve."""
    from multiprocessing import connection, parent_process

    parent = parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(ORPHAN)


class Caught:
    """Holds the words of an unexpected error, which is the task's answer and not the worker's end.

    Examples
    --------
    >>> with Caught() as caught:
    ...     raise ValueError("no")
    >>> caught.words.splitlines()[-1]
    'ValueError: no'
    """

    def __init__(self) -> None:
        self.words = ""

    def __enter__(self) -> Caught:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        if not isinstance(error, Exception):
            return False
        self.words = "".join(traceback.format_exception(kind, error, trace))
        return True

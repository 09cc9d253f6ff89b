"""A cooperative stop: a token that every long loop looks at.

Whoever asks for work (a command line that hears Ctrl-C, a server, a notebook, a test) keeps a
:class:`Stop` and pulls it. The work looks at it wherever the best answer so far can be told, and
ends there as it does on Ctrl-C: :class:`Stopped` is a ``KeyboardInterrupt``, so that every place
that keeps what was found serves both. The token is that of the current context, as the language
is: nothing has to hand it through.
"""

from __future__ import annotations

import threading
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Stopped(KeyboardInterrupt):
    """Work that was told to stop; what was found by then is kept by who can label it."""


class Stop:
    """A token that stops work, from any thread.

    Examples
    --------
    >>> stop = Stop()
    >>> with stopped_by(stop):
    ...     look()
    ...     stop.pull()
    ...     try:
    ...         look()
    ...     except Stopped:
    ...         print("best answer so far")
    best answer so far
    """

    def __init__(self) -> None:
        self._pulled = threading.Event()

    def pull(self) -> None:
        """Have the work end at the next place that looks."""
        self._pulled.set()

    @property
    def pulled(self) -> bool:
        """Whether the work was told to stop."""
        return self._pulled.is_set()


_stop: ContextVar[Stop | None] = ContextVar("tisites_stop", default=None)


@contextmanager
def stopped_by(stop: Stop | None) -> Iterator[None]:
    """Let a token stop the work inside the block; ``None`` leaves the one there is."""
    if stop is None:
        yield
        return
    before = _stop.set(stop)
    try:
        yield
    finally:
        _stop.reset(before)


def pulled() -> bool:
    """Whether the work of this context was told to stop."""
    stop = _stop.get()
    return stop is not None and stop.pulled


def look() -> None:
    """End here if the work of this context was told to stop.

    Raises
    ------
    Stopped
        If it was.
    """
    if pulled():
        raise Stopped


@contextmanager
def finishing() -> Iterator[None]:
    """Let what turns stopped work into an answer go to its end: nothing inside is stopped."""
    before = _stop.set(None)
    try:
        yield
    finally:
        _stop.reset(before)

"""Progress of long work, told to whoever listens."""

from __future__ import annotations

import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Iterator


_PHASES = {
    "load": Text("lecture", "load"),
    "evidence": Text("indices", "evidence"),
    "eligibility": Text("éligibilité", "eligibility"),
    "criteria": Text("critères", "criteria"),
    "score": Text("scores", "score"),
    "compile": Text("programme", "compile"),
    "solve": Text("résolution", "solve"),
    "rules": Text("effet des règles", "what rules do"),
    "overseas": Text("outre-mer à part", "overseas apart"),
    "write": Text("écriture", "write"),
}


def phase_words(name: str) -> str:
    """Return what a phase of a run is called; empty for a phase inside another.

    Examples
    --------
    >>> phase_words("solve"), phase_words("cuts")
    ('résolution', '')
    """
    return str(_PHASES.get(name, ""))


class Listener(Protocol):
    """Hears phases begin and bounds move."""

    def phase(self, name: str) -> None:
        """A phase begins."""

    def bounds(self, value: float | None, bound: float | None) -> None:
        """The best value so far and the best bound so far moved."""


class Silent:
    """A listener that says nothing."""

    def phase(self, name: str) -> None:
        """Hear a phase begin, and say nothing."""

    def bounds(self, value: float | None, bound: float | None) -> None:
        """Hear bounds move, and say nothing."""


@dataclass
class Stopwatch:
    """Seconds by phase, for ``solution.json``; tells its listener as phases begin."""

    listener: Listener = field(default_factory=Silent)
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def phase(self, name: str) -> Iterator[None]:
        """Time the block under ``name``; repeated phases add up."""
        self.listener.phase(name)
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start

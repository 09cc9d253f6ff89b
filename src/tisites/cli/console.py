"""The terminal: progress of long work, errors without traceback."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING

from tisites.messages.progress import phase_words
from tisites.messages.text import Text, language, number
from tisites.messages.typography import typeset

if TYPE_CHECKING:
    from collections.abc import Sequence

    from rich.console import Console

    from tisites.messages.errors import Problem, TisitesError

SHOWN = 40
#: Characters of a line where no terminal says its own.
WIDTH = 100


def make_console(*, stderr: bool = False) -> Console:
    """Return a console that never cuts a table in two when its output is piped."""
    from rich.console import Console

    console = Console(stderr=stderr, highlight=False)
    if not console.is_terminal:
        console = Console(stderr=stderr, highlight=False, width=WIDTH)
    return console


class Progress:
    """One line on standard error: phase, value, bound, gap, seconds. Silent when piped."""

    def __init__(self) -> None:
        self._start = time.perf_counter()
        self._phase = ""
        self._live = sys.stderr.isatty()

    def phase(self, name: str) -> None:
        """Show the phase that begins."""
        self._phase = phase_words(name) or name
        self._show("")

    def bounds(self, value: float | None, bound: float | None) -> None:
        """Show the best value, the bound and the gap."""
        parts = []
        if value is not None:
            parts.append(str(Text("valeur ", "value ")) + number(value, 2))
        if bound is not None:
            parts.append(str(Text("borne ", "bound ")) + number(bound, 2))
        if value is not None and bound is not None:
            gap = max(0.0, bound - value) / max(1.0, abs(value))
            parts.append(str(Text("écart ", "gap ")) + number(100 * gap, 3) + str(Text(" %", "%")))
        self._show(" · ".join(parts))

    def clear(self) -> None:
        """Wipe the line."""
        if self._live:
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()

    def _show(self, tail: str) -> None:
        if self._live:
            seconds = number(time.perf_counter() - self._start, 1)
            sys.stderr.write(f"\r\x1b[2K{self._phase} · {seconds} s {tail}")
            sys.stderr.flush()


def show_error(error: TisitesError) -> None:
    """Print an error for the planner on standard error."""
    from tisites.cli.help_pages import page_for

    show_problems(error.problems)
    page = page_for(error) if language() == "fr" else ""
    if page:
        sys.stderr.write(f"Aide : tisites aide {page}\n")


def show_problems(problems: Sequence[Problem]) -> None:
    """Print what is wrong on standard error; nothing where nothing is."""
    title = Text("Erreur : ", "Error: ")
    # readers tell 20 rows at most and then how many more there are: that count must be shown
    lines = [typeset(f"{title}{problem}") for problem in problems[:SHOWN]]
    if len(problems) > SHOWN:
        more = len(problems) - SHOWN
        lines.append(str(Text(f"… et {more} autres erreurs", f"… and {more} more errors")))
    sys.stderr.write("".join(f"{line}\n" for line in lines))


class Counter:
    """One line on standard error: how many are done, of how many. Silent when piped."""

    def __init__(self, what: Text) -> None:
        self._what = what
        self._start = time.perf_counter()
        self._live = sys.stderr.isatty()

    def __call__(self, done: int, of: int) -> None:
        """Show the count."""
        if self._live:
            seconds = number(time.perf_counter() - self._start, 1)
            sys.stderr.write(f"\r\x1b[2K{self._what} {done}/{of} · {seconds} s")
            sys.stderr.flush()

    def clear(self) -> None:
        """Wipe the line."""
        if self._live:
            sys.stderr.write("\r\x1b[2K")
            sys.stderr.flush()

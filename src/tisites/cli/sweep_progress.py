"""The live line of a sweep on standard error; silent when piped."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Self

from tisites.messages.text import Text, number

if TYPE_CHECKING:
    from tisites.study.sweep.plan import Task


class SweepProgress:
    """A bar with what is done, what went wrong and the time that is left."""

    def __init__(self) -> None:
        from rich.console import Console
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )

        self._trouble = 0
        self._live = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn(str(Text("reste", "left"))),
            TimeRemainingColumn(),
            TextColumn("{task.fields[last]}"),
            console=Console(stderr=True),
            disable=not sys.stderr.isatty(),
            transient=True,
        )
        self._bar: Any = None

    def __enter__(self) -> Self:
        self._live.start()
        return self

    def __exit__(self, *error: object) -> None:
        self._live.stop()

    def begin(self, total: int, known: int, workers: int) -> None:
        """Show how much there is to do."""
        words = Text(f"balayage, {workers} processus", f"sweep, {workers} workers")
        self._bar = self._live.add_task(str(words), total=total, completed=known, last="")

    def done(self, task: Task, answer: dict[str, Any]) -> None:
        """Show one more answer."""
        objective = answer.get("objective")
        words = task.name if objective is None else f"{task.name} {number(objective, 2)}"
        if answer["status"] not in ("optimal", "within_gap"):
            self._trouble += 1
        if self._trouble:
            words += str(Text(f" · {self._trouble} sans preuve", f" · {self._trouble} unproven"))
        self._live.update(self._bar, advance=1, last=words)

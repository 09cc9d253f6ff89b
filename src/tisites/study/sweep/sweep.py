"""The sweep itself: what is known is found, the rest is solved and written as it comes."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from tisites.study.sweep.cluster import cluster, connect, threads_of
from tisites.study.sweep.ledger import Ledger
from tisites.study.sweep.pool import local

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tisites.study.sweep.plan import Plan, Task


class Hearer(Protocol):
    """Hears a sweep go on."""

    def begin(self, total: int, known: int, workers: int) -> None:
        """So many tasks in all, so many known from before, so many workers."""

    def done(self, task: Task, answer: dict[str, Any]) -> None:
        """One task has its answer."""


@dataclass
class Effort:
    """What a sweep cost this time.

    Parameters
    ----------
    tasks, found, solved, workers : int
        Distinct tasks; found from before; solved now; workers.
    wall, busy : float
        Seconds by the wall clock, workers' start included; seconds of all tasks together.
    interrupted : bool
        Whether Ctrl-C was heard.
    statuses : dict of str to int
        Tasks solved now, by status.
    """

    tasks: int
    found: int
    workers: int
    solved: int = 0
    wall: float = 0.0
    busy: float = 0.0
    interrupted: bool = False
    statuses: dict[str, int] = field(default_factory=dict)

    @property
    def efficiency(self) -> float:
        """Share of the workers' time that went into tasks, 0 to 1; NaN when none was solved.

        Examples
        --------
        >>> Effort(10, 0, 2, solved=10, wall=10.0, busy=18.0).efficiency
        0.9
        """
        return self.busy / (self.workers * self.wall) if self.solved and self.wall else float("nan")


def sweep(
    plan: Plan, folder: Path, hearer: Hearer, *, jobs: int = 1, scheduler: str | None = None
) -> Effort:
    """Solve all of a plan that its folder does not hold yet; its caller holds the folder.

    Parameters
    ----------
    plan : Plan
        What to solve.
    folder : Path
        Folder of the sweep; answers of earlier sweeps in it are found by their key.
    hearer : Hearer
        Hears the progress.
    jobs : int
        Local processes.
    scheduler : str, optional
        Address of a Dask scheduler, in place of local processes.

    Returns
    -------
    Effort
        Ctrl-C is not raised again: it is told there.

    Raises
    ------
    BadInputError
        If the folder holds something else, or the scheduler cannot be reached.
    """
    ledger = Ledger(folder)
    ledger.begin(plan)
    known = ledger.known(task.key for task in plan.tasks)
    left = [task for task in plan.tasks if task.key not in known]
    client = connect(scheduler) if scheduler and left else None
    workers = min(jobs, max(1, len(left))) if client is None else threads_of(client)
    effort = Effort(len(plan.tasks), len(known), workers)
    hearer.begin(len(plan.tasks), len(known), workers)
    start = time.perf_counter()
    answers: Iterator[tuple[Task, dict[str, Any]]] = (
        local(left, plan.ask, workers) if client is None else cluster(left, plan.ask, client)
    )
    try:
        for task, answer in answers if left else ():
            ledger.put(answer)
            _count(effort, answer)
            hearer.done(task, answer)
    except KeyboardInterrupt:
        effort.interrupted = True
    finally:
        effort.wall = time.perf_counter() - start
        answers.close()  # type: ignore[attr-defined]
        if client is not None:
            client.close()
    return effort


def _count(effort: Effort, answer: dict[str, Any]) -> None:
    effort.solved += 1
    effort.busy += float(answer["timing"].get("seconds", 0.0))
    status = str(answer["status"])
    effort.statuses[status] = effort.statuses.get(status, 0) + 1

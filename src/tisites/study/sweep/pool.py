"""Worker processes of one machine, each on a pipe of its own.

The standard library's executor leaves its workers behind when the process that made them is
killed, and does not tell which task was under way when a worker died; pipes do both.
"""

from __future__ import annotations

import contextlib
import multiprocessing
from collections import deque
from dataclasses import dataclass, field
from multiprocessing import connection
from typing import TYPE_CHECKING, Any

from tisites.messages.errors import Problem, TisitesError
from tisites.messages.stop import look
from tisites.messages.text import Text
from tisites.study.sweep.plan import FORMAT
from tisites.study.sweep.worker import serve

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

    from tisites.study.sweep.plan import Ask, Task

#: A task whose worker died this often is given up; so is the sweep when none ever answered.
DEATHS = 2
FIRST_DEATHS = 3
#: Seconds between two looks at whether the work was told to stop.
LOOK = 0.25


@dataclass
class _Worker:
    process: SpawnProcess
    pipe: Connection
    task: Task | None = None
    group: str = ""


@dataclass
class Queue:
    """Tasks by group, so that a worker stays with what it has already prepared.

    Examples
    --------
    >>> from types import SimpleNamespace as T
    >>> queue = Queue([T(group="a", n=1), T(group="a", n=2), T(group="b", n=3)])
    >>> [queue.take(g).n for g in ("", "", "a")]
    [1, 3, 2]
    """

    tasks: Sequence[Any]
    waiting: dict[str, deque[Any]] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        for task in self.tasks:
            self.waiting.setdefault(task.group, deque()).append(task)

    def take(self, group: str) -> Any | None:
        """Return the next task of the group, else of one not begun, else of the longest."""
        if not self.waiting.get(group):
            left = [(name in self.begun, -len(tasks), k, name)
                    for k, (name, tasks) in enumerate(self.waiting.items()) if tasks]  # fmt: skip
            if not left:
                return None
            group = min(left)[-1]
        self.begun.add(group)
        return self.waiting[group].popleft()

    def back(self, task: Any) -> None:
        """Put a task back in front."""
        self.waiting[task.group].appendleft(task)


def local(tasks: Sequence[Task], ask: Ask, jobs: int) -> Iterator[tuple[Task, dict[str, Any]]]:
    """Solve tasks in ``jobs`` processes; gives each answer as it comes.

    Closing the generator, or an interrupt inside it, ends the workers at once: what they were
    solving is not lost, it is only not done.

    Raises
    ------
    TisitesError
        If no worker can be started.
    """
    pool = _Pool(Queue(tasks), ask)
    try:
        for _ in range(min(jobs, len(tasks))):
            pool.start()
        while pool.busy():
            yield from pool.heard()
    finally:
        pool.end()


class _Pool:
    def __init__(self, queue: Queue, ask: Ask) -> None:
        self.queue, self.ask = queue, ask
        self.workers: list[_Worker] = []
        self.deaths: dict[str, int] = {}
        self.answered = 0
        self.context = multiprocessing.get_context("spawn")

    def start(self) -> None:
        """Start a worker and give it its first task."""
        ours, theirs = self.context.Pipe()
        process = self.context.Process(target=serve, args=(theirs,), daemon=True)
        process.start()
        theirs.close()
        worker = _Worker(process, ours)
        self.workers.append(worker)
        self.give(worker)

    def busy(self) -> bool:
        return any(worker.task is not None for worker in self.workers)

    def give(self, worker: _Worker) -> None:
        """Hand the next task over, or let the worker go."""
        worker.task = self.queue.take(worker.group)
        if worker.task is not None:
            worker.group = worker.task.group
        with contextlib.suppress(OSError):  # it died meanwhile: its sentinel tells
            worker.pipe.send(None if worker.task is None else (worker.task, self.ask))

    def heard(self) -> list[tuple[Task, dict[str, Any]]]:
        """Wait for workers; return what they answered."""
        working = [worker for worker in self.workers if worker.task is not None]
        look()
        ends = [w.pipe for w in working] + [w.process.sentinel for w in working]
        ready = connection.wait(ends, timeout=LOOK)
        found = []
        for worker in working:
            if worker.pipe in ready or worker.process.sentinel in ready:
                found += self._from(worker)
        return found

    def _from(self, worker: _Worker) -> list[tuple[Task, dict[str, Any]]]:
        task = worker.task
        assert task is not None
        try:
            kind, sent = worker.pipe.recv()
        except (EOFError, OSError):
            return self._died(worker, task)
        self.answered += 1
        self.give(worker)
        return [(task, sent if kind == "answer" else failed(task, sent))]

    def _died(self, worker: _Worker, task: Task) -> list[tuple[Task, dict[str, Any]]]:
        """A worker is gone: another takes its task, unless it has cost two workers already."""
        worker.process.join()
        worker.pipe.close()
        self.workers.remove(worker)
        deaths = self.deaths[task.key] = self.deaths.get(task.key, 0) + 1
        if not self.answered and sum(self.deaths.values()) >= FIRST_DEATHS:
            what = Text(
                f"les processus s'arrêtent aussitôt (code {worker.process.exitcode})",
                f"worker processes end at once (code {worker.process.exitcode})",
            )
            remedy = Text("essayer tisites run sur un scénario", "try tisites run on one scenario")
            raise TisitesError(Problem(what, remedy))
        gone: list[tuple[Task, dict[str, Any]]] = []
        if deaths < DEATHS:
            self.queue.back(task)
        else:
            words = f"the worker process died twice (exit code {worker.process.exitcode})"
            gone = [(task, failed(task, words))]
        self.start()
        return gone

    def end(self) -> None:
        for worker in self.workers:
            if worker.task is not None:
                worker.process.terminate()
        for worker in self.workers:
            worker.process.join(5.0)
            if worker.process.is_alive():
                worker.process.kill()
                worker.process.join()
            worker.pipe.close()


def failed(task: Task, words: str) -> dict[str, Any]:
    """Return the answer of a task that met an unexpected error; a resumed sweep tries it again."""
    last = words.strip().splitlines()[-1] if words.strip() else "?"
    return {
        "format": FORMAT, "key": task.key, "status": "error", "objective": None, "bound": None,
        "selected": [], "sites": {}, "constraints": [], "n_eligible": None, "served_share": None,
        "synthetic": None, "trace": words, "timing": {},
        "message": {"fr": f"erreur interne : {last}", "en": f"internal error: {last}"},
    }  # fmt: skip

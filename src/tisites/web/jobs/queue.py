"""Jobs that wait: bounded, and fair between workspaces, which take turns."""

from __future__ import annotations

from collections import OrderedDict, deque
from typing import TYPE_CHECKING

from tisites.messages.text import Text
from tisites.web.refusals import RefusedError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tisites.web.jobs.job import Job
    from tisites.web.settings import Bounds


class Waiting:
    """A queue of queues, one a workspace; whoever was served goes to the end.

    Parameters
    ----------
    bounds : Bounds
        How many jobs may wait.
    """

    def __init__(self, bounds: Bounds) -> None:
        self.bounds = bounds
        self._lines: OrderedDict[str, deque[Job]] = OrderedDict()

    def __len__(self) -> int:
        return sum(map(len, self._lines.values()))

    def refuse_full(self, workspace: str) -> None:
        """Refuse one more job where as many wait as may.

        Raises
        ------
        RefusedError
            429.
        """
        mine = len(self._lines.get(workspace, ()))
        if mine < self.bounds.queue_each and len(self) < self.bounds.queue:
            return
        raise RefusedError(
            429,
            Text("trop de calculs attendent déjà", "too many jobs wait already"),
            Text("attendre que l'un d'eux finisse, ou en arrêter un",
                 "wait for one of them to end, or stop one"),
        )  # fmt: skip

    def put(self, workspace: str, job: Job) -> None:
        """Put a job at the end of its workspace's line."""
        self._lines.setdefault(workspace, deque()).append(job)

    def take(self, busy: Mapping[str, Sequence[Job]]) -> tuple[str, Job] | None:
        """Take the next job of the first workspace in turn, and send that one to the end.

        Where nobody waits who has nothing at work, a draft is solved beside a study of its own
        workspace: a planner who moves a weight does not wait for minutes. Nothing else has two.

        Parameters
        ----------
        busy : mapping of str to sequence of Job
            What is at work, by workspace; those without work may be left out.
        """
        for beside in (False, True):
            for workspace, line in self._lines.items():
                at_work = busy.get(workspace, ())
                job = _beside(line, at_work) if beside else None if at_work else line[0]
                if job is None:
                    continue
                line.remove(job)
                del self._lines[workspace]
                if line:
                    self._lines[workspace] = line
                return workspace, job
        return None

    def drop(self, job: Job) -> bool:
        """Take a job out of its line; whether it was there."""
        for workspace, line in list(self._lines.items()):
            if job in line:
                line.remove(job)
                if not line:
                    del self._lines[workspace]
                return True
        return False

    def position(self, job: Job) -> int | None:
        """Count the jobs that come before one: as if every line went on in turn."""
        for workspace, line in self._lines.items():
            if job in line:
                ahead = list(line).index(job)
                others = [len(other) for name, other in self._lines.items() if name != workspace]
                return ahead + sum(min(count, ahead + 1) for count in others)
        return None


def _beside(line: deque[Job], at_work: Sequence[Job]) -> Job | None:
    """Return the first draft to solve in a line whose workspace is at work on one study."""
    if len(at_work) != 1 or at_work[0].of_draft:
        return None
    return next((job for job in line if job.of_draft), None)

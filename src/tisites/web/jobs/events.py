"""What happens to jobs, told to the pages that listen: server-sent events, taken up again."""

from __future__ import annotations

import asyncio
import contextlib
from collections import OrderedDict, deque
from dataclasses import dataclass
from threading import Lock
from typing import TYPE_CHECKING

from tisites.web.contract import OPEN

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tisites.web.contract import JobBody

#: Events of a job that are kept for a page that was cut off.
KEPT = 64
#: Jobs whose events are kept.
JOBS = 400
#: Events that a slow page may be behind before the oldest are dropped: each tells the whole job.
BEHIND = 200


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened to a job.

    Parameters
    ----------
    number : int
        Grows by one with each event of the job.
    kind : str
        ``state``, ``progress`` or ``done``.
    data : str
        The job, as JSON on one line.
    """

    number: int
    kind: str
    data: str

    def __str__(self) -> str:
        return f"id: {self.number}\nevent: {self.kind}\ndata: {self.data}\n\n"


class Hub:
    """Who listens to which job; events come from any thread."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._past: OrderedDict[str, deque[Event]] = OrderedDict()
        self._ears: dict[str, set[_Ear]] = {}

    def tell(self, job: JobBody, kind: str) -> None:
        """Tell an event of a job to all that listen."""
        with self._lock:
            job.event += 1
            event = Event(job.event, kind, job.model_dump_json())
            self._past.setdefault(job.id, deque(maxlen=KEPT)).append(event)
            self._past.move_to_end(job.id)
            while len(self._past) > JOBS:
                self._past.popitem(last=False)
            for ear in self._ears.get(job.id, ()):
                ear.hear(event)

    async def follow(
        self, job: JobBody, after: int | None, heartbeat_s: float
    ) -> AsyncIterator[str]:
        """Give the events of a job as they come, until it has ended.

        Parameters
        ----------
        job : JobBody
            The job; how it stands comes first where the page's last event is not known any more.
        after : int, optional
            Number of the last event that the page has seen.
        heartbeat_s : float
            A comment is sent after so long a silence, so that nobody between cuts the line.
        """
        ear = _Ear(asyncio.get_running_loop())
        with self._lock:
            self._ears.setdefault(job.id, set()).add(ear)
            missed = self._missed(job, after)
        try:
            yield "retry: 1000\n\n"
            for event in missed:
                yield str(event)
            if job.state not in OPEN and not ear.waiting:
                return
            while True:
                try:
                    heard = await asyncio.wait_for(ear.next(), heartbeat_s)
                except TimeoutError:
                    yield ": \n\n"
                    continue
                yield str(heard)
                if heard.kind == "done":
                    return
        finally:
            with self._lock:
                self._ears[job.id].discard(ear)
                if not self._ears[job.id]:
                    del self._ears[job.id]

    def _missed(self, job: JobBody, after: int | None) -> list[Event]:
        """Return the events since the one that a page saw last; where it stands, if unknown."""
        past = list(self._past.get(job.id, ()))
        if after is not None and past and past[0].number <= after + 1 <= past[-1].number + 1:
            left = [event for event in past if event.number > after]
            if left or job.state in OPEN:
                return left
        kind = "state" if job.state in OPEN else "done"
        return [Event(job.event, kind, job.model_dump_json())]


class _Ear:
    """One page that listens; filled from any thread, emptied by the loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._heard: asyncio.Queue[Event] = asyncio.Queue()

    @property
    def waiting(self) -> bool:
        """Whether something was heard that was not told."""
        return not self._heard.empty()

    def hear(self, event: Event) -> None:
        """Hear an event; called from any thread."""
        with contextlib.suppress(RuntimeError):  # the loop has ended: nobody listens
            self._loop.call_soon_threadsafe(self._put, event)

    def _put(self, event: Event) -> None:
        if self._heard.qsize() >= BEHIND:
            self._heard.get_nowait()
        self._heard.put_nowait(event)

    async def next(self) -> Event:
        """Wait for the next event."""
        return await self._heard.get()

"""The process that works: ``python -m tisites.web.jobs.child FOLDER``, lines of JSON in and out.

Nothing here serves HTTP. The main thread works on one job after another; another hears the pipe,
pulls the stop of the job at work and ends everything when the server is gone.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import math
import os
import queue
import signal
import sys
import threading
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

from tisites.messages.errors import (
    BadInputError,
    InfeasibleError,
    LimitReachedError,
    TisitesError,
    Unmet,
)
from tisites.messages.faults import machine_fault
from tisites.messages.progress import phase_words
from tisites.messages.stop import Stop, Stopped, stopped_by
from tisites.messages.text import Text, speaking
from tisites.web.jobs.job import JobAsk, mishap
from tisites.web.refusals import problem_body

if TYPE_CHECKING:
    from collections.abc import Callable

    from tisites.web.contract import State

#: Seconds between two words of progress, at least.
EVERY_S = 0.1
#: Seconds of quiet before what can wait is written.
QUIET_S = 0.6


class Channel:
    """The pipe to the server: one message a line, from any thread."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._lock = stream, threading.Lock()

    def tell(self, message: dict[str, Any]) -> None:
        """Send a message; a server that is gone hears nothing more."""
        line = json.dumps(_finite(message), ensure_ascii=True, allow_nan=False) + "\n"
        with self._lock, contextlib.suppress(OSError, ValueError):
            self._stream.write(line.encode("ascii"))
            self._stream.flush()


class PageListener:
    """A listener that tells the server phases and bounds, not more often than a page can show."""

    def __init__(self, channel: Channel, job: str) -> None:
        self.channel, self.job = channel, job
        self._last = -math.inf
        self._known: dict[str, Any] = {}
        self._lock = threading.Lock()
        self._later: threading.Timer | None = None

    def phase(self, name: str) -> None:
        """A phase begins."""
        self._moved({"phase": phase_words(name) or name}, now=True)

    def bounds(self, value: float | None, bound: float | None) -> None:
        """The best value and bound so far moved."""
        self._moved({"value": value, "bound": bound}, now=False)

    def close(self) -> None:
        """Send what was held back; nothing more is."""
        with self._lock:
            if self._later is not None:
                self._tell()

    def _moved(self, what: dict[str, Any], *, now: bool) -> None:
        known = {**self._known, **{k: v for k, v in what.items() if v is not None}}
        with self._lock:
            if known == self._known:
                return
            self._known = known
            wait = EVERY_S - (time.monotonic() - self._last)
            if now or wait <= 0:
                self._tell()
            elif self._later is None:  # the last figure comes too, however long nothing follows
                self._later = threading.Timer(wait, self.close)
                self._later.daemon = True
                self._later.start()

    def _tell(self) -> None:
        if self._later is not None:
            self._later.cancel()
            self._later = None
        self._last = time.monotonic()
        self.channel.tell({"event": "progress", "job": self.job, **self._known})


class Child:
    """What works for one workspace.

    Parameters
    ----------
    channel : Channel
        To the server.
    """

    def __init__(self, channel: Channel) -> None:
        self.channel = channel
        self.asked: queue.SimpleQueue[dict[str, Any] | None] = queue.SimpleQueue()
        self.questions: queue.SimpleQueue[dict[str, Any]] = queue.SimpleQueue()
        self._stop: tuple[str, Stop] | None = None
        self._writing: Stop | None = None
        self._warming = Stop()
        self._early: set[str] = set()
        self._lock, self._making = threading.Lock(), threading.Lock()
        self._bench: Any = None

    def hear(self, stream: BinaryIO) -> None:
        """Read the pipe until it closes; then end, with everything that was started here."""
        for line in stream:
            message = json.loads(line)
            if "stop" in message:
                self._pull(message["stop"])
            elif "ask" in message:  # answered beside the job at work
                self.questions.put(message)
            else:
                if "do" in message:
                    self._warming.pull()
                self.asked.put(message)
        self._pull(None)
        self.asked.put(None)
        time.sleep(1.0)  # the work may end by itself
        end_all()

    def serve(self) -> None:
        """Work until the pipe closes."""
        while (message := self.asked.get()) is not None:
            if "retire" in message:  # what waits is written, then the pipe is let go
                while self._bench is not None and self._bench.later():
                    pass
                return
            if "warm" in message:
                self.warm()
                continue
            self.work(JobAsk.model_validate(message["do"]))

    def warm(self) -> None:
        """Load the engine and prepare the demonstration before anybody asks; a job ends it."""
        try:
            with stopped_by(self._warming):
                from tisites.desk.workshop.draft import Draft
                from tisites.web.jobs import verbs  # noqa: F401 (what the first job imports)

                self.bench.shop.prepare(Draft())
        except Stopped:
            return
        except Exception:  # noqa: BLE001 (nobody asked yet: whoever does will be told)
            traceback.print_exc()

    def write(self) -> None:
        """Write what can wait, in a thread of its own, whenever it is quiet; a job stops it."""
        while True:
            time.sleep(QUIET_S)
            with self._lock:
                quiet = self._stop is None and self._bench is not None and self.asked.empty()
                stop = self._writing = Stop() if quiet else None
            if stop is not None:
                with contextlib.suppress(Stopped), stopped_by(stop):
                    self._bench.later()

    def reply(self) -> None:
        """Answer questions, one after the other, in a thread of its own."""
        while True:
            self._answer(self.questions.get())

    def work(self, ask: JobAsk) -> None:
        """Work on a job, and tell how it ended: whatever happens is told."""
        stop = Stop()
        with self._lock:
            self._stop = (ask.job, stop)
            if self._writing is not None:
                self._writing.pull()
            if ask.job in self._early:
                stop.pull()
        told = PageListener(self.channel, ask.job)
        with speaking(ask.language):
            end = self._worked(ask, told, stop)
        told.close()
        with self._lock:
            self._stop = None
            self._early.discard(ask.job)
        self.channel.tell({"event": "end", "job": ask.job, **end})

    def _worked(self, ask: JobAsk, told: PageListener, stop: Stop) -> dict[str, Any]:
        try:
            return self.bench.work(ask, told, stop)
        except Stopped:
            return {"state": "stopped"}
        except KeyboardInterrupt:
            return {"state": "killed"}
        except TisitesError as error:
            return _refused(error)
        except Exception as error:  # noqa: BLE001 (whatever it is, the planner is told)
            traceback.print_exc()
            fault = machine_fault(error)
            if fault is not None:
                return {"state": "failed", "problems": _problems(fault)}
            return {"state": "failed", "problems": [_bug(error, ask).model_dump()]}

    @property
    def bench(self) -> Any:
        """What holds cases and answers, made when it is first needed: it imports the engine."""
        with self._making:
            if self._bench is None:
                from tisites.web.jobs.bench import Bench

                self._bench = Bench()
            return self._bench

    def _answer(self, message: dict[str, Any]) -> None:
        number = message["ask"]
        try:
            with speaking(message["language"]):
                found = self.bench.answer(message["question"], message)
            self.channel.tell({"answer": number, "found": found})
        except TisitesError as error:
            status = getattr(error, "status", 422)
            told = {"answer": number, "status": status, "problems": _problems(error)}
            self.channel.tell(told)
        except Exception as error:  # noqa: BLE001 (the page is told, the log has the rest)
            traceback.print_exc()
            fault = machine_fault(error)
            ask = JobAsk(job="", verb=message["question"], language=message["language"])
            words = _problems(fault) if fault is not None else [_bug(error, ask).model_dump()]
            self.channel.tell({"answer": number, "status": 500, "problems": words})

    def _pull(self, job: str | None) -> None:
        with self._lock:
            if self._stop is not None and job in (None, self._stop[0]):
                self._stop[1].pull()
            elif job is not None:
                self._early.add(job)


def _refused(error: TisitesError) -> dict[str, Any]:
    state: State = "failed"
    limits_alone = error.problems and all(isinstance(one, Unmet) for one in error.problems)
    if isinstance(error, InfeasibleError) or limits_alone:
        state = "infeasible"  # seen before solving or after: a limit can be moved
    elif isinstance(error, LimitReachedError):
        state = "limit"
    elif isinstance(error, BadInputError) or getattr(error, "status", 500) < 500:
        state = "bad_input"
    return {"state": state, "problems": _problems(error)}


def _problems(error: TisitesError) -> list[dict[str, Any]]:
    return [problem_body(one).model_dump() for one in error.problems]


def _bug(error: BaseException, ask: JobAsk) -> Any:
    name = f"{type(error).__name__}: {error}"[:300]
    return mishap(
        Text(f"erreur interne de tisites ({name})", f"internal error of tisites ({name})"),
        Text("la signaler, avec atelier/process.log", "report it, with atelier/process.log"),
        ask.language,
    )


def _finite(value: Any) -> Any:
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item) for item in value]
    return value


def end_all() -> None:
    """End this process and those that it started."""
    if sys.platform != "win32" and os.getpgid(0) == os.getpid():
        os.killpg(0, signal.SIGKILL)
    os._exit(1)


def _hold_memory(most_mb: int) -> None:
    """Hold the process to so much memory, where the system can: more is a MemoryError, in words."""
    if sys.platform == "win32":
        return
    import resource

    resource.setrlimit(resource.RLIMIT_DATA, (most_mb * 1_000_000, most_mb * 1_000_000))


def main(argv: list[str] | None = None, start: Callable[[Child], None] = Child.serve) -> int:
    """Work for the server that started this process."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--memory-mb", type=int)
    given = parser.parse_args(argv)
    pipe = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)  # what a library prints is no message
    os.chdir(given.folder)
    if given.memory_mb is not None:
        _hold_memory(given.memory_mb)
    child = Child(Channel(pipe))
    threading.Thread(target=child.hear, args=(sys.stdin.buffer,), daemon=True).start()
    for beside in (child.reply, child.write):
        threading.Thread(target=beside, daemon=True).start()
    start(child)
    return 0


if __name__ == "__main__":
    sys.exit(main())

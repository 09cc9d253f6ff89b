"""Independent tasks over the cores: the same answers whatever the number of processes."""

from __future__ import annotations

import multiprocessing
import signal
import threading
from concurrent.futures import FIRST_COMPLETED, ProcessPoolExecutor, wait
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from tisites.messages.stop import look

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from tisites.model.program import Program

#: Seconds between two looks at whether the work was told to stop.
LOOK = 0.25
_kept: list[Program] = []


def over_processes[Task, Result](
    work: Callable[[Program, Task], Result],
    program: Program,
    tasks: Sequence[Task],
    *,
    jobs: int = 1,
) -> Iterator[tuple[int, Result]]:
    """Yield ``(number of the task, its result)`` as they are ready.

    A task must not depend on another, so that the results are the same with any number of
    processes, on any system (processes are spawned). Ctrl-C, or a stop, reaches the caller as
    ``KeyboardInterrupt``; results that came before stand.

    Parameters
    ----------
    work : callable
        A function of a module, given the program and one task.
    program : Program
        Sent once to each process.
    tasks : sequence
        What to work on.
    jobs : int
        Number of processes; with 1, everything stays in this one.
    """
    if jobs <= 1 or len(tasks) <= 1:
        for number, task in enumerate(tasks):
            look()
            yield number, work(program, task)
        return
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(
        min(jobs, len(tasks)), mp_context=context, initializer=_start, initargs=(program,)
    )
    try:
        with _deaf():
            numbers = {pool.submit(_run, work, task): k for k, task in enumerate(tasks)}
        waiting = set(numbers)
        while waiting:
            look()
            ready, waiting = wait(waiting, timeout=LOOK, return_when=FIRST_COMPLETED)
            for future in ready:
                yield numbers[future], future.result()
        pool.shutdown()
    except BaseException:
        children = list((pool._processes or {}).values())  # shutdown forgets them
        pool.shutdown(wait=False, cancel_futures=True)
        for process in children:  # they ignore Ctrl-C
            process.terminate()
        raise


def _start(program: Program) -> None:
    """Keep the program in the process; Ctrl-C is the parent's to hear."""
    _kept[:] = [program]
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def _deaf() -> Iterator[None]:
    """Start processes that never hear Ctrl-C, not even before they are ready."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    heard = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, heard)


def _run(work: Callable[[Program, Any], Any], task: Any) -> Any:
    return work(_kept[0], task)

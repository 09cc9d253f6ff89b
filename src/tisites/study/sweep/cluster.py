"""The same tasks on a Dask cluster: one future a task, named by its content."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tisites.messages.errors import Where, bad_input
from tisites.messages.stop import look
from tisites.messages.text import Text
from tisites.study.sweep.pool import failed

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tisites.study.sweep.plan import Ask, Task

#: Seconds to reach the scheduler, and to wait for a first worker.
REACH = 10
#: Tasks handed to the scheduler ahead of each thread: workers never wait, Ctrl-C is quick.
AHEAD = 4


def connect(address: str) -> Any:
    """Return a client of the scheduler.

    Raises
    ------
    BadInputError
        If ``distributed`` is not installed, or nothing answers at the address.
    """
    try:
        from distributed import Client
    except ImportError as error:
        what = Text("le paquet distributed n'est pas installé", "distributed is not installed")
        remedy = Text(
            "installer tisites[cluster] ici et sur chaque machine",
            "install tisites[cluster] here and on every machine",
        )
        raise bad_input(what, remedy, Where("--scheduler", value=address)) from error
    try:
        return Client(address, timeout=REACH, name="tisites-sweep", set_as_default=False)
    except (OSError, ValueError, ImportError) as error:
        what = Text("aucun ordonnanceur Dask ne répond", "no Dask scheduler answers")
        remedy = Text(
            "démarrer dask scheduler, puis donner son adresse (tcp://hôte:8786)",
            "start dask scheduler, then give its address (tcp://host:8786)",
        )
        raise bad_input(what, remedy, Where("--scheduler", value=address)) from error


def threads_of(client: Any) -> int:
    """Return how many tasks the cluster solves at a time: one a process."""
    return max(1, len(client.nthreads()))


def cluster(tasks: Sequence[Task], ask: Ask, client: Any) -> Iterator[tuple[Task, dict[str, Any]]]:
    """Solve tasks on a cluster; gives each answer as it comes.

    A worker that dies gives its task to another: Dask does that. Closing the generator cancels
    what is under way.

    Raises
    ------
    BadInputError
        If no worker joins, or if the scheduler is lost.
    """
    from distributed import TimeoutError as NoWorkerError
    from distributed import as_completed

    from tisites.study.sweep.answer import answer

    try:
        client.wait_for_workers(1, timeout=REACH)
    except (NoWorkerError, TimeoutError) as error:
        what = Text("l'ordonnanceur n'a aucun processus", "the scheduler has no worker")
        remedy = Text("démarrer des processus : dask worker ADRESSE --nthreads 1",
                      "start workers: dask worker ADDRESS --nthreads 1")  # fmt: skip
        raise bad_input(what, remedy, Where("--scheduler")) from error
    left = iter(tasks)
    under_way: dict[Any, Task] = {}

    def more(count: int) -> list[Any]:
        fresh = []
        for _, task in zip(range(count), left, strict=False):
            key = f"tisites-{task.key}"
            fresh.append(client.submit(answer, task, ask, key=key, pure=False, retries=1))
            under_way[fresh[-1]] = task
        return fresh

    try:
        coming = as_completed(more(AHEAD * threads_of(client)), loop=client.loop)
        for future in coming:
            look()
            task = under_way.pop(future)
            yield task, _result(future, task)
            coming.update(more(max(1, AHEAD * threads_of(client) - len(under_way))))
    finally:
        client.cancel(list(under_way), force=True)


def _result(future: Any, task: Task) -> dict[str, Any]:
    if future.status == "cancelled":
        what = Text("l'ordonnanceur a été perdu", "the scheduler was lost")
        remedy = Text(
            "le redémarrer et relancer la même commande : ce qui est fait n'est pas refait",
            "start it again and run the same command: what is done is not done again",
        )
        raise bad_input(what, remedy, Where("--scheduler"))
    error = future.exception()
    if error is not None:
        return failed(task, f"{type(error).__name__}: {error}")
    found: dict[str, Any] = future.result()
    return found

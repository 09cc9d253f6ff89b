"""One point solved in a worker: what points share is kept in the process between them."""

from __future__ import annotations

import math
import os
import platform
import threading
import time
from typing import TYPE_CHECKING, Any

import numpy as np
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from tisites.messages.errors import (
    BadInputError,
    InfeasibleError,
    LimitReachedError,
    Problem,
    TisitesError,
    Where,
    bad_input,
)
from tisites.messages.text import Text, speak
from tisites.model.tolerances import PROOF_GAP
from tisites.run.answer.outcome import Outcome
from tisites.run.answer.robust import is_robust
from tisites.run.pipeline import claimed, execute
from tisites.run.prepare.kept import Kept, OnDisk
from tisites.run.prepare.prepare import compiled, survey
from tisites.run.prepare.request import Request
from tisites.solver.exact import back_end_named
from tisites.solver.infeasible import with_conflict
from tisites.solver.kernel.session import Session
from tisites.solver.solution import Limits, Proof
from tisites.study.sweep.alike import alike
from tisites.study.sweep.plan import FORMAT, engine

if TYPE_CHECKING:
    from tisites.model.program import Program
    from tisites.run.prepare.prepared import Prepared
    from tisites.solver.solution import Solution
    from tisites.study.sweep.plan import Ask, Task

#: One point at a time in a process, whatever the threads that a cluster gives it.
_TURN = threading.Lock()
_KEPT: dict[str, Kept] = {}
_SESSIONS: dict[str, Session] = {}
#: Columns of a selected site that tables and maps of a sweep show.
SITE = ("name", "commune", "insee", "dep", "dep_nom", "reg", "reg_nom", "surface_ha", "lon", "lat")


def answer(task: Task, ask: Ask) -> dict[str, Any]:
    """Solve one point; what keeps it from an answer is its answer.

    Parameters
    ----------
    task : Task
        The point.
    ask : Ask
        How it is solved.

    Returns
    -------
    dict
        Contents of ``points/<key>.json``. All but ``timing`` depends on the task alone, not on
        what the process solved before.
    """
    with _TURN, threadpool_limits(limits=1):
        speak("en" if ask.language == "en" else "fr")
        start = time.perf_counter()
        timing: dict[str, Any] = {"worker": f"{platform.node()}:{os.getpid()}", "warm": False}
        try:
            found = _solved(task, ask, timing)
        except TisitesError as error:
            found = _without(error)
        timing["seconds"] = time.perf_counter() - start
        return {"format": FORMAT, "key": task.key, **found, "timing": timing}


def _solved(task: Task, ask: Ask, timing: dict[str, Any]) -> dict[str, Any]:
    _same_engine(ask)
    kept = OnDisk(_KEPT.setdefault(ask.pack_sha256, Kept(4)))
    request = Request(
        task.reference, None, ask.pack, ask.candidates, ask.tolerant, ask.solver, ask.seconds
    )
    begun = time.perf_counter()
    known = survey(request, declared=(task.model, task.name), keep=kept)
    if known.territory.pack.sha256 != ask.pack_sha256:
        what = Text(
            "le paquet de données de ce processus n'est pas celui du balayage",
            "the data pack of this worker is not the sweep's",
        )
        raise bad_input(what, Text("donner le même paquet à tous", "give all the same pack"),
                        Where(str(ask.pack)))  # fmt: skip
    prepared = compiled(known, kept)
    timing["prepare"] = time.perf_counter() - begun
    begun = time.perf_counter()
    if is_robust(prepared):
        outcome = execute(prepared)
    else:
        solution = _solve(prepared.program, ask, timing)
        outcome = claimed(prepared, with_conflict(prepared.program, solution))
    timing["solve"] = time.perf_counter() - begun
    if ask.store is not None and ask.write is not None:
        _whole(outcome, ask)
    return _told(outcome)


def _same_engine(ask: Ask) -> None:
    if ask.engine and ask.engine != engine():
        what = Text(
            "ce processus n'a pas le code ou les paquets du balayage",
            "this worker does not have the code or packages of the sweep",
        )
        remedy = Text("installer la même version partout", "install the same version everywhere")
        raise WrongWorkerError(Problem(what, remedy, Where(platform.node())))


class WrongWorkerError(BadInputError):
    """A worker that cannot answer for the sweep; another could."""


def _solve(program: Program, ask: Ask, timing: dict[str, Any]) -> Solution:
    """Solve cold, or warm where cuts are worth keeping: with an access term.

    Without one a cold solve costs no more than a warm one, and owes nothing to earlier points.
    """
    limits = Limits(ask.seconds)
    back_end = back_end_named(ask.solver)
    if program.access is None:
        return Session(program, back_end, confirm=ask.confirm).solve(limits)
    session = _SESSIONS.get("access")
    if session is not None and session.confirm == ask.confirm and alike(session.program, program):
        timing["warm"] = True
        session.change(
            value=program.value, lower=program.lower, upper=program.upper,
            row_lower=program.row_lower, row_upper=program.row_upper,
            access_weight=program.access.weight, constant=program.constant,
        )  # fmt: skip
    else:
        session = _SESSIONS["access"] = Session(program, back_end, confirm=ask.confirm)
    return session.solve(limits)


def _whole(outcome: Outcome, ask: Ask) -> None:
    from tisites.run.files.identity import run_hash
    from tisites.run.store.store import Store

    assert ask.store is not None
    write = ask.write
    assert write is not None
    store, run = Store(ask.store), run_hash(outcome.prepared)
    if store.find(run) is None:
        store.put(run, lambda fresh: write(outcome, fresh))


def _told(outcome: Outcome) -> dict[str, Any]:
    prepared, solution = outcome.prepared, outcome.solution
    bound = solution.bound
    if solution.proof is Proof.OPTIMAL:
        # what "optimal" claims, whatever way led there: the last bits of a bound tell its history
        bound = float(np.nextafter(
            solution.value + PROOF_GAP * max(1.0, abs(solution.value)), math.inf
        ))  # fmt: skip
    service = outcome.service()
    return {
        "status": solution.proof.value,
        "objective": solution.value,
        "bound": bound if math.isfinite(bound) else None,
        "selected": [str(site) for site in outcome.ids],
        "sites": _sites(prepared, outcome),
        "constraints": _constraints(outcome),
        "n_eligible": len(prepared.sites),
        "served_share": service["served_share"] if service else None,
        "synthetic": prepared.synthetic,
        "message": {"fr": "", "en": ""},
    }


def _sites(prepared: Prepared, outcome: Outcome) -> dict[str, list[Any]]:
    """Return what tables and maps tell of the chosen sites, by id, in the order of ``SITE``."""
    here = prepared.sites.table.loc[outcome.ids, list(SITE)]
    return {str(row[0]): [_plain(value) for value in row[1:]] for row in here.itertuples(name=None)}


def _plain(value: Any) -> Any:
    if value is None or value != value or isinstance(value, str):  # noqa: PLR0124
        return value if isinstance(value, str) else None
    return float(value) if isinstance(value, int | float | np.number) else str(value)


def _constraints(outcome: Outcome) -> list[dict[str, Any]]:
    """Return how each constraint stands: its only row, or the rows that bind."""
    found: dict[str, dict[str, Any]] = {}
    for row in outcome.activities():
        entry = found.setdefault(
            row.constraint, {"constraint": row.constraint, "rows": 0, "binding": []}
        )
        entry["rows"] += 1
        alone = entry["rows"] == 1
        for name in ("activity", "lower", "upper"):
            figure = getattr(row, name)
            entry[name] = figure if alone and math.isfinite(figure) else None
        if row.binding:
            entry["binding"].append(row.group or row.name)
    return [found[name] for name in sorted(found)]


def _without(error: TisitesError) -> dict[str, Any]:
    """Return the answer of a point that has none."""
    status = "refused"
    if isinstance(error, InfeasibleError):
        status = Proof.INFEASIBLE.value
    elif isinstance(error, LimitReachedError):
        status = Proof.UNKNOWN.value
    elif isinstance(error, WrongWorkerError):
        status = "error"
    problems = error.problems[:5]
    return {
        "status": status,
        "objective": None,
        "bound": None,
        "selected": [],
        "sites": {},
        "constraints": [],
        "n_eligible": None,
        "served_share": None,
        "synthetic": None,
        "message": {
            "fr": " ; ".join(problem.what.fr for problem in problems),
            "en": "; ".join(problem.what.en for problem in problems),
        },
    }

"""Who competes: the engine and its peers, by name."""

from __future__ import annotations

import importlib
import importlib.util
import math
import time
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from benchmarks.outcome import NOT_WITHIN, Outcome
from tisites.messages.errors import bad_input
from tisites.messages.text import Text
from tisites.solver.solution import Limits, Proof

if TYPE_CHECKING:
    from collections.abc import Iterable

    from benchmarks.spec import Instance
    from tisites.messages.progress import Listener

#: The engine itself: every ratio is to it.
KERNEL = "kernel"
KERNEL_TREE = "kernel-tree"
SPOPT = "spopt"


@dataclass(frozen=True, slots=True)
class Contender:
    """One way to solve an instance.

    Parameters
    ----------
    name : str
        Name in options and tables.
    label : str
        What it is.
    needs : str
        Module it cannot do without; empty when it is always there.
    location_only : bool
        Solves p-median and covering only.
    """

    name: str
    label: str
    needs: str = ""
    location_only: bool = False

    @property
    def installed(self) -> bool:
        """Whether its module is there."""
        return not self.needs or importlib.util.find_spec(self.needs) is not None


CONTENDERS = {
    contender.name: contender
    for contender in (
        Contender(KERNEL, "tisites: kernel, proven by CBC through PuLP"),
        Contender(KERNEL_TREE, "tisites: kernel, proven by its own tree alone"),
        Contender("cbc", "compact model, CBC through PuLP"),
        Contender("highs", "compact model, HiGHS"),
        Contender("cbc-pairs", "textbook compact model, CBC through PuLP"),
        Contender("highs-pairs", "textbook compact model, HiGHS"),
        Contender("scip", "compact model, SCIP", needs="pyscipopt"),
        Contender("cpsat", "compact model, CP-SAT with eight workers", needs="ortools"),
        Contender(SPOPT, "spopt (PySAL), its own model, CBC through PuLP", location_only=True),
    )
}


def contenders(names: Iterable[str]) -> list[Contender]:
    """Return contenders by name, the kernel always first.

    Raises
    ------
    BadInputError
        If a name is unknown.

    Examples
    --------
    >>> [c.name for c in contenders(["highs"])]
    ['kernel', 'highs']
    """
    wanted = dict.fromkeys([KERNEL, *names])
    unknown = [name for name in wanted if name not in CONTENDERS]
    if unknown:
        known = ", ".join(CONTENDERS)
        raise bad_input(
            Text(f"concurrent inconnu : {', '.join(unknown)}", f"unknown peer: {unknown[0]}"),
            Text(f"choisir parmi {known}", f"choose from {known}"),
        )
    return [CONTENDERS[name] for name in wanted]


def preload(name: str) -> None:
    """Import what a contender solves with, so that its clock does not count it."""
    if name in (KERNEL, KERNEL_TREE, "cbc", "cbc-pairs"):
        importlib.import_module("pulp")
    if name in ("scip",):
        importlib.import_module("pyscipopt")
    if name != "cpsat":  # OR-Tools carries a HiGHS of its own: it runs in a process of its own
        importlib.import_module("highspy")
    importlib.import_module("tisites.solver.exact")


def compete(
    name: str, instance: Instance, seconds: float, listener: Listener | None = None
) -> Outcome:
    """Solve an instance in this process; the listener hears phases begin."""
    if name in (KERNEL, KERNEL_TREE):
        return _kernel(instance, seconds, listener, confirm=name == KERNEL)
    from benchmarks.compact_peer import CompactPeer

    if name.startswith("cbc"):
        from tisites.solver.cbc import run_cbc

        peer = CompactPeer(run_cbc, "pairs" if name.endswith("pairs") else "radius")
    elif name.startswith("highs"):
        from tisites.solver.highs import run_highs

        peer = CompactPeer(run_highs, "pairs" if name.endswith("pairs") else "radius")
    elif name == "scip":
        from tisites.solver.scip import run_scip

        peer = CompactPeer(run_scip)
    else:
        from tisites.solver.cpsat import run_cpsat

        peer = CompactPeer(partial(run_cpsat, wide=True), whole=True)
    return peer.solve(instance.program, seconds, listener)


class _InfeasibleError(Exception):
    """The kernel has proven that nothing is feasible, and goes on to say why."""


class _Ear:
    """Hears the kernel; stops it once infeasibility is proven.

    Naming the constraints in conflict is a service on top of the proof, which no peer renders.
    """

    def __init__(self, listener: Listener) -> None:
        self.listener = listener

    def phase(self, name: str) -> None:
        """Hear a phase begin."""
        if name == "conflict":
            raise _InfeasibleError
        self.listener.phase(name)

    def bounds(self, value: float | None, bound: float | None) -> None:
        """Hear bounds move."""
        self.listener.bounds(value, bound)


def _kernel(
    instance: Instance, seconds: float, listener: Listener | None, *, confirm: bool
) -> Outcome:
    from tisites.messages.progress import Silent
    from tisites.solver.exact import solve

    if instance.floors is not None:
        from benchmarks.max_min import solve_floors

        return solve_floors(instance.program, instance.floors, seconds)
    ear = _Ear(listener or Silent())
    began = time.perf_counter()
    try:
        solution = solve(
            instance.program, "cbc", Limits(seconds), ear, method="kernel", confirm=confirm
        )
    except _InfeasibleError:
        spent = time.perf_counter() - began
        return Outcome(str(Proof.INFEASIBLE), bound=-math.inf, seconds=spent)
    spent = time.perf_counter() - began
    return Outcome(
        str(solution.proof) if solution.proof is Proof.OPTIMAL else NOT_WITHIN,
        float(solution.value),
        float(solution.bound),
        spent,
        dict(solution.seconds),
        dict(solution.certificate),
        note=_unserved(instance, solution.selected),
    )


def _unserved(instance: Instance, selected: object) -> str:
    """Say how many clients a truncated p-median leaves beyond reach."""
    access = instance.program.access
    if not instance.truncated or access is None:
        return ""
    best = access.f[:, selected].max(axis=1).toarray().ravel()
    beyond = int((best <= 0).sum())
    return f"{beyond} clients beyond reach" if beyond else "every client within reach"

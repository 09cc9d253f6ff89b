"""The case of a run whose model protects its selection: nominal program, exact protected solver."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from tisites.model.robust import deviations
from tisites.solver.robust import solve_robust
from tisites.study.robustness.weights import weighing

if TYPE_CHECKING:
    from collections.abc import Callable

    from tisites.model.program import Program
    from tisites.run.read.case import Case
    from tisites.solver.solution import Solution
    from tisites.study.robustness.weights import Weighing


def nominal_program(case: Case, weighed: Weighing) -> Program:
    """Return the program with nominal scores: a protected run stores the one that pays for it.

    Parameters
    ----------
    case : Case
        The case.
    weighed : Weighing
        Of the same case.
    """
    rule = case.model.robust
    if rule is None or not rule.is_on:
        return case.program
    value = case.program.value.copy()
    sites = np.flatnonzero(case.program.integer)
    value[sites] -= weighed.rest[sites]
    return replace(case.program, value=value, constant=0.0)


def protected_solver(case: Case) -> Callable[[Program], Solution] | None:
    """Return a solver of protected programs with the rows it is given; None for a plain model.

    It takes a program with the case's columns (rows may have been added) and maximises the
    protected value, over every threshold.
    """
    rule = case.model.robust
    if rule is None or not rule.is_on:
        return None
    weighed = weighing(case)
    nominal = nominal_program(case, weighed)
    lost = deviations(case.program, case.sites, weighed.own)
    gamma = rule.gamma

    def solver(program: Program) -> Solution:
        plain = replace(program, value=nominal.value, constant=nominal.constant)
        return solve_robust(plain, lost, gamma).solution

    return solver

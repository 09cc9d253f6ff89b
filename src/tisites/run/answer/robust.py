"""A run whose model protects the selection against low scores."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.model.robust import deviations
from tisites.solver.robust import RobustSolution, solve_robust
from tisites.solver.robust_protection import at_threshold
from tisites.solver.solution import Limits

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tisites.run.prepare.prepared import Prepared
    from tisites.solver.solution import Solution


def is_robust(prepared: Prepared) -> bool:
    """Whether the model asks for a protection that changes anything."""
    rule = prepared.model.robust
    return rule is not None and rule.is_on


def protected(prepared: Prepared) -> tuple[Prepared, Solution, dict[str, Any]]:
    """Solve for the best protected selection.

    Returns
    -------
    prepared : Prepared
        With the program that pays for the protection: the answer is optimal for it, and worth
        there its protected value, so that a study of this run starts from it.
    solution : Solution
        Its value is protected.
    told : dict
        For ``solution.json``: ``gamma``, ``nominal`` (value at nominal scores), ``protection``
        (what the low scores can cost), ``threshold``, ``nominal_optimum``, ``price`` (nominal
        points given up), ``nominal_optimum_protected`` (what the nominal optimum would be worth
        protected), ``enter``, ``leave`` (sites, against the nominal optimum), ``solves``,
        ``thresholds``.
    """
    rule = prepared.model.robust
    assert rule is not None
    request, clock = prepared.request, prepared.stopwatch
    found = solve_robust(
        prepared.program,
        _lost(prepared),
        rule.gamma,
        request.solver,
        Limits(request.seconds, request.gap_rel),
        clock.listener,
    )
    return replace(prepared, program=found.program), found.solution, _told(prepared, found)


def at_stored_threshold(prepared: Prepared, report: Mapping[str, Any]) -> Prepared:
    """Give a prepared request the program that the stored answer was optimal for."""
    rule, told = prepared.model.robust, report.get("robust")
    if rule is None or not rule.is_on or told is None:
        return prepared
    threshold = float(told["threshold"])
    program = at_threshold(prepared.program, _lost(prepared), rule.gamma, threshold)
    return replace(prepared, program=program)


def _lost(prepared: Prepared) -> np.ndarray:
    access = prepared.model.access
    own = 1.0
    if prepared.program.access is not None and access is not None:
        own = 1.0 - access.weight
    scores = prepared.scores.at(prepared.sites.table.index).table
    return deviations(prepared.program, scores, own)


def _told(prepared: Prepared, found: RobustSolution) -> dict[str, Any]:
    labels, chosen = prepared.program.columns, found.solution.selected
    enter = np.setdiff1d(chosen, found.best_selected)
    leave = np.setdiff1d(found.best_selected, chosen)
    return {
        "gamma": found.gamma,
        "nominal": found.nominal,
        "protection": found.protection,
        "threshold": found.threshold,
        "nominal_optimum": found.best_nominal,
        "nominal_optimum_protected": found.best_protected,
        "price": found.price,
        "enter": [str(label) for label in labels[enter]],
        "leave": [str(label) for label in labels[leave]],
        "solves": found.solves,
        "thresholds": found.of,
    }

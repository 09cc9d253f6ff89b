"""A case under another regime of the count of land: consumption, net balance, industry exempt."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from tisites.model.kinds import GroupCapacity, Total
from tisites.model.sites import GROUP_COLUMN
from tisites.score.value_function import value_at

if TYPE_CHECKING:
    from tisites.model.program import Program
    from tisites.run.read.case import Case
    from tisites.study.robustness.weights import Weighing

Regime = Literal["enaf", "net", "exempt"]
REGIMES: tuple[Regime, ...] = ("enaf", "net", "exempt")
#: What the regime sets.
DEBIT = "zan_debit_ha"
_COUNTED = {"enaf": "new_enaf_ha", "net": "net_artificialised_ha"}


def under_regime(case: Case, weighing: Weighing, regime: Regime) -> Program | None:
    """Return the program of a case under a regime; ``None`` where that is its own, or not told.

    The score of every criterion on the debit and the rows of every rule on it are made anew from
    the indicators that the run keeps for both regimes; nothing else moves.
    """
    assumed = case.model.assumptions
    own: Regime = "exempt" if assumed.industry_exempt else assumed.zan_regime
    debits = {end: _debit(case, regime, end) for end in ("low", "nominal", "high")}
    if regime == own or any(debit is None for debit in debits.values()):
        return None
    scored = case.model.score
    criteria = [k for k, n in enumerate(weighing.criteria) if scored[n].indicator == DEBIT]
    rules = [
        (name, rule)
        for name, rule in case.model.constraint.items()
        if rule.enabled and getattr(rule, "use", None) == DEBIT
    ]
    if not criteria and not rules:
        return None
    if any(not isinstance(rule, GroupCapacity | Total) for _, rule in rules):
        return None
    sites = np.flatnonzero(case.program.integer)
    values = weighing.values.copy()
    nominal = debits["nominal"]
    assert nominal is not None
    for k in criteria:
        scale = scored[weighing.criteria[k]].scale
        known = ~np.isnan(nominal)
        values[sites[known], k] = value_at(scale, nominal[known])
    program = replace(case.program, value=weighing.value(weighing.weights, values))
    for name, rule in rules:
        assert isinstance(rule, GroupCapacity | Total)
        debit = debits[rule.bound]
        assert debit is not None
        program = _rows_again(case, program, name, rule, np.nan_to_num(debit))
    return program


def _debit(case: Case, regime: Regime, end: str) -> np.ndarray | None:
    """Return hectares debited under a regime, (n,) by site; ``None`` where the run has none."""
    if regime == "exempt":
        return np.zeros(len(case.sites))
    column = _COUNTED[regime] + ("" if end == "nominal" else f"_{end}")
    if column not in case.sites.columns:
        return None
    debit = case.sites[column].to_numpy(dtype=np.float64)
    inside = np.zeros(debit.size)
    if "in_pene" in case.sites.columns:  # a project of national scope debits no région
        inside = case.sites["in_pene"].astype(np.float64).fillna(0.0).to_numpy()
    return np.where(inside > 0.5, 0.0, debit)


def _rows_again(
    case: Case, program: Program, name: str, rule: GroupCapacity | Total, debit: np.ndarray
) -> Program:
    """Open the rows of a rule and add them anew with other quantities."""
    old = np.array([row == name for row in program.row_constraints])
    low, up = program.row_lower.copy(), program.row_upper.copy()
    low[old], up[old] = -np.inf, np.inf
    sites = np.flatnonzero(program.integer)
    rows, labels, lower, upper = [], [], [], []
    for code, here, least, most in _groups(case, rule):
        row = np.zeros(program.n_columns)
        row[sites] = np.where(here, debit, 0.0)
        rows.append(row)
        labels.append(f"{name}[{code}] again")
        lower.append(least)
        upper.append(most)
    opened = replace(program, row_lower=low, row_upper=up)
    names = [name] * len(labels)
    return opened.with_rows(np.array(rows), lower, upper, labels, constraints=names)


def _groups(case: Case, rule: GroupCapacity | Total) -> list[tuple[str, np.ndarray, float, float]]:
    if isinstance(rule, Total):
        everywhere = np.ones(len(case.sites), dtype=bool)
        low = -np.inf if rule.min is None else rule.min
        return [("", everywhere, low, np.inf if rule.max is None else rule.max)]
    column = case.sites[GROUP_COLUMN[rule.by]].astype(object)
    found = []
    for code in sorted(column.dropna().astype(str).unique()):
        most = rule.limits.get(code, rule.capacity)
        if isinstance(most, str):  # a capacity that data give is not kept in a run
            continue
        found.append((code, column.eq(code).to_numpy(dtype=bool), -np.inf, float(most)))
    return found

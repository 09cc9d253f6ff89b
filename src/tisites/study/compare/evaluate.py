"""A selection given by hand under a declared model: its value, and every rule that it breaks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from tisites.model.compile import CHOOSE
from tisites.solver.check import row_slack

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tisites.model.program import Program
    from tisites.run.read.case import Case

Kind = Literal["row", "spacing", "locked_in", "locked_out", "not_eligible", "not_a_candidate"]


@dataclass(frozen=True, slots=True)
class Violation:
    """One rule that a selection breaks.

    Parameters
    ----------
    kind : str
        ``row``: a limit; ``spacing``: two sites too close; ``locked_in``, ``locked_out``: a site
        that the model imposes or forbids; ``not_eligible``, ``not_a_candidate``: a site that the
        model does not let compete, or does not know.
    constraint : str
        Declared constraint; the code of the reason for a site that is not eligible.
    group : str
        Territory of the row, for the planner.
    sites : tuple of str
        Sites in cause: the pair, the site; for a row, the chosen sites that it counts.
    activity, lower, upper : float
        Value of the row and its limits; for spacing, distance and least distance (km).
    by : float
        By how much the limit is broken, positive; 0 for what has no measure.
    reason : str
        Why a site is not eligible, in the words of its run.
    """

    kind: Kind
    constraint: str
    group: str = ""
    sites: tuple[str, ...] = ()
    activity: float = np.nan
    lower: float = -np.inf
    upper: float = np.inf
    by: float = 0.0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class JudgedSelection:
    """What a selection is worth under a case.

    Parameters
    ----------
    ids : Index
        The selection, sorted.
    value : float
        Objective of its sites that compete, service term included; the others add nothing.
    valued : int
        How many of its sites compete.
    violations : tuple of Violation
        Every rule broken; empty for a selection that the model allows. Rows are left out where
        none of its sites competes.
    """

    ids: pd.Index
    value: float
    valued: int
    violations: tuple[Violation, ...]


def evaluate(case: Case, ids: Iterable[str]) -> JudgedSelection:
    """Evaluate a selection under a case: nothing is solved, every rule is checked.

    Rows are those of the program, over the sites that compete; the number of sites counts them
    all. Continuous columns (labour shared among zones) take the values that break the least.

    Parameters
    ----------
    case : Case
        Model, program and sites.
    ids : iterable of str
        The selection; ids that the case does not know are violations, not errors.
    """
    chosen = pd.Index(sorted(set(ids)), dtype=object, name="site_id")
    program = case.program
    columns = case.columns_of(chosen)
    x = np.zeros(program.n_columns)
    x[columns] = 1.0
    found = [*_outsiders(case, chosen), *_locks(program, x)]
    x, short = continued(program, x)
    if columns.size:  # rows of a selection that does not compete at all would say nothing
        found += _rows(case, x, short, len(chosen)) + _spacing(program, columns)
    return JudgedSelection(chosen, program.objective(x), int(columns.size), tuple(found))


def _outsiders(case: Case, chosen: pd.Index) -> list[Violation]:
    found = []
    strangers = tuple(str(site) for site in chosen.difference(case.everyone.index))
    if strangers:
        found.append(Violation("not_a_candidate", "", sites=strangers, by=float(len(strangers))))
    known = case.everyone.loc[chosen.intersection(case.everyone.index, sort=True)]
    for row in known.loc[~known.index.isin(case.ids), ["reason", "reason_text"]].itertuples():
        found.append(
            Violation("not_eligible", str(row.reason), sites=(str(row.Index),),
                      reason=str(row.reason_text))
        )  # fmt: skip
    return found


def _locks(program: Program, x: np.ndarray) -> list[Violation]:
    sites = program.integer
    out = np.flatnonzero(sites & (program.upper < 0.5) & (x > 0.5))
    missing = np.flatnonzero(sites & (program.lower > 0.5) & (x < 0.5))
    return [
        *(Violation("locked_out", "", sites=(str(program.columns[i]),)) for i in out),
        *(Violation("locked_in", "", sites=(str(program.columns[i]),)) for i in missing),
    ]


def continued(program: Program, x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Set continuous columns so that the rows they enter lack as little as can be.

    Returns
    -------
    x : (n,) float64
    short : (m,) float64
        What each of these rows still lacks, zero elsewhere.
    """
    short = np.zeros(program.n_rows)
    free = np.flatnonzero(~program.integer)
    if free.size == 0:
        return x, short
    from scipy.optimize import linprog
    from scipy.sparse import eye_array, hstack, vstack

    part = program.matrix[:, free]
    rows = np.flatnonzero(np.diff(part.indptr) > 0)
    part, fixed = part[rows], (program.matrix @ x)[rows]
    sides, limits, whose = [], [], []
    for sign, bound in ((1.0, program.row_upper[rows]), (-1.0, program.row_lower[rows])):
        here = np.flatnonzero(np.isfinite(bound))
        sides.append(sign * part[here])
        limits.append(sign * (bound - fixed)[here])
        whose.append(here)
    who = np.concatenate(whose)
    slack = eye_array(rows.size, format="csr")[who]
    answer = linprog(
        np.concatenate([np.zeros(free.size), np.ones(rows.size)]),
        A_ub=hstack([vstack(sides), -slack], format="csr"),
        b_ub=np.concatenate(limits),
        bounds=[
            *zip(program.lower[free], program.upper[free], strict=True),
            *((0.0, None) for _ in rows),
        ],
        method="highs",
    )
    x = x.copy()
    x[free] = answer.x[: free.size]
    short[rows] = answer.x[free.size :]
    return x, short


def _rows(case: Case, x: np.ndarray, short: np.ndarray, count: int) -> list[Violation]:
    program = case.program
    activity = program.matrix @ x
    names = np.array(program.row_constraints, dtype=object)
    activity[names == CHOOSE] = count
    slack = row_slack(program.matrix, program.row_lower, program.row_upper)
    over = np.maximum(activity - program.row_upper, program.row_lower - activity)
    over = np.where(short > 0, short, over)
    groups = program.row_groups or ("",) * program.n_rows
    found = []
    for r in np.flatnonzero(over > slack):
        inside = program.matrix[[r]].indices
        sites = inside[(x[inside] > 0.5) & program.integer[inside]]
        found.append(
            Violation(
                "row", program.row_constraints[r], groups[r],
                tuple(str(site) for site in program.columns[np.sort(sites)])
                if program.row_constraints[r] != CHOOSE else (),
                float(activity[r]), float(program.row_lower[r]), float(program.row_upper[r]),
                float(over[r]),
            )
        )  # fmt: skip
    return found


def _spacing(program: Program, columns: np.ndarray) -> list[Violation]:
    found = []
    for rule in program.separations:
        for i, j in rule.pairs(columns).tolist():
            gap = float(np.hypot(rule.x_m[i] - rule.x_m[j], rule.y_m[i] - rule.y_m[j])) / 1000.0
            pair = (str(program.columns[i]), str(program.columns[j]))
            found.append(
                Violation("spacing", rule.constraint, "", pair, gap, rule.km, np.inf, rule.km - gap)
            )
    return found


def violation_record(one: Violation) -> dict[str, object]:
    """Return a violation as JSON writes it; an open limit is left out.

    Examples
    --------
    >>> violation_record(Violation("row", "region_max", "Corse", ("a",), 3.0, upper=2.0, by=1.0))
    ... # doctest: +NORMALIZE_WHITESPACE
    {'kind': 'row', 'constraint': 'region_max', 'group': 'Corse', 'sites': ['a'],
     'activity': 3.0, 'upper': 2.0, 'by': 1.0}
    """
    told = {
        "kind": one.kind, "constraint": one.constraint, "group": one.group,
        "sites": list(one.sites), "activity": one.activity, "lower": one.lower,
        "upper": one.upper, "by": one.by, "reason": one.reason,
    }  # fmt: skip
    return {
        key: value
        for key, value in told.items()
        if value not in ("", [], 0.0) and not (isinstance(value, float) and not np.isfinite(value))
    }

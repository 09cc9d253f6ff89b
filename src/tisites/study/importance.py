"""What each chosen site is worth to the whole: replacement cost, and how rare what it brings is."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.solver.solution import Proof
from tisites.study.explain.pool import ForcedSite, ask_all
from tisites.study.explain.rows import Standing

if TYPE_CHECKING:
    from collections.abc import Callable

    from tisites.study.explain.base import Answered

COLUMNS = (
    "site_id", "name", "commune", "departement", "region", "score", "replacement_cost",
    "value_without", "proof", "locked", "enter", "leave", "only_way_for", "rarest_floor",
    "other_sites_for_it",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Importance:
    """Replacement costs of the chosen sites.

    Parameters
    ----------
    table : DataFrame
        One row a site, columns :data:`COLUMNS`, dearest first. ``replacement_cost`` is infinite
        where no selection holds without the site; ``only_way_for`` and ``rarest_floor`` name floors
        as ``constraint[group]``; ids are separated by spaces.
    complete : bool
        False when Ctrl-C stopped the work: the sites that are missing were not asked of.
    """

    table: pd.DataFrame
    complete: bool


def importance(
    base: Answered,
    *,
    processes: int | None = None,
    told: Callable[[int, int], None] | None = None,
) -> Importance:
    r"""Return the replacement cost of every chosen site.

    :math:`c_i = z^* - \max\{z(x) : x \text{ feasible}, x_i = 0\}`, each to proof.

    Parameters
    ----------
    base : Answered
        The answer.
    processes : int, optional
        As in :func:`~tisites.study.explain.pool.ask_all`.
    told : callable, optional
        Hears progress.
    """
    answers: list[ForcedSite] = []
    complete = True
    asked = [(int(column), False) for column in base.selected]
    try:
        answers.extend(ask_all(base.case.program, asked, processes=processes, told=told))
    except KeyboardInterrupt:
        complete = False
    return Importance(_table(base, answers), complete)


def _table(base: Answered, answers: list[ForcedSite]) -> pd.DataFrame:
    standing = Standing(base)
    rows = [_row(base, standing, answer) for answer in answers]
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    return table.sort_values(
        ["replacement_cost", "site_id"], ascending=[False, True], kind="stable", ignore_index=True
    )


def _row(base: Answered, standing: Standing, answer: ForcedSite) -> tuple[object, ...]:
    case = base.case
    program = case.program
    site = str(program.columns[answer.column])
    who = case.everyone.loc[site]
    services = standing.services(answer.column)
    only = [_named(standing, s.dial.row) for s in services if s.only_way]
    infeasible = answer.proof is Proof.INFEASIBLE
    enter = np.setdiff1d(answer.selected, base.selected)
    some = answer.selected.size > 0
    leave = np.setdiff1d(base.selected, answer.selected) if some else base.selected[:0]
    return (
        site, who["name"], who["commune"], who["dep_nom"], who["reg_nom"], float(who["score"]),
        math.inf if infeasible else base.value - answer.value, answer.value, answer.proof.value,
        bool(program.lower[answer.column] > 0.5),
        " ".join(map(str, program.columns[enter])), " ".join(map(str, program.columns[leave])),
        " ; ".join(only), _named(standing, services[0].dial.row) if services else "",
        services[0].others if services else -1,
    )  # fmt: skip


def _named(standing: Standing, row: int) -> str:
    return standing.base.case.program.row_labels[row]

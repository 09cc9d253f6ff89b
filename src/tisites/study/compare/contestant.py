"""What is compared: a selection and the case that judges it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tisites.study.compare.evaluate import JudgedSelection, evaluate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tisites.messages.text import Text
    from tisites.run.read.case import Case
    from tisites.run.selection.selection import Selection


@dataclass(frozen=True)
class Contestant:
    """One selection of a comparison.

    Parameters
    ----------
    name : str
        As the planner gave it.
    title : str
        What it is, in a few words; the scenario's title for a run.
    ids : Index
        Ids of its sites, sorted.
    rows : DataFrame
        The same sites as its own data tell them.
    case : Case
        Who judges it: its own program for a run, that of the reference for a hand-made selection.
    hand : bool
        Whether people made it, and not a solve of that case.
    optimum, bound : float
        Value of the run behind the case, and its proven bound; NaN without one.
    proven : bool
        Whether that run is a proven optimum.
    data : str
        Hash of the pack and the candidates behind the case; empty when unknown.
    run : str
        Full hash of the run behind the case.
    notice : Text, optional
        What must be said beside its figures.
    """

    name: str
    title: str
    ids: pd.Index
    rows: pd.DataFrame
    case: Case
    hand: bool
    optimum: float
    bound: float
    proven: bool
    data: str = ""
    run: str = ""
    notice: Text | None = None

    @property
    def columns(self) -> np.ndarray:
        """Columns of its sites that compete in its case."""
        return self.case.columns_of(self.ids)

    def under(self, case: Case) -> JudgedSelection:
        """Evaluate the selection under a case."""
        return evaluate(case, self.ids)


def run_contestant(name: str, case: Case, report: Mapping[str, Any]) -> Contestant:
    """Return a run as a contestant of a comparison.

    Parameters
    ----------
    name : str
        As the planner gave it.
    case : Case
        What was solved.
    report : mapping
        What its ``solution.json`` holds, or would.
    """
    bound = report["bound"]
    ids = pd.Index(report["selected"], name="site_id", dtype=object)
    return Contestant(
        name,
        case.model.title,
        ids,
        case.everyone.loc[ids],
        case,
        False,
        float(report["objective"]),
        np.inf if bound is None else float(bound),
        report["proof"] == "optimal",
        _data_of(report),
        str(report.get("run", "")),
    )


def hand_contestant(selection: Selection, title: str, judge: Contestant) -> Contestant:
    """Return a hand-made selection, judged by the case of a run."""
    return Contestant(
        selection.name,
        title,
        selection.ids,
        selection.rows,
        judge.case,
        True,
        judge.optimum,
        judge.bound,
        judge.proven,
        judge.data,
        judge.run,
        selection.notice,
    )


def _data_of(report: Mapping) -> str:
    return "|".join(sorted(f"{one['name']} {one['sha256']}" for one in report.get("inputs", ())))

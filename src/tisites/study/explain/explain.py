"""Why is this site in, or out? One question, three kinds of answers."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from tisites.study.explain.base import Answered, Questions, answered
from tisites.study.explain.chosen import WhyIn, why_in
from tisites.study.explain.excluded import Excluded, why_excluded
from tisites.study.explain.rows import Standing
from tisites.study.explain.why_not import WhyNot, why_not

if TYPE_CHECKING:
    from tisites.run.read.stored import StoredRun

#: Seconds of the questions about one site, past which what is known is told.
SECONDS = 60.0

Explanation = WhyIn | WhyNot | Excluded

__all__ = ["Explainer", "Explanation", "answer_of"]


def answer_of(run: StoredRun) -> Answered:
    """Return the checked answer of a stored run.

    Raises
    ------
    BadInputError
        If the run cannot be read.
    TisitesError
        If its selection does not hold.
    """
    bound = run.report.get("bound")
    value = float("inf") if bound is None else float(bound)
    proven = run.report["proof"] == "optimal"
    return answered(run.case, list(run.ids), value, proven=proven)


class Explainer:
    """Explains site after site from one warm session.

    Parameters
    ----------
    base : Answered
        The answer to explain.
    """

    def __init__(self, base: Answered) -> None:
        self.base = base
        self.questions = Questions(base.case.program)
        self.standing = Standing(base)

    def explain(self, site: str, *, limits: bool = True) -> Explanation:
        """Explain a candidate by id.

        Parameters
        ----------
        site : str
            Id of any candidate of the run.
        limits : bool
            Whether moves of limits are searched for a site that is out.
        """
        case = self.base.case
        self.questions.end = time.monotonic() + SECONDS
        if not bool(case.everyone.at[site, "eligible"]):
            return why_excluded(case, site)
        column = case.columns_of([site])[0]
        if self.base.x[column] > 0.5:
            return why_in(self.base, self.questions, self.standing, site)
        return why_not(self.base, self.questions, self.standing, site, limits=limits)

"""The objective as a function of the criteria's weights."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from tisites.messages.errors import Problem, TisitesError
from tisites.messages.text import Text
from tisites.model.tolerances import STORED
from tisites.score.scores import FULL_SCORE

if TYPE_CHECKING:
    from tisites.run.read.case import Case


@dataclass(frozen=True, slots=True)
class Weighing:
    r"""The sites' points for any weights: ``own * 100 * values @ weights + rest``.

    The service of the demand keeps its own share of the objective: weights move inside the share
    of the sites' own scores only.

    Parameters
    ----------
    criteria : tuple of str
        Names, in the order of the model.
    weights : (c,) float64
        The model's weights, normalised to sum to 1.
    values : (n, c) float64
        Value functions of every column, 0 to 1; zero for a continuous one.
    low, high : (n, c) float64
        Ends of the intervals of the values.
    own : float
        Share of the sites' own scores in the objective: ``1 - access.weight``, or 1.
    rest : (n,) float64
        What the program's values hold besides scores: nothing in a plain model; with ``[robust]``
        what each site pays for the protection, at the answer's own threshold.
    """

    criteria: tuple[str, ...]
    weights: np.ndarray
    values: np.ndarray
    low: np.ndarray
    high: np.ndarray
    own: float
    rest: np.ndarray

    def value(self, weights: np.ndarray, values: np.ndarray | None = None) -> np.ndarray:
        """Return the objective coefficient of every column under weights that sum to 1.

        Parameters
        ----------
        weights : (c,) float64
        values : (n, c) float64, optional
            Value functions; the nominal ones when absent.
        """
        seen = self.values if values is None else values
        return np.asarray(self.own * FULL_SCORE * (seen @ weights) + self.rest)

    def along(self, criterion: int, share: float) -> np.ndarray:
        r"""Return the weights where one criterion has this share, the others in proportion.

        .. math:: w_j = t, \quad w_k = (1 - t) w^0_k / (1 - w^0_j)

        Where the others all weigh nothing, they share equally.
        """
        others = np.delete(np.arange(self.weights.size), criterion)
        weights = np.zeros(self.weights.size)
        weights[criterion] = share
        base = self.weights[others]
        total = float(base.sum())
        spread = base / total if total > 0 else np.full(others.size, 1.0 / max(1, others.size))
        weights[others] = (1.0 - share) * spread
        return weights


def weighing(case: Case) -> Weighing:
    """Return how the objective of a case depends on its weights.

    Raises
    ------
    TisitesError
        If the stored value functions do not make up the program's values: the run is damaged.
    """
    model, program = case.model, case.program
    criteria = tuple(model.score)
    raw = np.array([model.score[name].weight for name in criteria], dtype=np.float64)
    own = 1.0
    if program.access is not None and model.access is not None:
        own = 1.0 - model.access.weight
    sites = np.flatnonzero(program.integer)
    parts = []
    for end in ("nominal", "low", "high"):
        matrix = np.zeros((program.n_columns, len(criteria)))
        for k, name in enumerate(criteria):
            matrix[sites, k] = case.values[(name, end)].to_numpy(dtype=np.float64)
        parts.append(matrix)
    weights = raw / raw.sum()
    rest = program.value - own * FULL_SCORE * (parts[0] @ weights)
    protected = model.robust is not None and model.robust.is_on  # the rest pays for it
    if not protected and np.abs(rest[sites]).max(initial=0.0) > STORED * FULL_SCORE:
        what = Text(
            "les valeurs de ce résultat ne sont pas la somme pondérée de ses critères",
            "the values of this run are not the weighted sum of its criteria",
        )
        remedy = Text("refaire le calcul (tisites run)", "run it again (tisites run)")
        raise TisitesError(Problem(what, remedy))
    rest[sites] = np.where(np.abs(rest[sites]) < STORED, 0.0, rest[sites])
    return Weighing(criteria, weights, parts[0], parts[1], parts[2], own, rest)

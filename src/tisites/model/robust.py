"""Γ-robustness as a model declares it: how many scores may turn out low at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    import pandas as pd

    from tisites.model.program import Program


class RobustRule(BaseModel):
    """Protect the selection against the scores of ``gamma`` chosen sites turning out low.

    Bertsimas and Sim (Mathematical Programming B 98, 2003, 49-71): the objective loses the
    largest ``gamma`` deviations ``score - score_low`` among the chosen sites; a fraction counts
    as a fraction of one more site.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    gamma: float = Field(
        ge=0.0,
        description="How many chosen sites may turn out at their low score at once; 0: nominal.",
    )
    source: str = Field(min_length=1)
    enabled: bool = True

    @property
    def is_on(self) -> bool:
        """Whether it changes anything."""
        return self.enabled and self.gamma > 0.0


def deviations(program: Program, scores: pd.DataFrame, own: float) -> np.ndarray:
    """Return how many points of the objective each column loses at its low score.

    Parameters
    ----------
    program : Program
        The program; its binary columns are the sites, in their order.
    scores : DataFrame
        ``score``, ``score_low`` of the same sites, in the same order.
    own : float
        Share of the sites' own scores in the objective.

    Returns
    -------
    (n,) float64
        Not negative; 0 for a continuous column.
    """
    lost = np.zeros(program.n_columns)
    gap = scores["score"].to_numpy(dtype=np.float64) - scores["score_low"].to_numpy(
        dtype=np.float64
    )
    lost[np.flatnonzero(program.integer)] = own * np.maximum(gap, 0.0)
    return lost

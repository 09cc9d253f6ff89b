"""How many of the chosen sites are turnkey by a year, the grid connection counted or not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.criteria.delivery import delivery, likely
from tisites.criteria.schedule import GRID
from tisites.criteria.turnkey import deadline_of, triangular_cdf

if TYPE_CHECKING:
    import pandas as pd

    from tisites.criteria.assumptions import Assumptions
    from tisites.run.answer.outcome import Outcome

#: Years told after the deadline: at the longest declared durations every site is then ready.
YEARS_AFTER = 4


def delivery_report(outcome: Outcome) -> dict[str, Any]:
    """Return what ``solution.json`` says of the delivery of the chosen sites.

    Unknown never helps: a site whose grid connection is unknown counts as not connected, one whose
    words are unknown by the longest steps that they may stand for.
    """
    selection = outcome.selection()
    assumptions = outcome.prepared.model.assumptions
    measured = outcome.prepared.indicators.table.loc[selection["id"]]
    most = outcome.prepared.indicators.most.reindex(selection["id"])
    year = assumptions.turnkey_by
    known = selection["available_year"].dropna()
    grid = (selection["critical_path"] == GRID) & selection["available_year"].notna()
    nominal = known.astype(int).value_counts().sort_index()
    return {
        "by": year,
        "sites": len(selection),
        "with_grid": delivered(measured, most, assumptions, year, grid=True),
        "without_grid": delivered(measured, most, assumptions, year, grid=False),
        "expected_by_year": [
            {
                "year": later,
                "with_grid": delivered(measured, most, assumptions, later, grid=True)["expected"],
                "without_grid": delivered(measured, most, assumptions, later, grid=False)[
                    "expected"
                ],
            }
            for later in range(year, year + YEARS_AFTER + 1)
        ],
        "nominal_years": {str(one): int(count) for one, count in nominal.items()},
        "grid_decides": int(grid.sum()),
        "grid_unknown": int(measured["grid_ready_year"].isna().sum()),
    }


def delivered(
    measured: pd.DataFrame, most: pd.DataFrame, assumptions: Assumptions, year: int, *, grid: bool
) -> dict[str, Any]:
    """Return the expected number of sites ready by the end of a year, and its likely range.

    Parameters
    ----------
    measured : DataFrame
        Indicators ``steps_years`` and ``grid_ready_year`` with their ends.
    most : DataFrame
        Same index; the ends of ``steps_years`` at their greatest over what blanks may stand for.
    assumptions : Assumptions
        ``steps_start_year``.
    year : int
        Ready on its 31 December at the latest.
    grid : bool
        Whether a site must be connected too.

    Returns
    -------
    dict
        ``expected``; ``alone`` and ``shared``, the counts that hold four chances in five where
        delays are independent, and where the grid's delay is common to all.
    """
    by = deadline_of(year)
    ends = ("_low", "", "_high")

    def within(table: pd.DataFrame, name: str, start: float) -> np.ndarray:
        columns = (start + table[name + end].to_numpy(dtype=np.float64) for end in ends)
        return np.nan_to_num(triangular_cdf(by, *columns), nan=0.0)

    longest = most if "steps_years" in most.columns else measured
    steps = within(longest, "steps_years", assumptions.steps_start_year)
    connected = within(measured, "grid_ready_year", 0.0) if grid else np.ones(len(measured))
    found = delivery(steps, connected)
    return {
        "expected": round(found.expected, 6),
        "alone": list(likely(found.alone)),
        "shared": list(likely(found.shared)),
    }

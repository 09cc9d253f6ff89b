"""A project brings readiness only where it is industrial."""

from __future__ import annotations

import pandas as pd

from tisites.criteria.assumptions import Assumptions
from tisites.criteria.maturity import measure_maturity


def test_an_unknown_project_counts_as_the_lower() -> None:
    sites = pd.DataFrame(
        {
            "status": ["friche avec projet"] * 3 + ["friche sans projet"],
            "planned_use": ["industry", "housing", "none_known", "none_known"],
            "pollution": None,
            "ti_id": None,
            "insee": "01001",
        }
    )
    ready = measure_maturity(sites, Assumptions())["readiness_pct"].nominal
    assert ready[0] > ready[3]
    assert ready[1] == ready[2] == ready[3]

"""The national rows of the benchmarks, through the model's own kinds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from tisites.model.compile import compile_program
from tisites.model.declaration import Model
from tisites.score.scores import Scores

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np

    from tisites.model.program import Program
    from tisites.model.sites import Sites
    from tisites.model.terms import Access

CHOOSE = 50
#: Service of a commune by minutes to its best chosen site.
DECAY_MIN = {0.0: 1.0, 15.0: 0.8, 30.0: 0.4, 45.0: 0.0}
ACCESS_WEIGHT = 0.2
Rules = dict[str, dict[str, Any]]

#: Every kind of row of the reference model, at loose to moderate limits.
NATIONAL: Rules = {
    "region": {"kind": "group_count", "by": "region", "min": 1, "max": 8},
    "departement": {"kind": "group_count", "by": "departement", "max": 2},
    "epci": {"kind": "group_count", "by": "epci", "max": 1},
    "ti": {"kind": "share", "use": "in_ti", "min": 0.5},
    "spacing": {"kind": "separation", "km": 15.0},
    "land": {"kind": "group_capacity", "by": "region", "use": "surface_ha", "capacity": 600.0},
    "labour": {
        "kind": "group_capacity", "by": "zone_emploi", "use": "jobs",
        "capacity": "zone_emploi_labour", "unknown_capacity": "open",
    },
    "power": {"kind": "group_capacity", "by": "departement", "use": "power_mw", "capacity": 80.0},
    "budget": {"kind": "total", "use": "cost_eur", "max": 2.5e9},
}  # fmt: skip


def with_rules(base: Rules, changes: Mapping[str, dict[str, Any] | None]) -> Rules:
    """Change rules by name, key by key; ``None`` leaves one out.

    Examples
    --------
    >>> with_rules(NATIONAL, {"spacing": {"km": 5.0}, "ti": None})["spacing"]["km"]
    5.0
    """
    merged = {name: {**rule, **(changes.get(name) or {})} for name, rule in base.items()}
    merged |= {name: rule for name, rule in changes.items() if rule and name not in base}
    return {name: rule for name, rule in merged.items() if changes.get(name, ...) is not None}


def bench_model(rules: Rules, *, choose: int = CHOOSE, access: bool = False) -> Model:
    """Declare the model of a benchmark."""
    source = "benchmark"
    return Model.model_validate(
        {
            "name": "bench", "title": "Banc d'essai", "version": "1", "choose": choose,
            "eligibility": {},
            "score": {
                "cheap": {
                    "indicator": "cheap_score", "label": "Score", "family": "territory",
                    "weight": 1.0, "scale": {0.0: 0.0, 100.0: 1.0}, "source": source,
                }
            },
            "access": {"decay_min": DECAY_MIN, "weight": ACCESS_WEIGHT, "source": source}
            if access else None,
            "constraint": {name: {"source": source, **rule} for name, rule in rules.items()},
        }
    )  # fmt: skip


def bench_program(
    model: Model, sites: Sites, score: np.ndarray, access: Access | None = None
) -> Program:
    """Compile a benchmark's program through the compiler every run goes through."""
    table = pd.DataFrame(
        {"score": score, "score_low": score, "score_high": score, "reliability": 1.0},
        index=sites.table.index,
    )
    return compile_program(model, sites, Scores(table, table[["score"]]), access)

"""A dozen sites in a few regions under declared measures of equity, and every selection of them."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

from tisites.criteria.spec import Indicators
from tisites.model.compile import compile_program, equity_blocks
from tisites.model.declaration import Model
from tisites.model.nearness import nearness
from tisites.model.program import Program
from tisites.model.sites import Sites
from tisites.score.scores import Scores

if TYPE_CHECKING:
    from tisites.model.equity import EquityBlock

PEOPLE = {"01": 4e5, "11": 12e6, "24": 2.5e6, "53": 3.4e6}


@dataclass(frozen=True, slots=True)
class Toy:
    """A declared toy, compiled."""

    model: Model
    sites: Sites
    scores: Scores
    program: Program
    blocks: dict[str, EquityBlock]
    choose: int

    def selections(self) -> np.ndarray:
        """Return every selection of as many sites, (k, n)."""
        n = len(self.sites)
        some = np.array(list(combinations(range(n), self.choose)))
        x = np.zeros((some.shape[0], n))
        np.put_along_axis(x, some, 1.0, axis=1)
        return x

    def values(self, every: np.ndarray) -> np.ndarray:
        """Return the score of each selection."""
        return np.asarray(every @ np.asarray(self.sites.scores))

    def measures(self, name: str, every: np.ndarray) -> np.ndarray:
        """Return a measure of each selection, more always fairer."""
        block = self.blocks[name]
        return np.array([block.sign * block.measured(x) for x in every])


def shared_out(
    equity: dict[str, dict[str, object]],
    regions: str | list[str] = "01 11 24 53",
    n: int = 12,
    choose: int = 4,
    seed: int = 3,
    hectares: list[float] | None = None,
    points: list[float] | None = None,
    people: dict[str, float] | None = None,
) -> Toy:
    """Return sites in turn in the regions (or one a site), as declared."""
    rng = np.random.default_rng(seed)
    if isinstance(regions, str):
        some = regions.split()
        regions = [some[k % len(some)] for k in range(n)]
    n = len(regions)
    ids = pd.Index([f"s{k:02}" for k in range(n)], name="site_id")
    ha = np.round(rng.uniform(3, 60, n), 1) if hectares is None else np.array(hectares, float)
    score = np.round(rng.uniform(20, 80, n), 2) if points is None else np.array(points, float)
    table = pd.DataFrame(
        {
            "reg": regions, "surface_ha": ha,
            "overseas": np.where(np.array(regions) == "01", "yes", "no"),
        },
        index=ids,
    )  # fmt: skip
    names = sorted(set(regions))
    population = [(people or PEOPLE).get(code, 1e6) for code in names]
    bases = pd.DataFrame({"name": names, "population": population}, index=names)
    jobs = pd.DataFrame({"labour_need_jobs": ha * 15.0}, index=ids)
    reach = csr_array(rng.uniform(size=(n, 15)) < 0.25)
    known = nearness(reach, np.round(rng.uniform(100, 9000, 15)), np.arange(15) < 13)
    near = {name: known for name, one in equity.items() if one["kind"] == "leave_no_neighbour"}
    sites = Sites(table, Indicators(jobs, {}), {}, bases={"region": bases}, near=near, scores=score)
    declared = {
        name: {"by": "region", "source": "toy", "benefit": "sites", "per": "territory", **one}
        for name, one in equity.items()
    }
    criterion = {
        "indicator": "i", "label": "i", "family": "territory", "weight": 1.0,
        "scale": {0.0: 0.0, 1.0: 1.0}, "source": "toy",
    }  # fmt: skip
    model = Model.model_validate(
        {
            "name": "toy", "title": "toy", "version": "1", "choose": choose, "eligibility": {},
            "score": {"s": criterion}, "equity": declared,
        }
    )  # fmt: skip
    columns = {"score": score, "score_low": score, "score_high": score, "reliability": 1.0}
    marks = pd.DataFrame(columns, index=ids)
    scores = Scores(marks, marks[["score"]])
    program = compile_program(model, sites, scores)
    return Toy(model, sites, scores, program, equity_blocks(model, sites), choose)

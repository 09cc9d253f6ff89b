"""Coefficients of a territory's benefit, by eye and against a plain sum."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from pydantic import TypeAdapter, ValidationError

from tisites.criteria.spec import Indicators
from tisites.model.benefit import Benefit, benefit_rows
from tisites.model.equity import Equity


@pytest.fixture
def sites(sites):
    bases = pd.DataFrame(
        {
            "name": ["Île-de-France", "Centre", "Bretagne", "Corse"],
            "population": [2e6, 5e5, 1e6, 3e5],
            "population_20_64": [1e6, 2e5, np.nan, 1e5],
            "industry_jobs": [1e5, 5e4, 0.0, 1e4],
            "jobs_lost": [np.nan] * 4,
        },
        index=pd.Index(["11", "24", "53", "94"], name="code"),
    )
    jobs = sites.indicators.table.assign(labour_need_jobs=sites.table["surface_ha"] * 15)
    return replace(
        sites,
        bases={"region": bases},
        scores=np.array([10.0, 20, 30, 40, 50, 60]),
        indicators=Indicators(jobs, {}),
    )


def test_sites_per_million_inhabitants(sites):
    rows = benefit_rows(Benefit(by="region", benefit="sites", per="population"), sites)
    assert rows.codes == ("11", "24", "53")
    assert rows.names == ("Île-de-France", "Centre", "Bretagne")
    assert rows.matrix.toarray().tolist() == [
        [0.5, 0.5, 0, 0, 0, 0],
        [0, 0, 2, 2, 0, 0],
        [0, 0, 0, 0, 1, 1],
    ]
    assert [(out.code, out.kind) for out in rows.left_out] == [("94", "no_candidate")]
    assert str(rows.benefit.unit) == "sites par million d'habitants"
    assert rows.outside.size == rows.unknown.size == 0


def test_unknown_and_empty_bases_are_left_out_with_their_reason(sites):
    rows = benefit_rows(Benefit(per="population_20_64"), sites)
    assert rows.codes == ("11", "24")
    assert {out.code: out.kind for out in rows.left_out} == {
        "53": "unknown_base",
        "94": "no_candidate",
    }
    assert rows.outside.tolist() == [4, 5]
    rows = benefit_rows(Benefit(per="industry_jobs"), sites)
    assert {out.code: out.kind for out in rows.left_out} == {
        "53": "empty_base",
        "94": "no_candidate",
    }
    rows = benefit_rows(Benefit(per="jobs_lost"), sites)
    assert rows.codes == ()
    assert rows.matrix.shape == (0, 6)


def test_an_unknown_site_is_told_and_counts_for_nothing(sites):
    table = sites.table.copy()
    table.loc["C", "surface_ha"] = np.nan
    rows = benefit_rows(Benefit(benefit="hectares"), replace(sites, table=table))
    assert rows.unknown.tolist() == [2]
    assert rows.matrix.toarray()[1].tolist() == [0, 0, 0, 8, 0, 0]


def test_sites_in_no_territory_are_told(sites):
    lost = sites.bases["region"].rename(index={"11": "e1", "24": "e3", "53": "e2", "94": "e4"})
    rows = benefit_rows(Benefit(by="epci"), replace(sites, bases={"epci": lost}))
    assert rows.outside.tolist() == [5]  # F has no EPCI
    assert rows.matrix.sum() == 5


@pytest.mark.parametrize(
    ("benefit", "per"),
    [
        *itertools.product(
            ["sites", "hectares", "jobs", "score"], ["territory", "population", "eligible_ha"]
        )
    ],
)
def test_rows_are_the_plain_sum_of_each_selection(sites, benefit, per):
    rows = benefit_rows(Benefit(benefit=benefit, per=per), sites)
    what = {
        "sites": np.ones(6),
        "hectares": sites.table["surface_ha"].to_numpy(),
        "jobs": sites.table["surface_ha"].to_numpy() * 15,
        "score": sites.scores,
    }[benefit]
    for chosen in itertools.product([0, 1], repeat=6):
        got = rows.matrix @ np.array(chosen, dtype=float)
        for code, value in zip(rows.codes, got, strict=True):
            here = (sites.table["reg"] == code).to_numpy()
            base, scale = {
                "territory": (1.0, 1.0),
                "population": (sites.bases["region"].at[code, "population"], 1e6),
                "eligible_ha": (sites.table["surface_ha"].to_numpy()[here].sum(), 1e3),
            }[per]
            expected = sum(what[k] * chosen[k] for k in range(6) if here[k]) * scale / base
            assert value == pytest.approx(expected)


def test_score_before_scoring_and_unknown_words_are_refused(sites):
    with pytest.raises(ValueError, match="scored"):
        benefit_rows(Benefit(benefit="score"), replace(sites, scores=None))
    with pytest.raises(ValidationError):
        Benefit(by="planet")


def test_a_cut_without_any_territory_is_a_problem_for_the_planner(sites):
    """No site in any territory of the cut, and no territory in the pack: nothing to compare."""
    table = sites.table.assign(reg=None)
    empty = sites.bases["region"].iloc[:0]
    nowhere = replace(sites, table=table, bases={"region": empty}, groups={})
    rows = benefit_rows(Benefit(by="region"), nowhere)
    assert (rows.codes, rows.matrix.shape, rows.outside.size) == ((), (0, 6), 6)
    for kind in ("gini", "cvar", "max_min", "band"):
        declared = {"kind": kind, "as": "stage", "by": "region", "source": "toy"}
        rule = TypeAdapter(Equity).validate_python(declared)
        (problem,) = rule.problems("m", nowhere, access=False)
        assert "aucun territoire à comparer" in str(problem)

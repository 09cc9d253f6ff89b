from __future__ import annotations

import numpy as np
import pytest

from tisites.candidates.undeclared import SILENT
from tisites.candidates.vocabulary import CNIG_STATUSES
from tisites.criteria.assumptions import Assumptions, Readiness, percent
from tisites.criteria.maturity import POLLUTION, STATUS, measure_maturity


def test_status_gives_readiness(sites):
    table = sites(5, status=[*STATUS, None])
    found = measure_maturity(table, Assumptions())["readiness_pct"]
    assert found.nominal == pytest.approx([10, 30, 50, 0, np.nan], nan_ok=True)
    assert found.low.tolist() == [0, 10, 20, 0, 0]
    assert found.high.tolist() == [40, 60, 90, 0, 90]


def test_a_declared_table_is_used(sites):
    told = Assumptions(readiness_pct=Readiness(without_project=percent(70, 80, 95)))
    found = measure_maturity(sites(), told)["readiness_pct"]
    assert (found.low[0], found.nominal[0], found.high[0]) == (70, 80, 95)


def test_pollution_word_gives_a_level_and_silence_the_whole_scale(sites):
    table = sites(7, pollution=[*POLLUTION, None, "inconnu"])
    found = measure_maturity(table, Assumptions())["pollution_level"]
    assert found.nominal[:5].tolist() == sorted(found.nominal[:5])
    assert np.isnan(found.nominal[5:]).all()
    assert found.low[5:].tolist() == [0, 0]
    assert found.high[5:].tolist() == [1, 1]


def test_every_status_of_the_standard_is_scored_or_silent():
    assert set(CNIG_STATUSES) <= {*STATUS, *SILENT}


def test_membership_of_the_programme(sites):
    table = sites(3, ti_id=["TI042", None, None], insee=["01001", "01002", None])
    found = measure_maturity(table, Assumptions())["in_territoire_industrie"]
    assert found.nominal == pytest.approx([1, 0, np.nan], nan_ok=True)


def test_real_members_are_those_of_the_list(real_territory, real_sites, real_indicators):
    listed = real_territory.territoires_industrie
    members = set(listed.loc[listed["epci_current"], "epci_siren"])
    expected = real_sites["epci_siren"].isin(members)
    got = real_indicators.table["in_territoire_industrie"]
    known = got.notna()
    agree = (got[known] == expected[known]).mean()
    assert agree > 0.97  # a few communes are listed one by one, or their EPCI has merged since

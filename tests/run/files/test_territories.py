"""Territories kept by a run are those of the case, counted from its candidates."""

from __future__ import annotations

import pandas as pd
import pytest

from tisites.criteria.cuts import TERRITORIAL
from tisites.model.sites import GROUP_COLUMN
from tisites.run.files.territories import counted, territories_of, territories_table
from tisites.run.prepare.kept import OnDisk
from tisites.run.prepare.prepare import prepare
from tisites.run.prepare.request import Request
from tisites.run.read.case import case_of


@pytest.fixture(scope="module")
def case():
    return case_of(prepare(Request(), keep=OnDisk()))


def test_every_cut_is_there_and_counts_its_candidates(case):
    assert tuple(case.bases) == tuple(by for by in TERRITORIAL if by != "frr")  # not in this pack
    for by, table in case.bases.items():
        group = case.everyone[GROUP_COLUMN[by]].dropna()
        assert table["candidates"].sum() == len(group)
        assert table["eligible"].sum() == case.everyone.loc[group.index, "eligible"].sum()
        eligible = case.everyone[case.everyone["eligible"]]
        hectares = eligible.groupby(GROUP_COLUMN[by])["surface_ha"].sum()
        for code, value in hectares.items():
            assert table.at[code, "eligible_ha"] == pytest.approx(value)


def test_a_long_table_gives_each_cut_back(case, tmp_path):
    path = tmp_path / "territories.parquet"
    territories_table(case.bases).to_parquet(path, index=False)
    back = territories_of(pd.read_parquet(path))
    assert list(back) == list(case.bases)
    for by, table in case.bases.items():
        pd.testing.assert_frame_equal(back[by], table, check_dtype=False)


def test_a_territory_unknown_to_the_bases_is_kept_without_figures(case):
    everyone = case.everyone.head(2).assign(reg=["zz", None])
    found = counted(
        {"region": case.bases["region"].drop(columns=["candidates", "eligible"])}, everyone
    )
    assert found["region"].at["zz", "candidates"] == 1
    assert found["region"].at["zz", "name"] == "zz"
    assert pd.isna(found["region"].at["zz", "population"])

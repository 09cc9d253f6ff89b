"""What territories are measured against: sums by hand, unknowns that stay unknown."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tisites.criteria.assumptions import Assumptions
from tisites.criteria.density import cross, density_class
from tisites.criteria.territory_bases import (
    BASES,
    TERRITORIAL,
    _added,
    commune_bases,
    commune_groups,
    every_base,
    territory_bases,
)
from tisites.territory.territory import Territory


@pytest.fixture(scope="module")
def demo(demo_territory):
    return demo_territory


def test_few_unknown_communes_count_at_the_mean_many_make_it_unknown():
    parts = pd.DataFrame(
        {
            "population": [95.0, 5.0, 80.0, 20.0, 10.0],
            "industry_jobs": [190.0, np.nan, 80.0, np.nan, 5.0],
        }
    )
    got = _added(parts, np.array([0, 0, 1, 1, 2]))
    assert got["population"].tolist() == [100.0, 100.0, 10.0]
    assert got["industry_jobs"][0] == pytest.approx(200.0)  # 5 % unknown: at 2 a head
    assert np.isnan(got["industry_jobs"][1])  # 20 % unknown
    assert got["industry_jobs"][2] == 5.0


def test_density_thresholds_are_inclusive_and_unknown_stays_unknown():
    people = np.array([1500.0, 1499.9, 300.0, 299.9, 100.0, 100.0])
    surface = np.array([100.0, 100.0, 100.0, 100.0, np.nan, 0.0])
    assert density_class(people, surface).tolist() == [
        "dense", "intermediate", "intermediate", "rural", None, None,
    ]  # fmt: skip
    assert cross(pd.Series(["53"]), pd.Series([None], dtype=object)).tolist() == [None]


@pytest.mark.parametrize("by", TERRITORIAL)
def test_every_cut_adds_up_its_communes(demo, by):
    bases = territory_bases(demo, by)
    assert bases.index.is_monotonic_increasing
    assert bases.index.is_unique
    assert bases["name"].notna().all()
    parts = commune_bases(demo, Assumptions())
    group = commune_groups(demo, by)
    for code in bases.index[:: max(1, len(bases) // 20)]:
        here = group.eq(code).fillna(value=False).to_numpy(dtype=bool)
        if not here.any():
            assert bases.loc[code, list(BASES)].isna().all()
            continue
        assert bases.at[code, "population"] == pytest.approx(parts["population"][here].sum())
        jobs = parts["industry_jobs"][here]
        if jobs.notna().all():
            assert bases.at[code, "industry_jobs"] == pytest.approx(jobs.sum())
    assert bases["jobs_lost"].isna().all()  # this pack counts no jobs


def test_cuts_of_the_whole_country_agree(demo):
    bases = every_base(demo)
    whole = demo.communes["population"].sum()
    for by in ("region", "departement", "overseas"):
        assert bases[by]["population"].sum() == pytest.approx(whole)
    nested = bases["region_x_density"].groupby("reg")["population"].sum()
    known = demo.communes["surface_ha"] > 0
    by_region = demo.communes[known].groupby("reg")["population"].sum()
    pd.testing.assert_series_equal(nested, by_region, check_names=False, check_index_type=False)
    assert (bases["departement"]["reg"].isin(bases["region"].index)).all()


def test_real_bases(real_territory):
    bases = every_base(real_territory)
    sizes = {by: len(table) for by, table in bases.items()}
    assert sizes["region"] == 18
    assert sizes["departement"] == 101
    assert sizes["territoire_industrie"] == 183
    region = bases["region"]
    assert region["population"].sum() == pytest.approx(68_350_798)
    assert region.index[region["industry_jobs"].isna()].tolist() == ["03", "06"]
    assert region["overseas"].sum() == 5
    # INSEE counts 3.2 M industrial jobs in 2019; the estimate must be of that order
    assert 3.0e6 < region["industry_jobs"].sum() < 3.6e6
    assert np.isnan(bases["overseas"].at["yes", "industry_jobs"])
    # Grille de densité 2022: 38 % of people in dense communes, 29 % in intermediate, 33 % in rural
    density = bases["density"]["population"] / bases["density"]["population"].sum()
    assert density["dense"] == pytest.approx(0.38, abs=0.06)
    assert density["rural"] == pytest.approx(0.33, abs=0.08)
    lost = bases["territoire_industrie"]
    assert lost.index[lost["population"].isna()].tolist() == ["ti-1101", "ti-1105"]


def knowing(demo: Territory, **layers: object) -> Territory:
    """The demonstration territory, with layers that its pack has not."""
    known = Territory(demo.pack, demo.communes)
    known.__dict__.update(layers)
    return known


def test_jobs_at_the_place_of_work_take_the_place_of_the_estimate(demo):
    one, two = "71153", "71014"
    table = pd.DataFrame({"jobs": {one: 10_000.0, two: 500.0}, "industry_jobs": {two: 90.0}})
    known = knowing(demo, commune_jobs_table=table)
    share = demo.departement_jobs.at["71", "industry_job_share_pct"] / 100
    before, after = (commune_bases(t, Assumptions()) for t in (demo, known))
    assert after.at[one, "industry_jobs"] == pytest.approx(10_000 * share)
    assert after.at[two, "industry_jobs"] == 90.0
    assert after.at[two, "estimated_industry_jobs"] == 0.0
    others = [before["industry_jobs"].drop([one, two]), after["industry_jobs"].drop([one, two])]
    pd.testing.assert_series_equal(*others)


def test_jobs_lost_are_the_net_fall_of_the_territory_between_two_censuses(demo):
    """Communes that gained make up for those that lost; a territory that gained lost none."""
    here = demo.communes.index
    ain = demo.communes["dep"].eq("01").to_numpy()
    now = pd.Series(10.0, here)
    then = pd.Series(np.where(ain, 9.0, 12.0), here)
    first = here[demo.communes["dep"].eq("02")][0]
    then[first] = 2.0  # this one gained eight jobs
    table = pd.DataFrame({"jobs": now, "industry_jobs": now, "industry_jobs_before": then})
    bases = every_base(knowing(demo, commune_jobs_table=table))
    lost = bases["departement"]["jobs_lost"]
    aisne = int(demo.communes["dep"].eq("02").sum())
    assert lost["01"] == 0.0
    assert lost["02"] == pytest.approx(2.0 * (aisne - 1) - 8.0)
    assert bases["overseas"]["jobs_lost"].notna().all()
    table.loc[demo.communes["dep"].eq("02"), "industry_jobs_before"] = np.nan
    unknown = every_base(knowing(demo, commune_jobs_table=table))
    assert np.isnan(unknown["departement"].at["02", "jobs_lost"])


def test_the_grid_takes_the_place_of_the_mean_density(demo):
    here = demo.communes.index
    level = pd.Series(np.arange(len(here)) % 7 + 1.0, here).iloc[1:]
    grid = commune_groups(knowing(demo, density_level=level), "density")
    assert grid.iloc[0] is None  # absent from the grid: no proxy beside it
    assert grid.iloc[1:8].tolist() == [
        "intermediate", "intermediate", "intermediate", "rural", "rural", "rural", "dense"
    ]  # fmt: skip
    assert not territory_bases(knowing(demo, density_level=level), "density")["by_proxy"].any()
    assert territory_bases(demo, "density")["by_proxy"].all()
    assert not territory_bases(demo, "region")["by_proxy"].any()


def test_frr_is_a_cut_where_a_pack_has_it(demo):
    here = demo.communes.index
    classes = pd.Series("none", here)
    classes.iloc[:4] = ["core", "plus", "beneficiary_partial", "listed"]
    bases = territory_bases(knowing(demo, frr=classes.iloc[:-1]), "frr")
    assert bases["name"].to_dict() == {
        "frr": "FRR", "frr_plus": "FRR+", "no": "hors FRR", "partial": "FRR en partie"
    }  # fmt: skip
    people = demo.communes["population"]
    assert bases.at["frr", "population"] == people.iloc[0] + people.iloc[3]
    assert bases["population"].sum() == pytest.approx(people.iloc[:-1].sum())
    assert territory_bases(demo, "frr").empty

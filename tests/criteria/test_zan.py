from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tisites.candidates.undeclared import SILENT
from tisites.candidates.vocabulary import (
    CNIG_TYPES,
    CNIG_ZONINGS,
    D111_54_TYPES,
    TYPE_VARIANTS,
    ZONING_VARIANTS,
)
from tisites.criteria.assumptions import Assumptions
from tisites.criteria.evidence import (
    TYPE_CLASS,
    ZONING_CLASS,
    ArtificialisedShares,
    UrbanisedShares,
    land_share,
)
from tisites.criteria.interval import share
from tisites.criteria.zan import measure_zan as measure_zan_in
from tisites.data.pack import Manifest, Pack
from tisites.territory.territory import Territory

WHOLE = share(1, 1, 1)
#: A pack without any layer.
NOWHERE = Territory(
    Pack(Path("toy"), Manifest(name="toy", built="", tisites="", layers=())), pd.DataFrame()
)


def measure_zan(table, assumptions):
    return measure_zan_in(table, NOWHERE, assumptions)


def one(found, name):
    interval = found[name]
    return tuple(float(end[0]) for end in (interval.low, interval.nominal, interval.high))


def test_a_built_brownfield_in_an_urban_zone(sites):
    found = measure_zan(sites(), Assumptions(footprint_share=WHOLE))
    assert one(found, "surface_ha") == (10, 10, 10)
    assert one(found, "recycled_ha") == pytest.approx((9.0, 9.8, 10.0))
    assert one(found, "new_enaf_ha") == pytest.approx((0.0, 0.2, 1.0))
    assert one(found, "new_enaf_share_pct") == pytest.approx((0, 2, 10))
    assert one(found, "net_artificialised_ha") == pytest.approx((0.0, 1.5, 4.0))


def test_a_smaller_footprint_takes_less_of_everything(sites):
    found = measure_zan(sites(), Assumptions(footprint_share=share(0.5, 0.5, 0.5)))
    assert one(found, "recycled_ha") == pytest.approx((4.5, 4.9, 5.0))
    assert one(found, "new_enaf_ha") == pytest.approx((0.0, 0.1, 0.5))


def test_both_regimes_debit_what_they_count_and_disagree(sites):
    enaf = measure_zan(sites(), Assumptions())
    net = measure_zan(sites(), Assumptions(zan_regime="net"))
    assert one(enaf, "zan_debit_ha") == one(enaf, "new_enaf_ha")
    assert one(net, "zan_debit_ha") == one(net, "net_artificialised_ha")
    assert one(enaf, "zan_debit_ha") != one(net, "zan_debit_ha")


def test_a_law_that_exempts_industry_debits_nothing_but_hides_nothing(sites):
    found = measure_zan(sites(), Assumptions(industry_exempt=True))
    assert one(found, "zan_debit_ha") == (0, 0, 0)
    assert one(found, "new_enaf_ha")[1] > 0


def test_renaturation_counts_only_where_credited(sites):
    kept = measure_zan(sites(), Assumptions(footprint_share=WHOLE, renatured_share=0.3))
    credited = measure_zan(
        sites(),
        Assumptions(footprint_share=WHOLE, renatured_share=0.3, renaturation_credited=True),
    )
    assert one(kept, "net_artificialised_ha") == pytest.approx((0.0, 1.5, 4.0))
    assert one(credited, "net_artificialised_ha") == pytest.approx((-3.0, -1.5, 1.0))
    assert one(credited, "new_enaf_ha") == one(kept, "new_enaf_ha")


def test_farm_land_called_a_brownfield_is_mostly_new_land(sites):
    found = measure_zan(
        sites(site_type="friche agricole", zoning="A"), Assumptions(footprint_share=WHOLE)
    )
    assert one(found, "new_enaf_ha") == pytest.approx((7.0, 9.5, 10.0))
    assert one(found, "recycled_ha")[1] == pytest.approx(0.5)


def test_a_reconverted_site_brings_nothing_back(sites):
    found = measure_zan(sites(status="friche reconvertie"), Assumptions())
    assert one(found, "recycled_ha") == (0, 0, 0)
    lost = measure_zan(sites(status="friche reconvertie", surface_ha=np.nan), Assumptions())
    assert np.isnan(one(lost, "recycled_ha")).all()


def test_an_unknown_surface_is_unknown_but_the_share_is_not(sites):
    found = measure_zan(sites(surface_ha=np.nan), Assumptions())
    for name in ("surface_ha", "recycled_ha", "new_enaf_ha", "net_artificialised_ha"):
        assert np.isnan(one(found, name)).all(), name
    assert one(found, "new_enaf_share_pct") == pytest.approx((0, 2, 10))


def test_less_evidence_is_a_wider_interval(sites):
    def width(**columns):
        found = measure_zan(sites(**columns), Assumptions())["new_enaf_share_pct"]
        return float(found.high[0] - found.low[0])

    assert width() < width(zoning=None) <= width(zoning=None, site_type=None)
    assert width() < width(site_type="inconnu")
    assert width(site_type="a word of our own") == width(site_type=None)


def test_every_word_of_the_standard_has_a_class():
    assert {*CNIG_TYPES, *TYPE_VARIANTS, *D111_54_TYPES} <= {*TYPE_CLASS, *SILENT}
    assert {*CNIG_ZONINGS, *ZONING_VARIANTS} <= {*ZONING_CLASS, *SILENT}


@settings(deadline=None)
@given(
    site_type=st.sampled_from([*TYPE_CLASS, None]),
    zoning=st.sampled_from([*ZONING_CLASS, None]),
    area=st.floats(0, 1e4),
    regime=st.sampled_from(["enaf", "net"]),
)
def test_intervals_are_ordered_and_land_adds_up(sites, site_type, zoning, area, regime):
    table = sites(site_type=site_type, zoning=zoning, surface_ha=area)
    found = measure_zan(table, Assumptions(zan_regime=regime, footprint_share=WHOLE))
    for name, interval in found.items():
        if name in ("in_pene", "sellable_ha"):  # no column says
            continue
        assert interval.low[0] <= interval.nominal[0] <= interval.high[0]
    recycled, new = one(found, "recycled_ha"), one(found, "new_enaf_ha")
    assert recycled[1] + new[1] == pytest.approx(area)
    assert recycled[0] + new[2] == pytest.approx(area)


def test_vegetated_parts_make_the_net_regime_the_stricter_on_every_class():
    urbanised, sealed = UrbanisedShares(), ArtificialisedShares()
    for name in UrbanisedShares.model_fields:
        assert getattr(sealed, name).nominal <= getattr(urbanised, name).nominal, name


def test_a_declared_share_replaces_one_class_only(sites):
    table = UrbanisedShares(built_urban=share(0.1, 0.2, 0.3))
    two = sites(2, zoning=["U", "N"])
    found = land_share(two["site_type"], two["zoning"], table)
    assert found.nominal.tolist() == [0.2, 0.8]


def test_a_project_of_national_scope_debits_nothing(sites):
    table = sites(3, zoning="A", pene=["oui", "non", None])
    found = measure_zan(table, Assumptions())
    debit = found["zan_debit_ha"]
    assert (debit.low[0], debit.nominal[0], debit.high[0]) == (0.0, 0.0, 0.0)
    assert debit.nominal[1] == debit.nominal[2] > 0  # unknown: debited
    assert found["new_enaf_ha"].nominal[0] > 0  # the land is taken all the same
    inside = found["in_pene"]
    assert inside.nominal.tolist()[:2] == [1.0, 0.0]
    assert np.isnan(inside.nominal[2])
    assert (inside.low[2], inside.high[2]) == (0.0, 1.0)

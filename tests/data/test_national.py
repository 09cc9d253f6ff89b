"""Cartofriches joins the candidates without doubling a site."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tisites.data.build.candidates import read_candidate_layer
from tisites.data.build.cartofriches import cartofriches_table, read_cartofriches
from tisites.data.build.fund_dossiers import read_fund_dossiers
from tisites.data.build.national import SAME_SITE_M, with_national, within
from tisites.messages.errors import BadInputError


def test_the_national_file_is_read_whole(shared_data) -> None:
    table = read_cartofriches(shared_data).table
    assert len(table) == 23_878
    assert table["site_id"].is_unique
    assert (table["site_surface"] > 0).sum() == 23_784
    assert table["urba_zone_formdomi"].notna().sum() > 14_000
    assert table["site_reconv_type"].value_counts()["habitat"] == 370


def test_the_join_doubles_no_site(shared_data) -> None:
    ours, theirs = read_candidate_layer(shared_data), read_cartofriches(shared_data)
    joined = with_national(ours, theirs).table
    assert joined["site_id"].is_unique
    assert len(joined) == 29_332
    assert joined["site_id"].head(len(ours.table)).tolist() == ours.table["site_id"].tolist()
    added = joined.iloc[len(ours.table) :]
    own = ours.table[ours.table["coord_quality"] == "site point"]
    assert not within(added, own, SAME_SITE_M).any()
    kept = set(theirs.table["site_id"]) - set(joined["site_id"])
    lost = theirs.table[theirs.table["site_id"].isin(kept)]
    assert within(lost, own, SAME_SITE_M).all()  # every record left out has a candidate beside it


def test_the_sites_own_area_is_taken_not_its_land_unit(shared_data) -> None:
    joined = with_national(read_candidate_layer(shared_data), read_cartofriches(shared_data)).table
    theirs = read_cartofriches(shared_data).table.set_index("site_id")
    added = joined[joined["source_nom"] == "Cartofriches"].set_index("site_id")
    told = theirs.loc[added.index, "site_surface"]
    both = told.notna()
    assert np.allclose(added.loc[both, "unite_fonciere_surface"], told[both])


def test_within_is_metres_on_the_ground() -> None:
    ours = pd.DataFrame({"lon": [2.35], "lat": [48.85], "comm_insee": ["75056"]})
    for metres, near in ((99.0, True), (101.0, False)):
        north = pd.DataFrame(
            {"lon": [2.35], "lat": [48.85 + metres / 111_195.0], "comm_insee": ["75056"]}
        )
        assert within(north, ours, 100.0).tolist() == [near]


def test_codes_of_merged_communes_are_brought_up_to_date() -> None:
    ours = pd.DataFrame({"lon": [5.0], "lat": [46.0], "comm_insee": ["01033"]})
    theirs = pd.DataFrame({"lon": [5.0], "lat": [46.0], "comm_insee": ["01018"]})
    assert within(theirs, ours, 10.0).tolist() == [True]


def test_dossiers_have_their_place_and_no_negative_area(shared_data) -> None:
    reading = read_fund_dossiers(shared_data)
    table = reading.table
    assert len(table) == 4_446
    assert table["lon"].notna().sum() == 2_206
    assert not (table["friche_ha"] <= 0).any()
    assert "0" not in set(table["logic"].dropna())
    assert [f.code for f in reading.findings] == ["dossier_area"]


def test_a_file_of_another_standard_is_refused(tmp_path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("a;b\n1;2\n", encoding="utf-8")
    with pytest.raises(BadInputError):
        cartofriches_table(path)


def test_the_standards_own_example_is_read(shared_data) -> None:
    table = cartofriches_table(shared_data / "candidates/cnig_friches_exemple_valide.csv")
    assert len(table) >= 1
    assert table["site_reconv_type"].notna().any()
    assert table["site_surface"].isna().all()
    assert table["lon"].notna().any()

"""What a candidate file may say beside place and surface, down to the indicators."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tisites.candidates.column_names import OPTIONAL
from tisites.candidates.read import read_candidates
from tisites.criteria.assumptions import Assumptions
from tisites.criteria.indicators import measure
from tisites.territory.territory import Territory

#: The example that the CNIG ships with its standard Sites économiques, and a poorer neighbour.
HEAD = (
    "site_id,site_nom,site_type,site_etat,site_surf_brute,site_comm_insee,site_geompoint,"
    "site_surf_comm_dispo,reseau_eau_pluviale,reseau_eau_potable,reseau_assainissement,reseau_gaz,"
    "reseau_electrique,reseau_fibre_optique,reseau_fret_ferroviaire,reseau_fluvial,"
    "autoroute_echang_dist,gare_dist,gare_fret_dist,aeroport_dist,port_dist"
)
ROWS = (
    "80024_SITE-ECO_00001,ZAC Les Bornes,zone d'activité économique,existant,37.2,80021,"
    '"2.30, 49.89"'
    ",5.7,oui,oui,oui,oui,oui,oui,non,non,17,15,15,46,4",
    '97411_SITE-ECO_00002,ZA Nord,zone d\'activité économique,existant,12,97411,"55.45, -20.90"'
    ",99,oui,,non,,oui,?,oui,oui,12000,,,8,3",
)


@pytest.fixture(scope="module")
def territory(demo_territory: Territory) -> Territory:
    return demo_territory


def read(folder: Path, territory: Territory, *rows: str, head: str = HEAD) -> pd.DataFrame:
    path = folder / "sites.csv"
    path.write_text("\n".join((head, *rows)) + "\n", encoding="utf-8")
    found = read_candidates(path, territory)
    found.table.attrs["findings"] = found.findings
    return found.table


def test_sites_of_the_cnig_standard_keep_what_they_say(
    tmp_path: Path, territory: Territory
) -> None:
    table = read(tmp_path, territory, *ROWS)
    told = [name for name in OPTIONAL if name in table.columns]
    future = {name for name, datum in OPTIONAL.items() if datum.kind == "text"} | {
        "cadastre_ha",
        "owners",
    }
    assert set(OPTIONAL) - set(told) == {"pene", "ite_km", "ite_state"} | future
    amiens, reunion = table.iloc[0], table.iloc[1]
    assert amiens["surface_ha"] == pytest.approx(37.2)
    assert (amiens["lon"], amiens["lat"]) == (2.30, 49.89)
    assert (amiens["sellable_ha"], amiens["motorway_km"], amiens["has_siding"]) == (5.7, 17.0, 0.0)
    assert np.isnan(reunion["sellable_ha"])  # more than the site itself
    assert np.isnan(reunion["motorway_km"])  # in metres, surely
    odd = [f for f in table.attrs["findings"] if f.code == "optional_not_understood"]
    assert {f.subject for f in odd} == {
        "site_surf_comm_dispo", "autoroute_echang_dist", "reseau_fibre_optique"
    }  # fmt: skip
    assert {f.line for f in odd} == {3}


def test_indicators_hear_them(tmp_path: Path, territory: Territory) -> None:
    table = read(tmp_path, territory, *ROWS)
    found = measure(table, territory, Assumptions(), cache=None).table
    amiens, reunion = found.iloc[0], found.iloc[1]
    assert (amiens["sellable_ha"], amiens["motorway_km"]) == (5.7, 17.0)
    assert (amiens["utilities_pct"], amiens["river_quay"]) == (100.0, 0.0)
    assert np.isnan(reunion["utilities_pct"])
    assert (reunion["utilities_pct_low"], reunion["utilities_pct_high"]) == pytest.approx(
        (100 / 3, 500 / 6)
    )
    assert np.isnan(reunion["siding_km"])  # one on the site, of which no state is told
    assert np.isnan(reunion["rail_access_level_low"])  # it may be unusable, and no station is known
    # a pack without airports overseas is filled by the file, one that has them is not
    assert reunion["airport_km"] == 8.0 or territory.airports is not None


def test_words_and_units_of_a_planner(tmp_path: Path, territory: Territory) -> None:
    head = "id;insee;surface_ha;lon;lat;PENE;ITE km;Etat ITE;autoroute_km"
    rows = [
        "a;80021;30;2,30;49,89;Oui;0,4;Bon état;3,5",
        "b;80021;30;2,31;49,89;NON;0,2;Mauvais (rails);1",
        "c;80021;30;2,32;49,89;;0,1;Inutilisable;",
        "d;80021;30;2,33;49,89;;;;",
    ]
    path = tmp_path / "sites.csv"
    path.write_text("\n".join((head, *rows)) + "\n", encoding="cp1252")
    candidates = read_candidates(path, territory, {"ite_km": "ITE km", "ite_state": "Etat ITE"})
    table = candidates.table
    assert table["pene"].fillna(-1).tolist() == [1.0, 0.0, -1, -1]
    assert table["ite_state"].fillna("–").tolist() == ["good", "poor", "unusable", "–"]
    found = measure(table, territory, Assumptions(), cache=None).table
    level = found["rail_access_level"]
    assert level.iloc[:2].tolist() == [1.0, 0.8]
    assert level.iloc[2] < 0.8  # a siding that cannot be used is none
    assert found["rail_access_level_high"].iloc[2] == level.iloc[2]
    assert found["rail_access_level_high"].iloc[3] == 1.0  # nothing said: there may be one
    assert found["zan_debit_ha"].iloc[0] == 0.0
    assert found["zan_debit_ha"].iloc[1] > 0.0
    assert (found["in_pene_low"].iloc[3], found["in_pene_high"].iloc[3]) == (0.0, 1.0)


def test_a_pack_built_from_the_standard_keeps_them_too(
    tmp_path: Path, territory: Territory
) -> None:
    from dataclasses import replace

    from tisites.candidates.read import candidates_from_pack
    from tisites.data.build.candidates import FILE, read_candidate_layer
    from tisites.data.readers.candidates import read_sites_economiques
    from tisites.data.write import write_pack

    path = tmp_path / "sites.csv"
    path.write_text("\n".join((HEAD, *ROWS)) + "\n", encoding="utf-8")
    target = tmp_path / "raw" / FILE
    target.parent.mkdir(parents=True)
    read_sites_economiques(path).to_csv(target, index=False)
    reading = read_candidate_layer(tmp_path / "raw")
    layer = (reading.layer, reading.source, reading.table)
    pack = write_pack(tmp_path / "pack", "toy", [layer], built="2026-01-01")
    table = candidates_from_pack(replace(territory, pack=pack)).table
    direct = read_candidates(path, territory).table
    for name in ("motorway_km", "has_gas", "sellable_ha", "port_road_km"):
        pd.testing.assert_series_equal(table[name], direct[name])

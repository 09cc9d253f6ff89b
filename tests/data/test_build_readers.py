from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tisites.data.build import water
from tisites.data.build.codes_2022 import Codes2022
from tisites.data.build.communes import located, with_article
from tisites.data.build.freight_stations import FILE as STATIONS
from tisites.data.build.freight_stations import read_freight_stations
from tisites.data.build.industry_territories import FILE as TERRITORIES
from tisites.data.build.industry_territories import read_industry_territories
from tisites.data.build.labelled_sites import FILE as LABELLED
from tisites.data.build.labelled_sites import read_labelled_sites
from tisites.data.build.roads import EDGES_FILE, NODES_FILE, read_roads
from tisites.data.build.substations import FILE as SUBSTATIONS
from tisites.data.build.substations import read_substations
from tisites.messages.errors import BadInputError
from tisites.messages.findings import Finding


def put(folder: Path, file: str, *lines: str, encoding: str = "utf-8") -> Path:
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding=encoding)
    return folder


def codes(*found: Finding) -> list[str]:
    return [finding.code for finding in found]


CODES = Codes2022(
    pd.DataFrame(
        [
            ["76351", "Le Havre", "76", "E3"],
            ["57672", "Thionville", "57", "F1"],
            ["23019", "Beissat", "23", "E1"],
            ["76484", "Oissel", "76", "E3"],
        ],
        columns=["insee", "nom", "dep", "epci_siren"],
    ),
    pd.DataFrame({"zone_emploi": ["0051"], "nom": ["Alençon"]}),
)


def communes() -> pd.DataFrame:
    table = pd.DataFrame(
        [
            ["76351", "Havre", "76", "E3"],
            ["57672", "Thionville", "57", "NEW"],
            ["23019", "Beissat", "23", "E1"],
            ["76484", "Oissel-sur-Seine", "76", "E3"],
            ["2A004", "Ajaccio", "2A", "E5"],
            ["97101", "Abymes", "971", None],
        ],
        columns=["insee", "nom", "dep", "epci_siren"],
    )
    return located(
        table, pd.Series([0.1, 6, 2, 1, 8.7, np.nan]), pd.Series([49.5, 49, 45, 49, 41, 16])
    )


POSTS = "Code poste;Nom poste;FONCTION;Etat;Tension (kV);Longitude poste (DD);Latitude poste (DD)"


def test_substations_keep_what_transforms_and_only_figures_as_voltage(tmp_path: Path) -> None:
    rows = [
        "TUILI;TUILIÈRES;Poste de transformation;EN EXPLOITATION;63kV;0.63;44.84",
        "TUILI;TUILIÈRES;Poste de transformation;EN EXPLOITATION;225kV;0.64;44.84",
        "ZPIQ;PIQUAGE;Point de piquage;EN EXPLOITATION;90kV;1;45",
        "DEAD;MORT;Poste de transformation;EN EXPLOITATION;HORS TENSION;1;45",
        "SOON;BIENTÔT;Poste de transformation;ACCORD ADMINISTRATIF;400kV;1;45",
        "LOW;BAS;Poste de transformation;EN EXPLOITATION;<45kV;1;45",
    ]
    put(tmp_path, SUBSTATIONS, POSTS, *rows, encoding="latin-1")
    reading = read_substations(tmp_path)
    table = reading.table.set_index("code").sort_index()
    assert table.index.tolist() == ["DEAD", "LOW", "SOON", "TUILI", "TUILI#2"]
    assert table.loc["TUILI", "nom"] == "TUILIÈRES"
    assert table["voltage_kv"].fillna(-1).tolist() == [-1, -1, 400, 225, 63]
    assert table["in_service"].tolist() == [False, True, False, True, True]
    assert table.loc["TUILI"].geometry.x == 0.64
    assert codes(*reading.findings) == ["tap_left_out", "voltage_unknown", "code_shared"]

    put(tmp_path, SUBSTATIONS, POSTS, *reversed(rows), encoding="latin-1")
    again = read_substations(tmp_path).table.set_index("code").sort_index()
    pd.testing.assert_frame_equal(table, again)


STATION = "code_uic;libelle;fret;code_ligne;rg_troncon;pk;x_wgs84;y_wgs84"


def test_stations_are_freight_ones_once_a_point_whatever_the_order(tmp_path: Path) -> None:
    rows = [
        "87;A;O;300;1;001+000;2.5;48.5",
        "87;A;O;100;1;002+000;2.0;48.0",
        "87;A;O;200;1;002+000;2.0;48.0",
        "88;B;N;100;1;001+000;3;48",
        "89;C;O;100;1;001+000;4;48",
    ]
    for order in (rows, rows[::-1]):
        reading = read_freight_stations(put(tmp_path, STATIONS, STATION, *order))
        table = reading.table.set_index("uic").sort_index()
        assert table.index.tolist() == ["87", "87#2", "89"]
        assert (table.geometry["87"].x, table.geometry["87"].y) == (2.0, 48.0)
        assert (table.geometry["87#2"].x, table.geometry["87#2"].y) == (2.5, 48.5)
        assert codes(*reading.findings) == ["station_spread"]


def test_roads_are_undirected_and_whole(tmp_path: Path) -> None:
    put(tmp_path, NODES_FILE, "id,lat,lon", "1,48,2", "2,48.1,2", "3,48.2,2", "9,40,2")
    put(tmp_path, EDGES_FILE, "a,b,km", "2,1,11", "1,2,10", "3,2,12", "3,3,1")
    nodes, edges = read_roads(tmp_path)
    assert nodes.table["node"].tolist() == [1, 2, 3]
    assert edges.table.to_numpy().tolist() == [[1, 2, 10], [2, 3, 12]]
    assert codes(*nodes.findings) == ["road_left_out"]
    put(tmp_path, EDGES_FILE, "a,b,km", "2,1,11", "1,7,10")
    with pytest.raises(BadInputError) as error:
        read_roads(tmp_path)
    (problem,) = error.value.problems
    assert (problem.where.line, problem.where.column, problem.where.value) == (3, "b", "7")


def test_a_low_flow_interval_out_of_order_is_unknown(tmp_path: Path) -> None:
    names = [f"VCN10_ete_{w}_{q}" for w in ("2C", "2.7C", "4C") for q in ("q05", "q50", "q95")]
    put(
        tmp_path,
        water.LOW_FLOW_FILE,
        ",".join(["insee", *names]),
        "01001,-40,-10,30,-43,-13,16,-69,-28,15",
        "01002,-40,-50,30,-43,-13,16,-69,-28,15",
    )
    reading = water.read_low_flow(tmp_path, pd.Series(["01001", "01002", "97101"]))
    table = reading.table.set_index("insee")
    assert table.loc["01001", "low_flow_change_2c_pct_low"] == -40
    assert table.loc["01001", "low_flow_change_2_7c_pct"] == -13
    assert table.loc["01001", "low_flow_change_4c_pct_high"] == 15
    assert table.loc["01002"].isna().tolist() == [True] * 3 + [False] * 6
    assert codes(*reading.findings) == ["interval_out_of_order", "no_low_flow_projection"]


def test_zre_is_unknown_where_the_source_does_not_look(tmp_path: Path) -> None:
    put(tmp_path, water.ZRE_FILE, json.dumps({"codes": ["76351", "02077"]}))
    zre, findings = water.read_zre(tmp_path, communes())
    assert zre.tolist() == [True, False, False, False, pd.NA, pd.NA]
    assert codes(*findings) == ["zre_former_commune"]


def test_members_are_followed_to_their_communes_of_today(tmp_path: Path) -> None:
    put(
        tmp_path,
        TERRITORIES,
        "id_ti,lib_ti,epci_siren,epci_nom",
        "ti-1,Un,E3,Le Havre Seine Métropole",
        "ti-2,Deux,F1,CA Portes de France-Thionville",
        "ti-3,Trois,212301907,Beissat",
        "ti-4,Quatre,200057990,EPT Boucle Nord de Seine",
    )
    membership = read_industry_territories(tmp_path, communes(), CODES)
    assert membership.ti_of == {
        "76351": "ti-1",
        "76484": "ti-1",
        "57672": "ti-2",
        "23019": "ti-3",
    }
    table = membership.reading.table.set_index("ti_id").sort_index()
    assert table["epci_current"].tolist() == [True, False, False, False]
    assert codes(*membership.reading.findings) == [
        "ti_member_followed",
        "ti_member_followed",
        "ti_member_unresolved",
    ]
    assert "aucune commune rattachée : ti-4" in membership.reading.source.caveat


def test_a_commune_in_two_territories_keeps_the_current_one(tmp_path: Path) -> None:
    put(
        tmp_path,
        TERRITORIES,
        "id_ti,lib_ti,epci_siren,epci_nom",
        "ti-1,Un,212301907,Beissat",
        "ti-2,Deux,E1,CC",
    )
    membership = read_industry_territories(tmp_path, communes(), CODES)
    assert membership.ti_of == {"23019": "ti-2"}
    assert "commune_in_two_ti" in codes(*membership.reading.findings)


def test_names_get_their_article_back_and_nothing_else() -> None:
    assert with_article(communes(), CODES).tolist() == [
        "Le Havre",
        "Thionville",
        "Beissat",
        "Oissel-sur-Seine",
        "Ajaccio",
        "Abymes",
    ]


def test_labelled_sites_are_placed_by_name_and_departement(tmp_path: Path) -> None:
    rows = [
        "Port,Havre,76,Normandie,12.5,friche,presse",
        "Port,Havre,33,Nouvelle-Aquitaine,,,presse",
        "Yara,Oissel,76,Normandie,,,presse",
        "ELPA,,68,Grand Est,,,presse",
    ]
    header = "site_nom,commune,departement,region,surface_ha,note,source"
    for order in (rows, rows[::-1]):
        put(tmp_path, LABELLED, header, *order)
        reading = read_labelled_sites(tmp_path, communes(), CODES)
        table = reading.table.set_index("site_id").sort_index()
        assert table.index.tolist() == [
            "FR2024-33-havre-port",
            "FR2024-68-elpa",
            "FR2024-76-havre-port",
            "FR2024-76-oissel-yara",
        ]
        assert table["insee"].fillna("").tolist() == ["", "", "76351", "76484"]
        assert table["surface_ha"].fillna(0).tolist() == [0, 0, 12.5, 0]
        assert table.geometry.isna().tolist() == [True, True, False, False]
        assert codes(*reading.findings) == ["labelled_site_unplaced"] * 2

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pandas as pd
import pytest

from tisites.data.build.build import build, build_pack
from tisites.data.layers import LAYERS
from tisites.data.pack import Pack
from tisites.data.show import describe_pack, verify_pack
from tisites.messages.errors import BadInputError

ROWS = {
    "communes": 34_875,
    "regions": 18,
    "departements": 101,
    "epci": 1_253,
    "territoires_industrie": 641,
    "zones_emploi": 306,  # 302 with a rate; Guyane and Mayotte unknown
    "departement_jobs": 101,
    "low_flow": 34_418,
    "substations": 4_234,  # 5,079 less 845 taps
    "freight_stations": 1_789,  # points of 1,349 stations
    "road_nodes": 37_442 + 320,  # 37,453 less 11 without a road; overseas 321 less 1
    "road_edges": 52_118 + 403,  # overseas: 404 less a loop
    "labelled_sites_2024": 52,  # of 55: 34 named, 18 known by their region
    "former_communes": 4_240,  # 4,240 former codes of @etalab/decoupage-administratif 6.0.0
    "sea_ports": 34,  # 46 less 12 inland or misplaced
    "airports": 137,  # 142 with an IATA code, less 5
    "enaf_consumption": 995,
    "zan_objectives": 47,
    "drought_restrictions": 1_163,
    "candidates": 29_332,  # 17,996 of the working file, and the national file's others
    "cartofriches": 23_878,
    "fund_dossiers": 4_446,
    "commune_outlines": 34_867,
    "power_plants": 2_572,
    "irep_establishments": 8_820,
    "classified_installations": 2_164,
    "energy_intensive_plants": 465,
    "density_grid": 34_875,
    "frr_communes": 34_875,
    "territoires_industrie_2018": 16_113,
    "rebond_industriel": 756,  # 8 territories of 19
    "commune_programmes": 6_071,  # 6,121 less 50 of which acv2 repeats acv
    "commune_typologies": 34_875,
    "pene_projects": 7,
    "monuments": 179,
    "rail_lines": 2_454,
    "road_classes": 96_839,
    "toll_plazas": 681,
    "toll_plazas_osm": 618,
    "pooled_grid_zones": 11,
    "drought_zones": 2_705,  # 2,745 less 40 that the simplification emptied
}


@pytest.fixture(scope="module")
def communes(real_pack: Pack) -> pd.DataFrame:
    return real_pack.read("communes").set_index("insee")


def test_every_layer_is_there_with_its_rows(real_pack: Pack) -> None:
    description = describe_pack(real_pack)
    there = [layer.name for layer in LAYERS if layer.name in ROWS]
    assert [row.layer for row in description.layers] == there
    assert {row.layer: row.rows for row in description.layers} == ROWS
    absent = tuple(layer.name for layer in LAYERS if layer.name not in ROWS)
    assert description.absent == absent
    assert set(absent) == {
        "sidings", "natura_habitats", "natura_birds", "znieff_1", "znieff_2", "pene",
        "flood_zones", "flood_plans", "commune_jobs",
        "territory_projects", "production_schools", "collective_water",
    }  # fmt: skip
    assert not description.synthetic
    for row in description.layers:
        assert all((row.title, row.producer, row.licence, row.source, row.vintage))


def test_the_pack_is_whole_and_only_candidates_cite_old_communes(real_pack: Pack) -> None:
    findings = verify_pack(real_pack)
    assert [f.subject for f in findings] == ["candidates"]
    assert "53 lignes" in findings[0].message.fr


def test_communes_checked_by_hand(communes: pd.DataFrame) -> None:
    assert communes.geometry.isna().sum() == 8
    havre = communes.loc["76351"]
    assert (havre["nom"], havre["dep"], havre["reg"]) == ("Le Havre", "76", "28")
    assert havre.geometry.x == pytest.approx(0.14, abs=0.03)
    assert havre.geometry.y == pytest.approx(49.50, abs=0.03)
    assert havre["water_basin"] == "H"
    first = communes.loc["01001"]
    assert (first["nom"], first["zone_emploi"], first["population"]) == (
        "L'Abergement-Clémenciat",
        "8405",
        860.0,
    )
    assert first["zre"] is False or not first["zre"]
    assert communes.loc["75056", "nom"] == "Paris"
    assert pd.isna(communes.loc["75056", "population_20_64"])


def test_zre_says_true_false_and_unknown(communes: pd.DataFrame) -> None:
    zre = communes["zre"]
    assert (int(zre.sum()), int((~zre.dropna()).sum()), int(zre.isna().sum())) == (
        12_835,
        21_551,
        489,
    )
    unknown = communes["dep"][zre.isna()].unique().tolist()
    assert sorted(unknown) == ["2A", "2B", "971", "972", "973", "974", "976"]


def test_territoires_industrie_follow_members_to_today(
    real_pack: Pack, communes: pd.DataFrame
) -> None:
    members = real_pack.read("territoires_industrie")
    assert members["ti_id"].nunique() == 183
    assert int((~members["epci_current"]).sum()) == 17
    # 181 of 183: the communes of two Grand Paris territories cannot be known.
    assert communes["ti_id"].nunique() == 181
    by_current_epci = members[members["epci_current"]].set_index("epci_siren")["ti_id"]
    through_epci = communes["epci_siren"].map(by_current_epci)
    more = communes["ti_id"][through_epci.isna() & communes["ti_id"].notna()]
    assert len(more) == 35
    assert (through_epci.dropna() == communes["ti_id"][through_epci.notna()]).all()
    assert communes.loc["57672", "ti_id"] == "ti-4408"  # Thionville, whose EPCI merged
    assert communes.loc["58046", "ti_id"] == "ti-2707"  # Cercy-la-Tour joined by itself


def test_workforce_checked_by_hand(real_pack: Pack) -> None:
    zones = real_pack.read("zones_emploi").set_index("zone_emploi")
    assert zones.loc["0051"].tolist() == ["Alençon", 7.2]
    assert zones.index[zones["unemployment_pct"].isna()].tolist() == [
        "0301",
        "0302",
        "0303",
        "0601",
    ]
    jobs = real_pack.read("departement_jobs").set_index("dep")["industry_job_share_pct"]
    assert jobs["01"] == 21.2
    assert jobs.index[jobs.isna()].tolist() == ["976"]


def test_low_flow_checked_by_hand(real_pack: Pack) -> None:
    table = real_pack.read("low_flow").set_index("insee")
    assert table.loc["01001"].tolist() == [-39, -9, 37, -43, -13, 16, -69, -28, 15]
    for warming in ("2c", "2_7c", "4c"):
        name = f"low_flow_change_{warming}_pct"
        assert (table[f"{name}_low"] <= table[name]).all()
        assert (table[name] <= table[f"{name}_high"]).all()


def test_network_checked_by_hand(real_pack: Pack) -> None:
    posts = real_pack.read("substations").set_index("code")
    assert posts.loc["TUILI", "voltage_kv"] == 225
    assert posts.loc["TUILI#2", "voltage_kv"] == 63
    assert int(posts["voltage_kv"].isna().sum()) == 104
    assert int((~posts["in_service"]).sum()) == 89  # 61 out of voltage, 28 on paper
    assert sorted(posts["voltage_kv"].dropna().unique()) == [45, 63, 90, 150, 225, 400]
    stations = real_pack.read("freight_stations").set_index("uic")
    assert stations.loc["87182055", "nom"] == "Mulhouse-Dornach"
    edges = real_pack.read("road_edges")
    assert (edges["a"] < edges["b"]).all()


def test_labelled_sites_checked_by_hand(real_pack: Pack) -> None:
    sites = real_pack.read("labelled_sites_2024").set_index("site_id")
    assert int(sites["named"].sum()) == 34
    lost = sites.index[sites["insee"].isna() & sites["named"]]
    assert lost.tolist() == ["FR2024-68-elpa-i"]  # no commune in the source
    yara = sites.loc["FR2024-76-oissel-friche-sco-yara"]
    assert yara["insee"] == "76484"  # since renamed Oissel-sur-Seine
    pyrenia = sites.loc["FR2024-65-ossun-pyrenia"]
    assert (pyrenia["surface_ha"], pyrenia["insee"]) == (189, "65344")
    alixan = sites.loc["FR2024-26-alixan-pole-ecotox-rovaltain"]
    assert (alixan["brownfield"], alixan["ready"]) == ("yes", "2024")
    assert real_pack.is_partial("labelled_sites_2024")


def test_candidates_are_as_published(real_pack: Pack) -> None:
    table = real_pack.read("candidates").set_index("site_id")
    first = table.loc["06004_10548"]
    assert (first["site_nom"], first["comm_insee"]) == ("Garage Provençal", "06004")
    assert (first["unite_fonciere_surface"], first["lon"]) == (3529.0, 7.117992)
    real = table[
        (table["coord_quality"] == "site point") & table["surface_quality"].str.startswith("site")
    ]
    assert len(real) == 19_994
    assert int((real["unite_fonciere_surface"] >= 30_000).sum()) == 4_257
    assert int(table["unite_fonciere_surface"].isna().sum()) == 381


#: Folders of raw data that a pack is built from.
RAW = (
    "candidates", "territories", "workforce", "water", "network", "labelled", "zan", "usages",
    "economy", "risks", "nature", "costs",
)  # fmt: skip


@pytest.fixture
def raw_copy(shared_data: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    for name in RAW:
        shutil.copytree(shared_data / name, folder / name, copy_function=shutil.copyfile)
    return folder


def shuffle_csv(path: Path, encoding: str = "utf-8") -> None:
    with path.open(encoding=encoding, newline="") as stream:
        sep = ";" if ";" in stream.readline() else ","
        stream.seek(0)
        header, *rows = csv.reader(stream, delimiter=sep)
    with path.open("w", encoding=encoding, newline="") as stream:
        csv.writer(stream, delimiter=sep).writerows([header, *reversed(rows)])


def test_the_order_of_raw_rows_changes_no_byte(raw_copy: Path, real_pack: Pack) -> None:
    for path in sorted(raw_copy.rglob("*.csv")):
        shuffle_csv(path, "latin-1" if "rte" in path.name else "utf-8")
    built = build(raw_copy, raw_copy.parent / "pack", built="2026-01-01")
    assert built.pack.manifest == real_pack.manifest
    assert {f.code for f in built.findings} >= {"tap_left_out", "ti_member_unresolved"}


def test_all_that_is_wrong_is_told_and_nothing_written(raw_copy: Path) -> None:
    out = raw_copy.parent / "pack"
    (raw_copy / "network/highways_edges.csv").unlink()
    path = raw_copy / "water/explore2_etiage_communes.csv"
    path.write_text(path.read_text().replace("VCN10_ete_4C_q95", "VCN10_ete_4C_p95", 1))
    path = raw_copy / "candidates/friches_france.csv"
    path.write_text(path.read_text("utf-8").replace(",3529.0,", ",three,", 1), "utf-8")
    with pytest.raises(BadInputError) as error:
        build_pack(raw_copy, out)
    places = {(p.where.file, p.where.line, p.where.column) for p in error.value.problems}
    assert places == {
        ("network/highways_edges.csv", None, None),
        ("water/explore2_etiage_communes.csv", None, "VCN10_ete_4C_q95"),
        ("candidates/friches_france.csv", 2, "surface_m2"),
    }
    assert [p.name for p in out.parent.iterdir()] == ["raw"]


def test_no_raw_folder_and_no_room_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="--from"):
        build_pack(tmp_path / "absent", tmp_path / "pack")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/notes.txt").write_text("precious")
    with pytest.raises(BadInputError, match="--out"):
        build_pack(tmp_path / "absent", tmp_path / "mine")

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tisites.data.build.drought import drought_file, read_drought
from tisites.data.build.land_take import (
    CONSUMPTION_FILE,
    OBJECTIVES_FILE,
    read_enaf_consumption,
    read_zan_objectives,
)
from tisites.data.pack import Pack
from tisites.data.sources import airports, ports
from tisites.data.sources.enaf import DECADE
from tisites.messages.errors import BadInputError


def put(folder: Path, file: str, *lines: str) -> Path:
    path = folder / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def test_ports_with_a_wrong_point_are_left_out_and_told(tmp_path: Path) -> None:
    entries = {
        "FRLEH": {"name": "Le Havre", "coordinates": [0.1, 49.5]},
        "FRHON": {"name": "Honfleur", "coordinates": [5.13, 46.25]},
        "REPDG": {"name": "Pointe des Galets", "coordinates": [-20.92, 55.28]},
        "XX": {"name": "nowhere"},
    }
    reading = ports.read_sea_ports(put(tmp_path, ports.FILE, json.dumps(entries)))
    table = reading.table.set_index("port")
    assert table.index.tolist() == ["FRLEH", "REPDG"]
    assert (table.geometry["REPDG"].x, table.geometry["REPDG"].y) == (55.28, -20.92)
    assert "FRHON Honfleur" in reading.findings[0].message.fr


def test_airports_have_an_iata_code_and_a_road(tmp_path: Path) -> None:
    rows = [
        "icao,iata,name,lat,lon",
        "LFLL,LYS,Lyon,45.7,5.1",
        "LFXX,,Field,45,5",
        "LFEY,IDY,Yeu,46,-2",
    ]
    table = airports.read_airports(put(tmp_path, airports.FILE, *rows)).table
    assert table["icao"].tolist() == ["LFLL"]


def consumption(*rows: tuple[str, str]) -> list[str]:
    columns = [f"naf{y}art{y + 1}" for y in DECADE] + [f"art{y}act{y + 1}" for y in DECADE]
    return [
        ",".join(["comm_insee", *columns, "naf09art21"]),
        *(",".join([code, *[value] * 10, *["1000"] * 10, value]) for code, value in rows),
    ]


def test_the_reference_decade_is_ten_years_in_hectares(tmp_path: Path) -> None:
    rows = consumption(("01001", "2000"), ("97602", "N/A"), ("01001", "2000"))
    reading = read_enaf_consumption(put(tmp_path, CONSUMPTION_FILE, *rows))
    (row,) = reading.table.to_dict("records")
    assert row["insee"] == "01001"
    assert row["enaf_2011_2020_ha"] == pytest.approx(2.0)
    assert row["enaf_activity_2011_2020_ha"] == pytest.approx(1.0)
    assert [f.code for f in reading.findings] == ["enaf_rows"]


def test_objectives_say_whether_they_bind(tmp_path: Path) -> None:
    head = "land,parent,objectif_de_reduction,nom_document,is_in_document,document_url"
    rows = ["REGION_32,,54.47,SRADDET,True,https://x", "SCOT_8,REGION_32,25.7,SCOT,False,"]
    table = read_zan_objectives(put(tmp_path, OBJECTIVES_FILE, head, *rows)).table
    assert table["in_document"].tolist() == [True, False]
    assert table["zan_reduction_pct"].tolist() == [54.47, 25.7]


def test_the_latest_day_of_drought_is_read(tmp_path: Path) -> None:
    assert drought_file(tmp_path) is None
    with pytest.raises(BadInputError):
        read_drought(tmp_path)
    head = "id,nom,departement_code,type_zone,severity,debut,fin"
    for day, severity in (("2026-07-02", 1), ("2026-08-02", 4)):
        file = f"water/vigieau_restrictions_{day}.csv"
        put(tmp_path, file, head, f"7,Orge,91,SUP,{severity},{day},", f"8,Orge,91,SOU,3,{day},")
    reading = read_drought(tmp_path)
    assert reading.source.vintage == "2026-08-02"
    assert reading.table["severity"].tolist() == [4.0]


def test_a_pack_without_the_optional_files_still_builds(shared_data: Path, tmp_path: Path) -> None:
    from tisites.data.build.build import _optional

    assert _optional(tmp_path, {}) == []
    assert len(_optional(shared_data, {})) == 6


def test_real_layers_checked_by_hand(real_pack: Pack) -> None:
    ports = real_pack.read("sea_ports").set_index("port")
    assert ports.geometry["FRDKK"].y == pytest.approx(51.034, abs=1e-3)
    assert ports.geometry["REPDG"].y == pytest.approx(-20.924, abs=1e-3)
    land = real_pack.read("enaf_consumption").set_index("insee")
    assert land.loc["44001", "enaf_2011_2020_ha"] == pytest.approx(12.5965)  # Abbaretz, line 3
    objectives = real_pack.read("zan_objectives").set_index("land")
    assert objectives.index[objectives["in_document"]].tolist() == ["REGION_32"]
    drought = real_pack.read("drought_restrictions")
    assert drought["severity"].value_counts().to_dict() == {1.0: 639, 2.0: 224, 3.0: 174, 4.0: 126}

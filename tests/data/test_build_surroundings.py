"""Layers of what surrounds a site, from files in their producers' documented formats."""

from __future__ import annotations

import json
from pathlib import Path

import pandas as pd
import pytest
import shapely
import xlsxwriter

from tisites.data.build.codes_2022 import Codes2022
from tisites.data.build.surroundings import file_of, surroundings_readings
from tisites.data.catalogue.assemble import build_from_shelf
from tisites.data.catalogue.shelf import Shelf
from tisites.data.catalogue.sources import sources_of
from tisites.data.demo.demo import open_demo
from tisites.data.layers import layer
from tisites.data.normalise import normalise
from tisites.data.surroundings import SURROUNDINGS
from tisites.messages.errors import BadInputError

COMMUNES = pd.DataFrame(
    {
        "insee": ["01001", "01002", "59183"],
        "nom": ["A", "B", "Dunkerque"],
        "dep": ["01", "01", "59"],
        "epci_siren": ["200000001", "200000001", "200000002"],
    }
)
CODES = Codes2022(
    pd.DataFrame(
        {
            "insee": ["01001", "01002", "59183"],
            "nom": ["A", "B", "Dunkerque"],
            "dep": ["01", "01", "59"],
            "epci_siren": ["299999999", "200000001", "200000002"],
        }
    ),
    pd.DataFrame(),
)
SQUARE = [[[2.0, 48.0], [2.1, 48.0], [2.1, 48.1], [2.0, 48.1], [2.0, 48.0]]]
BOW = [[[3.0, 48.0], [3.1, 48.1], [3.1, 48.0], [3.0, 48.1], [3.0, 48.0]]]
HIGH = [[[2.05, 48.0, 7.0], [2.2, 48.0, 7.0], [2.2, 48.1, 7.0], [2.05, 48.0, 7.0]]]


def shapes(path: Path, *rows: tuple[dict[str, object], list[list[list[float]]]]) -> None:
    features = [
        {
            "type": "Feature",
            "properties": properties,
            "geometry": {"type": "Polygon", "coordinates": coordinates},
        }
        for properties, coordinates in rows
    ]
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))


def text(path: Path, *lines: str, encoding: str = "utf-8") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding=encoding)


def density_grid(path: Path, turn: int = 1) -> None:
    """A workbook as INSEE publishes it: titles above the header."""
    rows = [["01001", "A", 6, 120], ["01002", "B", 7, 80], ["59183", "Dunkerque", 1, 86000]][::turn]
    head = [["Grille"], ["Mise en ligne"], [], [], ["CODGEO", "LIBGEO", "DENS", "PMUN21"]]
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("Grille_Densite")
    for number, row in enumerate([*head, *rows]):
        sheet.write_row(number, 0, row)
    book.close()


def fill(folder: Path, turn: int = 1) -> None:
    """Write a small file of each source, rows in one order or the other."""
    protected = [
        ({"SITECODE": "FR1", "SITENAME": "Marais"}, SQUARE),
        ({"SITECODE": "FR1", "SITENAME": "Marais"}, HIGH),
        ({"SITECODE": "FR2", "SITENAME": "Lande"}, BOW),
        ({"SITECODE": None, "SITENAME": "?"}, SQUARE),
    ]
    for name in ("natura_habitats", "natura_birds"):
        shapes(folder / f"nature/{name}.geojson", *protected[::turn])
    for name in ("znieff_1", "znieff_2"):
        rows = [({"ID_MNHN": f"Z{k}", "NOM": f"Z{k}"}, SQUARE) for k in range(3)]
        shapes(folder / f"nature/{name}.geojson", *rows[::turn])
    shapes(
        folder / "land/pene.geojson", *[({"NOM": "GPM"}, SQUARE), ({"NOM": "CSNE"}, BOW)][::turn]
    )
    floods = [
        ({"ID_ZONE": f"a{k}", "SCENARIO": s}, SQUARE) for k, s in enumerate(("01For", "04Fai"))
    ]
    shapes(folder / "risks/flood_zones.geojson", *floods[::turn])
    plans = ["01001;Opposable;Inondation", "01002;Prescrit;Inondation", "99999;Prescrit;Inondation"]
    text(
        folder / "risks/pprn_gaspar.csv",
        "CODE INSEE COMMUNE;LIBELLE ETAT;LIBELLE RISQUE 1",
        *plans[::turn],
        encoding="cp1252",
    )
    jobs = ["01001;120,5;30,5;35;41", "59183;40000,25;9000;9500;12000", "98999;1,5;1;1;1"]
    text(
        folder / "workforce/base-cc-emploi-pop-active.csv",
        "CODGEO;P21_EMPLT;C21_EMPLT_INDUS;C15_EMPLT_INDUS;C10_EMPLT_INDUS",
        *jobs[::turn],
    )
    classes = ["01001;01;A;FRR+;", "01002;01;B;Classée FRR partiellement;", "97101;97;Z;FRR socle;"]
    text(
        folder / "territories/frr_communes.csv",
        "Code_insee;Departement;Commune;Classement FRR et FRR+ au 10 juillet 2025;",
        *classes[::turn],
    )
    density_grid(folder / "territories/grille_densite_7_niveaux.xlsx", turn)
    members = ["Ain;200000001;CC A", "Ain;299999999;ex-CC", "Dk;200000002;CU", "?;211111111;Nulle"]
    text(
        folder / "territories/territoires_industrie_2018.csv",
        "Territoire;Siren EPCI;Nom EPCI",
        *members[::turn],
    )
    text(folder / "territories/rebond_industriel.csv", "territoire,epci_siren", "Dk,200000002")
    points = [(f"S{k}", state, 2.0 + k / 100) for k, state in enumerate(("Bon", "Mauvais", None))]
    features = [
        {
            "type": "Feature",
            "properties": {"Raison_sociale": name, "Etat_ITE": state},
            "geometry": {"type": "Point", "coordinates": [lon, 48.05]},
        }
        for name, state, lon in points[::turn]
    ]
    path = folder / "network/base-ite-3000.geojson"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))


def read_all(folder: Path, codes: Codes2022 | None = CODES) -> dict[str, pd.DataFrame]:
    return {
        name: normalise(layer(name), read().table)
        for name, read in surroundings_readings(folder, COMMUNES, codes)
    }


def test_each_layer_is_made_of_its_file_whatever_the_order_of_rows(tmp_path: Path) -> None:
    fill(tmp_path / "a")
    fill(tmp_path / "b", -1)
    one, two = read_all(tmp_path / "a"), read_all(tmp_path / "b")
    assert list(one) != []
    straight = {
        "commune_programmes", "commune_typologies", "pene_projects", "monuments",
        "territory_projects", "production_schools", "collective_water",
    }  # fmt: skip
    assert set(one) == {spec.name for spec in SURROUNDINGS} - straight
    for name, table in one.items():
        pd.testing.assert_frame_equal(pd.DataFrame(table), pd.DataFrame(two[name]))
    natura = one["natura_habitats"]
    assert natura["code"].tolist() == ["FR1", "FR2"]
    assert shapely.is_valid(natura.geometry.to_numpy()).all()
    assert not shapely.has_z(natura.geometry.to_numpy()).any()
    assert shapely.area(natura.geometry.to_numpy())[0] > 0.01  # both pieces of FR1
    assert one["pene"]["code"].tolist() == ["CSNE", "GPM"]
    assert one["flood_plans"].to_numpy().tolist() == [["01001", "Opposable"], ["01002", "Prescrit"]]
    assert one["commune_jobs"].to_numpy().tolist() == [
        ["01001", 120.5, 30.5, 41.0, 2021.0, 2010.0],
        ["59183", 40000.25, 9000.0, 12000.0, 2021.0, 2010.0],
    ]
    assert one["frr_communes"].to_numpy().tolist() == [["01001", "plus"], ["01002", "core_partial"]]
    assert one["density_grid"]["level"].tolist() == [6.0, 7.0, 1.0]
    programme = one["territoires_industrie_2018"]
    assert programme.to_numpy().tolist() == [
        ["Ain", "01001", "200000001"], ["Ain", "01002", "200000001"], ["Dk", "59183", "200000002"]
    ]  # fmt: skip
    assert one["rebond_industriel"]["insee"].tolist() == ["59183"]
    assert one["sidings"]["state"].fillna("–").tolist() == ["good", "poor", "–"]


def test_what_is_left_aside_is_told(tmp_path: Path) -> None:
    fill(tmp_path)
    told = {
        name: [f.code for f in read().findings]
        for name, read in surroundings_readings(tmp_path, COMMUNES, CODES)
    }
    assert told["natura_habitats"] == ["zones_without_code"]
    for name in ("flood_plans", "commune_jobs", "frr_communes"):
        assert told[name] == ["communes_unknown"]
    assert told["density_grid"] == []
    assert told["territoires_industrie_2018"] == ["members_unresolved"]
    assert told["pene"] == told["sidings"] == told["rebond_industriel"] == []


def test_a_partial_list_is_a_hint_that_a_complete_one_replaces(tmp_path: Path) -> None:
    place = tmp_path / "territories/programmes/rebond_industriel_partiel.csv"
    text(place, "territoire;epci_siren;epci_nom", "Dk;200000002;CU de Dunkerque")
    ((name, read),) = surroundings_readings(tmp_path, COMMUNES, CODES)
    assert name == "rebond_industriel"
    assert read().source.partial
    assert "8 territoires de 19" in read().source.caveat
    text(tmp_path / "territories/rebond_industriel.csv", "territoire,epci_siren", "A,200000001")
    ((_, read),) = surroundings_readings(tmp_path, COMMUNES, CODES)
    assert not read().source.partial
    assert read().table["insee"].tolist() == ["01001", "01002"]


def test_a_former_member_is_followed_only_where_codes_of_2022_are_there(tmp_path: Path) -> None:
    text(
        tmp_path / "territories/territoires_industrie_2018.csv",
        "lib_ti;epci_siren;epci_nom",
        "Ain;299999999;ex-CC",
    )
    assert read_all(tmp_path)["territoires_industrie_2018"]["insee"].tolist() == ["01001"]
    assert read_all(tmp_path, None)["territoires_industrie_2018"].empty


def test_a_file_in_another_format_is_found_and_a_bad_one_refused(tmp_path: Path) -> None:
    place = tmp_path / "nature/znieff_1.json"
    shapes(place, ({"x": 1}, SQUARE))
    assert file_of(tmp_path, "znieff_1") == place
    assert file_of(tmp_path, "znieff_2") is None
    ((_, read),) = surroundings_readings(tmp_path, COMMUNES, CODES)
    with pytest.raises(BadInputError, match="absent"):
        read()


def test_added_to_the_shelf_a_file_becomes_a_layer_of_the_pack_kept(tmp_path: Path) -> None:
    """Without the sources of communes: those of the pack that is kept serve."""
    fill(tmp_path / "raw")
    shelf = Shelf(tmp_path / "shelf")
    with pytest.MonkeyPatch.context() as patch:
        from tisites.data.catalogue.sources import catalogue

        small = tuple(s.model_copy(update={"rows_at_least": 1}) for s in catalogue())
        patch.setattr("tisites.data.catalogue.place.catalogue", lambda: small)
        for name in ("znieff_1", "sidings", "rebond_industriel", "flood_plans"):
            path = file_of(tmp_path / "raw", name)
            assert path is not None
            source = sources_of(name)[0].name
            shelf.put(source, path, path.name, rows=1, how="add", origin=path.name)
        built = build_from_shelf(shelf, tmp_path / "pack", keep=open_demo().folder)
    made = set(built.pack.entries) - set(open_demo().entries)
    assert made == {"znieff_1", "sidings", "rebond_industriel", "flood_plans"}
    assert "obtenu le" in built.pack.entries["sidings"].caveat

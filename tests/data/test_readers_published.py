"""Readers of files whose producers publish them, on small files in their documented format."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

import pandas as pd
import pyogrio
import pytest

from tisites.data.catalogue.sources import catalogue
from tisites.data.readers import (
    candidates,
    communes,
    territories,
    workforce,
    zones,
)
from tisites.data.readers.registry import read_published
from tisites.data.sources import airports, enaf, ports, sidings
from tisites.messages.errors import BadInputError

SQUARE = [[[2.0, 48.0], [3.0, 48.0], [3.0, 49.0], [2.0, 49.0], [2.0, 48.0]]]


def put(path: Path, *lines: str, encoding: str = "utf-8") -> Path:
    path.write_text("\n".join(lines) + "\n", encoding=encoding, newline="")
    return path


def geojson(path: Path, *features: tuple[dict[str, Any], str, Any]) -> Path:
    shapes = [
        {"type": "Feature", "properties": p, "geometry": {"type": kind, "coordinates": xy}}
        for p, kind, xy in features
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": shapes}))
    return path


def where_of(error: pytest.ExceptionInfo[BadInputError]) -> list[str | None]:
    return [problem.where.column for problem in error.value.problems]


# ------------------------------------------------------------------ candidates

FRICHES = (
    "site_id;site_nom;site_type;site_statut;comm_insee;unite_fonciere_surface;"
    "sol_pollution_existe;urba_zone_type;source_nom;geompoint"
)


def test_friches_with_na_escaped_quotes_and_swapped_points(tmp_path: Path) -> None:
    path = put(
        tmp_path / "friches-standard.csv",
        FRICHES,
        'a;"maison \\"Les Opalines\\"";friche industrielle;NA;59183;12500;inconnu;U;x;'
        "POINT (2.4 51.0)",
        "b;NA;inconnu;friche sans projet;97411;NA;NA;NA;x;POINT(-20.9 55.5)",
        "c;Sans lieu;inconnu;NA;01001;1,5;NA;NA;x;NA".replace("1,5", "150"),
    )
    table = candidates.read_friches(path).set_index("uid")
    assert table.loc["a", "site_nom"] == 'maison "Les Opalines"'
    assert table[["lon", "lat"]].to_numpy().tolist()[:2] == [["2.4", "51.0"], ["55.5", "-20.9"]]
    assert table["coord_quality"].tolist() == ["site point", "site point", "none"]
    assert table["surface_quality"].tolist() == ["site", "none", "site"]
    assert pd.isna(table.loc["b", "site_nom"])


def test_the_cnig_example_is_read(shared_data: Path) -> None:
    table = candidates.read_friches(shared_data / "candidates/cnig_friches_exemple_valide.csv")
    row = table.iloc[0]
    assert (row["uid"], row["insee"], row["surface_m2"]) == ("12083_22-12.0017", "12083", "16750")
    assert (row["lon"], row["lat"]) == ("3.9815", "49.2527")


def test_economic_sites_in_hectares_from_csv_and_from_outlines(tmp_path: Path) -> None:
    path = put(
        tmp_path / "site_eco.csv",
        "site_id,site_nom,site_type,site_etat,site_comm_insee,site_surf_brute,site_geompoint",
        '80024_SITE-ECO_00001,ZAC,zone,existant et actif,80024,"37,2","3.9815, 49.2527"',
    )
    row = candidates.read_sites_economiques(path).iloc[0]
    assert (row["surface_m2"], row["lon"], row["lat"]) == ("372000.0", "3.9815", "49.2527")
    named = {
        "site_id": "s",
        "site_nom": "ZAC",
        "site_type": "zone",
        "site_etat": "en projet",
        "site_comm_insee": "80024",
        "site_surf_brute": 5,
    }
    outlines = geojson(tmp_path / "site_eco.geojson", (named, "Polygon", SQUARE))
    row = candidates.read_sites_economiques(outlines).iloc[0]
    assert (row["surface_m2"], row["site_statut"]) == ("50000.0", "en projet")
    assert 2 < float(row["lon"]) < 3


# ------------------------------------------------------------------ territories, INSEE


def commune(code: str, **more: Any) -> dict[str, Any]:
    return {
        "code": code,
        "nom": f"N{code}",
        "centre": {"type": "Point", "coordinates": [2.5, 48.5]},
        "surface": 1570.3,
        "population": 860,
        "departement": {"code": code[:2], "nom": "D"},
        "region": {"code": "84", "nom": "R"},
        "epci": {"code": "200069193", "nom": "E"},
        **more,
    }


def test_communes_of_the_api(tmp_path: Path) -> None:
    path = tmp_path / "communes.json"
    bare = commune("55139", population=None, epci=None, centre=None)
    path.write_text(json.dumps([bare, commune("01001")]), encoding="utf-8-sig")
    table = communes.read_communes_json(path).set_index("insee")
    assert table.index.tolist() == ["01001", "55139"]
    assert table.loc["01001", ["lon", "lat", "surface_ha"]].tolist() == [2.5, 48.5, 1570.3]
    assert table.loc["55139", "population"] == 0
    assert table.loc["55139", ["epci_siren", "lon"]].isna().all()


@pytest.mark.parametrize(
    "content", ["{}", "[]", "[1]", '[{"code": "01001"}]', '[{"code": "01001", "no', "<html>"]
)
def test_another_answer_of_the_api_is_refused(tmp_path: Path, content: str) -> None:
    path = tmp_path / "communes.json"
    path.write_text(content)
    with pytest.raises(BadInputError):
        communes.read_communes_json(path)


def test_the_latest_census_of_the_file_is_taken(tmp_path: Path) -> None:
    lines = ("CODGEO;P15_POP2064;P21_POP2064;P21_EMPLT", "01001;400;461,5;120", "01002;1;;7")
    path = put(tmp_path / "base.CSV", *lines)
    people = communes.read_population_20_64(path)
    assert people["population_20_64"].fillna(-1).tolist() == [461.5, -1]
    assert communes.read_jobs(path)["jobs"].tolist() == [120, 7]
    with pytest.raises(BadInputError) as error:
        communes.read_jobs(put(path, "CODGEO;P21_POP", "01001;3"))
    assert where_of(error) == ["P.._EMPLT"]


def test_arrondissements_are_their_commune_where_the_file_has_not_it(tmp_path: Path) -> None:
    header = "CODGEO;P21_EMPLT;C21_EMPLT_INDUS"
    parts = ("75101;10;1", "75102;5;", "69381;7;2", "69123;8;3")
    table = communes.read_jobs(put(tmp_path / "emploi.csv", header, *parts))
    assert set(table.columns) == {"insee", "jobs", "industry_jobs", "census"}
    found = table.set_index("insee")
    assert found.at["75056", "jobs"] == 15.0
    assert pd.isna(found.at["75056", "industry_jobs"])  # one part is unknown
    assert found.at["69123", "jobs"] == 8.0  # the file's own figure


def test_frr_in_both_published_formats(tmp_path: Path) -> None:
    # rows of the DGCL's list of 10 July 2025, each with its empty last cell
    heading = "Code_insee;Departement;Commune;Classement FRR et FRR+ au 10 juillet 2025;"
    rows = (
        "01029;01;Beaupont;FRR socle;", "01060;01;Brénod;FRR bénéficiaire;",
        "01187;01;Haut Valromey;FRR bénéficiaire partiellement;",
        "01001;01;L'Abergement-Clémenciat;Non classée;", "02004;02;Agnicourt-et-Séchelles;FRR+;",
    )  # fmt: skip
    told = territories.read_frr(put(tmp_path / "dgcl.csv", heading, *rows))
    assert told.to_numpy().tolist() == [
        ["01001", "none"], ["01029", "core"], ["01060", "beneficiary"],
        ["01187", "beneficiary_partial"], ["02004", "plus"],
    ]  # fmt: skip
    observed = put(
        tmp_path / "anct.csv", "codgeo;libgeo;codefrr", "1001;A;-9999", "01029;Beaupont;1"
    )
    assert territories.read_frr(observed).to_numpy().tolist() == [
        ["01001", "none"], ["01029", "listed"],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("lines", "column"),
    [
        (("Code_insee;Classement FRR", "01001;Peut-être"), "Classement FRR"),
        (("codgeo;codefrr", "01001;"), "codefrr"),
        (("insee;classe", "01001;FRR"), None),
    ],
)
def test_a_class_of_frr_that_is_unknown_is_refused(
    tmp_path: Path, lines: tuple[str, ...], column: str | None
) -> None:
    with pytest.raises(BadInputError) as error:
        territories.read_frr(put(tmp_path / "frr.csv", *lines))
    if column:
        assert where_of(error) == [column]
        assert error.value.problems[0].where.line == 2


def test_movements_keep_communes_whose_code_changed(tmp_path: Path) -> None:
    path = put(
        tmp_path / "mvt.csv",
        "MOD,DATE_EFF,TYPECOM_AV,COM_AV,TNCC_AV,TYPECOM_AP,COM_AP",
        "32,2019-01-01,COM,01004,1,COM,01003",
        "32,2019-01-01,COM,01003,1,COM,01003",
        "32,2019-01-01,COMD,01005,1,COM,01003",
        "10,2019-01-01,COM,01006,1,COM,01007",
    )
    table = communes.read_movements(path)
    assert table.to_numpy().tolist() == [["01004", "01003", "2019-01-01"]]


def workbook(path: Path, rows: list[list[str]]) -> Path:
    heads = [f"c{k}" for k in range(len(rows[0]))]
    pyogrio.write_dataframe(
        pd.DataFrame(rows, columns=heads), path, layer="txcho_ze", driver="XLSX"
    )
    return path


def test_unemployment_below_its_titles_latest_quarter(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "chomage.xlsx",
        [
            ["Taux de chômage", "", "", "", ""],
            ["ZE2020", "LIBZE2020", "REG", "2025-T4", "2025-T3"],
            ["0051", "Alençon", "28", "7.2", "7.0"],
            ["51", "Alençon bis", "28", "7.9", "7.1"],
            ["0301", "Cayenne", "03", "nd", ""],
            ["Champ : France", "", "", "", ""],
        ],
    )
    table = workforce.read_unemployment(path)
    assert table["quarter"].unique().tolist() == ["2025T4"]
    assert table["ze2020"].tolist() == ["0051", "0051", "0301"]
    with pytest.raises(BadInputError):
        workforce.read_unemployment(workbook(tmp_path / "b.xlsx", [["ZE2020", "nom"], ["1", "x"]]))


def test_members_under_their_several_names(tmp_path: Path) -> None:
    anct = put(
        tmp_path / "ti.csv",
        "id_ti;lib_ti;siren_groupement;lib_groupement;nature_juridique",
        "ti-0101;Basse-Terre;249710062;CA du Nord;CA",
        "ti-0101;Basse-Terre;249710062;CA du Nord;CA",
    )
    assert territories.read_members(anct).to_numpy().tolist() == [
        ["ti-0101", "Basse-Terre", "249710062", "CA du Nord"]
    ]
    one = put(tmp_path / "p1.csv", "Libelle Territoire;Code INSEE EPCI;Nom EPCI", "T;1;E", "T;1;E")
    assert len(territories.read_phase_1(one)) == 1
    typed = put(tmp_path / "r.csv", "territoire,epci_siren", "Vire,200068799")
    assert territories.read_rebond(typed).to_numpy().tolist() == [["Vire", "200068799"]]
    with pytest.raises(BadInputError) as error:
        territories.read_rebond(put(tmp_path / "r.csv", "nom,epci", "Vire,1"))
    assert len(where_of(error)) == 2


# ------------------------------------------------------------------ zones


def test_zones_cover_points_whatever_their_order(tmp_path: Path) -> None:
    import geopandas

    east = [[[x + 0.5, y] for x, y in SQUARE[0]]]
    shapes = [({"CdBassinDCE": "H"}, "Polygon", SQUARE), ({"CdBassinDCE": "A"}, "Polygon", east)]
    points = geopandas.GeoSeries(geopandas.points_from_xy([2.1, 2.7, 9.0], [48.5] * 3))
    points.loc[3] = None
    for order in (shapes, shapes[::-1]):
        basins = zones.read_basins_dce(geojson(tmp_path / "b.geojson", *order))
        found = zones.zone_of_points(points, basins, "bassin")
        assert found.fillna("–").tolist() == ["H", "A", "–", "–"]


def test_polygons_are_asked_for(tmp_path: Path) -> None:
    for read, given in (
        (zones.read_zre, {"CdZRE": "1"}),
        (zones.read_contours, {"code": "28", "nom": "Normandie"}),
        (zones.read_protected, {"id_mnhn": "FR1", "nom_site": "Marais"}),
        (zones.read_protected, {"SITECODE": "FR1", "SITENAME": "Marais"}),
        (zones.read_pene, {"Nom": "Gigafactory"}),
    ):
        good = geojson(tmp_path / "z.geojson", (given, "Polygon", SQUARE))
        assert len(read(good)) == 1
        with pytest.raises(BadInputError):
            read(geojson(tmp_path / "z.geojson", (given, "Point", [2, 48])))
    with pytest.raises(BadInputError):
        zones.read_protected(geojson(tmp_path / "z.geojson", ({"x": 1}, "Polygon", SQUARE)))
    cut = tmp_path / "cut.geojson"
    cut.write_bytes(good.read_bytes()[:-40])
    with pytest.raises(BadInputError):
        zones.read_pene(cut)


def alert(**more: Any) -> dict[str, Any]:
    return {
        "id": 12,
        "nom": "EURE",
        "type": "SUP",
        "niveauGravite": "alerte_renforcee",
        "departement": {"code": "28"},
        "arreteRestriction": {"dateDebut": "2026-07-01", "dateFin": None},
        **more,
    }


def test_drought_levels_and_dates(tmp_path: Path) -> None:
    row = zones.read_drought(geojson(tmp_path / "d.geojson", (alert(), "Polygon", SQUARE))).iloc[0]
    assert (row["id"], row["severity"], row["departement_code"]) == ("12", 3, "28")
    assert (row["debut"], row["fin"]) == ("2026-07-01", None)
    with pytest.raises(BadInputError):
        strange = alert(niveauGravite="catastrophe")
        zones.read_drought(geojson(tmp_path / "d.geojson", (strange, "Polygon", SQUARE)))


def test_flood_plans_in_force_or_drawn_up(tmp_path: Path) -> None:
    path = put(
        tmp_path / "pprn.csv",
        "CODE INSEE COMMUNE;LIBELLE ETAT;LIBELLE RISQUE 1;LIBELLE RISQUE 2",
        "76351;Opposable;Inondation;",
        "76351;Opposable;Mouvement;Inondation",
        "1001;Prescrit;;Par submersion, inondation",
        "27001;Abrogé;Inondation;",
        "27002;Opposable;Mouvement de terrain;é",
        encoding="cp1252",
    )
    table = zones.read_flood_plans(path)
    assert table.to_numpy().tolist() == [["01001", "Prescrit"], ["76351", "Opposable"]]


# ------------------------------------------------------------------ transport, land


def test_sidings_say_whether_they_can_be_used(tmp_path: Path) -> None:
    labels = ["Bon", "Neuf", "Utilisée", "Bon (aiguillage déposé)", "Mauvais (rails)",
              "Inutilisable (x)", "?", None]  # fmt: skip
    shapes = [
        ({"Raison_sociale": f"S{k}", "Etat_ITE": label}, "Point", [2.0, 48.0])
        for k, label in enumerate(labels)
    ]
    for order in (shapes, shapes[::-1]):
        table = sidings.read(geojson(tmp_path / "ite.geojson", *order))
        states = table["state"].fillna("–").tolist()
        assert states == [*["good"] * 3, "poor", "poor", "unusable", "–", "–"]
        assert table["siding"].tolist()[:2] == ["2.000000 48.000000", "2.000000 48.000000 #2"]
    named = [({"ID_ITE": "7", "Raison_sociale": "S", "Etat_ITE": "Bon"}, "Point", [2.0, 48.0])] * 2
    table = sidings.read(geojson(tmp_path / "ite.geojson", *named))
    assert table["siding"].tolist() == ["7"]  # the same row twice


def test_ports_and_airports_of_france(tmp_path: Path, shared_data: Path) -> None:
    path = tmp_path / "ports.json"
    entries = {"FRLEH": {"name": "Le Havre", "coordinates": [0.1, 49.5]}, "BEANR": {}, "FRX": {}}
    path.write_text(json.dumps(entries))
    assert ports.read(path).to_numpy().tolist() == [["FRLEH", "Le Havre", 0.1, 49.5]]
    (tmp_path / "odd.json").write_text('{"FRLEH": {"name": "Le Havre", "coordinates": ["x", 1]}}')
    with pytest.raises(BadInputError, match="FRLEH"):
        ports.read(tmp_path / "odd.json")
    ours = put(
        tmp_path / "airports.csv",
        "ident,type,name,latitude_deg,longitude_deg,iso_country,iata_code",
        "LFPG,large_airport,CDG,49.01,2.55,FR,CDG",
        "FMEE,medium_airport,Gillot,-20.89,55.51,RE,RUN",
        "LF01,heliport,Toit,48,2,FR,",
        "EGLL,large_airport,Heathrow,51.4,-0.4,GB,LHR",
    )
    assert airports.read(ours)["icao"].tolist() == ["FMEE", "LFPG"]
    assert len(airports.read(shared_data / "network/airports.csv")) > 100
    assert len(ports.read(shared_data / "network/sea_ports.json")) > 20


def test_land_take_of_the_decade_in_hectares(tmp_path: Path) -> None:
    years = [f"naf{y:02}art{y + 1:02}" for y in enaf.PUBLISHED]
    activity = [f"art{y}act{y + 1}" for y in enaf.DECADE]
    row = ["01001", *["15000"] * len(years), *["5000"] * len(activity)]
    silent = ["01002", *["N/A"] * (len(years) + len(activity))]
    head = ["idcom", *years, *activity]
    lines = [";".join(cells) for cells in (head, row, silent)]
    table = enaf.read(put(tmp_path / "conso.csv", *lines))
    assert table["insee"].tolist() == ["01001", "01002"]
    assert table.iloc[0, 1:].tolist() == pytest.approx([15.0, 5.0, 18.0])
    assert table.iloc[1, 1:].isna().all()
    with pytest.raises(BadInputError) as error:
        enaf.read(put(tmp_path / "conso.csv", *(line.replace("art15act16", "x") for line in lines)))
    assert where_of(error) == ["art15act16"]


# ------------------------------------------------------------------ through the catalogue


def test_a_zipped_file_is_read_and_a_cut_archive_is_named(tmp_path: Path) -> None:
    source = next(s for s in catalogue() if s.name == "insee-population")
    source = source.model_copy(update={"rows_at_least": 1})
    inner = put(tmp_path / "x", "CODGEO;P21_POP2064", "01001;400")
    path = tmp_path / "pop.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(inner, "meta_base-cc.csv")
        archive.write(inner, "base-cc-evol-struct-pop-2021.CSV")
    assert len(read_published(source, path)) == 1
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(BadInputError, match="insee-population"):
        read_published(source, path)
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(inner, "autre.csv")
    with pytest.raises(BadInputError, match="insee-population"):
        read_published(source, path)


def test_too_few_rows_are_another_file(tmp_path: Path, shared_data: Path) -> None:
    source = next(s for s in catalogue() if s.name == "rte-postes")
    published = shared_data / "network/postes-electriques-rte.csv"
    assert len(read_published(source, published)) > 4000
    lines = published.read_bytes().splitlines(keepends=True)
    short = tmp_path / "postes.csv"
    short.write_bytes(b"".join(lines[:1000]))
    with pytest.raises(BadInputError) as error:
        read_published(source, short)
    (problem,) = error.value.problems
    assert "3000 au moins attendues" in str(problem.what)
    assert source.landing in str(problem.remedy)

"""Sources that give a layer themselves: published traps, and the real files where they are."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tisites.data.build.straight import place_in, straight_readings
from tisites.data.catalogue.sources import sources_named
from tisites.data.layers import layer
from tisites.data.normalise import normalise
from tisites.data.pack import Pack
from tisites.data.readers.registry import reader_of
from tisites.messages.errors import BadInputError

ICPE_HEAD = (
    "s3ic_id,num_dep,region,department,city,name,lat,lon,last_inspection,regime,seveso,family,"
    "active,code_postal,code_insee,code_naf"
)


def text(path: Path, *lines: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def read(name: str, path: Path) -> pd.DataFrame:
    (source,) = sources_named([name])
    return normalise(layer(source.layers[0]), reader_of(source).read(path))


def test_lat_and_lon_of_installations_may_be_lambert_93(tmp_path: Path) -> None:
    metres = "1,91,ILE DE FRANCE,ESSONNE,EVRY,,658529,6836764,,A,SH,Industries,ouvert,91058,91228,"
    degrees = metres.replace("658529,6836764", "48.6297,2.4368")
    for row in (metres, degrees):
        table = read("icpe", text(tmp_path / "icpe.csv", ICPE_HEAD, row))
        assert table.geometry[0].x == pytest.approx(2.437, abs=2e-3)
        assert table.geometry[0].y == pytest.approx(48.6297, abs=2e-3)
        assert (table["seveso"][0], table["insee"][0]) == ("SH", "91228")
        assert table["nom"].isna()[0]


def test_axes_the_wrong_way_round_are_refused_with_their_line(tmp_path: Path) -> None:
    path = text(tmp_path / "irep.csv", "identifiant,lat,lon", "1,3.05,50.6", "2,2.35,48.8")
    with pytest.raises(BadInputError) as error:
        read("irep", path)
    assert error.value.problems[0].where.line == 2


def test_a_plant_twice_under_one_name_is_two_plants(tmp_path: Path) -> None:
    head = "Name,Fueltype,Technology,Set,Capacity,DateIn,DateOut,lat,lon,sources"
    rows = [
        "Champ,Solar,PV,PP,5,2010,,44.3143,0.0881,GEM",
        "Champ,Solar,not found,PP,7,,,44.3143,0.0881,GEM",
    ]
    table = read("centrales-electriques", text(tmp_path / "a.csv", head, *rows))
    again = read("centrales-electriques", text(tmp_path / "b.csv", head, *rows[::-1]))
    pd.testing.assert_frame_equal(pd.DataFrame(table), pd.DataFrame(again))
    assert table["plant"].is_unique
    assert table["kind"].tolist() == ["solar", "solar"]
    assert table["mw"].tolist() == [5.0, 7.0]
    assert table["technology"].fillna("–").tolist() == ["PV", "–"]
    assert table["insee"].isna().all()


def test_a_plant_without_a_point_stays_and_a_broken_point_is_refused(tmp_path: Path) -> None:
    head = (
        "SiteID;CompanyName;SiteName;City;Country;geom;Subsector;Emissions_ETS_2014;Fuel_Demand"
        ";Excess_Heat_Total"
    )
    rows = [
        '1;C;Four;Lille;France;"SRID=4326;POINT(3.06 50.63)";Glass;58525.00;65455.7;12.5',
        "2;C;Four;Metz;France;;Cement;;;",
        '3;C;Four;Bonn;Germany;"SRID=4326;POINT(7.1 50.7)";Cement;;;',
    ]
    table = read("sites-energo-intensifs", text(tmp_path / "a.csv", head, *rows))
    assert table["plant"].tolist() == ["1", "2"]
    assert table.geometry.isna().tolist() == [False, True]
    assert table["ets_emissions_t"].tolist()[0] == 58525.0
    assert table["excess_heat_gwh"].tolist()[0] == 12.5
    broken = rows[0].replace("POINT(", "POIN(")
    with pytest.raises(BadInputError, match="SRID=4326;POIN"):
        read("sites-energo-intensifs", text(tmp_path / "b.csv", head, broken))


def test_a_file_is_found_at_its_place_in_any_format_or_at_another_it_is_known_at(
    tmp_path: Path,
) -> None:
    (outlines,) = sources_named(["contours-communes"])
    assert place_in(tmp_path, outlines) is None
    other = text(tmp_path / "territories/communes_contours.geojson", "{}")
    assert place_in(tmp_path, outlines) == other
    moved = outlines.model_copy(update={"also_at": ("ailleurs/contours.gpkg",)})
    other.unlink()
    kept = text(tmp_path / "ailleurs/contours.gpkg", "")
    assert place_in(tmp_path, moved) == kept


def test_a_source_with_too_few_rows_is_told_by_name(tmp_path: Path) -> None:
    text(tmp_path / "economy/irep_etablissements_2021_points.csv", "identifiant,lat,lon", "1,48,2")
    ((name, reading),) = straight_readings(tmp_path)
    assert name == "irep_establishments"
    with pytest.raises(BadInputError, match="irep"):
        reading()


def test_partial_layers_say_so_and_how_much_they_tell(real_pack: Pack) -> None:
    for name in ("power_plants", "classified_installations", "irep_establishments"):
        assert real_pack.is_partial(name)
        assert real_pack.entries[name].caveat
    assert not real_pack.is_partial("communes")
    assert "Île-de-France seulement" in real_pack.entries["classified_installations"].caveat


def test_every_commune_point_lies_in_its_own_outline(real_pack: Pack) -> None:
    import shapely

    communes = real_pack.read("communes").set_index("insee").geometry.dropna()
    outlines = real_pack.read("commune_outlines").set_index("insee").geometry
    assert set(communes.index) <= set(outlines.index)
    inside = shapely.intersects(outlines.loc[communes.index].to_numpy(), communes.to_numpy())
    assert inside.all()


def test_real_plants_checked_by_hand(real_pack: Pack) -> None:
    plants = real_pack.read("power_plants")
    assert (plants["kind"] == "solar").sum() == 1_268
    chooz = plants[(plants["nom"] == "Chooz") & (plants["kind"] == "nuclear")].iloc[0]
    assert (chooz["mw"], chooz["insee"]) == (3000.0, "08122")
    seveso = real_pack.read("classified_installations")["seveso"].value_counts()
    assert (seveso["SH"], seveso["SB"]) == (35, 66)
    assert real_pack.read("energy_intensive_plants").geometry.isna().sum() == 51


def test_toll_plazas_in_lambert_93_with_decimal_commas(tmp_path: Path) -> None:
    head = "route;cumul;x;y;Echangeur ;ptype;Nom;Site ;Gestionnaire"
    rows = [
        "A0001;27748;667208,81;6887489,88;;Gare sur bretelle d'echangeur   ;SAINT WITZ ;;SANEF",
        "A0001;43995;672895,5;6901827,49;;Barriere pleine voie sur l autoroute;CHAMANT;;SANEF",
    ]
    table = read("gares-peage", text(tmp_path / "a.csv", head, *rows)).set_index("nom")
    assert table["kind"].to_dict() == {"SAINT WITZ": "access", "CHAMANT": "barrier"}
    assert table["along_km"].tolist() == [43.995, 27.748]
    assert table.geometry["SAINT WITZ"].y == pytest.approx(49.09, abs=0.01)
    with pytest.raises(BadInputError, match="Tunnel"):
        odd = rows[0].replace("Gare sur bretelle d'echangeur   ", "Tunnel")
        read("gares-peage", text(tmp_path / "b.csv", head, odd))


def test_programmes_follow_merged_communes_and_know_no_code_twice(tmp_path: Path) -> None:
    head = "programme,id,lib,insee,commune,date_signature"
    rows = ["acv,acv-1,A,01091,A,", "acv2,acv-1,A,01033,A,", "qpv,QN1,Q,59350,Lille,"]
    table = read("programmes-anct", text(tmp_path / "a.csv", head, *rows))
    assert table[["programme", "insee"]].to_numpy().tolist() == [["acv", "01033"], ["qpv", "59350"]]


def test_an_empty_figure_of_a_grid_zone_is_unknown_not_zero(real_pack: Pack) -> None:
    zones = real_pack.read("pooled_grid_zones").set_index("zone")
    assert zones.index[zones["authorised"]].tolist() == [
        "Dunkerque", "Le Havre-Port-Jérôme", "Plan de Campagne"
    ]  # fmt: skip
    assert zones.loc["Plan de Campagne", ["mw", "from_year", "quote_keur_mw"]].tolist() == [
        550, 2030, 92.5
    ]  # fmt: skip
    assert zones.loc["Fos-sur-Mer", ["mw", "from_year"]].isna().all()


def test_drought_zones_and_hints_as_published(real_pack: Pack) -> None:
    zones = real_pack.read("drought_zones")
    assert zones["kind"].value_counts().to_dict() == {"SUP": 1_162, "SOU": 846, "AEP": 697}
    told = real_pack.read("drought_restrictions").set_index("zone_id")["severity"]
    surface = zones[zones["kind"] == "SUP"].set_index("zone_id")["severity"]
    assert surface.to_dict() == told.loc[surface.index].to_dict()
    pene = real_pack.read("pene_projects").set_index("project")
    assert pene["commune"].dropna().to_dict() == {
        "Breizh Big Battery": "Rospez", "Chaufferie Lactalis": "Retiers", "Usine Brets": "Pontivy"
    }  # fmt: skip
    assert pene.loc["Opération du grand port HAROPA", "enaf_ha"] == 462


def test_lines_of_high_speed_are_told_from_those_that_carry_freight(real_pack: Pack) -> None:
    lines = real_pack.read("rail_lines").to_crs(2154)
    fast = lines["kmh"] >= 230
    assert lines.length[fast].sum() / 1e3 == pytest.approx(2_455, rel=0.01)
    assert lines.length.sum() / 1e3 == pytest.approx(31_820, rel=0.01)


def test_no_limit_of_a_road_is_zero(real_pack: Pack) -> None:
    roads = real_pack.read("road_classes")
    assert roads["limit_kmh"].isna().mean() == pytest.approx(0.42, abs=0.01)
    assert roads["limit_kmh"].min() > 0
    median = roads.groupby("road_class")["limit_kmh"].median()
    assert median[["motorway", "trunk", "primary"]].tolist() == [110, 90, 50]


def test_what_a_typology_does_not_class_is_null(real_pack: Pack) -> None:
    rural = real_pack.read("commune_typologies").set_index("insee")["rurality"]
    assert rural.isna().sum() == 4_240 + 74
    assert rural["01001"] == "Les ruralités résidentielles mixtes"

"""Code, name, point and outline of communes held against each other."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tisites.candidates.candidates import Candidates
from tisites.candidates.read import read_candidates
from tisites.messages.errors import BadInputError
from tisites.territory.territory import Territory

#: Towns, their postcode, their INSEE code; points of their communes.
TOWNS = {
    "Bruay-la-Buissière": ("62700", "62178"),
    "Douai": ("59500", "59178"),
    "Longwy": ("54400", "54323"),
    "Gravelines": ("59820", "59273"),
    "Vitry-le-François": ("51300", "51649"),
    "Issoire": ("63500", "63178"),
    "Romans-sur-Isère": ("26100", "26281"),
    "Marmande": ("47200", "47157"),
}


def put(folder: Path, rows: list[dict[str, object]], name: str = "mes_friches.csv") -> Path:
    path = folder / name
    pd.DataFrame(rows).to_csv(path, index=False)
    return path


def sites(territory: Territory, **codes: str) -> list[dict[str, object]]:
    """One site at the point of each town, with the code given or its own."""
    rows = []
    for town, (_, insee) in TOWNS.items():
        place = territory.communes.loc[insee]
        row = {"site_id": town, "code_commune": codes.get(insee, insee), "surface_ha": 12.0}
        rows.append(row | {"lon": place["lon"], "lat": place["lat"]})
    return rows


def codes_of(read: Candidates) -> list[str]:
    return [f.code for f in read.findings if f.code != "records_counted"]


def test_postcodes_are_one_cause_with_the_communes_proposed(
    real_territory: Territory, tmp_path: Path
) -> None:
    rows = sites(real_territory, **{insee: post for post, insee in TOWNS.values()})
    path = put(tmp_path, rows)
    with pytest.raises(BadInputError) as error:
        read_candidates(path, real_territory)
    (problem,) = error.value.problems
    assert "codes postaux donnés pour des codes INSEE (8 / 8 lignes)" in problem.what.fr
    for town, (post, insee) in TOWNS.items():
        assert f"{town} : {post} → {town} ({insee})" in problem.remedy.fr
    assert (problem.where.column, problem.where.value) == ("code_commune", "62700")


def test_tolerant_no_site_of_the_cause_is_of_any_town(
    real_territory: Territory, tmp_path: Path
) -> None:
    rows = sites(real_territory, **{insee: post for post, insee in TOWNS.values()})
    read = read_candidates(put(tmp_path, rows), real_territory, strict=False)
    assert (read.table["insee"] == "").all()
    assert read.table[["commune", "dep", "reg", "epci_siren"]].isna().all(axis=None)
    assert codes_of(read).count("communes_one_cause") == 1
    assert codes_of(read).count("commune_proposed") == len(TOWNS)


def test_the_shared_case_is_refused_whole(real_territory: Territory, shared_data: Path) -> None:
    path = shared_data.parent / "cases/reading/postcodes_in_code_commune.csv"
    if not path.is_file():
        pytest.skip("no shared cases")
    with pytest.raises(BadInputError) as error:
        read_candidates(path, real_territory)
    (problem,) = error.value.problems
    assert "codes postaux" in problem.what.fr
    assert "(15 / 15 lignes)" in problem.what.fr
    assert "Henin : 62110 → Hénin-Beaumont (62427)" in problem.remedy.fr


def test_one_column_sorted_without_the_others_is_told(
    real_territory: Territory, tmp_path: Path
) -> None:
    rows = sites(real_territory)
    for row, code in zip(rows, sorted(str(r["code_commune"]) for r in rows), strict=True):
        row["code_commune"] = code
    with pytest.raises(BadInputError, match="triée sans les autres"):
        read_candidates(put(tmp_path, rows), real_territory)


def test_a_few_wrong_rows_are_told_one_by_one_and_proposed(
    real_territory: Territory, tmp_path: Path
) -> None:
    rows = sites(real_territory, **{"59178": "59350"})  # Douai given as Lille
    read = read_candidates(put(tmp_path, rows), real_territory)
    told = {f.code: f for f in read.findings if f.code in codes_of(read)}
    assert set(told) == {"coordinates_far_from_commune", "commune_proposed"}
    assert "Douai (59178), dont le contour contient le point" in told["commune_proposed"].message.fr
    assert read.table.loc["Douai", "km_beyond_commune"] > 10


def test_a_right_file_says_nothing(real_territory: Territory, tmp_path: Path) -> None:
    read = read_candidates(put(tmp_path, sites(real_territory)), real_territory)
    assert codes_of(read) == []
    assert (read.table["km_beyond_commune"] == 0).all()


def test_former_and_merged_communes_are_no_false_alarm(
    real_territory: Territory, tmp_path: Path
) -> None:
    merged = real_territory.communes.loc["01015"]  # Arboys en Bugey, from 01015 and 01340
    rows = [
        {"site_id": "a", "insee": "01340", "nom_commune": "Saint-Bois", "surface_ha": 3.0,
         "lon": merged["lon"], "lat": merged["lat"]},
    ]  # fmt: skip
    read = read_candidates(put(tmp_path, rows), real_territory)
    assert codes_of(read) == ["former_commune_code"]


def test_near_a_border_the_code_is_kept_and_the_doubt_told(
    real_territory: Territory, tmp_path: Path
) -> None:
    """Between Villeurbanne and Vaulx-en-Velin."""
    shapes = real_territory.commune_shapes
    assert shapes is not None
    place = {"lon": 4.8985, "lat": 45.7760}
    (there,), _ = shapes.at([place["lon"]], [place["lat"]])
    other = "69256" if there == "69266" else "69266"
    km = shapes.km_beyond(pd.Series([other]), [place["lon"]], [place["lat"]])[0]
    rows = [{"site_id": "a", "insee": other, "surface_ha": 3.0, **place}]
    read = read_candidates(put(tmp_path, rows), real_territory)
    expected = [] if km <= 0.1 else ["commune_border"]
    assert codes_of(read) == (expected if km <= 2.0 else ["commune_proposed"])
    assert km <= 2.0
    assert read.table.loc["a", "insee"] == other


def test_a_name_of_another_town_is_told_and_spelling_is_not(
    real_territory: Territory, tmp_path: Path
) -> None:
    rows = sites(real_territory)
    spelled = ["BRUAY LA BUISSIERE", "Lille", "longwy", "Gravelines", "VITRY LE FRANCOIS",
               "Issoire", "Romans sur Isère", ""]  # fmt: skip
    for row, name in zip(rows, spelled, strict=True):
        row["commune"] = name
    read = read_candidates(put(tmp_path, rows), real_territory)
    (finding,) = [f for f in read.findings if f.code in codes_of(read)]
    assert (finding.code, finding.subject) == ("commune_name_differs", "Douai")
    assert "Lille (59350)" in finding.message.fr


def test_one_point_for_several_communes_is_told(real_territory: Territory, tmp_path: Path) -> None:
    rows = sites(real_territory)
    rows[1]["lon"], rows[1]["lat"] = rows[0]["lon"], rows[0]["lat"]
    read = read_candidates(put(tmp_path, rows), real_territory)
    assert "point_shared" in codes_of(read)
    rows = [{**row, "lon": rows[0]["lon"], "lat": rows[0]["lat"]} for row in rows]
    with pytest.raises(BadInputError, match="un seul point pour des communes différentes"):
        read_candidates(put(tmp_path, rows), real_territory)


def test_an_outline_without_code_is_of_the_commune_that_holds_most_of_it(
    real_territory: Territory, shared_data: Path
) -> None:
    path = shared_data.parent / "cases/reading/polygon_without_insee.geojson"
    if not path.is_file():
        pytest.skip("no shared cases")
    read = read_candidates(path, real_territory)
    site = read.table.loc["A"]
    assert (site["insee"], site["commune"]) == ("71153", "Le Creusot")
    (finding,) = [f for f in read.findings if f.code == "commune_found"]
    assert "trouvée d'après le contour" in finding.message.fr


def test_a_point_without_code_is_found_and_one_at_sea_is_not(
    real_territory: Territory, tmp_path: Path
) -> None:
    rows = sites(real_territory)[:2]
    for row in rows:
        del row["code_commune"]
    read = read_candidates(put(tmp_path, rows), real_territory)
    assert read.table["insee"].to_dict() == {"Bruay-la-Buissière": "62178", "Douai": "59178"}
    rows.append({"site_id": "mer", "surface_ha": 3.0, "lon": -3.5, "lat": 47.0})
    with pytest.raises(BadInputError, match="code de commune absent"):
        read_candidates(put(tmp_path, rows), real_territory)


def test_real_candidates_fall_in_their_commune(
    real_territory: Territory, shared_data: Path
) -> None:
    path = shared_data / "candidates/friches_france.csv"
    table = read_candidates(path, real_territory, strict=False).table
    own = table[table["coord_quality"] == "site point"]
    km = own["km_beyond_commune"].dropna()
    assert len(own) == 14_045
    assert int((km == 0).sum()) == 13_745  # 13,731 before former codes are followed
    assert int((km > 2.0).sum()) == 37

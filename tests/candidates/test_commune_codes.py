"""Former codes, several communes in a cell, communes that a polygon reaches."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import geopandas
import pandas as pd
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from tisites.candidates.candidates import Candidates
from tisites.candidates.communes import read_commune_codes, with_others
from tisites.candidates.read import read_candidates
from tisites.data.pack import Manifest, Pack
from tisites.messages.errors import BadInputError
from tisites.territory.territory import Territory


class PackWithFormerCodes(Pack):
    """A pack that tells two former codes, one of them of a commune it does not know."""

    def has(self, name: str) -> bool:
        return name == "former_communes"

    def read(self, name: str) -> pd.DataFrame:
        assert name == "former_communes"
        return pd.DataFrame({"insee_former": ["59182", "59999"], "insee": ["59183", "59001"]})


@pytest.fixture
def telling(territory: Territory) -> Territory:
    manifest = Manifest(name="petit", built="2026-01-01", tisites="0", layers=())
    return replace(territory, pack=PackWithFormerCodes(Path("pack"), manifest))


def test_cells_of_several_codes(telling: Territory) -> None:
    cells = pd.Series(
        [
            "01004|13055",
            "75056;1004;75101",
            "59182|59183|2a004|",
            "13055",
            "",
            "59999",
            "01004|99999",
        ]
    )
    codes = read_commune_codes(cells, telling)
    assert codes.insee.tolist() == ["01004", "75056", "59183", "13055", "", "59999", "01004"]
    assert codes.communes.tolist() == [
        "01004|13055",
        "75056|01004",
        "59183|2A004",
        "13055",
        "",
        "59999",
        "01004",
    ]
    assert codes.former.to_dict() == {2: "59182"}
    assert codes.strange.to_dict() == {6: "99999"}


def test_an_old_pack_without_the_layer_still_reads(territory: Territory) -> None:
    codes = read_commune_codes(pd.Series(["59182", "13055"]), territory)
    assert codes.insee.tolist() == ["59182", "13055"]
    assert codes.former.empty


codes_of_territory = st.sampled_from(["01004", "13055", "2A004", "59183", "75056", "97411"])


@given(st.lists(st.lists(codes_of_territory, min_size=1, max_size=4), min_size=1, max_size=6))
def test_main_first_and_none_twice(territory: Territory, lists: list[list[str]]) -> None:
    codes = read_commune_codes(pd.Series(["|".join(cell) for cell in lists]), territory)
    for cell, main, joined in zip(lists, codes.insee, codes.communes, strict=True):
        found = joined.split("|")
        assert main == found[0] == cell[0]
        assert sorted(found) == sorted(set(cell))
    again = read_commune_codes(codes.communes, territory)
    assert again.communes.tolist() == codes.communes.tolist()


def test_with_others_of_nothing_is_the_same() -> None:
    communes = pd.Series(["01004", "13055"])
    assert with_others(communes, pd.Series([], dtype="str")).tolist() == ["01004", "13055"]


def _read(table: pd.DataFrame, territory: Territory, tmp_path: Path) -> Candidates:
    path = tmp_path / "sites.csv"
    table.to_csv(path, index=False)
    return read_candidates(path, territory)


def test_site_on_two_communes_keeps_both_and_counts_in_the_first(
    sites: pd.DataFrame, telling: Territory, tmp_path: Path
) -> None:
    sites.loc[0, "comm_insee"] = "01004|13055"
    sites.loc[3, "comm_insee"] = "59182"
    read = _read(sites, telling, tmp_path)
    assert read.table["communes"].tolist() == ["01004|13055", "13055", "2A004", "59183", "97411"]
    assert read.table.loc["a1", ["insee", "dep", "reg"]].tolist() == ["01004", "01", "84"]
    told = {f.code: f for f in read.findings}
    assert set(told) == {"several_communes", "former_commune_code", "records_counted"}
    several = told["several_communes"]
    assert (several.subject, several.line, several.severity) == ("a1", 2, "warning")
    assert "Ambérieu-en-Bugey (01004), Marseille (13055)" in several.message.fr
    assert "EPCI, département, région" in several.message.fr
    former = told["former_commune_code"]
    assert (former.subject, former.line) == ("a4", 5)
    assert former.message.en == (
        "59182 is the former code of a commune: taken as Dunkerque (59183)"
    )


def test_polygon_that_holds_the_point_of_another_commune(
    sites: pd.DataFrame, territory: Territory, tmp_path: Path
) -> None:
    shapes = shapely.buffer(shapely.points(sites["lon"], sites["lat"]), 0.001).tolist()
    shapes[1] = shapely.box(5.3, 43.2, 5.5, 46.0)  # Marseille's site, up to Ambérieu's point
    frame = sites.drop(columns=["lon", "lat"])
    path = tmp_path / "sites.gpkg"
    geopandas.GeoDataFrame(frame, geometry=shapes, crs=4326).to_file(path)
    read = read_candidates(path, territory)
    assert read.table.at["a2", "communes"] == "13055|01004"
    assert read.table.at["a1", "communes"] == "01004"
    assert read.outlines is not None
    assert read.outlines.index.tolist() == ["a1", "a2", "a3", "a4", "a5"]
    assert shapely.equals(read.outlines["a2"], shapes[1])


def test_unknown_code_stays_an_error_in_a_planners_file(
    sites: pd.DataFrame, telling: Territory, tmp_path: Path
) -> None:
    sites.loc[0, "comm_insee"] = "59999"
    with pytest.raises(BadInputError) as error:
        _read(sites, telling, tmp_path)
    assert "inconnu" in error.value.problems[0].what.fr


def test_a_commune_is_proposed_never_taken(
    sites: pd.DataFrame, territory: Territory, tmp_path: Path
) -> None:
    sites.loc[3, "comm_insee"] = "59001"
    path = tmp_path / "sites.csv"
    sites.to_csv(path, index=False)
    read = read_candidates(path, territory, strict=False)
    assert pd.isna(read.table.at["a4", "commune"])
    told = {f.code: f for f in read.findings}
    assert set(told) == {"commune_unknown", "commune_proposed", "records_counted"}
    assert "Dunkerque (59183), whose point is 0.1 km away".replace("0.1", "0,1") in (
        told["commune_proposed"].message.en
    )


def test_real_former_codes(shared_data: Path, real_territory: Territory) -> None:
    read = read_candidates(shared_data / "candidates" / "friches_france.csv", real_territory)
    former = [f for f in read.findings if f.code == "former_commune_code"]
    assert len(former) == 31  # of 34 unknown codes; 2 of Saint-Pierre, 1 of Saint-Barthélemy
    table = read.table
    for site, name in {
        "69152_10106": "Oullins-Pierre-Bénite",
        "93059_2428": "Saint-Denis",
        "ADEME_288": "Annecy",
        "COM_49069": "Orée d'Anjou",
        "ADEME_258": "Évry-Courcouronnes",
    }.items():
        assert table.at[site, "commune"] == name
    # an independent witness: sites with coordinates of their own lie in that commune, or just out
    # of the disc of its area
    ids = [f.subject for f in former]
    placed = table.loc[ids][table.loc[ids, "coord_quality"] == "site point"]
    assert len(placed) == 19
    near = placed["km_beyond_commune"].dropna()
    assert (near < 3.0).all(), near

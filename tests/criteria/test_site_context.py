"""What is shown of a site: every programme of its commune, its owner, the drought zone around."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from tisites.candidates.owners import CLASSES, UNTOLD
from tisites.criteria.site_context import CONTEXT, OWNER_WORDS, owner_words, with_context
from tisites.data.demo.demo import open_demo
from tisites.territory.territory import Territory, load_territory


def test_every_class_of_owner_has_its_words() -> None:
    assert set(OWNER_WORDS) == {*CLASSES, UNTOLD}
    assert owner_words("developer+untold") == (
        "opérateur foncier public ou aménageur, propriétaire non dit"
    )


@pytest.fixture(scope="module")
def real(real_territory) -> Territory:
    return real_territory


def test_a_commune_s_programmes_are_those_of_every_layer(real: Territory) -> None:
    frr = real.frr
    listed = {
        "Petites villes de demain": set(
            real.pack.read("commune_programmes").query("programme == 'pvd'")["insee"]
        ),
        "Territoire d'industrie 2018-2022": set(real.communes_in("territoires_industrie_2018")),
        "Territoire d'industrie 2023-2027": set(real.communes["ti_id"].dropna().index),
        "France ruralités : FRR+": set(frr.index[frr == "plus"]),
    }
    some = real.communes.index[::97]
    sites = pd.DataFrame({"insee": [*some, None]}, index=[*some, "nowhere"])
    told = with_context(sites, real)["programmes"]
    assert pd.isna(told["nowhere"])
    for words, communes in listed.items():
        said = {i for i in some if words in str(told[i]).replace("FRR+ ", "FRR+")}
        assert said == communes & set(some), words


def test_what_is_said_of_a_site_does_not_depend_on_the_others(real: Territory) -> None:
    some = real.communes.index[::53]
    sites = pd.DataFrame({"insee": [*some, None]}, index=[*some, "nowhere"])
    whole = with_context(sites, real)
    for part in (sites.iloc[::-7], sites.iloc[:1], sites.iloc[:0], sites.loc[["nowhere"]]):
        for name in CONTEXT:
            told, known = with_context(part, real)[name], whole.loc[part.index, name]
            assert told.fillna("").tolist() == known.fillna("").tolist(), name


def test_a_drought_zone_holds_the_commune_s_point_and_says_its_day(real: Territory) -> None:
    zones = real.pack.read("drought_zones")
    zones = zones[zones["kind"] == "SUP"]
    some = real.communes[real.communes["lon"].notna()].iloc[::400]
    sites = pd.DataFrame({"insee": some.index}, index=some.index)
    told = with_context(sites, real)["drought_zone"]
    from shapely.geometry import Point

    for insee, row in some.iterrows():
        inside = zones[zones.contains(Point(row["lon"], row["lat"]))]
        assert pd.isna(told[insee]) == inside.empty
        for name in inside["nom"]:
            assert f"{name} (" in told[insee]
        assert inside.empty or "2 juillet 2026" in told[insee]


def test_a_pack_without_these_layers_says_nothing(empty_territory) -> None:
    demo = load_territory(open_demo())
    bare = replace(empty_territory, communes=demo.communes)
    sites = pd.DataFrame({"insee": demo.communes.index[:3]}, index=list("abc"))
    told = with_context(sites, bare)
    assert told["drought_zone"].isna().all()
    assert told["programmes"].isna().all()
    assert set(CONTEXT) <= set(told)

"""Mistakes in measures of equity: refused at reading, on their line, in the planner's words."""

from __future__ import annotations

import pytest

from tisites.criteria.indicators import indicator_names
from tisites.messages.errors import BadInputError
from tisites.messages.text import speaking
from tisites.model.cannot_work import indicator_problems
from tisites.model.nearest_indicator import nearest_indicator
from tisites.model.points import load_scenario

HEAD = 'from = "reference"\nname = "x"\ntitle = "X"\n'


def complaint(tmp_path, text):
    path = tmp_path / "x.toml"
    path.write_text(HEAD + text, encoding="utf-8")
    with pytest.raises(BadInputError) as caught:
        load_scenario(str(path))
    return caught.value


def measure(kind, **keys):
    lines = [f'kind = "{kind}"', 'source = "s"']
    lines += [f"{key} = {value}" for key, value in keys.items()]
    return "[equity.e]\n" + "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    ("kind", "limit", "words"),
    [
        ("gini", 30, "écrire 0.3 pour 30 %"),
        ("gini", -0.1, "au moins 0"),
        ("min_share", 1.2, "au plus 1"),
        ("leave_no_neighbour", 5, "écrire 0.05 pour 5 %"),
        ("leave_no_neighbour", -1, "au moins 0"),
        ("max_min", -1, "au moins 0"),
        ("cvar", -1, "au moins 0"),
        ("floor", -1, "au moins 0"),
        ("ceiling", -1, "au moins 0"),
        ("band", -0.1, "au moins 0"),
        ("chen_hooker", -2, "au moins 0"),
    ],
)
def test_a_limit_that_has_no_meaning_is_refused(tmp_path, kind, limit, words):
    more = {"leave_no_neighbour": {"minutes": 45}, "min_share": {"use": '"overseas"'}}
    more["chen_hooker"] = {"delta": 1}
    text = measure(kind, **{"as": '"constraint"', "limit": limit}, **more.get(kind, {}))
    error = complaint(tmp_path, text)
    assert len(error.problems) == 1
    where = error.problems[0].where
    assert (where.line, where.column) == (8, "equity.e.limit")
    assert words in str(error)


def test_a_limit_of_utility_may_be_negative(tmp_path):
    path = tmp_path / "x.toml"
    path.write_text(HEAD + measure("alpha", **{"as": '"constraint"', "limit": -3}))
    assert load_scenario(str(path))[0].equity["e"].limit == -3


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        (measure("gini", **{"as": '"constraint"'}), 4, "equity.e", "demande une limite"),
        (measure("gini", **{"as": '"term"'}), 4, "equity.e", "demande un poids"),
        (measure("max_min", **{"as": '"stage"', "by": '"regin"'}), 8, "equity.e.by", "« region »"),
        ('[equity]\nkind = "gini"\nas = "stage"\n', 4, "equity", "écrire [equity.NOM]"),
        ('[equity.e]\nas = "stage"\nsource = "s"\n', 4, "equity.e", "max_min"),
    ],
)
def test_what_is_wrong_is_told_once_in_french(tmp_path, text, line, column, words):
    error = complaint(tmp_path, text)
    assert len(error.problems) == 1
    where = error.problems[0].where
    assert (where.line, where.column) == (line, column)
    assert words in str(error)
    for english in ("needs", "Input", "should"):
        assert english not in str(error)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("choose = 0,3\n", "écrire 0.3, avec un point"),
        ("[equity.e]\nlimit = -1,25 # x\n", "écrire -1.25"),
        ('choose = "a\n', "TOML illisible"),
        ("choose\n", "un signe = est attendu"),
        ("choose = oui\n", "valeur illisible"),
        ("choose = 3\nchoose = 4\n", "déjà écrite"),
    ],
)
def test_toml_is_explained_in_french(tmp_path, text, words):
    error = complaint(tmp_path, text)
    assert words in str(error)
    assert error.problems[0].where.line == 3 + text.count("\n")
    assert "Expected" not in str(error)
    with speaking("en"):
        assert "illisible" not in str(error)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("chomage", "unemployment_pct"),
        ("chômage", "unemployment_pct"),
        ("unemployment", "unemployment_pct"),
        ("etiage", "low_flow_change_pct"),
        ("unemploiment_pct", "unemployment_pct"),
        ("aeroport", "airport_km"),
        ("surface", "surface_ha"),
        ("xqzv", None),
    ],
)
def test_indicators_are_found_by_what_planners_call_them(said, meant):
    assert nearest_indicator(said, indicator_names()) == meant


def test_the_zone_of_a_share_is_suggested(tmp_path):
    path = tmp_path / "x.toml"
    path.write_text(HEAD + measure("min_share", **{"as": '"stage"', "use": '"chomage"'}))
    found = indicator_problems(load_scenario(str(path))[0], indicator_names(), str(path))
    assert "« unemployment_pct »" in str(found[0])

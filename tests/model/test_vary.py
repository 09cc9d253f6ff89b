"""Grids: counts, determinism, strata, keys that do not exist, points as scenarios of their own."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tisites.messages.errors import BadInputError
from tisites.model.draw import count_of, draw
from tisites.model.points import load_points, load_scenario
from tisites.model.vary import Axis, Sampling, Variation, VariedRange

HEAD = 'base = "turnkey50"\nname = "g"\ntitle = "G"\n'


def written(folder: Path, text: str, name: str = "g.toml") -> str:
    path = folder / name
    path.write_text(HEAD + text, encoding="utf-8")
    return str(path)


def complaint(call) -> str:
    with pytest.raises(BadInputError) as caught:
        call()
    return str(caught.value)


ends = st.tuples(st.floats(-1e3, 1e3), st.floats(1e-3, 1e3)).map(lambda e: (e[0], e[0] + e[1]))


@given(st.lists(st.integers(1, 4), min_size=1, max_size=4), st.integers(2, 4))
def test_full_grids_have_every_combination_once(sizes, steps):
    axes = [Axis((f"k{k}",), tuple(range(size))) for k, size in enumerate(sizes)]
    axes.append(Axis(("i",), interval=VariedRange(low=0, high=1, steps=steps)))
    variation = Variation(tuple(axes), Sampling())
    rows = draw(variation)
    assert len(rows) == count_of(variation) == math.prod(sizes) * steps
    assert len({tuple(row.values()) for row in rows}) == len(rows)
    assert rows == draw(variation)


@settings(max_examples=40, deadline=None)
@given(st.lists(ends, min_size=1, max_size=5), st.integers(1, 60), st.integers(0, 2**31))
def test_latin_hypercubes_put_one_point_in_each_stratum(pairs, samples, seed):
    axes = tuple(
        Axis((f"k{k}",), interval=VariedRange(low=low, high=high))
        for k, (low, high) in enumerate(pairs)
    )
    sampling = Sampling(method="latin_hypercube", samples=samples, seed=seed)
    rows = draw(Variation(axes, sampling))
    assert rows == draw(Variation(axes, sampling))
    assert len(rows) == samples
    for axis in axes:
        low, high = axis.interval.low, axis.interval.high
        share = np.sort([(row[axis.name] - low) / (high - low) for row in rows])
        place = np.arange(samples) / samples
        assert (share >= place - 1e-9).all()
        assert (share <= place + 1 / samples + 1e-9).all()


@settings(max_examples=40, deadline=None)
@given(ends, st.integers(1, 50), st.integers(0, 2**31))
def test_monte_carlo_stays_inside_and_repeats_by_seed(pair, samples, seed):
    axes = Axis(("k",), interval=VariedRange(low=pair[0], high=pair[1])), Axis(("c",), ("a", "b"))
    sampling = Sampling(method="monte_carlo", samples=samples, seed=seed)
    rows = draw(Variation(axes, sampling))
    assert rows == draw(Variation(axes, sampling))
    assert all(pair[0] <= row["k"] <= pair[1] and row["c"] in "ab" for row in rows)


@given(st.integers(-50, 50), st.integers(1, 9), st.integers(1, 80))
def test_integer_keys_get_integers_of_the_interval(low, width, samples):
    axis = Axis(("n",), interval=VariedRange(low=low, high=low + width))
    sampling = Sampling(method="latin_hypercube", samples=samples, seed=1)
    found = [row["n"] for row in draw(Variation((axis,), sampling), whole=["n"])]
    assert all(isinstance(n, int) and low <= n <= low + width for n in found)
    if samples >= 3 * (width + 1):  # as likely as each other: all of them come
        assert set(found) == set(range(low, low + width + 1))


def test_lists_are_cut_evenly_by_a_latin_hypercube():
    sampling = Sampling(method="latin_hypercube", samples=30, seed=3)
    rows = draw(Variation((Axis(("c",), ("a", "b", "c")),), sampling))
    assert [sum(row["c"] == word for row in rows) for word in "abc"] == [10, 10, 10]


def test_points_are_scenarios_of_their_own(tmp_path):
    grid = written(
        tmp_path,
        '[vary]\n"score.zan.weight" = [4.0, 12.0]\nchoose = { low = 40, high = 42, steps = 3 }\n'
        "constraint.spacing.km = [10, 15]\n",
    )  # fmt: skip
    points = load_points(grid)
    assert len(points) == 12
    assert [point.model.choose for point in points[:6]] == [40, 40, 41, 41, 42, 42]
    assert points[-1].model.score["zan"].weight == 12.0
    assert points[6].reference == f"{grid}#007"
    assert points[6].name == points[6].model.name == "g-007"
    model, name = load_scenario(f"{grid}#7")
    assert (model, name) == (points[6].model, "g-007")
    assert load_points(f"{grid}#012") == [points[11]]


def test_dotted_and_nested_keys_are_the_same(tmp_path):
    quoted = load_points(written(tmp_path, '[vary]\n"score.zan.weight" = [4.0]\n', "a.toml"))
    nested = load_points(written(tmp_path, "[vary.score.zan]\nweight = [4.0]\n", "b.toml"))
    assert quoted[0].model == nested[0].model


def test_scenarios_can_be_chosen_among(tmp_path):
    path = tmp_path / "c.toml"
    path.write_text(
        'name = "c"\ntitle = "C"\nchoose = 30\n'
        'vary.scenario = ["reference", "late-grid"]\nvary.score.zan.weight = [1.0, 2.0]\n',
        encoding="utf-8",
    )
    points = load_points(str(path))
    assert [p.model.assumptions.grid_delay_years for p in points] == [0.0, 0.0, 2.0, 2.0]
    assert {p.model.choose for p in points} == {30}  # the file lies over what it chooses among
    assert points[3].values == {"scenario": "late-grid", "score.zan.weight": 2.0}
    path.write_text('base = "turnkey50"\n' + path.read_text(encoding="utf-8"), encoding="utf-8")
    assert "retirer base et from" in complaint(lambda: load_points(str(path)))


def test_a_new_limit_of_a_group_may_vary(tmp_path):
    grid = written(tmp_path, '[vary.constraint.zan_envelope.limits]\n"75" = [30.0, 90.0]\n')
    assert len(load_points(grid)) == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("vary.score.zann.weight = [1.0]\n", ["ligne 4", "« score.zan.weight »"]),
        ("vary.score.zan.weight = [-1.0, 2.0]\n", ["ligne 4", "au moins 0", "« -1.0 »"]),
        ("vary.score.zan.weight = []\n", ["ligne 4", "vide"]),
        ("vary.score.zan.weight = 3\n", ["ligne 4", "une liste ou un intervalle"]),
        ("vary.score.zan.weight = [3, 3]\n", ["deux fois"]),
        ("vary.score.zan.weight = { low = 1, high = 2 }\n", ["steps"]),
        ("vary.score.zan.weight = { low = 2, high = 1, steps = 2 }\n", ["low < high"]),
        ("vary.choose = { low = 1.2, high = 1.8, steps = 2 }\n", ["aucun entier"]),
        ("vary.choose = [1]\n[sampling]\nmethod = 'lhs'\n", ["ligne 6", "valeurs possibles"]),
        ("vary.choose = [1]\n[sampling]\nmethod = 'monte_carlo'\n", ["samples"]),
        ("[sampling]\nseed = 1\n", ["rien ne varie"]),
        ("vary.assumptions.warming = ['5c']\n", ["ligne 4", "2_7c"]),
        ("vary.scenario = ['referense']\n", ["retirer base"]),
    ],
)
def test_mistakes_are_located(tmp_path, text, words):
    said = complaint(lambda: load_points(written(tmp_path, text)))
    for word in words:
        assert word in said


def test_too_many_points_are_refused_before_they_are_drawn(tmp_path):
    levels = "{ low = 0, high = 1, steps = 1000 }"
    text = f"[vary.score]\nzan.weight = {levels}\npower.weight = {levels}\n"
    assert "trop" in complaint(lambda: load_points(written(tmp_path, text)))


def test_points_that_do_not_exist(tmp_path):
    grid = written(tmp_path, "vary.choose = [40, 41]\n")
    assert "#1 à #2" in complaint(lambda: load_scenario(f"{grid}#3"))
    assert "tisites sweep" in complaint(lambda: load_scenario(grid))
    assert "#1 à #1" in complaint(lambda: load_scenario("reference#2"))

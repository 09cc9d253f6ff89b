"""Outlines: neighbours share their borders, and every territory is drawn in its own frame."""

from __future__ import annotations

from collections import Counter
from types import SimpleNamespace

import geopandas
import numpy as np
import pandas as pd
import pytest
import shapely

from tests.report.conftest import small_pack
from tisites.messages.errors import BadInputError
from tisites.territory.territory import load_territory
from tisites.web.views.frames import SHOWN
from tisites.web.views.outlines import outlines


def polygons(shapes) -> dict[str, shapely.Geometry]:
    found = {}
    for shape in shapes:
        rings = [shapely.linearrings(np.array(r).reshape(-1, 2)) for r in shape.rings]
        found[shape.id] = shapely.build_area(shapely.geometrycollections(rings))
    return found


def test_two_neighbours_keep_one_border() -> None:
    """A crooked border told with other points on each side, and a sliver between the two."""
    rng = np.random.default_rng(3)
    lat = np.linspace(46.0, 47.0, 400)
    lon = 2.0 + 0.01 * rng.standard_normal(400).cumsum() / 10
    line = np.column_stack([lon, lat])
    west = shapely.polygons([[1.0, 46.0], *line, [1.0, 47.0]])
    other = line[[0, *range(1, 399, 3), 399]]  # every third point: gaps and overlaps between
    east = shapely.polygons([*other, [3.0, 47.0], [3.0, 46.0]])
    table = geopandas.GeoDataFrame(
        {"dep": ["01", "02"], "nom": ["a", "b"]}, geometry=[west, east], crs=4326
    )
    found = outlines(SimpleNamespace(polygons=lambda _: table), "dep")
    sides = [
        Counter(
            frozenset((tuple(a), tuple(b)))
            for ring in shape.rings
            for a, b in zip(np.array(ring).reshape(-1, 2)[:-1], np.array(ring).reshape(-1, 2)[1:],
                            strict=True)
        )
        for shape in found.shapes
    ]  # fmt: skip
    shared = set(sides[0]) & set(sides[1])
    assert len(shared) > 5  # edge for edge, the same integers
    both = polygons(found.shapes)
    assert shapely.area(shapely.intersection(both["01"], both["02"])) == 0
    assert sum(len(r) for s in found.shapes for r in s.rings) < 800  # simplified
    assert len(shapely.get_parts(shapely.union_all(list(both.values())))) == 1  # no sliver left
    assert not shapely.union_all(list(both.values())).interiors


def test_unknown_cut_and_missing_layer_say_what_to_do(tmp_path) -> None:
    territory = load_territory(small_pack(tmp_path / "p", synthetic=False))
    for by in ("nonsense", "epci", "ze", "frr"):
        with pytest.raises(BadInputError) as caught:
            outlines(territory, by)
        assert str(caught.value.problems[0].remedy)


def test_overseas_shapes_lie_in_their_frames(tmp_path) -> None:
    found = outlines(load_territory(small_pack(tmp_path / "p", synthetic=False)), "dep")
    frame = {shape.id: SHOWN[shape.zone].key for shape in found.shapes}
    assert {d: frame[d] for d in ("2A", "971", "972", "973", "974", "976")} == {
        "2A": "FXX", "971": "GLP", "972": "MTQ", "973": "GUF", "974": "REU", "976": "MYT",
    }  # fmt: skip


@pytest.fixture(scope="module")
def real(real_territory):
    return real_territory


@pytest.mark.parametrize("by", ["region", "dep", "epci"])
def test_real_outlines_are_a_coverage_near_the_layer(real, by: str) -> None:
    found = outlines(real, by)
    layer, code = {"region": ("regions", "reg"), "dep": ("departements", "dep"),
                   "epci": ("epci", "epci_siren")}[by]  # fmt: skip
    table = real.polygons(layer).set_index(code)
    assert sorted(s.id for s in found.shapes) == sorted(table.index)
    assert all(s.rings and len(ring) >= 8 for s in found.shapes for ring in s.rings)
    for k, one in enumerate(SHOWN):
        here = [s for s in found.shapes if s.zone == k]
        if not here:
            continue
        points = np.concatenate([np.array(r).reshape(-1, 2) for s in here for r in s.rings])
        left, low, right, high = one.bounds_m
        assert points[:, 0].min() >= left - 3_000 and points[:, 0].max() <= right + 3_000
        assert points[:, 1].min() >= low - 3_000 and points[:, 1].max() <= high + 3_000
        if k == 0:
            shapes = np.array(list(polygons(here).values()))
            valid = shapely.make_valid(shapes)
            overlap = shapely.area(valid).sum() - shapely.area(shapely.union_all(valid))
            assert overlap < 1e-4 * shapely.area(valid).sum()
            true = table.loc[[s.id for s in here]].to_crs(2154).geometry.to_numpy()
            apart = np.abs(shapely.area(valid) - shapely.area(true)) / shapely.area(true)
            assert np.median(apart) < 0.01 and pd.Series(apart).quantile(0.99) < 0.2

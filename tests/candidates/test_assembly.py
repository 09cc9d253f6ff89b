"""Adjacent parcels: gaps in metres, groups, the assembled site and what it replaces."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import examples
from tisites.candidates.adjacency import adjacent, components
from tisites.candidates.assembly import Assembly, assemble
from tisites.candidates.candidates import COLUMNS, Candidates
from tisites.candidates.consolidate import consolidate
from tisites.candidates.consolidation_rules import AssemblyRules, DuplicateRules
from tisites.candidates.eligibility_rules import EligibilityRules
from tisites.territory.crs import ZONES, project

HECTARE_RADIUS_M = np.sqrt(10_000 / np.pi)  # 56.4 m
RULES = AssemblyRules(enabled=True, max_gap_m=20.0)


def parcels(*rows: dict[str, object], zone: int = 0) -> Candidates:
    """Parcels of one hectare, ``east_m`` metres east of a town."""
    from pyproj import Transformer

    lon, lat = {0: (5.37, 45.96), 3: (55.45, -21.0)}[zone]
    x_m, y_m = project([lon], [lat], zone)
    back = Transformer.from_crs(ZONES[zone].epsg, 4326, always_xy=True)
    text = ("name", "site_type", "status", "pollution", "zoning", "source", "members")
    built = []
    for row in rows:
        east, north = float(row.get("east_m", 0.0)), float(row.get("north_m", 0.0))  # type: ignore[arg-type]
        place = back.transform(x_m[0] + east, y_m[0] + north)
        base = dict.fromkeys(COLUMNS) | {
            "insee": "01004", "communes": row.get("insee", "01004"), "commune": "Ambérieu",
            "surface_ha": 1.0, "lon": place[0], "lat": place[1], "coord_quality": "site point",
            "surface_quality": "site", "dep": "01", "reg": "84", "line": 2, "zre": False,
            "zone": zone, "x_m": x_m[0] + east, "y_m": y_m[0] + north, "km_beyond_commune": 0.0,
        }  # fmt: skip
        built.append(base | {k: v for k, v in row.items() if not k.endswith("_m")})
    table = pd.DataFrame(built).set_index("id").rename_axis("site_id").sort_index()[list(COLUMNS)]
    table["line"] = table["line"].astype("Int64")
    table["zre"] = table["zre"].astype("boolean")
    table = table.astype(dict.fromkeys(text, "str"))
    return Candidates(table, (), "sites.csv", "0" * 64)


def made(candidates: Candidates, rules: AssemblyRules = RULES) -> Assembly:
    return assemble(candidates, rules)


TOUCH = 2 * HECTARE_RADIUS_M


@pytest.mark.parametrize("zone", [0, 3])
def test_gap_between_discs_in_the_territorys_own_metres(zone: int) -> None:
    for gap, links in ((19.9, 1), (20.1, 0)):
        pair = parcels({"id": "a"}, {"id": "b", "east_m": TOUCH + gap}, zone=zone)
        found = adjacent(pair, pair.table.index, RULES)
        assert len(found) == links
        if links:
            assert found["gap_m"].iloc[0] == pytest.approx(gap, abs=1e-6)


def test_gap_between_polygons_is_exact() -> None:
    pair = parcels({"id": "a"}, {"id": "b", "east_m": 400.0})
    zone = pair.table["zone"].iloc[0]
    import geopandas

    x, y = pair.table["x_m"].iloc[0], pair.table["y_m"].iloc[0]
    squares = [shapely.box(x - 50, y - 50, x + 50, y + 50), shapely.box(x + 65, y, x + 800, y + 9)]
    shapes = geopandas.GeoSeries(squares, crs=ZONES[zone].epsg).to_crs(4326).to_numpy()
    drawn = Candidates(
        pair.table, (), "f", "", outlines=pd.Series(shapes, index=["a", "b"], dtype=object)
    )
    found = adjacent(drawn, drawn.table.index, RULES)
    assert found["gap_m"].tolist() == pytest.approx([15.0], abs=0.01)
    whole = made(drawn)
    outline = whole.outlines["a+1"]
    assert outline.geom_type == "MultiPolygon"
    row = whole.rows.loc["a+1"]
    assert shapely.contains_xy(outline, row["lon"], row["lat"])


def test_the_assembled_site() -> None:
    candidates = parcels(
        {"id": "b", "name": "Est", "source": "B", "zoning": "U", "surface_ha": 3.0,
         "east_m": 150.0},
        {"id": "a", "name": "Ouest", "source": "A", "zoning": "AUc", "communes": "01004|01005"},
        {"id": "z", "east_m": 9_000.0},
    )  # fmt: skip
    whole = made(candidates)
    assert whole.members.to_dict() == {"a": "a+1", "b": "a+1"}
    row = whole.rows.loc["a+1"]
    assert tuple(whole.rows.columns) == COLUMNS
    assert (row["name"], row["surface_ha"], row["zoning"]) == ("Est (+1)", 4.0, "U")
    assert (row["members"], row["source"], row["communes"]) == ("a|b", "A|B", "01004|01005")
    ends = candidates.table["x_m"]
    assert row["x_m"] == pytest.approx((ends["a"] + 3 * ends["b"]) / 4, abs=0.01)
    assert whole.rows.dtypes.to_dict() == candidates.table.dtypes.to_dict()
    (finding,) = whole.findings
    assert finding.subject == "a+1"
    assert "2 parcelles voisines réunies, 4,00 ha : a, b" in finding.message.fr
    assert "celle de la plus grande retenue : zonage" in finding.message.fr


def test_other_communes_only_if_asked() -> None:
    pair = parcels({"id": "a"}, {"id": "b", "insee": "01005"})
    assert made(pair).rows.empty
    across = made(pair, AssemblyRules(enabled=True, same_commune_only=False))
    assert across.rows["communes"].tolist() == ["01004|01005"]


def test_too_large_a_group_stays_apart_and_is_told() -> None:
    trio = parcels(*({"id": i, "surface_ha": 2.0} for i in "abc"))
    whole = made(trio, AssemblyRules(enabled=True, max_area_ha=5.9))
    assert whole.rows.empty
    assert whole.members.empty
    assert [f.code for f in whole.findings] == ["assembly_too_large"]
    assert made(trio, AssemblyRules(enabled=True, max_area_ha=6.0)).rows.index.tolist() == ["a+2"]


def test_unknown_surface_or_place_is_never_assembled() -> None:
    some = parcels(
        {"id": "a"},
        {"id": "b", "surface_ha": np.nan},
        {"id": "c", "coord_quality": "commune representative point"},
        {"id": "a+1", "east_m": 30.0},
    )
    whole = made(some)
    assert whole.members.to_dict() == {"a": "a+1+", "a+1": "a+1+"}  # an id that is taken


def test_consolidate_replaces_parcels_and_spares_duplicates() -> None:
    candidates = parcels(
        {"id": "a", "source": "A", "name": "Kolb", "zoning": "U"},
        {"id": "b", "source": "A", "name": "Sucrerie", "east_m": 100.0},
        {"id": "c", "source": "B", "name": "KOLB", "east_m": 5.0},
        {"id": "d", "source": "A", "name": "Pré", "east_m": 50.0, "zoning": "N"},
    )
    rules = EligibilityRules(min_surface_ha=3, zonings_excluded=("N",))
    off = consolidate(candidates, DuplicateRules(), AssemblyRules(), rules)
    assert off.candidates.table is candidates.table
    assert off.replaced.empty
    assert off.merges["kept"].to_dict() == {"c": "a"}
    on = consolidate(candidates, DuplicateRules(action="merge"), RULES, rules)
    assert on.replaced.to_dict() == {
        "a": "assembled_into.a+1",
        "b": "assembled_into.a+1",
        "c": "duplicate_of.a",
    }
    assert on.candidates.table.index.tolist() == ["a", "a+1", "b", "c", "d"]
    assert on.candidates.table.at["a+1", "surface_ha"] == 2.0  # the same hectare is counted once
    assert [f.code for f in on.candidates.findings] == ["assembled_site", "possible_duplicate"]


def _union_find(names: list[str], pairs: list[tuple[str, str]]) -> list[list[str]]:
    parent = {name: name for name in names}

    def root(name: str) -> str:
        while parent[name] != name:
            name = parent[name]
        return name

    for one, two in pairs:
        parent[root(one)] = root(two)
    groups: dict[str, list[str]] = {}
    for name in sorted(names):
        groups.setdefault(root(name), []).append(name)
    return sorted(group for group in groups.values() if len(group) > 1)


places = st.lists(
    st.tuples(st.integers(0, 600), st.integers(0, 600), st.sampled_from([0.05, 0.5, 1.0, 4.0])),
    min_size=2,
    max_size=12,
)


@settings(max_examples=examples(20), deadline=None)
@given(places, st.integers(0, 100), st.randoms(use_true_random=False))
def test_groups_are_those_of_all_pairs(points, gap, random) -> None:  # type: ignore[no-untyped-def]
    rows = [
        {"id": f"p{k:02}", "east_m": float(x), "north_m": float(y), "surface_ha": ha}
        for k, (x, y, ha) in enumerate(points)
    ]
    candidates = parcels(*rows)
    rules = AssemblyRules(enabled=True, max_gap_m=gap)
    radius = {r["id"]: np.sqrt(float(r["surface_ha"]) * 10_000 / np.pi) for r in rows}
    linked = [
        (a["id"], b["id"])
        for k, a in enumerate(rows)
        for b in rows[k + 1 :]
        if np.hypot(a["east_m"] - b["east_m"], a["north_m"] - b["north_m"])
        <= gap + radius[a["id"]] + radius[b["id"]] + 1e-9
    ]
    pairs = adjacent(candidates, candidates.table.index, rules)
    assert components(pairs) == _union_find([r["id"] for r in rows], linked)
    whole = assemble(candidates, rules)
    random.shuffle(rows)
    again = assemble(parcels(*rows), rules)
    pd.testing.assert_frame_equal(whole.rows, again.rows)
    pd.testing.assert_series_equal(whole.members, again.members)
    assert whole.findings == again.findings
    total = candidates.table["surface_ha"].loc[whole.members.index].sum()
    assert whole.rows["surface_ha"].sum() == pytest.approx(total)


def test_national_inventory(real_candidates: Candidates) -> None:
    candidates = real_candidates
    inventory = candidates.table["source"] != "Cartofriches"
    candidates = replace(candidates, table=candidates.table[inventory])
    rules = EligibilityRules(
        max_surface_ha=500, coord_quality=("site point",), surface_quality=("site",)
    )
    found = consolidate(candidates, DuplicateRules(action="merge"), RULES, rules)
    table = found.candidates.table
    new = table[table["members"].notna()]
    family = found.replaced.str.partition(".")[0]
    assert family.value_counts()["duplicate_of"] == 177
    assert (family == "assembled_into").sum() == new["members"].str.count(r"\|").sum() + len(new)
    assert len(new) > 200
    assert new["surface_ha"].max() <= 500
    whole = new["members"].str.split("|").explode()
    sums = candidates.table["surface_ha"].loc[whole].groupby(whole.index.to_numpy()).sum()
    assert np.allclose(new["surface_ha"], sums.reindex(new.index))
    assert not set(whole) & set(found.merges.index)

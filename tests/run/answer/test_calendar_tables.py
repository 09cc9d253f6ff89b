"""Dated steps against the critical path, and lines against the tree they come from."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest

from tisites.criteria.assumptions import Assumptions
from tisites.criteria.schedule import dated_steps
from tisites.criteria.steps import ENDS, MONTHS_PER_YEAR, WITH_PROJECT, critical_path, steps
from tisites.run.answer.calendar_tables import (
    availability,
    chosen_tree,
    connection_table,
    steps_table,
)
from tisites.territory.territory import Territory, load_territory

CLASSES = product(
    ("built", "open", "unbuilt", "untold"),
    ("urban", "future", "rural", "untold"),
    ("none", "treated", "unlikely", "supposed", "proven", "untold"),
    ("", WITH_PROJECT),
)


@pytest.fixture(scope="module")
def demo() -> Territory:
    from tisites.data.demo.demo import open_demo

    return load_territory(open_demo())


def test_the_last_end_is_the_critical_path_at_each_end_for_every_kind_of_site() -> None:
    for row in CLASSES:
        words = dict(zip(("site_type", "zoning", "pollution", "status"), row, strict=True))
        dated = dated_steps(words, 2026.0)
        by_code = {step.code: step for step in dated}
        for end in ENDS:
            months, path = critical_path(words, end)
            last = max(step.end[end] for step in dated)
            assert last == pytest.approx(2026.0 + months / MONTHS_PER_YEAR), words
            if end == 1:
                assert {step.code for step in dated if step.critical} == set(path)
        for step in steps():
            for other in step.after:
                if step.code in by_code and other in by_code:
                    pairs = zip(by_code[other].end, by_code[step.code].start, strict=True)
                    assert all(a <= b + 1e-9 for a, b in pairs)


def test_words_say_what_a_year_gained_would_come_from() -> None:
    site = {"site_type": "friche industrielle", "zoning": "U", "pollution": None, "status": None}
    sites = pd.DataFrame(site, index=["a", "b", "c"]).assign(name=["A", None, "C"])
    ready = {
        "grid_ready_year": [2040.0, 2027.0, np.nan],
        "available_year": [2040.0, 2030.0, np.nan],
    }
    measured = pd.DataFrame(
        {f"{name}{end}": values for name, values in ready.items() for end in ("_low", "", "_high")},
        index=sites.index,
    )
    found = availability(sites, measured, 2026.0)
    assert found["critical_path"].iloc[0] == "grid"
    assert found["critical_path"].iloc[1].endswith("services")
    assert found["last_step"].iloc[0] == "Raccordement électrique"
    assert "raccordement électrique inconnu" in found["last_step"].iloc[2]
    table = steps_table(sites, measured, Assumptions())
    assert table.groupby("id")["step"].agg(lambda s: "grid" in set(s)).tolist() == [
        True,
        True,
        False,
    ]
    critical = table[table["critical"] == "oui"].groupby("id")["step"].agg(list)
    assert critical["a"] == ["grid"]
    assert critical["b"][-1] == "services"


def test_lines_are_those_of_the_tree_with_their_substation(demo: Territory) -> None:
    from tisites.candidates.read import candidates_from_pack

    table = candidates_from_pack(demo).table
    sites = table[table["lon"].notna()].iloc[::40]
    lines = connection_table(sites, demo, Assumptions())
    tree = chosen_tree(sites, demo)
    assert lines["id"].tolist() == sorted(sites.index)
    assert lines["straight_km"].sum() == pytest.approx(tree.km, abs=1e-3 * len(lines))
    assert set(lines["id"][lines["straight_km"].isna()]) == set(tree.unconnected)
    known = lines[lines["straight_km"].notna()]
    assert (known["line_km_low"] <= known["line_km"]).all()
    assert (known["line_km"] <= known["line_km_high"]).all()
    assert (known["voltage_kv"] >= 63).all()
    roots = known.set_index("id")["substation"]
    by_site = known[known["to_kind"] == "site"]
    assert (by_site["substation"].to_numpy() == roots.loc[by_site["to"]].to_numpy()).all()
    assert (known["to_kind"] == "poste").any()


def test_without_a_layer_of_substations_lines_are_unknown(demo: Territory) -> None:
    from dataclasses import replace

    from tisites.data.pack import Pack

    manifest = demo.pack.manifest
    kept = tuple(entry for entry in manifest.layers if entry.name != "substations")
    pack = Pack(demo.pack.folder, manifest.model_copy(update={"layers": kept}))
    place = {"lon": 2.0, "lat": 47.0, "zone": 0, "x_m": 0.0, "y_m": 0.0, "name": "A"}
    lines = connection_table(
        pd.DataFrame(place, index=["a"]), replace(demo, pack=pack), Assumptions()
    )
    assert lines["to_kind"].tolist() == ["inconnu"]
    assert lines[["straight_km", "line_km"]].isna().all().all()

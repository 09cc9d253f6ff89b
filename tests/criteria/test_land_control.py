"""Land control by type of owner: every published code is understood, the worst owner counts."""

from __future__ import annotations

import csv
import re
from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest

from tisites.candidates.owners import CLASSES, read_owners
from tisites.candidates.read import read_candidates
from tisites.candidates.usage.gather import gather
from tisites.criteria.assumptions import Assumptions
from tisites.criteria.indicators import measure
from tisites.criteria.land_control import LandControlLevels, land_control_level
from tisites.data.demo.demo import open_demo
from tisites.territory.territory import load_territory


@pytest.mark.parametrize(
    ("file", "told"),
    [
        ("candidates/cartofriches_national_2024-03.csv", 0.98),
        ("candidates/cartofriches_17_departements.csv", 0.70),
    ],
)
def test_every_published_code_is_understood(shared_data: Path, file: str, told: float) -> None:
    text = (shared_data / file).read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(text.splitlines(), delimiter=";" if ";" in text[:99] else ","))
    cells = [row["proprio_type"] for row in rows]
    codes = {code for cell in cells for code in re.findall(r"[A-Z]\d[a-z]", cell)}
    assert len(codes) > 70
    assert [code for code in codes if read_owners(code) not in CLASSES] == []
    read = [read_owners(cell) for cell in cells]
    assert None not in read
    assert sum(bool(one) for one in read) / len(read) > told


def test_the_public_land_operators_are_told_from_the_landlords() -> None:
    """Cerema's own titles: F2a EPF of the State, F1a social landlord, F7b private investor."""
    assert [read_owners(c) for c in ("F2a", "F4a", "F5b", "F7g")] == ["developer"] * 4
    assert {read_owners(c) for c in ("F1a", "F6a", "F7b", "G1a")} == {"private_land"}
    assert read_owners("G2a") == "shared"
    assert read_owners("P1b") == "state"
    assert read_owners("P4c") == "local"
    assert read_owners("M2a") == read_owners("R2a") == "operator"


def test_of_several_owners_the_least_counts_and_a_blank_is_the_worst() -> None:
    levels = LandControlLevels()
    singles = {c: land_control_level(pd.Series([c]), levels).nominal[0] for c in CLASSES}
    for pair in combinations(CLASSES, 2):
        found = land_control_level(pd.Series(["+".join(pair)]), levels)
        assert found.nominal[0] == min(singles[c] for c in pair)
    blank = land_control_level(pd.Series([None]), levels)
    assert blank.least.nominal[0] == min(singles.values())
    assert (blank.low[0], blank.high[0]) == (0.0, 1.0)


def test_a_planner_s_words_reach_the_indicator_and_odd_ones_are_told(tmp_path: Path) -> None:
    path = tmp_path / "mes_friches.csv"
    path.write_text(
        "id;insee;surface_ha;lon;lat;Type propriétaire\n"
        "a;80021;30;2,30;49,89;Commune\n"
        "b;80021;30;2,31;49,89;EPF et SCI\n"
        "c;80021;30;2,32;49,89;P4a|X1a\n"
        "d;80021;30;2,33;49,89;\n"
        "e;80021;30;2,34;49,89;le voisin\n",
        encoding="utf-8",
    )
    territory = load_territory(open_demo())
    candidates = read_candidates(path, territory)
    told = [f for f in candidates.findings if f.code == "optional_not_understood"]
    assert [(f.line, f.subject) for f in told] == [(6, "Type propriétaire")]
    table = gather(candidates, territory).candidates.table
    found = measure(table, territory, Assumptions(), cache=None).table["land_control_level"]
    assert found.iloc[:3].tolist() == [1.0, 0.3, 0.2]
    assert found.iloc[3:].isna().all()


def test_the_record_of_cartofriches_tells_the_owner_where_the_list_does_not(
    real_territory, real_known
) -> None:
    territory, table = real_territory, real_known.candidates.table
    assert table["owners"].notna().mean() > 0.75
    record = territory.pack.read("cartofriches").set_index("site_id")["proprio_type"]
    same = table.index.intersection(record.dropna().index)[::500]
    assert len(same) > 20
    assert all(table.loc[site, "owners"] == (read_owners(record[site]) or None) for site in same)

"""A planner's own evidence: read with care, above all others, refused with the line."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tisites.candidates.read import read_candidates
from tisites.candidates.usage.gather import gather
from tisites.candidates.usage.planner_file import read_planner_evidence
from tisites.messages.errors import BadInputError
from tisites.territory.territory import Territory

LIST = """site_id;site_nom;comm_insee;surface_ha;longitude;latitude;site_statut;usage_prevu
0006516611;Usine A;71153;12;4.43;46.81;friche sans projet;
B;Éco-quartier des Forges;71153;12;4.44;46.82;friche avec projet;
C;Usine C;71153;12;4.45;46.83;friche avec projet;zone d'activités
"""


@pytest.fixture(scope="module")
def territory(demo_territory: Territory) -> Territory:
    return demo_territory


def _known(tmp_path: Path, territory: Territory, evidence: str = "") -> pd.DataFrame:
    sites = tmp_path / "sites.csv"
    sites.write_text(LIST, encoding="utf-8")
    read = read_candidates(sites, territory)
    mine = None
    if evidence:
        file = tmp_path / "indices.csv"
        file.write_text(evidence, encoding="utf-8")
        mine = read_planner_evidence(file, read.table.index)
    return gather(read, territory, mine).candidates.table


def test_the_lists_own_column_counts(tmp_path: Path, territory: Territory) -> None:
    table = _known(tmp_path, territory)
    assert table["planned_use"].tolist() == ["none_known", "housing", "industry"]
    assert table.loc["C", "planned_use_confidence"] == "planner"
    assert table.loc["B", "planned_use_confidence"] == "probable"


def test_a_planner_is_above_the_name_of_a_site(tmp_path: Path, territory: Territory) -> None:
    said = "id;usage;source;date\nB;zone d'activités économiques;délibération du 3 mai;2026-05-03\n"
    table = _known(tmp_path, territory, said)
    assert table.loc["B", "planned_use"] == "industry"
    assert "délibération" in table.loc["B", "planned_use_source"]
    assert bool(table.loc["B", "uses_disagree"])


def test_two_words_of_a_planner_that_disagree_count_as_the_cautious_one(
    tmp_path: Path, territory: Territory
) -> None:
    said = (
        "site_id;use;source;date\n0006516611;industry;courrier;2026\n"
        "0006516611;musée;presse;11/2026\n"
    )
    table = _known(tmp_path, territory, said)
    assert table.loc["0006516611", "planned_use"] == "equipment"


def test_an_area_is_confirmed(tmp_path: Path, territory: Territory) -> None:
    said = "site_id;surface_ha;source;date\n0006516611;3,5;cadastre;30/11/2026\n"
    table = _known(tmp_path, territory, said)
    row = table.loc["0006516611"]
    assert (row["surface_ha"], row["surface_basis"]) == (3.5, "planner")
    assert row["surface_told_ha"] == 12.0
    assert row["surface_high_ha"] == 12.0


@pytest.mark.parametrize(
    ("rows", "column", "value"),
    [
        ("site_id;use;source;date\nZZZ;logements;mairie;2026\n", "site_id", "ZZZ"),
        ("site_id;use;source;date\nB;zblorg;mairie;2026\n", "use", "zblorg"),
        ("site_id;use;source;date\nB;logements;;2026\n", "source", ""),
        ("site_id;use;source;date\nB;logements;mairie;hier\n", "date", "hier"),
        ("site_id;use;source;date\nB;logements;mairie;2026-13\n", "date", "2026-13"),
        ("site_id;area_ha;source;date\nB;douze;mairie;2026\n", "area_ha", "douze"),
        ("site_id;area_ha;source;date\nB;-3;mairie;2026\n", "area_ha", "-3"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(
    tmp_path: Path, territory: Territory, rows: str, column: str, value: str
) -> None:
    with pytest.raises(BadInputError) as error:
        _known(tmp_path, territory, rows)
    where = [p.where for p in error.value.problems]
    assert any(w.column == column and w.line == 2 for w in where)
    assert not value or any(w.value == value for w in where)


def test_a_file_without_its_columns_is_refused(tmp_path: Path, territory: Territory) -> None:
    with pytest.raises(BadInputError) as error:
        _known(tmp_path, territory, "site_id;note\nB;bof\n")
    assert {p.where.column for p in error.value.problems} == {"source", "date", "use"}

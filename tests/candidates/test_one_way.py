"""From a file to candidates in six steps, each from the table of the one before."""

from __future__ import annotations

import dataclasses
import importlib
import pkgutil
import re
from pathlib import Path

import pandas as pd
import pytest

import tisites.candidates
from tisites.candidates.columns import name_columns
from tisites.candidates.faults import find_faults
from tisites.candidates.formats.open_source import open_source
from tisites.candidates.places import locate
from tisites.candidates.read import read_candidates
from tisites.candidates.refuse import refuse
from tisites.candidates.values import read_values
from tisites.candidates.verdict import settle
from tisites.messages.errors import BadInputError
from tisites.territory.territory import Territory

PAGE = Path(__file__).resolve().parents[2] / "docs/architecture.md"
ROWS = [
    "site_id;nom;comm_insee;surface_ha;lon;lat;reseau_gaz",
    "S2;Dunes;59183;12,5;2,38;51,03;oui",
    "S1;Ain;01004;3;5,37;45,96;peut-être",
    ";;;;;;",
    "S3;Sans surface;75056;n.c.;2,35;48,86;",
]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "sites.csv"
    path.write_text("\n".join(ROWS) + "\n", encoding="utf-8")
    return path


def test_the_steps_one_by_one_give_what_reading_gives(file: Path, territory: Territory) -> None:
    source = open_source(file)
    columns = name_columns(source)
    values = read_values(source, columns)
    places = locate(values, territory)
    faults = find_faults(places)
    found = settle(faults, territory, file.name)
    for table in (source, columns, values, places, faults, found):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(table, dataclasses.fields(table)[0].name, None)
    whole = read_candidates(file, territory, strict=False)
    pd.testing.assert_frame_equal(found.table, whole.table)
    assert found.findings == whole.findings
    assert found.table.index.tolist() == ["S1", "S2", "S3"]


def test_no_step_changes_the_table_of_the_one_before(file: Path, territory: Territory) -> None:
    source = open_source(file)
    cells = source.table.copy(deep=True)
    values = read_values(source, name_columns(source))
    said = values.frame.copy(deep=True)
    places = locate(values, territory)
    placed = places.frame.copy(deep=True)
    settle(find_faults(places), territory, file.name)
    pd.testing.assert_frame_equal(source.table, cells)
    pd.testing.assert_frame_equal(values.frame, said)
    pd.testing.assert_frame_equal(places.frame, placed)


def test_a_file_of_blank_rows_is_told_as_empty_before_its_coordinates(
    tmp_path: Path, territory: Territory
) -> None:
    path = tmp_path / "empty.csv"
    path.write_text("site_id;comm_insee;surface_ha;x;y\n;;;;\n;;;;\n", encoding="utf-8")
    with pytest.raises(BadInputError, match="aucun site"):
        read_candidates(path, territory)


def test_faults_of_a_place_are_refused_with_the_cell_as_written(
    tmp_path: Path, territory: Territory
) -> None:
    path = tmp_path / "far.csv"
    path.write_text(
        "\n".join([*ROWS[:2], ";;;;;;", "S1;A;01004;3;40;10;"]) + "\n", encoding="utf-8"
    )
    source = open_source(path)
    places = locate(read_values(source, name_columns(source)), territory)
    with pytest.raises(BadInputError) as error:
        refuse(find_faults(places))
    (problem,) = error.value.problems
    assert (problem.where.line, problem.where.value) == (4, "40, 10")


def test_the_page_names_functions_that_exist() -> None:
    way = PAGE.read_text(encoding="utf-8").split("## From a file to candidates")[1]
    way = way.split("\n## ")[0]
    named = set(re.findall(r"`(?:[\w/]+\.py` `)?([a-z_]+)(?:\(|`)", way))
    here = tisites.candidates
    known: set[str] = set()
    for module in pkgutil.walk_packages(here.__path__, f"{here.__name__}."):
        known |= set(vars(importlib.import_module(module.name)))
    functions = {name for name in named if "_" in name or name in ("locate", "refuse", "settle")}
    assert len(functions) > 15
    assert functions <= known, functions - known

"""Lists that a planner types for want of a public one: every way to write them, faults told."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
import xlsxwriter

from tisites.criteria.indicators import specs
from tisites.criteria.priorities import measure_priorities
from tisites.data.catalogue.sources import sources_named
from tisites.data.layers import layer
from tisites.data.normalise import normalise
from tisites.data.readers.registry import reader_of
from tisites.messages.errors import BadInputError
from tisites.model.points import load_scenario


def read(name: str, path: Path) -> pd.DataFrame:
    (source,) = sources_named([name])
    return normalise(layer(source.layers[0]), reader_of(source).read(path))


def text(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def workbook(path: Path, rows: list[list[object]]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for k, row in enumerate(rows):
            sheet.write_row(k, 0, row)
    return path


HEAD = ["Projet", "Code INSEE", "Territoire", "Secteur", "Surface demandée (ha)", "Emplois", "Date"]
ROWS = [
    ["Batterie", "1004", None, "énergie", "12,5", "300", "2028"],
    ["Batterie", "59183", None, None, "1 200", None, "01/06/2029"],
    ["Usine", None, "TI-0101", "bois", "3", None, None],
]


def test_projects_are_read_alike_from_a_csv_and_from_a_workbook_below_its_title(tmp_path) -> None:
    lines = [";".join("" if cell is None else str(cell) for cell in row) for row in [HEAD, *ROWS]]
    one = read("projets-territoires", text(tmp_path / "p.csv", *lines))
    book = workbook(tmp_path / "p.xlsx", [["Projets du territoire"], [], HEAD, *ROWS])
    other = read("projets-territoires", book)
    pd.testing.assert_frame_equal(one, other)
    assert one["project"].tolist() == ["Batterie", "Batterie #2", "Usine"]
    assert one["insee"].fillna("").tolist() == ["01004", "59183", ""]
    assert one["territory"].fillna("").tolist() == ["", "", "ti-0101"]
    assert one["surface_ha"].tolist() == [12.5, 1200.0, 3.0]
    assert one["year"].fillna(0).tolist() == [2028, 2029, 0]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("a;01004;;;douze;;", "douze"),
        ("a;01004;;;-3;;", "-3"),
        ("a;01004;;;;;", "hectares demandés absents"),
        ("a;Bourg;;;3;;", "code INSEE"),
        ("a;;Bresse;;3;;", "Territoire d'industrie"),
        ("a;;;;3;;", "projet sans lieu"),
        ("a;01004;;;3;;bientôt", "année attendue"),
    ],
)
def test_each_faulty_project_is_told_with_its_line(tmp_path, row: str, told: str) -> None:
    path = text(tmp_path / "p.csv", ";".join(HEAD), "bon;01004;;;3;;2030", row)
    with pytest.raises(BadInputError) as error:
        read("projets-territoires", path)
    (problem,) = error.value.problems
    assert told in f"{problem.what} {problem.where.value}"
    assert problem.where.line == 3


def test_faults_are_told_together_and_many_of_a_kind_once(tmp_path) -> None:
    rows = [f"a{k};01004;;;x{k};;bientôt" for k in range(9)]
    with pytest.raises(BadInputError) as error:
        read("projets-territoires", text(tmp_path / "p.csv", ";".join(HEAD), *rows))
    assert len(error.value.problems) == 12
    with pytest.raises(BadInputError, match="surface_ha"):
        read("projets-territoires", text(tmp_path / "q.csv", "insee;emplois", "01004;3"))


def test_schools_and_communes_of_collective_water(tmp_path) -> None:
    rows = "École;Longitude;Latitude;Métier", "Atelier;5,2;46.2;soudure", "Atelier;2.3;48.8;"
    schools = read("ecoles-production", text(tmp_path / "e.csv", *rows))
    assert schools["school"].tolist() == ["Atelier", "Atelier #2"]
    assert schools.geometry.x.tolist() == pytest.approx([5.2, 2.3])
    with pytest.raises(BadInputError, match="lon"):
        read("ecoles-production", text(tmp_path / "f.csv", "ecole;insee", "Atelier;01004"))
    with pytest.raises(BadInputError, match="cellule vide"):
        read("ecoles-production", text(tmp_path / "g.csv", rows[0], "Atelier;;46.2;"))
    water = read("eau-mutualisee", text(tmp_path / "w.csv", "insee;réseau", "1004;R", "01004;R"))
    assert water["insee"].tolist() == ["01004"]


def test_what_no_layer_tells_is_unknown_and_what_is_near_is_summed() -> None:
    def at(x_m, **more):
        return pd.DataFrame({"x_m": x_m, "y_m": 0.0, "lon": 2.0, "lat": 47.0, "zone": 0, **more})

    sites = at([0.0, 50e3, np.nan], insee=["1", "2", None], ti_id=["ti-0101", None, None])
    bare = SimpleNamespace(
        production_schools=None, energy_intensive_plants=None, territory_projects=None,
        communes_in=lambda _: None, is_partial=lambda _: False,
    )  # fmt: skip
    assert all(np.isnan(one.nominal).all() for one in measure_priorities(sites, bare).values())
    known = SimpleNamespace(
        production_schools=at([8e3]),
        energy_intensive_plants=at([9e3, 9.5e3, 45e3], excess_heat_gwh=[2.0, np.nan, 7.0]),
        territory_projects=at(
            [25e3, np.nan, 500e3], surface_ha=[4.0, 10.0, 99.0], territory=[None, "ti-0101", None]
        ),
        communes_in=lambda _: frozenset({"2"}), is_partial=lambda _: False,
    )  # fmt: skip
    found = {name: one.nominal.tolist() for name, one in measure_priorities(sites, known).items()}
    assert found["production_school_km"][:2] == [8.0, 42.0]
    assert found["excess_heat_gwh"][:2] == [2.0, 7.0]
    assert found["project_demand_ha"][:2] == [14.0, 4.0]
    assert found["collective_water"][:2] == [0.0, 1.0]
    assert all(np.isnan(values[2]) for values in found.values())


def test_the_pages_own_list_and_scenario_are_read(tmp_path) -> None:
    """What docs/fr/priorites.md has a planner copy."""
    page = (Path(__file__).parents[2] / "docs/fr/priorites.md").read_text(encoding="utf-8")
    rows = page.partition("```csv\n")[2].partition("```")[0].splitlines()
    assert read("projets-territoires", text(tmp_path / "p.csv", *rows))["surface_ha"].sum() == 43
    scenario = page.partition("```toml\n")[2].partition("```")[0]
    model = load_scenario(str(text(tmp_path / "s.toml", scenario)))[0]
    assert model.score["project_demand"].indicator in specs()
    assert model.score["project_demand"].weight > 0

"""What binds: real limits only, the same limit said once with its territories."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from scipy.sparse import csr_array

from tisites.model.kinds import ShareRule
from tisites.report.binding import binding, figure
from tisites.run.answer.outcome import Outcome


def rows_of(outcome) -> dict[tuple[str, str], tuple[tuple[str, ...], int]]:
    return {(row.constraint, row.limit): (row.groups, row.of) for row in binding(outcome)}


def with_rows(outcome, rows, x=None) -> Outcome:
    """Replace the program's rows: (constraint, group, coefficients, lower, upper)."""
    program = outcome.prepared.program
    matrix = csr_array(np.array([row[2] for row in rows], dtype=float))
    program = replace(
        program,
        matrix=matrix,
        row_labels=tuple(f"{row[0]}[{k}]" for k, row in enumerate(rows)),
        row_constraints=tuple(row[0] for row in rows),
        row_groups=tuple(row[1] for row in rows),
        row_lower=np.array([row[3] for row in rows], dtype=float),
        row_upper=np.array([row[4] for row in rows], dtype=float),
        separations=(),
    )
    x = outcome.solution.x if x is None else x
    prepared = SimpleNamespace(**{**vars(outcome.prepared), "program": program})
    solution = replace(outcome.solution, x=x, activities=matrix @ x)
    return Outcome(prepared, solution)


def test_ceilings_met_are_said_once_with_their_regions(make):
    found = rows_of(make())
    groups, of = found["region_ceiling", "au plus 1"]
    # Ten eligible sites in eight regions: two regions hold two sites, the others only one,
    # so that their ceiling of one cannot be broken.
    assert groups == ("Région 27 (27)", "Région 32 (32)")
    assert of == 2


def test_the_number_of_sites_is_not_news(make):
    assert all(row.constraint != "choose" for row in binding(make()))


@pytest.mark.parametrize(
    ("coefficients", "lower", "upper", "expected"),
    [
        ([1] * 10, 8, np.inf, {"au moins 8 ha"}),
        ([1] * 10, 0, np.inf, set()),  # no count is negative
        ([1] * 10, 8, 8, {"exactement 8 ha"}),
        ([1] * 10, -np.inf, 10, set()),  # all ten fit
        ([0] * 8 + [1] * 2, 0, 1, set()),
        ([0.5] * 10, -np.inf, 4, {"au plus 4 ha"}),
        ([-1] * 10, -8, np.inf, {"au moins -8 ha"}),
    ],
)
def test_limits(make, coefficients, lower, upper, expected):
    outcome = with_rows(make(), [("zan_total", "", coefficients, lower, upper)])
    assert {row.limit for row in binding(outcome)} == expected


def test_a_share_is_said_as_a_share(make):
    outcome = make()
    rule = ShareRule(kind="share", label="Part", use="surface_used_ha", min=0.5, source="toy")
    outcome.prepared.model.constraint["share"] = rule
    attribute = np.array([1, 1, 1, 1, 0, 0, 0, 0, 1, 1]) - 0.5
    (row,) = binding(with_rows(outcome, [("share", "", attribute, 0.0, np.inf)]))
    assert (row.label, row.limit) == ("Part", "au moins 50 %")


def test_spacing_says_the_least_distance(make):
    outcome = make(chosen=np.array([0, 1, 2]))
    table = outcome.prepared.sites.table
    rule = outcome.prepared.program.separations[0]
    near = float(np.hypot(table.x_m.iloc[0] - table.x_m.iloc[8],
                          table.y_m.iloc[0] - table.y_m.iloc[8])) / 1000  # fmt: skip
    assert near < rule.km  # S008 is kept out by S000
    (row,) = [row for row in binding(outcome) if row.constraint == "spacing"]
    assert row.label == "spacing"  # no label in the model: its name
    assert row.limit.startswith("au moins 15 km (plus proches à 4")


def test_figures_have_the_decimals_they_need():
    assert [figure(v) for v in (40.0, 0.66, -2.5)] == ["40", "0,66", "-2,5"]

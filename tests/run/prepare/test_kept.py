"""What is kept between runs is what a run alone would make."""

from __future__ import annotations

import numpy as np
import pytest

from tisites.criteria.assumptions import Assumptions
from tisites.criteria.interval import Range
from tisites.model.points import load_scenario
from tisites.run.prepare.kept import Kept, Watched
from tisites.run.prepare.prepare import compiled, survey
from tisites.run.prepare.request import Request


def made(scenario: str, kept: Kept):
    request = Request(scenario)
    return compiled(survey(request, declared=load_scenario(scenario), keep=kept), kept)


def test_programs_of_kept_steps_are_those_made_afresh():
    kept = Kept()
    shared = [made(name, kept) for name in ("reference", "late-grid", "reference")]
    assert kept.made["territory"] == kept.made["candidates"] == kept.made["eligibility"] == 1
    assert kept.made["indicators"] == 2
    assert {n for step, n in kept.made.items() if step.startswith(("bases", "capacities"))} == {1}
    found, alone = shared[1].program, compiled(survey(Request("late-grid"))).program
    for part in ("value", "lower", "upper", "row_lower", "row_upper"):
        np.testing.assert_array_equal(getattr(found, part), getattr(alone, part))
    assert found.row_labels == alone.row_labels
    assert (found.matrix != alone.matrix).nnz == 0


def test_a_result_serves_all_whose_read_fields_agree():
    kept, calls = Kept(), []

    def warming(seen: Watched) -> str:
        calls.append(seen.warming)
        return f"{seen.warming} {seen.low_flow_share.nominal}" if seen.warming == "4c" else "mild"

    first = kept.watched("w", Assumptions(), warming)
    assert kept.watched("w", Assumptions(grid_delay_years=3.0), warming) is first
    hot = kept.watched("w", Assumptions(warming="4c"), warming)
    assert kept.watched("w", Assumptions(warming="4c", grid_delay_years=1.0), warming) is hot
    other = Assumptions(warming="4c", low_flow_share={"low": 0.0, "nominal": 0.5, "high": 1.0})
    assert kept.watched("w", other, warming) == "4c 0.5"
    assert calls == ["2_7c", "4c", "4c"]


def test_a_watched_declaration_still_refuses_what_it_has_not():
    with pytest.raises(AttributeError):
        _ = Watched(Range(low=0, nominal=1, high=2)).middle


def test_the_longest_unused_leaves_first():
    kept = Kept(most=2)
    for key in ("a", "b", "a", "c", "a", "b"):
        kept("step", key, lambda k=key: k)
    assert kept.made["step"] == 4

"""No lie of a solver is proven: at a stage of equity, in a protection, under a convex limit."""

from __future__ import annotations

import pytest
from liars import LP_LIES, MIP_LIES
from liars_of_stages import CURVED, STAGES, cases, stage_case, trial

#: A toy is solved in tenths of a second: each question meets a few lies here, by turns, and all of
#: them in ``liars.py --stages``.
EVERY = 18


@pytest.mark.parametrize("number", range(len(STAGES) + len(CURVED) + 1))
@pytest.mark.filterwarnings("default::RuntimeWarning")
def test_no_lie_at_a_stage_is_proven(number: int) -> None:
    case = cases(3)[number]
    told = 0
    for linear, lies in enumerate((tuple(MIP_LIES), LP_LIES)):
        for k, lie in enumerate(lies[number % EVERY :: EVERY]):
            one = trial(case, lie, linear=bool(linear), sometimes=k % 2 == 1)
            assert not one.fault, one
            assert not one.claim.startswith("crash"), one
            told += one.told
    assert told


@pytest.mark.parametrize("number", range(len(STAGES) + len(CURVED) + 1))
def test_without_a_lie_the_same_judges_see_a_certificate(number: int) -> None:
    """Certified, but for the one measure whose switches no row of the program tells."""
    case = cases(4)[number]
    claim, fault = case.judged(case.ask())
    assert not fault
    wanted = "optimal, without a certificate" if "chen_hooker" in case.name else "optimal"
    assert claim == wanted


@pytest.mark.parametrize(
    ("lie", "linear"), [("interrupted", False), ("always infeasible", True), ("ray false", True)]
)
@pytest.mark.parametrize("kind", ["max_min", "min_share", "cvar"])
def test_what_is_cut_short_or_not_refuted_is_no_proof(kind: str, lie: str, linear: bool) -> None:
    case = stage_case(kind, "sites" if linear else "jobs", 5)
    one = trial(case, lie, linear=linear, sometimes=False)
    assert not one.fault, one
    assert not one.claim.startswith("crash"), one

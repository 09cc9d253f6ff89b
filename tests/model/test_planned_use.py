"""The bar on planned use: excluded where sure, to verify where in doubt, kept where unknown."""

from __future__ import annotations

import pandas as pd
import pytest
from pydantic import ValidationError

from tisites.candidates.usage.verify import verdict
from tisites.model.admit import Admission, apply_use
from tisites.model.declaration import Bar

SITES = pd.DataFrame(
    {
        "planned_use": ["housing", "housing", "industry", "none_known", "none_known"],
        "planned_use_confidence": ["probable", "hint", "certain", "", ""],
        "status": [*["friche sans projet"] * 4, "friche avec projet"],
    },
    index=list("abcde"),
)


def _bar(**changed: object) -> Bar:
    told = {
        "indicator": "planned_use", "uses": ("housing",), "unknown": "keep", "reason": "autre",
        "source": "essai",
    }  # fmt: skip
    return Bar.model_validate({**told, **changed})


def _apply(bar: Bar) -> list[str]:
    none = pd.Series("", index=SITES.index)
    admission = Admission(pd.Series(True, index=SITES.index), none, none, none)
    return apply_use("planned_use", bar, SITES, admission).reason.tolist()


def test_sure_uses_are_excluded_and_hints_are_to_verify() -> None:
    assert _apply(_bar()) == ["exclude.planned_use", "verify.planned_use", "", "", ""]
    assert _apply(_bar(hint="keep")) == ["exclude.planned_use", "", "", "", ""]
    assert _apply(_bar(uses=("waste",))) == [""] * 5


def test_a_project_of_which_no_one_tells_the_use_may_be_to_verify() -> None:
    assert _apply(_bar(unknown_project="verify"))[3:] == ["", "verify.planned_use"]
    assert _apply(_bar(unknown="exclude"))[3:] == ["exclude.planned_use"] * 2


def test_verdicts_are_classes_of_reasons() -> None:
    assert [verdict(code) for code in _apply(_bar())[:3]] == ["excluded", "to_verify", "eligible"]


def test_uses_go_with_planned_use_and_no_other_word_does() -> None:
    with pytest.raises(ValidationError):
        _bar(uses=())
    with pytest.raises(ValidationError):
        _bar(uses=("zblorg",))


def test_silence_about_use_competes_on_condition_only():
    """A site that tells no use competes if it declares it; one that tells it has nothing to."""
    from tisites.candidates.usage.lexicon import lexicon
    from tisites.model.admit import DECLARE_USE
    from tisites.model.points import load_scenario

    bar = load_scenario("reference")[0].exclude["planned_use"]
    uses = [*lexicon().uses, "none_known", "none_known"]
    trust = [*["certain"] * len(lexicon().uses), "", "planner"]
    index = pd.Index([f"s{k}" for k in range(len(uses))], name="site_id")
    sites = pd.DataFrame(
        {"planned_use": uses, "planned_use_confidence": trust, "status": "friche sans projet"},
        index,
    )
    blank = pd.Series("", index=index)
    start = Admission(pd.Series(data=True, index=index), blank, blank, blank)
    found = apply_use("planned_use", bar, sites, start)
    silent, said_none = index[-2], index[-1]
    assert found.eligible[silent] and found.eligible[said_none]
    assert str(DECLARE_USE) in found.condition[silent]
    assert found.condition[said_none] == ""  # a planner says that nothing else is planned
    for site, use in zip(index[:-2], uses, strict=False):
        assert found.eligible[site] == (use not in bar.uses)
        if found.eligible[site]:
            assert found.condition[site] == ""

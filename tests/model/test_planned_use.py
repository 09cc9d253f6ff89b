"""The bar on planned use: excluded where sure, to verify where in doubt, kept where unknown."""

from __future__ import annotations

import pandas as pd
import pytest
from pydantic import ValidationError

from tisites.candidates.usage.verify import verdict
from tisites.model.admit import Admission
from tisites.model.declaration import Bar
from tisites.model.planned_use import apply_use

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

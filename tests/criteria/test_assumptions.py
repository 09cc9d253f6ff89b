from __future__ import annotations

import pytest
from pydantic import BaseModel, ValidationError

from tisites.criteria.assumptions import Assumptions
from tisites.criteria.evidence import LandShares


def test_defaults_are_valid_and_survive_a_round_trip():
    first = Assumptions()
    assert Assumptions.model_validate(first.model_dump()) == first


@pytest.mark.parametrize(
    "declared",
    [
        {"zan_regim": "net"},
        {"zan_regime": "both"},
        {"warming": "3c"},
        {"decay_min": {0: 1.0, 15: 0.4, 30: 0.6, 45: 0.0}},
        {"decay_min": {0: 1.0, 30: 0.5}},
        {"decay_min": {}},
        {"decay_min": {-1: 1.0, 30: 0.0}},
        {"decay_min": {0: 1.5, 30: 0.0}},
        {"jobs_per_ha": {"low": 10, "nominal": 9, "high": 25}},
        {"jobs_per_ha": {"low": 10, "nominal": 15}},
        {"roads": {"road_kmh": 0}},
        {"roads": {"speed": 90}},
        {"urbanised_share": {"built_urban": {"low": 0.5, "nominal": 0.9, "high": 1.2}}},
        {"urbanised_share": {"built_town": {"low": 0.5, "nominal": 0.9, "high": 1.0}}},
        {"readiness_pct": {"potential": {"low": 0, "nominal": 50, "high": 101}}},
        {"grid_delay_years": -1},
    ],
    ids=str,
)
def test_what_cannot_be_meant_is_refused(declared):
    with pytest.raises(ValidationError):
        Assumptions.model_validate(declared)


def test_toml_keys_become_minutes_in_order():
    told = Assumptions.model_validate({"decay_min": {"60": 0.0, "0": 1.0, "20": 0.5}})
    assert list(told.decay_min) == [0.0, 20.0, 60.0]
    assert told.travel_limit_min == 60.0
    short = Assumptions.model_validate({"decay_min": {"0": 1.0, "20": 0.0}})
    assert short.travel_limit_min == 45.0


def test_part_of_a_table_keeps_the_rest():
    one = {"built_urban": {"low": 0.1, "nominal": 0.2, "high": 0.3}}
    told = Assumptions.model_validate({"urbanised_share": one}).urbanised_share
    assert told.built_urban.nominal == 0.2
    assert told.open_rural == Assumptions().urbanised_share.open_rural


def test_every_figure_says_what_it_is_and_where_it_comes_from():
    def check(model: type[BaseModel]) -> None:
        for name, field in model.model_fields.items():
            kind = type(field.default)
            if isinstance(field.default, LandShares):
                assert "planner's choice" in (LandShares.__doc__ or "")
                continue
            assert field.description, f"{model.__name__}.{name}"
            if issubclass(kind, BaseModel) and "low" not in kind.model_fields:
                check(kind)

    check(Assumptions)

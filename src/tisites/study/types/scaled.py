"""Rows of a model under the needs of types: compiled at the greatest, so that none is left out."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tisites.model.compile import compile_program
from tisites.model.kinds import GroupCapacity, LabourAllocation, ShareRule, Total
from tisites.model.kinds.rule import Quantity
from tisites.model.programme.types import MULTIPLIED

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from tisites.criteria.spec import Indicators
    from tisites.model.declaration import Model
    from tisites.model.program import Program
    from tisites.model.sites import Sites
    from tisites.score.scores import Scores

#: Rules whose rows are sums of a quantity, so that a multiple of it is a multiple of the row's.
SUMS = (Total, GroupCapacity, LabourAllocation)


def multiplied_by(model: Model) -> dict[str, str]:
    """Return, by name of constraint, which multiplier its rows obey (``labour``, ``water`` …)."""
    family = {indicator: name for name, used in MULTIPLIED.items() for indicator in used}
    return {
        name: family[rule.use]
        for name, rule in sorted(model.constraint.items())
        if rule.enabled and isinstance(rule, SUMS) and rule.use in family
    }


def shares_multiplied(model: Model) -> list[str]:
    """Return the shares of quantities that types multiply: no multiple of a row is theirs."""
    asked = {
        name for kind in model.type.values() for name in MULTIPLIED if kind.multiply_of(name) != 1.0
    }
    used = {indicator for name in asked for indicator in MULTIPLIED[name]}
    return [
        name
        for name, rule in sorted(model.constraint.items())
        if rule.enabled and isinstance(rule, ShareRule) and {rule.use, rule.per} & used
    ]


def scaled_program(
    model: Model, sites: Sites, scores: Scores, program: Program
) -> tuple[Program, dict[str, dict[str, float]]]:
    """Return the program at the greatest needs, and each type's share of them by constraint.

    Parameters
    ----------
    model : Model
        With types.
    sites, scores : Sites, Scores
        What it was compiled of.
    program : Program
        The model's own, which it is where no type asks for more.
    """
    rules = multiplied_by(model)
    most = {
        name: max([1.0, *(kind.multiply_of(name) for kind in model.type.values())])
        for name in MULTIPLIED
    }
    if any(most[family] > 1.0 for family in rules.values()):
        raised = {name: most[family] for name, family in rules.items()}
        program = compile_program(_raised(model, raised), _with_needs(sites, most), scores)
    times = {
        kind: {
            name: rule.multiply_of(family) / most[family]
            for name, family in rules.items()
            if rule.multiply_of(family) != most[family]
        }
        for kind, rule in model.type.items()
    }
    return program, times


def _raised(model: Model, by: Mapping[str, float]) -> Model:
    """Return the model with the figures that stand for unknown quantities multiplied too."""
    changed: dict[str, Any] = dict(model.constraint)
    for name, factor in by.items():
        rule = changed[name]
        assert isinstance(rule, Quantity)
        if not isinstance(rule.unknown, str):
            changed[name] = rule.model_copy(update={"unknown": factor * rule.unknown})
    return model.model_copy(update={"constraint": changed})


def _with_needs(sites: Sites, most: Mapping[str, float]) -> Sites:
    """Return the sites with the indicators of each multiplier multiplied, ends and doubts too."""
    by = {indicator: most[name] for name, used in MULTIPLIED.items() for indicator in used}
    known = sites.indicators
    return replace(sites, indicators=_times(known, by))


def _times(known: Indicators, by: Mapping[str, float]) -> Indicators:
    columns = {f"{name}{end}": x for name, x in by.items() for end in ("", "_low", "_high")}

    def times(table: pd.DataFrame) -> pd.DataFrame:
        mine = {c: table[c] * x for c, x in columns.items() if c in table.columns}
        return table.assign(**mine)

    return replace(
        known, table=times(known.table), least=times(known.least), most=times(known.most)
    )

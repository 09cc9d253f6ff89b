"""What every declared constraint has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from tisites.messages.errors import Problem, Unmet, Where
from tisites.messages.text import Text
from tisites.model.kinds.said import label_findings

if TYPE_CHECKING:
    from tisites.messages.findings import Finding
    from tisites.model.block import Block
    from tisites.model.sites import Sites

Bound = Literal["low", "nominal", "high"]
#: Side of a quantity that is not told: under a ceiling the most hurts, over a floor the least.
Side = Literal["least", "most"]


class Rule(BaseModel):
    """A declared constraint: its rows, and what can be known to be wrong before solving."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    label: str = Field(default="", description="French label for tables.")
    label_en: str = Field(default="", description="English label; the French one when empty.")
    source: str = Field(min_length=1, description="Law, document or planner's choice behind it.")
    enabled: bool = Field(default=True, description="A scenario switches a constraint off here.")

    def problems(self, name: str, sites: Sites, choose: int) -> list[Problem]:
        """Return what cannot work, found without solving."""
        raise NotImplementedError

    def limit_said(self) -> Text:
        """Say the limit from its own figures; a label never does."""
        raise NotImplementedError

    def named(self, name: str) -> Text:
        """Return the rule's label, its name where it has none."""
        return Text(self.label or name, self.label_en or self.label or name)

    def findings(self, name: str, sites: Sites) -> list[Finding]:
        """Return what the planner should know of this constraint over these sites."""
        del sites
        return label_findings(name, (self.label, self.label_en), self.limit_said)

    def block(self, name: str, sites: Sites, choose: int) -> Block | None:
        """Return the rows; ``None`` for a constraint that is no row (separation, locks)."""
        raise NotImplementedError


def constraint_problem(name: str, what: Text, remedy: Text, value: str | None = None) -> Problem:
    """Build a problem located at a constraint of the model."""
    return Problem(what, remedy, Where(column=f"constraint.{name}", value=value))


def unmet(name: str, what: Text, remedy: Text) -> Unmet:
    """Build a problem of a limit that these sites cannot meet: ``tisites relax`` can move it."""
    return Unmet(what, remedy, Where(column=f"constraint.{name}"))


class Quantity(BaseModel):
    """Mixin fields of constraints that add up an indicator."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    use: str = Field(description="Indicator added up over chosen sites.")
    bound: Bound = Field(
        default="nominal",
        description="End of the interval that counts: 'high' for a cautious ceiling.",
    )
    unknown: Literal["error", "exclude"] | float = Field(
        default="error",
        description="A quantity of which nothing is known: an error, the site cannot be chosen, or"
        " a declared value. One that is known to lie between two figures, or rests on a word that"
        " the candidate file does not tell, counts at the end that hurts.",
    )


def quantity_problems(rule: Quantity, name: str, sites: Sites) -> list[Problem]:
    """Return what is wrong with the quantity of a constraint."""
    nothing = np.isnan(quantity(rule, sites, "most")[0]) | np.isnan(
        quantity(rule, sites, "least")[0]
    )
    unknown = int(nothing.sum())
    if unknown == 0:
        return []
    some = ", ".join(sites.table.index[nothing][:3])
    return [
        constraint_problem(
            name,
            Text(
                f"« {rule.use} » est inconnu pour {unknown} sites éligibles ({some}…)",
                f"'{rule.use}' is unknown for {unknown} eligible sites ({some}…)",
            ),
            Text(
                'déclarer unknown = "exclude" ou une valeur (par exemple unknown = 0.0)',
                'declare unknown = "exclude" or a value (for example unknown = 0.0)',
            ),
        )
    ]


def quantity(rule: Quantity, sites: Sites, hurts: Side) -> tuple[np.ndarray, np.ndarray]:
    """Return the coefficients, and which columns must stay out because theirs is unknown.

    Parameters
    ----------
    rule : Quantity
        What counts.
    sites : Sites
        Of what.
    hurts : {"least", "most"}
        Which side of a quantity that is not told counts: the most under a ceiling, the least over a
        floor. No site then gains room by silence.
    """
    least, most = sites.indicators.span(rule.use, rule.bound)
    missing = np.isnan(raw_quantity(rule, sites))
    values = {"least": least, "most": most}[hurts]
    if rule.unknown == "exclude":
        return np.where(missing, 0.0, values), missing
    if not isinstance(rule.unknown, str):
        values = np.where(np.isnan(values), rule.unknown, values)
    return values, np.zeros(values.size, dtype=bool)


def raw_quantity(rule: Quantity, sites: Sites) -> np.ndarray:
    """Return the end of the interval that the rule counts, NaN where unknown."""
    low, nominal, high = sites.indicators.interval(rule.use)
    return {"low": low, "nominal": nominal, "high": high}[rule.bound]


def left_out(rule: Quantity, sites: Sites) -> np.ndarray:
    """Return which columns must stay out because their quantity is unknown."""
    return quantity(rule, sites, "most")[1]

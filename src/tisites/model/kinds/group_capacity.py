"""``group_capacity``: what chosen sites of a group use together fits what the group has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field

from tisites.messages.findings import Finding
from tisites.messages.text import Text, number
from tisites.model.block import Block, everywhere, group_rows
from tisites.model.kinds.rule import (
    Quantity,
    Rule,
    constraint_problem,
    left_out,
    quantity,
    quantity_problems,
)
from tisites.model.kinds.said import PER, between, capacity_words, joined, unit_of
from tisites.model.sites import Grouping

if TYPE_CHECKING:
    from tisites.messages.errors import Problem
    from tisites.model.sites import Sites


class CapacityException(BaseModel):
    """The capacity of a group where the rule cannot hold, decided by hand, with its reason."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    capacity: float = Field(ge=0.0, description="What the group has, in the unit of the quantity.")
    reason: str = Field(min_length=1, description="Why, in French; printed by every run.")
    reason_en: str = Field(default="", description="The same in English.")


class GroupCapacity(Rule, Quantity):
    """``Σ_{i in g} q_i x_i ≤ C_g`` for every group ``g``."""

    kind: Literal["group_capacity"]
    by: Grouping
    capacity: float | str = Field(
        description="One figure for every group, or the name of a capacity that comes from data."
    )
    limits: dict[str, float] = Field(
        default_factory=dict, description="Capacity of named groups, in place of the general one."
    )
    exceptions: dict[str, CapacityException] = Field(
        default_factory=dict,
        description="Capacity of named groups where the rule cannot hold, each with its reason.",
    )
    unknown_capacity: Literal["error", "open", "closed"] = Field(
        default="error",
        description="A group whose capacity is unknown: an error, no limit, or nothing fits.",
    )

    exempt_locked: bool = Field(
        default=False, description="Sites locked in take nothing (already decided elsewhere)."
    )

    def limit_said(self) -> Text:
        """Say the capacity of each group: a figure, or that data gives it."""
        per, unit = PER[self.by], unit_of(self.use)
        if isinstance(self.capacity, str):
            data = capacity_words(self.capacity)
            general = Text(f"au plus {data.fr} {per.fr}", f"at most {data.en} {per.en}")
        else:
            most = between(None, self.capacity, unit)
            general = Text(f"{most.fr} {per.fr}", f"{most.en} {per.en}")
        said = joined(general, [(k, between(None, v, unit)) for k, v in self.limits.items()])
        if not self.exempt_locked:
            return said
        return Text(f"{said.fr}, sites verrouillés à part", f"{said.en}, locked sites apart")

    def capacities(self, labels: list[str], sites: Sites) -> np.ndarray:
        """Return the capacity of each group, NaN where the data does not tell."""
        if isinstance(self.capacity, str):
            known = sites.capacities[self.capacity]
            values = known.reindex(labels).to_numpy(dtype=np.float64, copy=True)
        else:
            values = np.full(len(labels), float(self.capacity))
        for k, label in enumerate(labels):
            if label in self.limits:
                values[k] = self.limits[label]
            if label in self.exceptions:
                values[k] = self.exceptions[label].capacity
        return values

    def problems(self, name: str, sites: Sites, choose: int) -> list[Problem]:
        """Find unknown groups, unknown capacities and negative ones."""
        del choose
        found = quantity_problems(self, name, sites)
        if isinstance(self.capacity, str) and self.capacity not in sites.capacities:
            some = ", ".join(sorted(sites.capacities)) or "-"
            what = Text(
                f"capacité inconnue « {self.capacity} »", f"unknown capacity '{self.capacity}'"
            )
            remedy = Text(f"employer un nombre ou : {some}", f"use a number or: {some}")
            return [*found, constraint_problem(name, what, remedy, self.capacity)]
        numbers, labels = sites.codes(self.by)
        for label in {**self.limits, **self.exceptions}:
            if label not in labels:
                what = Text(
                    f"« {label} » n'est pas un groupe connu", f"'{label}' is no known group"
                )
                remedy = Text(
                    f"employer un code, par exemple {', '.join(labels[:3])}",
                    f"use a code, for example {', '.join(labels[:3])}",
                )
                found.append(constraint_problem(name, what, remedy, label))
        values = self.capacities(labels, sites)
        used = np.bincount(numbers[numbers >= 0], minlength=len(labels)) > 0
        bad = [labels[k] for k in np.flatnonzero(values < 0)]
        if bad:
            what = Text(f"capacité négative : {', '.join(bad)}", f"negative: {', '.join(bad)}")
            found.append(constraint_problem(name, what, Text("donner ≥ 0", "give ≥ 0")))
        unknown = [labels[k] for k in np.flatnonzero(used & np.isnan(values))]
        missing = sites.group_names(self.by, unknown)
        if missing and self.unknown_capacity == "error":
            some = ", ".join(missing[:5])
            what = Text(
                f"capacité inconnue pour {len(missing)} groupes : {some}",
                f"unknown capacity for {len(missing)} groups: {some}",
            )
            remedy = Text(
                'les donner sous limits, ou déclarer unknown_capacity = "open" ou "closed"',
                'give them under limits, or declare unknown_capacity = "open" or "closed"',
            )
            found.append(constraint_problem(name, what, remedy))
        return found

    def findings(self, name: str, sites: Sites) -> list[Finding]:
        """Tell every exception, with its reason, where the group competes."""
        numbers, labels = sites.codes(self.by)
        present = {labels[k] for k in np.unique(numbers[numbers >= 0])}
        return [
            Finding(
                "model",
                "capacity_exception",
                "warning",
                Text(
                    f"{sites.group_name(self.by, label)} : {number(one.capacity)} par exception,"
                    f" {one.reason}",
                    f"{sites.group_name(self.by, label)}: {number(one.capacity)} by exception,"
                    f" {one.reason_en or one.reason}",
                ),
                Text(
                    f'la lever : retirer exceptions."{label}" de [constraint.{name}]',
                    f'to lift it: remove exceptions."{label}" from [constraint.{name}]',
                ),
                name,
            )
            for label, one in sorted(self.exceptions.items())
            if label in present and self.enabled
        ]

    def left_out(self, sites: Sites) -> np.ndarray:
        """Return which columns must stay out because their quantity is unknown."""
        return left_out(self, sites)

    def block(self, name: str, sites: Sites, choose: int) -> Block:
        """Return one row a group whose capacity could bind."""
        numbers, labels = sites.codes(self.by)
        values, _ = quantity(self, sites, "most")
        values = np.where(sites.is_locked & self.exempt_locked, 0.0, values)
        upper = self.capacities(labels, sites)
        upper = np.where(np.isnan(upper), np.inf if self.unknown_capacity == "open" else 0.0, upper)
        names = sites.group_names(self.by, labels)
        lower = np.full(len(labels), -np.inf)
        del choose
        anywhere = sites.may_be_any(self.by)
        numbers = np.where(anywhere, -1, numbers)
        block = group_rows(name, numbers, labels, names, values, lower, upper)
        if anywhere.any():
            block = everywhere(block, np.where(anywhere, values, 0.0))
        return block.restrict(_could_bind(block))


def _could_bind(block: Block) -> np.ndarray:
    """A row whose positive coefficients all fit together never binds."""
    most = block.matrix.maximum(0).sum(axis=1)
    return np.asarray(most > block.upper)

"""``group_count``: floors and ceilings on the number of chosen sites of each group."""

from __future__ import annotations

import difflib
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

import numpy as np
from pydantic import BaseModel, ConfigDict, Field, model_validator

from tisites.messages.findings import Finding
from tisites.messages.text import Text
from tisites.model.block import Block, everywhere, group_rows, stacked
from tisites.model.kinds.rule import Rule, constraint_problem, unmet
from tisites.model.kinds.said import PER, counted, joined
from tisites.model.sites import Grouping

if TYPE_CHECKING:
    from tisites.messages.errors import Problem
    from tisites.model.sites import Sites


class CountLimits(BaseModel):
    """Least and greatest number of chosen sites."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)

    min: int | None = Field(default=None, ge=0)
    max: int | None = Field(default=None, ge=0)

    @model_validator(mode="after")
    def _ordered(self) -> CountLimits:
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError(f"min {self.min} > max {self.max}")
        return self


class GroupCount(Rule):
    """``min_g ≤ Σ_{i in g} x_i ≤ max_g`` for every group ``g``."""

    kind: Literal["group_count"]
    by: Grouping
    min: int = Field(default=0, ge=0)
    max: int | None = Field(default=None, ge=0)
    limits: dict[str, CountLimits] = Field(
        default_factory=dict, description="Limits of named groups, in place of min and max."
    )
    exempt_locked: bool = Field(
        default=False, description="Sites locked in do not count (already decided elsewhere)."
    )
    empty_groups: Literal["error", "report"] = Field(
        default="error",
        description="A floor on a group without eligible candidate: an error, or a finding.",
    )

    @model_validator(mode="after")
    def _ordered(self) -> GroupCount:
        if self.max is not None and self.min > self.max:
            raise ValueError(f"min {self.min} > max {self.max}")
        return self

    def bounds(self, labels: list[str]) -> tuple[np.ndarray, np.ndarray]:
        """Return the limits of each group."""
        lower = np.full(len(labels), float(self.min))
        upper = np.full(len(labels), np.inf if self.max is None else float(self.max))
        for k, label in enumerate(labels):
            limits = self.limits.get(label)
            if limits is not None:
                lower[k] = self.min if limits.min is None else limits.min
                upper[k] = upper[k] if limits.max is None else limits.max
        return lower, upper

    def limit_said(self) -> Text:
        """Say how many sites of each group, and the groups that have limits of their own."""
        per, general = PER[self.by], counted(self.min, self.max)
        own = [
            (code, counted(self.min if one.min is None else one.min,
                           self.max if one.max is None else one.max))
            for code, one in self.limits.items()
        ]  # fmt: skip
        said = joined(Text(f"{general.fr} {per.fr}", f"{general.en} {per.en}"), own)
        if not self.exempt_locked:
            return said
        return Text(f"{said.fr}, sites verrouillés à part", f"{said.en}, locked sites apart")

    def counted(self, sites: Sites) -> np.ndarray:
        """Return 1 for each site that counts."""
        return np.where(sites.is_locked & self.exempt_locked, 0.0, 1.0)

    def problems(self, name: str, sites: Sites, choose: int) -> list[Problem]:
        """Find unknown groups and floors that no candidate can meet, by name."""
        numbers, labels = sites.codes(self.by)
        found = [
            constraint_problem(
                name,
                Text(f"« {label} » n'est pas un groupe connu", f"'{label}' is no known group"),
                _nearest(label, labels),
                label,
            )
            for label in self.limits
            if label not in labels
        ]
        lower, upper = self.bounds(labels)
        found += [
            constraint_problem(
                name,
                Text(
                    f"plancher de {lower[k]:.0f} au-dessus du plafond de {upper[k]:.0f} pour"
                    f" {sites.group_name(self.by, labels[k])}",
                    f"floor of {lower[k]:.0f} above the ceiling of {upper[k]:.0f} for"
                    f" {sites.group_name(self.by, labels[k])}",
                ),
                Text(
                    f'relever son plafond (limits."{labels[k]}" = {{ max = … }}), ou abaisser'
                    " son plancher",
                    f'raise its ceiling (limits."{labels[k]}" = {{ max = … }}), or lower its floor',
                ),
            )
            for k in np.flatnonzero(lower > upper)
        ]
        member = numbers >= 0
        available = np.bincount(numbers[member], self.counted(sites)[member], len(labels))
        found += self._too_few(name, sites, labels, lower, available)
        if self.empty_groups == "report":
            lower = np.where(available > 0, lower, 0.0)
        if lower.sum() > choose:
            found.append(
                unmet(
                    name,
                    Text(
                        f"la somme des planchers, {lower.sum():.0f}, dépasse choose = {choose}",
                        f"the floors add up to {lower.sum():.0f}, above choose = {choose}",
                    ),
                    Text("abaisser les planchers", "lower the floors"),
                )
            )
        return found

    def _too_few(
        self, name: str, sites: Sites, labels: list[str], lower: np.ndarray, available: np.ndarray
    ) -> list[Problem]:
        """Return one problem for each floor above what exists; one for all groups that are empty.

        A list of one région's sites leaves every other région empty: that is said once.
        """
        short = np.flatnonzero(available < lower)
        empty = short[available[short] == 0]
        if self.empty_groups == "report" or empty.size > 1:
            short = np.setdiff1d(short, empty)
        found: list[Problem] = [
            unmet(
                name,
                _too_few(lower[k], int(available[k]), sites.group_name(self.by, labels[k])),
                Text(
                    f'abaisser le plancher (limits."{labels[k]}" = {{ min = '
                    f"{available[k]:.0f} }}), élargir l'éligibilité, ou déclarer"
                    ' empty_groups = "report"',
                    f'lower the floor (limits."{labels[k]}" = {{ min = {available[k]:.0f} }}),'
                    ' widen the eligibility, or declare empty_groups = "report"',
                ),
            )
            for k in short
        ]
        if self.empty_groups == "error" and empty.size > 1:
            names = ", ".join(sites.group_names(self.by, [labels[k] for k in empty]))
            found.append(unmet(name, *_all_empty(name, names, int(empty.size), labels[empty[0]])))
        return found

    def findings(self, name: str, sites: Sites) -> list[Finding]:
        """Report floors on groups without eligible candidate, where the model allows them."""
        told = super().findings(name, sites)
        if self.empty_groups != "report":
            return told  # an error then, not a finding
        numbers, labels = sites.codes(self.by)
        lower, _ = self.bounds(labels)
        available = np.bincount(numbers[numbers >= 0], minlength=len(labels))
        return told + [
            Finding(
                "model",
                "empty_group",
                "warning",
                Text(
                    f"{sites.group_name(self.by, labels[k])} : aucun candidat éligible, plancher de"
                    f" {lower[k]:.0f} laissé de côté",
                    f"{sites.group_name(self.by, labels[k])}: no eligible candidate, floor of"
                    f" {lower[k]:.0f} left out",
                ),
                Text("élargir l'éligibilité pour ce territoire", "widen its eligibility"),
                name,
            )
            for k in np.flatnonzero((available == 0) & (lower > 0))
        ]

    def block(self, name: str, sites: Sites, choose: int) -> Block:
        """Return one row a group that can bind; groups without candidate are left out."""
        del choose
        numbers, labels = sites.codes(self.by)
        lower, upper = self.bounds(labels)
        names = sites.group_names(self.by, labels)
        floor = np.where(lower > 0, lower, -np.inf)  # a floor of 0 is no limit, and never binds
        counts = self.counted(sites)
        block = group_rows(name, numbers, labels, names, counts, floor, upper)
        size = np.bincount(numbers[numbers >= 0], minlength=len(labels))
        anywhere = sites.may_be_any(self.by)
        if not anywhere.any():
            return block.restrict((size > 0) & ((lower > 0) | (upper < size)))
        numbers = np.where(anywhere, -1, numbers)
        known = group_rows(name, numbers, labels, names, counts, floor, upper)
        ceiling = everywhere(known, np.where(anywhere, counts, 0.0))
        ceiling = replace(ceiling, lower=np.full(len(labels), -np.inf))
        ceiling = replace(ceiling, labels=tuple(f"{name}[{label} max]" for label in labels))
        least = replace(known, upper=np.full(len(labels), np.inf))
        most = size + int(anywhere.sum())
        return stacked(
            [
                least.restrict((size > 0) & (lower > 0)),
                ceiling.restrict((most > 0) & (upper < most)),
            ]
        )


def _too_few(floor: float, have: int, group: str) -> Text:
    many = "s" if have > 1 else ""
    return Text(
        f"plancher de {floor:.0f} pour {group}, mais {have} candidat{many} éligible{many}",
        f"floor of {floor:.0f} for {group}, but {have} eligible candidate{many}",
    )


def _all_empty(name: str, groups: str, count: int, first: str) -> tuple[Text, Text]:
    return (
        Text(
            f"un plancher pour {count} territoires sans aucun candidat éligible : {groups}",
            f"a floor for {count} territories without any eligible candidate: {groups}",
        ),
        Text(
            "pour une liste de quelques départements, ajouter --model local ; sinon écrire"
            f' empty_groups = "report" sous [constraint.{name}] dans le scénario, élargir'
            f' l\'éligibilité, ou abaisser leurs planchers (limits."{first}" = {{ min = 0 }}, …)',
            "for a list of a few départements, add --model local; else write empty_groups ="
            f' "report" under [constraint.{name}] in the scenario, widen the eligibility, or lower'
            f' their floors (limits."{first}" = {{ min = 0 }}, …)',
        ),
    )


def _nearest(label: str, labels: list[str]) -> Text:
    close = difflib.get_close_matches(label, labels, 3, 0.5) or labels[:5]
    some = ", ".join(close)
    return Text(f"employer un code, par exemple : {some}", f"use a code, for example: {some}")

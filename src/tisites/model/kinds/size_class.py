"""``size_class``: quotas by class of surface, as the Senate asked of the programme."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
from pydantic import Field

from tisites.candidates.size_class import SIZE_CLASSES
from tisites.messages.text import Text
from tisites.model.block import Block, group_rows
from tisites.model.kinds.group_count import CountLimits
from tisites.model.kinds.rule import Rule, constraint_problem, unmet
from tisites.model.kinds.said import counted

if TYPE_CHECKING:
    from tisites.messages.errors import Problem
    from tisites.model.sites import Sites


class SizeClass(Rule):
    """``min_c ≤ Σ_{i in class c} x_i ≤ max_c`` for each named class of surface."""

    kind: Literal["size_class"]
    limits: dict[str, CountLimits] = Field(min_length=1, description="Quota of each class.")

    def limit_said(self) -> Text:
        """Say the quota of each class."""
        said = [(name, counted(one.min, one.max)) for name, one in self.limits.items()]
        return Text(
            " ; ".join(f"{name} ha : {text.fr}" for name, text in said),
            "; ".join(f"{name} ha: {text.en}" for name, text in said),
        )

    def problems(self, name: str, sites: Sites, choose: int) -> list[Problem]:
        """Find unknown classes and quotas above what exists."""
        del choose
        sizes = sites.table["size_class"].value_counts()
        found = []
        for label, limits in self.limits.items():
            if label not in SIZE_CLASSES:
                some = ", ".join(SIZE_CLASSES)
                what = Text(f"classe inconnue « {label} »", f"unknown class '{label}'")
                remedy = Text(f"employer : {some}", f"use: {some}")
                found.append(constraint_problem(name, what, remedy, label))
            elif (limits.min or 0) > int(sizes.get(label, 0)):
                have = int(sizes.get(label, 0))
                many = "s" if have > 1 else ""
                what = Text(
                    f"plancher de {limits.min} pour la classe {label} ha, mais {have}"
                    f" candidat{many} éligible{many}",
                    f"floor of {limits.min} for class {label} ha, but {have} eligible"
                    f" candidate{'' if have == 1 else 's'}",
                )
                remedy = Text("abaisser le plancher", "lower the floor")
                found.append(unmet(name, what, remedy))
        return found

    def block(self, name: str, sites: Sites, choose: int) -> Block:
        """Return one row a declared class."""
        del choose
        labels = [label for label in SIZE_CLASSES if label in self.limits]
        column = sites.table["size_class"].to_numpy()
        numbers = np.full(len(sites), -1, dtype=np.int64)
        for k, label in enumerate(labels):
            numbers[column == label] = k
        lower = np.array([float(self.limits[c].min or -np.inf) for c in labels])
        upper = np.array(
            [np.inf if (m := self.limits[c].max) is None else float(m) for c in labels]
        )
        names = [f"{label} ha" for label in labels]
        return group_rows(name, numbers, labels, names, np.ones(len(sites)), lower, upper)

"""The closed vocabulary of constraint kinds, one small object each."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tisites.model.kinds.cohesion import AtMostOne, Implies, Lock
from tisites.model.kinds.group_capacity import GroupCapacity
from tisites.model.kinds.group_count import GroupCount
from tisites.model.kinds.labour_allocation import LabourAllocation
from tisites.model.kinds.separation import SeparationRule
from tisites.model.kinds.share import ShareRule
from tisites.model.kinds.size_class import SizeClass
from tisites.model.kinds.total import Total

Constraint = Annotated[
    GroupCount
    | SizeClass
    | ShareRule
    | Total
    | GroupCapacity
    | LabourAllocation
    | SeparationRule
    | Lock
    | Implies
    | AtMostOne,
    Field(discriminator="kind"),
]

__all__ = [
    "AtMostOne",
    "Constraint",
    "GroupCapacity",
    "GroupCount",
    "Implies",
    "LabourAllocation",
    "Lock",
    "SeparationRule",
    "ShareRule",
    "SizeClass",
    "Total",
]

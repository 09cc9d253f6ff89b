"""The closed vocabulary of measures of equity, one file a measure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, get_args

from pydantic import Field

from tisites.model.equity.alpha import Alpha
from tisites.model.equity.band import Band
from tisites.model.equity.chen_hooker import ChenHooker
from tisites.model.equity.cvar import Cvar
from tisites.model.equity.floor import Ceiling, Floor
from tisites.model.equity.gini import Gini
from tisites.model.equity.hoover import Hoover
from tisites.model.equity.leave_no_neighbour import LeaveNoNeighbour
from tisites.model.equity.levels import Leximin, MaxMin
from tisites.model.equity.min_share import MinShare
from tisites.model.equity.rule import EquityBlock, EquityRule
from tisites.model.equity.said import equity_name

if TYPE_CHECKING:
    from tisites.model.sites import Sites

Equity = Annotated[
    Floor
    | Ceiling
    | Band
    | MinShare
    | MaxMin
    | Leximin
    | Cvar
    | Gini
    | Hoover
    | Alpha
    | ChenHooker
    | LeaveNoNeighbour,
    Field(discriminator="kind"),
]

#: Every measure by its ``kind``.
MEASURES: dict[str, type[EquityRule]] = {
    get_args(rule.model_fields["kind"].annotation)[0]: rule
    for rule in get_args(get_args(Equity)[0])
}


def equity_block(name: str, rule: EquityRule, sites: Sites) -> EquityBlock:
    """Return the rows of a declared measure; a stage's rows stay open until it is solved."""
    return rule.block(equity_name(name), rule.rows(sites), sites)


__all__ = [
    "MEASURES",
    "Alpha",
    "Band",
    "Ceiling",
    "ChenHooker",
    "Cvar",
    "Equity",
    "EquityBlock",
    "EquityRule",
    "Floor",
    "Gini",
    "Hoover",
    "LeaveNoNeighbour",
    "Leximin",
    "MaxMin",
    "MinShare",
    "equity_block",
    "equity_name",
]

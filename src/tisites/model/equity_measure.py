"""Each measure of equity of a given selection, from the benefits alone: no row, no solver."""

from __future__ import annotations

from functools import singledispatch
from typing import TYPE_CHECKING

import numpy as np

from tisites.model.benefit import PER_SCALE
from tisites.model.equity import (
    Alpha,
    Band,
    ChenHooker,
    Cvar,
    EquityRule,
    Floor,
    Gini,
    LeaveNoNeighbour,
    Leximin,
    MaxMin,
    MinShare,
)
from tisites.model.equity_rows import gini_weights, most
from tisites.model.equity_tangents import tangents_of
from tisites.model.equity_threshold import threshold_welfare

if TYPE_CHECKING:
    from tisites.model.equity_rows import EquityBlock


def measured(block: EquityBlock, x: np.ndarray) -> float:
    """Return the measure of a selection (n,), in its own unit.

    Parameters
    ----------
    block : EquityBlock
        The measure and its territories.
    x : (n,) float64
        1 for a chosen site.
    """
    n = block.rows.matrix.shape[1]
    return _measured(block.rule, block, np.asarray(block.rows.matrix @ x[:n]), x[:n])


def short_of_limit(block: EquityBlock, x: np.ndarray) -> float:
    """Return by how much a selection (n,) misses its limit, as a share of the measure's size.

    Floors, ceilings and shares are rows of the sites alone, checked as such: 0.
    """
    rule = block.rule
    bound = isinstance(rule, Cvar | Gini | Alpha | ChenHooker | LeaveNoNeighbour)
    if rule.role != "constraint" or rule.limit is None or not bound:
        return 0.0
    missing = block.sign * (rule.limit - measured(block, x))
    scale = 1.0 if isinstance(rule, Gini) else max(abs(rule.limit), block.size)
    return missing / scale if missing > 0 else 0.0


def term_worth(block: EquityBlock, x: np.ndarray) -> float:
    """Return what a term adds to the objective at a selection (n,): its weight times its measure.

    A Gini counts times the mean benefit, as its rows do.
    """
    worth = block.sign * measured(block, x)
    if isinstance(block.rule, Gini):
        n = block.rows.matrix.shape[1]
        worth *= float(gini_weights(block.rule, block.rows) @ (block.rows.matrix @ x[:n]))
    return block.rule.weight * worth


@singledispatch
def _measured(rule: EquityRule, block: EquityBlock, u: np.ndarray, x: np.ndarray) -> float:
    raise NotImplementedError(type(rule).__name__)


@_measured.register(Floor)
@_measured.register(MaxMin)
@_measured.register(Leximin)
def _least(rule: EquityRule, block: EquityBlock, u: np.ndarray, x: np.ndarray) -> float:
    del rule, block, x
    return float(u.min())


@_measured.register(Cvar)
def _worst(rule: Cvar, block: EquityBlock, u: np.ndarray, x: np.ndarray) -> float:
    """Mean of the worst ``beta G`` territories, the last one counted in part."""
    del block, x
    many = rule.beta * u.size
    ordered = np.sort(u)
    share = np.clip(many - np.arange(u.size), 0.0, 1.0)
    return float(ordered @ share / many)


@_measured.register(Gini)
def _spread(rule: Gini, block: EquityBlock, u: np.ndarray, x: np.ndarray) -> float:
    del x
    w = gini_weights(rule, block.rows)
    mean = float(w @ u)
    return float(0.5 * (w @ np.abs(u[:, None] - u[None, :]) @ w)) / mean if mean > 0 else 0.0


@_measured.register(Alpha)
def _utility(rule: Alpha, block: EquityBlock, u: np.ndarray, x: np.ndarray) -> float:
    """Mean of the least tangent: what the rows measure, above the utility by the error told."""
    del x
    total = 0.0
    for top, one in zip(most(block.rows), u, strict=True):
        lines = tangents_of(rule.alpha, rule.shift, float(top), rule.tangents)
        total += float((lines.intercept + lines.slope * one).min())
    return total / u.size


@_measured.register(Band)
def _gap(rule: Band, block: EquityBlock, u: np.ndarray, x: np.ndarray) -> float:
    del x
    plain = u * block.rows.base / PER_SCALE[rule.per]
    share = block.rows.base / block.rows.base.sum()
    return float(np.abs(plain - share * plain.sum()).max())


@_measured.register(MinShare)
def _inside(rule: MinShare, block: EquityBlock, u: np.ndarray, x: np.ndarray) -> float:
    del rule, u
    return float(block.gain @ x)


@_measured.register(ChenHooker)
def _welfare(rule: ChenHooker, block: EquityBlock, u: np.ndarray, x: np.ndarray) -> float:
    del block, x
    return threshold_welfare(rule.delta, u)


@_measured.register(LeaveNoNeighbour)
def _far(rule: LeaveNoNeighbour, block: EquityBlock, u: np.ndarray, x: np.ndarray) -> float:
    """Share of people without a chosen site in reach, from the sets of sites in reach."""
    del rule, u
    assert block.block is not None
    alone = np.asarray(block.block.matrix[: block.gain_extra.size] @ x) < 0.5
    return float(-block.offset - block.gain_extra[alone].sum())

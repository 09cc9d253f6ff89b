"""Which site suits which type: every need held to every site, the unknown never a silent yes."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tisites.criteria.spec import Indicators
    from tisites.model.programme.types import Need, ProjectType


class Met(IntEnum):
    """Whether a site meets a need, from the worst."""

    NO = 0
    UNKNOWN = 1
    YES = 2


@dataclass(frozen=True)
class Fit:
    """Sites against the needs of one type.

    Parameters
    ----------
    needs : mapping of str to (n,) int8
        :class:`Met` of each need, by indicator.
    allowed : (n,) bool
        Whether the site may have the type.
    verify : (n,) bool
        Whether it may although a need is not known to be met: told as to be verified.
    """

    needs: Mapping[str, np.ndarray]
    allowed: np.ndarray
    verify: np.ndarray


def met(need: Need, indicators: Indicators, name: str) -> np.ndarray:
    r"""Hold every site to one need, (n,) int8.

    With :math:`[q^-, q^+]` all that the declared end of the indicator may be: met where it lies in
    ``min … max``, not met where it lies outside, unknown otherwise and where nothing is known.

    Parameters
    ----------
    need : Need
    indicators : Indicators
    name : str
        The indicator.
    """
    least, most = indicators.span(name, need.bound)
    low = -np.inf if need.min is None else need.min
    high = np.inf if need.max is None else need.max
    found = np.full(least.size, int(Met.UNKNOWN), dtype=np.int8)
    found[(least >= low) & (most <= high)] = Met.YES
    found[(most < low) | (least > high)] = Met.NO
    return found


def fit(kind: ProjectType, indicators: Indicators) -> Fit:
    """Hold every site to all needs of a type."""
    n = len(indicators.table)
    needs = {name: met(need, indicators, name) for name, need in sorted(kind.needs.items())}
    allowed, verify = np.ones(n, dtype=bool), np.zeros(n, dtype=bool)
    for name, found in needs.items():
        doubt = found == Met.UNKNOWN
        if kind.needs[name].unknown == "verify":
            verify |= doubt
            allowed &= found != Met.NO
        else:
            allowed &= found == Met.YES
    return Fit(needs, allowed, verify & allowed)

"""The registry, filled: one import a family."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.families import (
    access,
    capacities,
    core,
    covering,
    equity,
    infeasible,
    near_ties,
    pmedian,
    real,
    scaling,
    separation,
    stretch,
    warm,
)
from benchmarks.spec import registered
from tisites.messages.errors import bad_input
from tisites.messages.text import Text

if TYPE_CHECKING:
    from benchmarks.spec import Spec

#: The order of tables.
FAMILIES = tuple(
    module.FAMILY
    for module in (
        core, access, separation, capacities, near_ties, infeasible, warm, real, pmedian,
        covering, equity, scaling, stretch,
    )
)  # fmt: skip
#: Hours, or much memory: only when asked for by name.
ON_DEMAND = ("scaling", "stretch")


def specs(family: str | None = None, *, small: bool = False) -> list[Spec]:
    """Return the specs of a family or of one name; without a name, all but those on demand.

    ``small`` adds those on demand that have a smoke size.

    Raises
    ------
    BadInputError
        If there is no such family.

    Examples
    --------
    >>> [spec.name for spec in specs("separation")]
    ['separation-5', 'separation-15', 'separation-40']
    """
    every = sorted(registered().values(), key=lambda spec: FAMILIES.index(spec.family))
    if family is None:
        return [s for s in every if s.family not in ON_DEMAND or (small and s.smoke)]
    chosen = [spec for spec in every if family in (spec.family, spec.name)]
    if not chosen:
        raise bad_input(
            Text(f"famille inconnue : {family}", f"unknown family: {family}"),
            Text(f"choisir parmi {', '.join(FAMILIES)}", f"choose from {', '.join(FAMILIES)}"),
        )
    return chosen

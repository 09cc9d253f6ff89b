"""An order of importance of criteria, as the planner writes it."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from tisites.messages.errors import BadInputError, Problem, Where
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Sequence


def parse_order(written: str, criteria: Sequence[str]) -> tuple[str, ...]:
    """Read ``zan>workers>power``: names of criteria, the most important first.

    Parameters
    ----------
    written : str
        As the planner wrote it; spaces do not matter; empty for no order.
    criteria : sequence of str
        Names that the model knows.

    Raises
    ------
    BadInputError
        For every unknown name (with the nearest one), a name that comes twice, a single name.

    Examples
    --------
    >>> parse_order("b > a", ["a", "b", "c"])
    ('b', 'a')
    """
    if not written.strip():
        return ()
    names = [name.strip() for name in written.split(">")]
    listed = ", ".join(criteria)
    problems = []
    for name in dict.fromkeys(names):
        if name in criteria:
            if names.count(name) > 1:
                problems.append(
                    Problem(
                        Text("ce critère vient deux fois", "this criterion comes twice"),
                        Text("le citer une fois", "name it once"),
                        Where("--order", value=name),
                    )
                )
            continue
        close = difflib.get_close_matches(name, criteria, 1, 0.4)
        hint = Text(f"choisir parmi {listed}", f"choose from {listed}")
        if close:
            hint = Text(f"vouliez-vous « {close[0]} » ?", f"did you mean '{close[0]}'?")
        what = Text("critère inconnu", "unknown criterion")
        problems.append(Problem(what, hint, Where("--order", value=name)))
    if not problems and len(names) < 2:
        problems.append(
            Problem(
                Text(
                    "un ordre compare au moins deux critères", "an order has two criteria or more"
                ),
                Text("écrire par exemple zan>workers", "write for example zan>workers"),
                Where("--order", value=written),
            )
        )
    if problems:
        raise BadInputError(problems)
    return tuple(names)

"""What the terminal says of a run whose selection is protected against low scores."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.messages.text import number, short, t

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any


def robust_words(told: Mapping[str, Any] | None) -> str:
    """Say what the protection costs; empty for a plain run.

    Parameters
    ----------
    told : mapping, optional
        As :func:`tisites.run.answer.robust.protected` gives it.

    Examples
    --------
    >>> print(robust_words({"gamma": 2.0, "nominal": 100.0, "protection": 8.0, "price": 1.5,
    ...     "nominal_optimum_protected": 90.0, "enter": ["a"], "leave": ["b"]}))
    Γ = 2 : 100,0 points aux scores nominaux, 92,0 si les 2 scores les plus incertains sont au pire.
    Prix de la robustesse : 1,5 points ; l'optimum nominal n'en garantit que 90,0 (1 site change).
    """
    if told is None:
        return ""
    gamma = short(told["gamma"])
    nominal, price = number(told["nominal"], 1), number(told["price"], 1)
    worst = number(told["nominal"] - told["protection"], 1)
    other = number(told["nominal_optimum_protected"], 1)
    changed = len(told["enter"])
    many = changed > 1
    return t(
        f"Γ = {gamma} : {nominal} points aux scores nominaux, {worst} si les {gamma} scores les"
        f" plus incertains sont au pire.\nPrix de la robustesse : {price} points ; l'optimum"
        f" nominal n'en garantit que {other} ({changed} site{'s' * many}"
        f" change{'nt' * many}).",
        f"Γ = {gamma}: {nominal} points at nominal scores, {worst} if the {gamma} most"
        f" uncertain scores are at their worst.\nPrice of robustness: {price} points; the"
        f" nominal optimum would guarantee {other} only ({changed} site{'s' * many}"
        f" change{'s' * (not many)}).",
    )

"""What an answer rests on beside its own program: stages before it, thresholds about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tisites.model.equity import MEASURES

if TYPE_CHECKING:
    from collections.abc import Mapping

    import numpy as np

    from tisites.certificate.replay import Certificate


#: Natures of measure that settle a level for all territories, or one for each; those that have
#: certificates.
LEVELS = ("level", "levels")
CERTIFIED = (*LEVELS, "figure", "ratio")


@dataclass(frozen=True, slots=True)
class Declared:
    """A measure of equity as a model declares it.

    Parameters
    ----------
    name : str
        ``equity.NAME``, as rows are called.
    kind, role : str
    order : int
        Rank among stages.
    keep : float
        Share of its optimum that what comes after must keep.
    keep_value : float, optional
        Share of the efficient value that it must keep.
    """

    name: str
    kind: str
    role: str
    order: int = 1
    keep: float = 1.0
    keep_value: float | None = None

    @property
    def nature(self) -> str:
        """What a stage of it settles; empty for a kind that is not known.

        One that needs a switch a territory while it is solved has no certificate: no row of the
        run's program says which territory is switched.
        """
        rule = MEASURES.get(self.kind)
        return "" if rule is None else rule.nature

    @property
    def measure_row(self) -> str:
        """Label of the row that bounds the measure."""
        return f"{self.name}[measure]"

    @property
    def kept_value_row(self) -> str:
        """Label of the row that keeps a share of the efficient value."""
        return f"{self.name}.keep_value"


def declared(equity: Mapping[str, Any]) -> tuple[Declared, ...]:
    """Return the measures that take part, from the ``equity`` of a model as a run stores it.

    Examples
    --------
    >>> stored = {"b": {"kind": "gini", "as": "constraint", "enabled": True},
    ...     "a": {"kind": "max_min", "as": "stage", "order": 2, "keep": 0.9}}
    >>> [(one.name, one.role, one.keep) for one in declared(stored)]
    [('equity.a', 'stage', 0.9), ('equity.b', 'constraint', 1.0)]
    """
    found = []
    for name, rule in sorted(equity.items()):
        role = str(rule["as"])
        if rule.get("enabled", True) and role != "report":
            kept = rule.get("keep_value")
            found.append(
                Declared(
                    f"equity.{name}", str(rule["kind"]), role, int(rule.get("order", 1)),
                    float(rule.get("keep", 1.0)), None if kept is None else float(kept),
                )
            )  # fmt: skip
    return tuple(found)


def stages_of(measures: tuple[Declared, ...]) -> list[Declared]:
    """Return the stages, in the order in which they come before the value."""
    return sorted((m for m in measures if m.role == "stage"), key=lambda m: (m.order, m.name))


@dataclass(frozen=True)
class StageProof:
    """That a stage cannot be better than a selection makes it.

    Parameters
    ----------
    name : str
        ``equity.NAME``.
    x : (n,) float64
        A selection that reaches the stage's optimum, every column.
    floors : (g,) float64
        Level of each territory; empty where one figure measures the stage.
    certificates : tuple of Certificate
        One a question (:func:`tisites.certificate.stages.questions`).
    """

    name: str
    x: np.ndarray
    floors: np.ndarray
    certificates: tuple[Certificate, ...]


@dataclass(frozen=True)
class ThresholdProof:
    """That no selection is better protected, whichever threshold is taken.

    Parameters
    ----------
    value, deviation : (n,) float64
        Points of each column at nominal scores, and what it loses at its low score.
    constant, gamma : float
        Constant of the nominal objective; how many scores may be low.
    threshold : (k,) float64
        Thresholds whose program was solved, rising.
    certificates : tuple of Certificate
        That of each.
    """

    value: np.ndarray
    deviation: np.ndarray
    constant: float
    gamma: float
    threshold: np.ndarray
    certificates: tuple[Certificate, ...]


@dataclass(frozen=True)
class Supports:
    """What an answer rests on.

    Parameters
    ----------
    efficient : Certificate, optional
        Of the program without any measure of equity.
    efficient_x : (n,) float64
        The efficient selection, every column; empty without one.
    stages : tuple of StageProof
        In order.
    thresholds : ThresholdProof, optional
        Of a selection protected against low scores.
    """

    efficient: Certificate | None
    efficient_x: np.ndarray
    stages: tuple[StageProof, ...] = ()
    thresholds: ThresholdProof | None = None

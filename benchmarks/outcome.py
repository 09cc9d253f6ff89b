"""What one contender made of one instance."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

#: Status beside the proofs of a solution.
NOT_INSTALLED = "not installed"
NOT_WITHIN = "not within"
FAILED = "failed"
NOT_ITS_PROBLEM = "not its problem"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One run of one contender: deterministic figures apart from times.

    Parameters
    ----------
    status : str
        A proof (``optimal``, ``infeasible``, …), ``not installed``, ``not within``, ``failed``.
    value, bound : float
        NaN and infinity where there are none.
    seconds : float
        Wall clock of the whole solve, model building included; NaN without one.
    phases : mapping of str to float
        Seconds by phase.
    figures : mapping of str to float
        Certificate: kernel size, cuts, rounds, rows, nonzeros.
    peak_mb : float
        Peak memory of the process; NaN where the system does not tell.
    note : str
        What went wrong.
    """

    status: str
    value: float = math.nan
    bound: float = math.inf
    seconds: float = math.nan
    phases: Mapping[str, float] = field(default_factory=dict)
    figures: Mapping[str, float] = field(default_factory=dict)
    peak_mb: float = math.nan
    note: str = ""

    @property
    def settled(self) -> bool:
        """Whether it ended with a proof."""
        return self.status in ("optimal", "infeasible")

    def to_json(self) -> str:
        """Return one line of JSON."""
        return json.dumps(asdict(self), sort_keys=True)


def from_json(line: str) -> Outcome:
    """Read what :meth:`Outcome.to_json` wrote.

    Examples
    --------
    >>> from_json(Outcome("optimal", 3.0, 3.0, 0.1).to_json()).value
    3.0
    """
    return Outcome(**json.loads(line))


def peak_mb() -> float:
    """Return the peak memory of this process in MB, NaN where the system does not tell."""
    try:
        import resource
    except ImportError:  # Windows
        return math.nan
    import sys

    unit = 1e6 if sys.platform == "darwin" else 1e3
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / unit

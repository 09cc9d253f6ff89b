"""Near-ties: scores rounded to whole points, so that a great many selections are worth the same."""

from __future__ import annotations

import numpy as np

from benchmarks.national import national
from benchmarks.rows import NATIONAL
from benchmarks.spec import Spec, register

FAMILY = "near-ties"
register(
    Spec(
        FAMILY,
        FAMILY,
        national(FAMILY, NATIONAL, score=np.rint),
        sizes=(1_000, 4_000, 36_000),
        smoke=1_000,
        about="The core with scores rounded to whole points.",
    )
)

"""National core: every kind of row, no service term."""

from __future__ import annotations

from benchmarks.national import national
from benchmarks.rows import NATIONAL
from benchmarks.spec import Spec, register

FAMILY = "core"
register(
    Spec(
        FAMILY,
        FAMILY,
        national(FAMILY, NATIONAL),
        sizes=(1_000, 4_000, 9_000, 36_000),
        smoke=1_000,
        about="50 sites among n under every kind of row; no service term.",
    )
)

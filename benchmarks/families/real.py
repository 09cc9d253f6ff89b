"""The real candidates of a pack: own coordinates, own surface."""

from __future__ import annotations

from benchmarks.national import national
from benchmarks.rows import NATIONAL
from benchmarks.spec import Spec, register
from tisites.solve.solution import Limits

FAMILY = "real"
#: Real candidates of the national file with their own point and surface.
REAL = 8_723
register(
    Spec(
        "real-core",
        FAMILY,
        national("real-core", NATIONAL, real=True),
        sizes=(REAL,),
        pack_only=True,
        about="The core on the real candidates of the pack.",
    )
)
register(
    Spec(
        "real-access",
        FAMILY,
        national("real-access", NATIONAL, access=True, real=True),
        sizes=(REAL,),
        pack_only=True,
        limits=Limits(seconds=300.0),
        about="The core and the service term on the real candidates of the pack.",
    )
)

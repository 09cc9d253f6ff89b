"""The real candidates of a pack: own coordinates, own surface."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csc_array

from benchmarks.location import location_program
from benchmarks.national import bench_times, national
from benchmarks.rows import CHOOSE, NATIONAL
from benchmarks.sites import real_table
from benchmarks.spec import Instance, Spec, register
from tisites.solver.solution import Limits

if TYPE_CHECKING:
    from benchmarks.spec import Context
    from tisites.messages.progress import Stopwatch

FAMILY = "real"
#: Minutes by road within which a commune is covered.
COVERED_MIN = 10.0
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


def covering(size: int, seed: int, context: Context, watch: Stopwatch) -> Instance:
    """Cover the most people of 20 to 64 within ten minutes of fifty real candidates."""
    del size, seed
    with watch.phase("load"):
        territory = context.territory()
        table = real_table(territory)
    with watch.phase("criteria"):
        times = bench_times(territory, table, context)
    with watch.phase("compile"):
        communes = territory.communes.loc[times.communes]
        people = np.nan_to_num(communes["population_20_64"].to_numpy(dtype=np.float64))
        near = csc_array(times.minutes.T, dtype=float)
        near.data = (near.data <= COVERED_MIN).astype(float)
        near.eliminate_zeros()
        program = location_program(near, people, CHOOSE)
    return Instance(f"real-covering n={len(table)}", program)


register(
    Spec(
        "real-covering",
        FAMILY,
        covering,
        sizes=(REAL,),
        pack_only=True,
        limits=Limits(seconds=300.0),
        about="Maximal covering of all communes, ten minutes by road, by the real candidates.",
    )
)

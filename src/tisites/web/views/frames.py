"""The frames of the page's map: what each shows of the world, in its own official projection."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from tisites.messages.text import Text
from tisites.report.map.frames import FRAMES, Frame
from tisites.territory.crs import ZONES
from tisites.web.contract import MapZone

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd
    from numpy.typing import NDArray

    from tisites.model.declaration import Model

    Box = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Framed:
    """One frame of the page's map.

    Parameters
    ----------
    key : str
        ISO 3166-1 code of the territory; ``FXX`` for the mainland with Corsica.
    frame : Frame
        Which sites belong in it.
    bounds_m : tuple of int
        ``(x_min, y_min, x_max, y_max)`` of its land in metres, rounded outward to the kilometre:
        geography, not what a run happens to hold, so that two maps can be laid side by side.
    """

    key: str
    frame: Frame
    bounds_m: Box


_BOUNDS: dict[str, tuple[str, Box]] = {
    "hexagone": ("FXX", (99_000, 6_046_000, 1_243_000, 7_111_000)),
    "guadeloupe": ("GLP", (627_000, 1_750_000, 714_000, 1_827_000)),
    "martinique": ("MTQ", (690_000, 1_592_000, 736_000, 1_646_000)),
    "guyane": ("GUF", (99_000, 233_000, 432_000, 636_000)),
    "reunion": ("REU", (314_000, 7_634_000, 380_000, 7_692_000)),
    "mayotte": ("MYT", (502_000, 8_563_000, 533_000, 8_604_000)),
}
#: The printed map has no room for these two; the page has.
_SMALL = (
    Framed("MAF", Frame("saint-martin", 1, Text("Saint-Martin", "Saint-Martin"), ("978",), 5),
           (483_000, 1_994_000, 508_000, 2_010_000)),
    Framed("BLM", Frame("saint-barthelemy", 1, Text("Saint-Barthélemy", "Saint-Barthélemy"),
                        ("977",), 2),
           (506_000, 1_974_000, 527_000, 1_990_000)),
)  # fmt: skip
SHOWN: tuple[Framed, ...] = (
    *(Framed(_BOUNDS[frame.key][0], frame, _BOUNDS[frame.key][1]) for frame in FRAMES),
    *_SMALL,
)


def zones() -> list[MapZone]:
    """Return every frame as the page reads it; sites and outlines tell theirs by its number."""
    return [
        MapZone(
            key=one.key,
            name=str(one.frame.name) or str(ZONES[one.frame.zone].name),
            crs=f"EPSG:{ZONES[one.frame.zone].epsg}",
            bounds=one.bounds_m,
        )
        for one in SHOWN
    ]


def frame_numbers(table: pd.DataFrame) -> NDArray[np.int64]:
    """Return the number of the frame of each row, -1 outside all.

    Parameters
    ----------
    table : DataFrame
        ``zone``, ``dep``, ``x_m``, ``y_m``. A site of unknown département is in the frame of its
        projection whose land is around it.

    Examples
    --------
    >>> import pandas as pd
    >>> rows = {"zone": [0, 1, 1, 4, -1, 1], "dep": ["2A", "972", "978", "976", None, None]}
    >>> place = {"x_m": [1.2e6, 7e5, 5e5, 5.1e5, np.nan, 7e5], "y_m": [6.1e6, 1.6e6, 2e6, 8.58e6,
    ...          np.nan, 1.6e6]}
    >>> frame_numbers(pd.DataFrame(rows | place)).tolist()
    [0, 2, 6, 5, -1, 2]
    """
    number = np.full(len(table), -1, dtype=np.int64)
    x_m, y_m = table["x_m"].to_numpy(dtype=float), table["y_m"].to_numpy(dtype=float)
    for k, one in enumerate(SHOWN):
        left, low, right, high = one.bounds_m
        around = (x_m >= left) & (x_m <= right) & (y_m >= low) & (y_m <= high)
        unknown = table["dep"].isna().to_numpy() & (table["zone"] == one.frame.zone).to_numpy()
        number[one.frame.holds(table) | (unknown & around)] = k
    return number


class Measured(Protocol):
    """What a view reads of a case, fresh or stored."""

    @property
    def everyone(self) -> pd.DataFrame:
        """Every candidate, index ``site_id``."""

    @property
    def model(self) -> Model:
        """The merged model."""

    @property
    def bases(self) -> Mapping[str, pd.DataFrame]:
        """Every territory of each cut of the country."""

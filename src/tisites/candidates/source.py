"""One raw table, whatever the format of the file it came from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Source:
    """What a file holds, before anything is understood.

    Parameters
    ----------
    file : str
        The file as the planner gave it, for messages.
    sha256 : str
        Hash of its bytes.
    table : DataFrame
        One row a site, index 0…n-1; columns as in the file, as text (CSV) or typed.
    lines : (n,) int64
        Line of each row in the file, header included; row number for formats without lines.
    header : tuple of str
        Every column of the file, also those that ``table`` leaves out.
    geometry : (n,) array of shapely geometries, optional
        In EPSG:4326.
    cut_names : bool
        Column names were cut at ten characters (shapefile).
    """

    file: str
    sha256: str
    table: pd.DataFrame
    lines: NDArray[np.int64]
    header: tuple[str, ...]
    geometry: NDArray[Any] | None = None
    cut_names: bool = False

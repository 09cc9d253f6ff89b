"""One raw table, whatever the format of the file it came from: cells with their lines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from tisites.messages.findings import Finding
    from tisites.messages.text import Text


@dataclass(frozen=True, slots=True)
class Count:
    """How many records a file holds, counted another way than they were read.

    Parameters
    ----------
    records : int
        Blank rows of a spreadsheet and blank lines of a CSV are none.
    how : Text
        What was counted.
    """

    records: int
    how: Text


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
        In EPSG:4326; null where there is none or where it cannot be read.
    cut_names : bool
        Column names were cut at ten characters (shapefile).
    count : Count, optional
        Records of the file, counted on the file itself; ``None`` for a layer of a sealed pack.
    unread : tuple of (int, str)
        Rows whose geometry cannot be read, with its beginning or its kind.
    findings : tuple of Finding
        What reading mended, such as hidden characters.
    """

    file: str
    sha256: str
    table: pd.DataFrame
    lines: NDArray[np.int64]
    header: tuple[str, ...]
    geometry: NDArray[Any] | None = None
    cut_names: bool = False
    count: Count | None = None
    unread: tuple[tuple[int, str], ...] = ()
    findings: tuple[Finding, ...] = ()

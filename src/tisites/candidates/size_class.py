"""Size classes of sites, as the earlier waves of the programme were criticised by size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

#: Bounds between classes, hectares (Sénat, report r23-306, January 2024).
BOUNDS_HA: tuple[float, float, float] = (10.0, 50.0, 200.0)
SIZE_CLASSES: tuple[str, ...] = ("<10", "10-50", "50-200", ">200")


def size_class(surface_ha: ArrayLike) -> pd.Series:
    """Return the size class of each site.

    Parameters
    ----------
    surface_ha : (n,) array of float
        Hectares; NaN where unknown.

    Returns
    -------
    (n,) Series of str
        One of :data:`SIZE_CLASSES`, null where unknown; a bound belongs to the class above it,
        except 200 ha, which is not "more than 200". Index of ``surface_ha`` if it has one.

    Examples
    --------
    >>> size_class([9.9, 10, 50, 200, 200.1, float("nan")]).tolist()
    ['<10', '10-50', '50-200', '50-200', '>200', nan]
    """
    values = np.asarray(surface_ha, dtype=np.float64)
    rank = (values >= BOUNDS_HA[0]).astype(int) + (values >= BOUNDS_HA[1]) + (values > BOUNDS_HA[2])
    rank[np.isnan(values)] = len(SIZE_CLASSES)
    labels = pd.Series([*SIZE_CLASSES, None], dtype="str")
    index = surface_ha.index if isinstance(surface_ha, pd.Series) else None
    return pd.Series(labels.array[rank], index=index, name="size_class")

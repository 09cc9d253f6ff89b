"""The status that counts for readiness: a project helps only where it is industrial."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tisites.candidates.usage.decide import INDUSTRIAL, NONE_KNOWN

if TYPE_CHECKING:
    import pandas as pd

WITH_PROJECT, WITHOUT_PROJECT = "friche avec projet", "friche sans projet"


def open_project(sites: pd.DataFrame) -> np.ndarray:
    """Return the sites with a project of which no source tells the use: it may be industrial.

    They count as sites without project, and may turn out to be ready as those with one.

    Examples
    --------
    >>> import pandas as pd
    >>> sites = pd.DataFrame({"status": WITH_PROJECT, "planned_use": ["industry", "none_known"]})
    >>> open_project(sites).tolist()
    [False, True]
    """
    project = (sites["status"] == WITH_PROJECT).fillna(value=False).to_numpy(dtype=bool)
    if "planned_use" not in sites.columns:
        return np.zeros(len(sites), dtype=bool)
    use = sites["planned_use"].astype(object)
    return np.asarray(project & (use.isna() | (use == NONE_KNOWN)).to_numpy(dtype=bool))


def ready_status(sites: pd.DataFrame) -> pd.Series:
    """Return the status by which each site is ready.

    A project of another use, or of a use that no source tells, brings no industry nearer: the site
    counts as one without project.

    Parameters
    ----------
    sites : DataFrame
        Candidate columns ``status`` and ``planned_use``; without the latter, statuses as told.

    Examples
    --------
    >>> import pandas as pd
    >>> sites = pd.DataFrame({"status": WITH_PROJECT, "planned_use": ["industry", "none_known"]})
    >>> ready_status(sites).tolist()
    ['friche avec projet', 'friche sans projet']
    """
    status = sites["status"]
    if "planned_use" not in sites.columns:
        return status
    other = (status == WITH_PROJECT) & ~sites["planned_use"].isin(INDUSTRIAL)
    return status.mask(other.fillna(value=False).to_numpy(dtype=bool), WITHOUT_PROJECT)

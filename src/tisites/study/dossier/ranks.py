"""Where a site stands among those that compete: in the country, its région, its département."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np

from tisites.model.tolerances import SAME

if TYPE_CHECKING:
    import pandas as pd

Place = Literal["country", "region", "departement"]
#: Cut of the country, and the columns that hold its code and its name.
CUTS: dict[Place, tuple[str, str]] = {
    "country": ("", ""), "region": ("reg", "reg_nom"), "departement": ("dep", "dep_nom"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rank:
    """A place among the sites that compete.

    Parameters
    ----------
    cut : {"country", "region", "departement"}
        Among which sites.
    name : str
        The territory's; empty for the country.
    place : int
        One more than the number of sites that score more; equals share a place.
    of : int
        Sites that compete there, this one among them or beside them.
    """

    cut: Place
    name: str
    place: int
    of: int


def ranks_of(
    everyone: pd.DataFrame, site: str, score: float, home: pd.Series | None = None
) -> tuple[Rank, ...]:
    """Rank a site by its score among those that compete.

    Parameters
    ----------
    everyone : DataFrame
        Index ``site_id``: ``eligible``, ``score``, ``reg``, ``reg_nom``, ``dep``, ``dep_nom``.
    site : str
        Its id; it need not compete: its place is then the one it would have.
    score : float
        Its score; no rank where it is unknown.
    home : Series, optional
        Its territories, where it is not in ``everyone``.

    Examples
    --------
    >>> import pandas as pd
    >>> everyone = pd.DataFrame(
    ...     {"eligible": True, "score": [70.0, 60.0, 60.0, 50.0], "reg": ["1", "1", "2", "1"],
    ...      "reg_nom": "R", "dep": "d", "dep_nom": "D"}, index=list("abcd"))
    >>> [(r.cut, r.place, r.of) for r in ranks_of(everyone, "c", 60.0)]
    [('country', 2, 4), ('region', 1, 1), ('departement', 2, 4)]
    """
    if not np.isfinite(score):
        return ()
    row = everyone.loc[site] if home is None else home
    competes = everyone["eligible"].to_numpy(dtype=bool)
    itself = np.asarray(everyone.index == site)
    scores = everyone["score"].to_numpy(dtype=np.float64)
    found = []
    for cut, (code, name) in CUTS.items():
        here = competes & ~itself
        if code:
            if not isinstance(row[code], str):
                continue
            here &= (everyone[code] == row[code]).to_numpy(dtype=bool)
        better = int((scores[here] > score + SAME).sum())
        found.append(Rank(cut, str(row[name]) if name else "", better + 1, int(here.sum()) + 1))
    return tuple(found)

"""What constraint kinds see of the candidates: columns to group by, quantities to add up."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from tisites.candidates.undeclared import is_silent

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tisites.criteria.labour_reach import ZoneReach
    from tisites.criteria.spec import Indicators
    from tisites.model.nearness import Nearness

Grouping = Literal[
    "region",
    "departement",
    "epci",
    "zone_emploi",
    "territoire_industrie",
    "water_basin",
    "grid_zone",
    "commune",
    "size_class",
    "overseas",
    "density",
    "region_x_density",
    "frr",
    "site_type",
    "status",
]
#: Column of the candidate table behind each grouping.
GROUP_COLUMN: dict[str, str] = {
    "region": "reg",
    "departement": "dep",
    "epci": "epci_siren",
    "zone_emploi": "zone_emploi",
    "territoire_industrie": "ti_id",
    "water_basin": "water_basin",
    "grid_zone": "grid_zone",
    "commune": "insee",
    "size_class": "size_class",
    "overseas": "overseas",
    "density": "density",
    "region_x_density": "region_x_density",
    "frr": "frr",
    "site_type": "site_type",
    "status": "status",
}

#: Groupings by a datum that the candidate file may leave blank.
DECLARED = ("site_type", "status")


#: Names of groups that no layer of a pack names: the river basins of the water law, by the code of
#: their district (Sandre, référentiel des districts hydrographiques DCE).
NAMES: Mapping[str, Mapping[str, str]] = {
    "water_basin": {
        "A": "Artois-Picardie", "B1": "Meuse", "B2": "Sambre", "C": "Rhin",
        "D": "Rhône-Méditerranée", "E": "Corse", "F": "Adour-Garonne", "G": "Loire-Bretagne",
        "H": "Seine-Normandie", "I": "Guadeloupe", "J": "Martinique", "K": "Guyane",
        "L": "La Réunion", "M": "Mayotte",
    },
}  # fmt: skip


def told_apart(names: Mapping[str, str], codes: Sequence[str]) -> list[str]:
    """Return the name of each code; the code follows where two bear one name, or stands alone.

    Examples
    --------
    >>> told_apart({"01": "Ain", "2A": "Sud", "2B": "Sud"}, ["01", "2A", "99"])
    ['Ain', 'Sud (2A)', '99']
    """
    shared = Counter(names.values())
    return [
        code if code not in names
        else names[code] if shared[names[code]] < 2 or names[code] == code
        else f"{names[code]} ({code})"
        for code in codes
    ]  # fmt: skip


@dataclass(frozen=True)
class Sites:
    """Eligible candidates with their indicators, sorted by id.

    Parameters
    ----------
    table : DataFrame
        Candidate columns, index site id, sorted.
    indicators : Indicators
        Same index.
    groups : mapping of str to mapping of str to str
        For each grouping with a closed list (région, département…): code to name, all of them,
        those without candidate included.
    capacities : mapping of str to Series
        Capacities by group that come from data (``zone_emploi_pool_jobs`` …).
    locked : index
        Ids that are locked in.
    reach : mapping of str to ZoneReach
        For each constraint ``labour_allocation``, by name: zones d'emploi in reach of each site.
    bases : mapping of str to DataFrame
        For each cut of the country, :func:`~tisites.criteria.territory_bases.territory_bases`:
        every territory, its people and jobs.
    near : mapping of str to Nearness
        For each measure ``leave_no_neighbour``, by name: who has which sites within reach.
    scores : (n,) float64, optional
        Nominal score of each site, 0 to 100; absent before scoring.
    """

    table: pd.DataFrame
    indicators: Indicators
    groups: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    capacities: Mapping[str, pd.Series] = field(default_factory=dict)
    locked: pd.Index = field(default_factory=lambda: pd.Index([], dtype=str))
    reach: Mapping[str, ZoneReach] = field(default_factory=dict)
    bases: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    near: Mapping[str, Nearness] = field(default_factory=dict)
    scores: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.table)

    @property
    def is_locked(self) -> np.ndarray:
        """Whether each column is locked in."""
        return np.asarray(self.table.index.isin(self.locked))

    def codes(self, by: str) -> tuple[np.ndarray, list[str]]:
        """Return the group number of every site (-1: none) and the sorted group codes.

        Closed groupings list all their groups, even those without candidate.
        """
        column = self.table[GROUP_COLUMN[by]].astype(object)
        found = set(column.dropna().astype(str).unique())
        labels = sorted(found | set(self.groups.get(by, {})))
        numbers = pd.Categorical(column.where(column.isna(), column.astype(str)), labels).codes
        return np.asarray(numbers, dtype=np.int64), labels

    def may_be_any(self, by: str) -> np.ndarray:
        """Return which sites a blank of the candidate file leaves without group, (n,) bool.

        Under a ceiling they count in every group: silence opens no room.
        """
        if by not in DECLARED:
            return np.zeros(len(self.table), dtype=bool)
        return is_silent(self.table[GROUP_COLUMN[by]])

    def group_names(self, by: str, codes: Sequence[str]) -> list[str]:
        """Return the names of groups for the planner: the code only where it tells two apart."""
        known = dict(NAMES.get(by, {}))
        if by in self.bases:
            known |= self.bases[by]["name"].astype(str).to_dict()
        known |= self.groups.get(by, {})
        return told_apart(known, codes)

    def group_name(self, by: str, code: str) -> str:
        """Return the name of one group, as :meth:`group_names` does."""
        return self.group_names(by, [code])[0]

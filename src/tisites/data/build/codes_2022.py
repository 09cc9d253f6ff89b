"""INSEE's table of 1 January 2022: names with their article, zones, and groupings of that day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from tisites.data.build.raw import read_sheet

if TYPE_CHECKING:
    import pandas as pd

    from tisites.data.build.raw import Files

FILE = "workforce/insee_table_appartenance_communes_2022.xlsx"


@dataclass(frozen=True, slots=True)
class Codes2022:
    """Communes and zones as INSEE published them for 2022.

    Parameters
    ----------
    communes : pandas.DataFrame
        Columns ``insee``, ``nom`` (with article), ``dep``, ``epci_siren``.
    zones_emploi : pandas.DataFrame
        Columns ``zone_emploi``, ``nom``.
    """

    communes: pd.DataFrame
    zones_emploi: pd.DataFrame

    def insee_of(self, nom: str, dep: str) -> str | None:
        """Return the code a commune had under this name in 2022, or None.

        Parameters
        ----------
        nom : str
            Name with its article.
        dep : str
            Code of the département; ``"97"`` stands for all of overseas.
        """
        known = self.communes
        found = known["insee"][(known["nom"] == nom) & known["dep"].str.startswith(dep)]
        return str(found.iloc[0]) if len(found) == 1 else None


def read_codes_2022(source: Files) -> Codes2022:
    """Read the workbook.

    Raises
    ------
    BadInputError
        If the workbook is absent, or one of its sheets is not as published.
    """
    communes = read_sheet(source, FILE, "COM", ["CODGEO", "LIBGEO", "DEP", "EPCI"])
    zones = read_sheet(source, FILE, "Zones_supra_communales", ["NIVGEO", "CODGEO", "LIBGEO"])
    zones = zones[zones["NIVGEO"] == "ZE2020"]
    return Codes2022(
        communes.set_axis(["insee", "nom", "dep", "epci_siren"], axis=1),
        zones[["CODGEO", "LIBGEO"]].set_axis(["zone_emploi", "nom"], axis=1),
    )

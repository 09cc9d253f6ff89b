"""Former commune codes, and the code of the commune that each belongs to now."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from tisites.data.build.reading import LICENCE_OUVERTE, Reading, noticed, some
from tisites.data.layers import FORMER_COMMUNES
from tisites.data.write import LayerSource
from tisites.messages.text import Text

if TYPE_CHECKING:
    from tisites.data.build.codes_2022 import Codes2022

#: Derived by ``scripts/derive_former_communes.py``; no folder of raw data carries it.
TABLE = Path(__file__).parent / "former_communes.csv"
#: By the same script: names of delegated and associated communes, with the commune of today.
NAMES = Path(__file__).parent / "former_names.csv"
SOURCE = (
    "@etalab/decoupage-administratif 6.0.0 (npm, MIT), communes.json, champ anciensCodes ;"
    " d'après le Code officiel géographique de l'INSEE"
)


def current_codes(codes: pd.Series) -> pd.Series:
    """Return codes of today: a former one is followed to the commune it belongs to now.

    Examples
    --------
    >>> current_codes(pd.Series(["01033", "01091", None])).fillna("-").tolist()
    ['01033', '01033', '-']
    """
    table = pd.read_csv(TABLE, dtype=str).set_index("insee_former")["insee"]
    now = codes.map(table)
    return now.where(now.notna(), codes)


def former_names() -> list[tuple[str, str]]:
    """Return names that communes bore before they merged, with the code of the commune of today.

    Examples
    --------
    >>> [code for name, code in former_names() if name == "Cherbourg-Octeville"]
    ['50129']
    """
    table = pd.read_csv(NAMES, dtype=str, keep_default_na=False)
    return list(zip(table["nom"], table["insee"], strict=True))


def read_former_communes(insee: pd.Series, codes: Codes2022) -> Reading:
    """Read the former codes whose commune of today is in the territory.

    A code of 2022 that neither the territory nor the table knows is told: no site can use it.

    Parameters
    ----------
    insee : pandas.Series
        Codes of the communes of the pack.
    codes : Codes2022
        INSEE's table of 2022.

    Returns
    -------
    Reading
        Layer ``former_communes``: a code that is still in use is not there. A finding names the
        codes of 2022 that are neither in the territory nor in the table.
    """
    table = pd.read_csv(TABLE, dtype=str)
    table = table[table["insee"].isin(insee) & ~table["insee_former"].isin(insee)]
    of_2022 = codes.communes["insee"].dropna()  # the sheet ends with a note
    lost = of_2022[~of_2022.isin(insee) & ~of_2022.isin(table["insee_former"])]
    findings = []
    if len(lost):
        message = Text(
            f"{len(lost)} communes de 2022 sans commune actuelle connue ({some(list(lost))})",
            f"{len(lost)} communes of 2022 without a known commune of today ({some(list(lost))})",
        )
        remedy = Text(
            "donner le code actuel des sites de ces communes",
            "give the current code of the sites of these communes",
        )
        findings.append(noticed(FORMER_COMMUNES.name, "former_code_lost", message, remedy))
    about = LayerSource(
        "Anciens codes de communes",
        "INSEE, Etalab",
        f"MIT et {LICENCE_OUVERTE}",
        SOURCE,
        "2026",
        caveat="communes fusionnées ou renumérotées ; une commune rétablie garde son code",
    )
    return Reading(FORMER_COMMUNES.name, about, table, tuple(findings))

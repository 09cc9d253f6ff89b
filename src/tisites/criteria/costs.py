"""What brownfield land costs the public: a low, likely and high distribution by type."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.criteria.blanks import EVERY_WORD, OR
from tisites.criteria.evidence import TYPE_CLASS, classes
from tisites.criteria.interval import Doubt, Interval, doubt
from tisites.criteria.spec import IndicatorSpec
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tisites.criteria.blanks import Words

TABLE = Path(__file__).with_name("costs.toml")
SIDES = (np.min, np.max)
#: Class of the types that no distribution of their own covers.
ALL = "all"
#: CNIG type to class of cost; the others take the distribution over all types.
COST_CLASS: Mapping[str, str] = {
    "friche industrielle": "industry",
    "friche agro-industrielle": "industry",
    "friche carrière ou mine": "industry",
    "friche portuaire": "transport",
    "friche ferroviaire": "transport",
    "friche aéroportuaire": "transport",
    "friche commerciale": "commerce",
    "friche militaire": "military",
    "friche hospitalière": "public",
    "friche d'équipement public": "public",
    "friche enseignement": "public",
}

SPECS: tuple[IndicatorSpec, ...] = (
    IndicatorSpec(
        "cost_meur",
        "M€",
        Text("Déficit de remise en état", "Deficit of making the land ready"),
        "cost",
        ("candidates",),
        Text(
            "A × déficit par hectare selon le type de friche, quantiles 10, 50, 90 de costs.toml",
            "A × deficit per hectare by type of brownfield, quantiles 10, 50, 90 of costs.toml",
        ),
        Text(
            "Fonds friches, dossiers (Cerema), opérations qui cèdent du foncier sur 1 à 500 ha",
            "Fonds friches, applications (Cerema), operations that sell land on 1 to 500 ha",
        ),
        Text(
            "surface inconnue ; une distribution de dossiers, non le coût de ce site",
            "surface unknown; a distribution over applications, not the cost of this site",
        ),
        interval=True,
    ),
)


@cache
def cost_table() -> dict[str, tuple[float, float, float]]:
    """Return M€ a hectare (low, likely, high) by class; ``all`` over every type."""
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return {
        name: (row["meur_per_ha"][0], row["meur_per_ha"][1], row["meur_per_ha"][2])
        for name, row in table.items()
        if name != "source"
    }


def cost_meur(surface_ha: np.ndarray, site_type: pd.Series, words: Words = EVERY_WORD) -> Doubt:
    """Return the deficit of making a site's land ready: ``A × deficit per hectare``.

    Parameters
    ----------
    surface_ha : (n,) float64
        Area, NaN where unknown.
    site_type : (n,) Series of str
        CNIG words.
    words : Words
        What a blank may stand for: the dearest of them counts.

    Examples
    --------
    >>> got = cost_meur(np.array([10.0]), pd.Series(["friche industrielle"]))
    >>> bool(0 < got.low[0] < got.nominal[0] < got.high[0])
    True
    """
    table = cost_table()
    known = {word: COST_CLASS.get(word, ALL) for word in TYPE_CLASS}
    blank = OR.join(sorted({ALL, *(known[word] for word in words.site_type)}))
    kinds, inverse = np.unique(
        classes(site_type, known, blank).to_numpy(dtype=str), return_inverse=True
    )
    rates = np.array(
        [
            [side([table.get(k, table[ALL]) for k in kind.split(OR)], axis=0) for side in SIDES]
            for kind in kinds.tolist()
        ],
        dtype=float,
    ).reshape(-1, 2, 3)
    least, most = (Interval(*(surface_ha[:, None] * rates[inverse, s]).T) for s in (0, 1))
    return doubt(least, most, "high")


def measure_costs(sites: pd.DataFrame, words: Words = EVERY_WORD) -> dict[str, Interval]:
    """Measure the family; ``words``: what a blank may stand for."""
    area = sites["surface_ha"].to_numpy(dtype=float)
    return {"cost_meur": cost_meur(area, sites["site_type"], words)}

"""Zones where the grid is reinforced ahead of consumers' demand (CRE, RTE, press)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from tisites.data.build.raw import float_columns, read_csv

if TYPE_CHECKING:
    from pathlib import Path

#: First word of the status of a zone that the regulator authorised.
_DECIDED = "autorisée"


def read(path: Path) -> pd.DataFrame:
    """Read the zones, straight to layer ``pooled_grid_zones``; an empty figure was not found.

    Parameters
    ----------
    path : Path
        Semicolons; ``zone``, ``statut``, ``capacite_mw``, ``disponible_des`` (year), ``paliers``,
        ``quote_part_keur_mw``, ``communes_citees``, ``commune_ancre_insee``, ``source``.

    Raises
    ------
    BadInputError
        If the file is not as published.
    """
    texts = ["zone", "statut", "paliers", "communes_citees", "commune_ancre_insee", "source"]
    figures = ["capacite_mw", "disponible_des", "quote_part_keur_mw"]
    raw = read_csv(path.parent, path.name, [*texts, *figures], sep=";")
    numbers = float_columns(raw, figures, path.name)
    return pd.DataFrame(
        {
            "zone": raw["zone"],
            "status": raw["statut"],
            "authorised": raw["statut"].str.startswith(_DECIDED, na=False),
            "mw": numbers["capacite_mw"],
            "from_year": numbers["disponible_des"],
            "steps": raw["paliers"],
            "quote_keur_mw": numbers["quote_part_keur_mw"],
            "communes_named": raw["communes_citees"],
            "anchor_insee": raw["commune_ancre_insee"],
            "source": raw["source"],
        }
    ).reset_index(drop=True)

"""Communes where industrial water is managed together: a list that a planner types."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from tisites.data.build.former_communes import current_codes
from tisites.data.readers.typed import insee_code, read_typed
from tisites.messages.text import Text

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = {
    "insee": ("code_insee", "code_commune", "depcom"),
    "scheme": ("dispositif", "reseau", "nom", "gestionnaire"),
}


def read(path: Path) -> pd.DataFrame:
    """Read the communes served, straight to layer ``collective_water``.

    Parameters
    ----------
    path : Path
        CSV or workbook, a row a commune: ``insee``; ``scheme`` (who manages it) where known.

    Raises
    ------
    BadInputError
        With every row whose code is none.
    """
    typed = read_typed(path, COLUMNS, (("insee",),))
    codes = insee_code(typed.table["insee"])
    typed.refuse(
        "insee", ~codes.str.fullmatch(r"\d[\dAB]\d{3}", na=False),
        Text("code INSEE attendu", "an INSEE code is needed"),
        Text("donner le code de la commune (01004)", "give the commune's code (01004)"),
    )  # fmt: skip
    typed.settled()
    found = pd.DataFrame({"insee": current_codes(codes), "scheme": typed.table["scheme"]})
    found = found.sort_values(["insee", "scheme"], kind="stable")
    return found.drop_duplicates("insee", ignore_index=True)

"""Communes of the programmes of the ANCT."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from tisites.data.build.former_communes import current_codes
from tisites.data.build.raw import read_csv

if TYPE_CHECKING:
    from pathlib import Path

#: Programmes as the file codes them, and the code of each in a pack.
PROGRAMMES = {"acv": "acv", "acv2": "acv", "pvd": "pvd", "va": "va", "qpv": "qpv"}


def read(path: Path) -> pd.DataFrame:
    """Read the communes of the ANCT's programmes, straight to layer ``commune_programmes``.

    Communes merged since are followed; a priority district over two communes is of both.

    Parameters
    ----------
    path : Path
        ``programme`` (``acv``, ``acv2``, ``pvd``, ``va``, ``qpv``), ``id``, ``lib``, ``insee``.

    Raises
    ------
    BadInputError
        If the file is not as published.
    """
    raw = read_csv(path.parent, path.name, ["programme", "id", "lib", "insee"])
    table = pd.DataFrame(
        {
            "programme": raw["programme"].str.lower().map(lambda word: PROGRAMMES.get(word, word)),
            "project": raw["id"],
            "nom": raw["lib"],
            "insee": current_codes(raw["insee"]),
        }
    )
    table = table.dropna(subset=["programme", "project", "insee"])
    table = table.sort_values(["programme", "project", "insee", "nom"], kind="stable")
    return table.drop_duplicates(["programme", "project", "insee"], ignore_index=True)

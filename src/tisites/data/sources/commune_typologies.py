"""Typologies of communes (ANCT): rurality, centrality, mountain."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.data.build.raw import read_csv

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

#: What the typology writes of a commune that it does not class.
_NOT_CLASSED = ("Hors champ", "Commune dont le périmètre a changé")


def read(path: Path) -> pd.DataFrame:
    """Read the typologies of communes, straight to layer ``commune_typologies``.

    Parameters
    ----------
    path : Path
        ``insee``, ``niveau_ruralite``, ``niveau_centralite``, ``niveau_montagne``; a commune out of
        the typology is null there.

    Raises
    ------
    BadInputError
        If the file is not as published.
    """
    columns = ["insee", "niveau_ruralite", "niveau_centralite", "niveau_montagne"]
    raw = read_csv(path.parent, path.name, columns)
    table = raw.set_axis(["insee", "rurality", "centrality", "mountain"], axis=1)
    out = table["rurality"].str.startswith(_NOT_CLASSED, na=False)
    table["rurality"] = table["rurality"].mask(out)
    return table.drop_duplicates("insee", ignore_index=True)

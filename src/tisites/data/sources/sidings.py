"""Private sidings (Cerema, base ITE 3000)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from tisites.data.readers.files import absent, read_shapes

if TYPE_CHECKING:
    from pathlib import Path

#: First words of the labels of ``Etat_ITE``, and the state they tell.
_STATES = {
    "bon": "good", "neuf": "good", "utilis": "good", "mauvais": "poor", "inutilisable": "unusable",
}  # fmt: skip


def read(path: Path) -> pd.DataFrame:
    """Read the private sidings of Cerema's base ITE 3000.

    Returns
    -------
    pandas.DataFrame
        Columns ``siding`` (``ID_ITE``, or the place where the file has none), ``nom``, ``state``
        (``good``, ``poor``, ``unusable``, null where the base says nothing that is known),
        ``lon``, ``lat`` (°); sorted, one row a siding.

    Raises
    ------
    BadInputError
        If the file is not as published.
    """
    shapes = read_shapes(path, ["Raison_sociale", "Etat_ITE"], optional=["ID_ITE"])
    points = shapes[(shapes.geometry.geom_type == "Point") & ~shapes.geometry.is_empty]
    if points.empty:
        raise absent(path.name, ["Point"])
    table = pd.DataFrame(
        {
            "siding": points["ID_ITE"],
            "nom": points["Raison_sociale"].replace("", None),
            "state": points["Etat_ITE"].map(siding_state),
            "lon": points.geometry.x,
            "lat": points.geometry.y,
        }
    )
    place = table["lon"].map("{:.6f}".format) + " " + table["lat"].map("{:.6f}".format)
    table["siding"] = table["siding"].replace("", None).fillna(place)
    table = table.sort_values(list(table.columns), ignore_index=True).drop_duplicates()
    again = table.groupby("siding").cumcount()
    table["siding"] += again.map(lambda k: f" #{k + 1}" if k else "")
    return table.reset_index(drop=True)


def siding_state(label: object) -> str | None:
    """Return the state of a siding, from Cerema's label of it.

    A siding whose switch was taken away is no longer joined to the line: it is ``poor`` at best.

    Examples
    --------
    >>> siding_state("Bon"), siding_state("Bon (aiguillage déposé)"), siding_state("Mauvais")
    ('good', 'poor', 'poor')
    >>> siding_state("Inutilisable (voie coupée)"), siding_state(None)
    ('unusable', None)
    """
    text = label.strip().lower() if isinstance(label, str) else ""
    state = next((state for word, state in _STATES.items() if text.startswith(word)), None)
    return "poor" if state == "good" and "dépos" in text else state

"""Communes (geo.api.gouv.fr), population by age, jobs and movements of communes (INSEE)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pandas as pd

from tisites.data.build.raw import floats, read_csv
from tisites.data.readers.files import absent, empty, read_json_file, unreadable

if TYPE_CHECKING:
    from pathlib import Path

#: Columns of the working file of communes, as ``build`` reads it.
COLUMNS = (
    "insee",
    "nom",
    "dep",
    "dep_nom",
    "reg",
    "reg_nom",
    "epci_siren",
    "epci_nom",
    "lon",
    "lat",
    "surface_ha",
    "population",
)
#: Kinds of movement in which a commune takes the place of another (INSEE, ``MOD``).
_REPLACED = ("31", "32", "33", "34", "35", "41", "50", "70", "71")


def read_communes_json(path: Path) -> pd.DataFrame:
    """Read the communes as geo.api.gouv.fr gives them.

    Parameters
    ----------
    path : Path
        JSON list; each commune with ``code``, ``nom``, ``surface`` (ha), ``population``, ``centre``
        (GeoJSON point), ``departement``, ``region`` and ``epci`` (``code``, ``nom``).

    Returns
    -------
    pandas.DataFrame
        Columns :data:`COLUMNS`, sorted by code. What a commune lacks is null.

    Raises
    ------
    BadInputError
        If the file is no such list.
    """
    communes = read_json_file(path)
    if not isinstance(communes, list) or not all(isinstance(c, dict) for c in communes):
        raise absent(path.name, ["code"])
    if not communes:
        raise empty(path.name)
    lacking = [
        field
        for field in ("code", "nom", "departement", "region", "population", "centre")
        if not any(field in commune for commune in communes)
    ]
    if lacking:
        raise absent(path.name, lacking)
    try:
        rows = [_row(commune) for commune in communes]
    except (KeyError, TypeError, IndexError, AttributeError) as error:
        raise unreadable(path.name, error) from error
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    table["population"] = table["population"].fillna(0)  # six communes destroyed in 1916 have none
    return table.sort_values("insee", ignore_index=True)


def _row(commune: dict[str, Any]) -> tuple[Any, ...]:
    centre = (commune.get("centre") or {}).get("coordinates") or (None, None)
    epci = commune.get("epci") or {}
    return (
        str(commune["code"]),
        str(commune["nom"]),
        str(commune["departement"]["code"]),
        str(commune["departement"]["nom"]),
        str(commune["region"]["code"]),
        str(commune["region"]["nom"]),
        epci.get("code"),
        epci.get("nom"),
        centre[0],
        centre[1],
        commune.get("surface"),
        commune.get("population"),
    )


def read_population_20_64(path: Path) -> pd.DataFrame:
    """Read the population aged 20 to 64 by commune (census base « évolution et structure »).

    Returns
    -------
    pandas.DataFrame
        Columns ``insee`` and ``population_20_64`` (inhabitants), of the latest census in the file.

    Raises
    ------
    BadInputError
        If the file lacks ``CODGEO`` or a column ``Pyy_POP2064``.
    """
    return _census(path, "POP2064", "population_20_64")


def read_jobs(path: Path) -> pd.DataFrame:
    """Read the jobs at the place of work by commune (census base « emploi, population active »).

    Returns
    -------
    pandas.DataFrame
        Columns ``insee`` and ``jobs``, of the latest census in the file.

    Raises
    ------
    BadInputError
        If the file lacks ``CODGEO`` or a column ``Pyy_EMPLT``.
    """
    return _census(path, "EMPLT", "jobs")


def _census(path: Path, quantity: str, name: str) -> pd.DataFrame:
    header = read_csv(path.parent, path.name, ["CODGEO"], sep=";", every=True).columns
    years = [
        (m[1], column) for column in header if (m := re.fullmatch(rf"P(\d\d)_{quantity}", column))
    ]
    if not years:
        raise absent(path.name, [f"P.._{quantity}"])
    column = max(years)[1]
    raw = read_csv(path.parent, path.name, ["CODGEO", column], sep=";")
    values = floats(raw, column, path.name)
    return pd.DataFrame({"insee": raw["CODGEO"], name: values}).reset_index(drop=True)


def read_movements(path: Path) -> pd.DataFrame:
    """Read INSEE's movements of communes: which code took the place of which.

    Returns
    -------
    pandas.DataFrame
        Columns ``insee_former``, ``insee``, ``date``; only communes, only where the code changed.

    Raises
    ------
    BadInputError
        If the file is not as INSEE publishes it.
    """
    columns = ["MOD", "DATE_EFF", "TYPECOM_AV", "COM_AV", "TYPECOM_AP", "COM_AP"]
    raw = read_csv(path.parent, path.name, columns)
    kept = (
        raw["MOD"].isin(_REPLACED)
        & (raw["TYPECOM_AV"] == "COM")
        & (raw["TYPECOM_AP"] == "COM")
        & (raw["COM_AV"] != raw["COM_AP"])
    )
    table = raw.loc[kept, ["COM_AV", "COM_AP", "DATE_EFF"]]
    table = table.set_axis(["insee_former", "insee", "date"], axis=1)
    return table.sort_values(["insee_former", "date", "insee"], ignore_index=True)

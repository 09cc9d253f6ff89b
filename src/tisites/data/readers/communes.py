"""Communes (geo.api.gouv.fr); population by age, jobs, density and movements (INSEE)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import pandas as pd

from tisites.data.arrondissements import with_whole_communes
from tisites.data.build.raw import floats, read_csv
from tisites.data.readers.files import (
    absent,
    empty,
    read_json_file,
    read_workbook,
    unlike,
    unreadable,
)

if TYPE_CHECKING:
    from collections.abc import Mapping
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
    raw = read_csv(path.parent, path.name, ["CODGEO"], sep=";", every=True)
    column = _censuses(raw, path, "P", "POP2064", needed=True)[-1][1]
    return _census(raw, path, {"population_20_64": column})


def read_jobs(path: Path) -> pd.DataFrame:
    """Read the jobs at the place of work by commune (census base « emploi, population active »).

    The file holds three censuses. Jobs of industry are read at the latest and at the earliest: what
    a territory lost in between is the difference of its sums.

    Returns
    -------
    pandas.DataFrame
        Columns ``insee`` and ``jobs``, of the latest census in the file; where the file tells jobs
        by sector, ``industry_jobs`` and ``census`` (year) as well, and ``industry_jobs_before`` and
        ``census_before`` where it has an earlier census.

    Raises
    ------
    BadInputError
        If the file lacks ``CODGEO`` or a column ``Pyy_EMPLT``.
    """
    raw = read_csv(path.parent, path.name, ["CODGEO"], sep=";", every=True)
    columns = {"jobs": _censuses(raw, path, "P", "EMPLT", needed=True)[-1][1]}
    industry = _censuses(raw, path, "C", "EMPLT_INDUS")
    told = {}
    if industry:
        columns["industry_jobs"], told["census"] = industry[-1][1], industry[-1][0]
    if len(industry) > 1:
        columns["industry_jobs_before"], told["census_before"] = industry[0][1], industry[0][0]
    table = _census(raw, path, columns)
    return table.assign(**{name: float(year) for name, year in told.items()})


def read_density_grid(path: Path) -> pd.DataFrame:
    """Read INSEE's grid of density (*grille communale de densité*, seven levels).

    Returns
    -------
    pandas.DataFrame
        Columns ``insee`` and ``level``, 1 to 7.

    Raises
    ------
    BadInputError
        If no sheet carries ``CODGEO`` and ``DENS``, or a level is none of 1 to 7.
    """
    table = read_workbook(path, ["CODGEO", "DENS"])
    codes = table["CODGEO"].astype("str").str.strip().str.zfill(5)
    rows = table[codes.str.fullmatch(r"\d[\dAB]\d{3}") & table["DENS"].notna()]
    level = floats(rows, "DENS", path.name)
    odd = rows["DENS"][~level.isin(range(1, 8))]
    if not odd.empty:
        raise unlike(path.name, int(odd.index[0]), "DENS", str(odd.iloc[0]), "1-7")
    found = pd.DataFrame({"insee": codes[rows.index], "level": level})
    return found.drop_duplicates("insee").sort_values("insee", ignore_index=True)


def _censuses(
    raw: pd.DataFrame, path: Path, prefix: str, quantity: str, *, needed: bool = False
) -> list[tuple[int, str]]:
    """Return the censuses of a quantity, (year, column), oldest first."""
    pattern = rf"{prefix}(\d\d)_{quantity}"
    years = [(2000 + int(m[1]), name) for name in raw.columns if (m := re.fullmatch(pattern, name))]
    if needed and not years:
        raise absent(path.name, [f"{prefix}.._{quantity}"])
    return sorted(years)


def _census(raw: pd.DataFrame, path: Path, columns: Mapping[str, str]) -> pd.DataFrame:
    """Return columns of a census base under other names, beside ``insee``."""
    values = {name: floats(raw, column, path.name) for name, column in columns.items()}
    table = pd.DataFrame({"insee": raw["CODGEO"], **values}).reset_index(drop=True)
    return with_whole_communes(table)


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

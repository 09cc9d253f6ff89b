"""Territories of policy: Territoires d'industrie, Rebond industriel, France ruralités (FRR)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.data.build.raw import read_csv
from tisites.data.readers.files import absent, unlike

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

#: Names that producers gave to the same column, the working name first.
_MEMBERS: Mapping[str, tuple[str, ...]] = {
    "id_ti": ("id_ti",),
    "lib_ti": ("lib_ti",),
    "epci_siren": ("epci_siren", "siren_groupement", "siren_epci", "code_insee_epci"),
    "epci_nom": ("epci_nom", "lib_groupement", "lib_epci", "nom_epci", "nom_de_l_epci"),
}
_PHASE_1: Mapping[str, tuple[str, ...]] = {
    "lib_ti": ("lib_ti", "libelle_territoire", "libelle_terri_industrie", "territoire"),
    "epci_siren": _MEMBERS["epci_siren"],
    "epci_nom": _MEMBERS["epci_nom"],
}
_REBOND: Mapping[str, tuple[str, ...]] = {
    "territoire": ("territoire", "lib_rebond", "lib_territoire"),
    "epci_siren": _MEMBERS["epci_siren"],
}


def read_members(path: Path) -> pd.DataFrame:
    """Read the members of the Territoires d'industrie of phase II (ANCT).

    Returns
    -------
    pandas.DataFrame
        Text columns ``id_ti``, ``lib_ti``, ``epci_siren``, ``epci_nom``; one row a member.

    Raises
    ------
    BadInputError
        If a column is missing under all its known names.
    """
    return _renamed(path, _MEMBERS).drop_duplicates(["id_ti", "epci_siren"], ignore_index=True)


def read_phase_1(path: Path) -> pd.DataFrame:
    """Read the members of the Territoires d'industrie of phase I (Banque des Territoires).

    The file may have one row a commune: members are told once.

    Returns
    -------
    pandas.DataFrame
        Text columns ``lib_ti``, ``epci_siren``, ``epci_nom``.

    Raises
    ------
    BadInputError
        If a column is missing under all its known names.
    """
    return _renamed(path, _PHASE_1).drop_duplicates(["lib_ti", "epci_siren"], ignore_index=True)


def read_rebond(path: Path) -> pd.DataFrame:
    """Read a list of the territories of Rebond industriel and their EPCI, made by hand.

    Returns
    -------
    pandas.DataFrame
        Text columns ``territoire``, ``epci_siren``.

    Raises
    ------
    BadInputError
        If a column is missing.
    """
    return _renamed(path, _REBOND).drop_duplicates(ignore_index=True)


#: Classes of the DGCL's list, as published, and the code of each in a pack.
FRR_CLASSES: Mapping[str, str] = {
    "non classée": "none",
    "frr socle": "core",
    "classée frr": "core",
    "classée frr partiellement": "core_partial",
    "frr+": "plus",
    "frr bénéficiaire": "beneficiary",
    "frr bénéficiaire partiellement": "beneficiary_partial",
}
_FRR_HEADING = "Classement FRR"
#: What the Observatoire des territoires writes for a commune outside FRR.
_NOT_FRR = "-9999"


def read_frr(path: Path) -> pd.DataFrame:
    """Read the communes of *France ruralités revitalisation*, from either published file.

    Parameters
    ----------
    path : Path
        The DGCL's list (``Code_insee``, ``Classement FRR … au …``), or the indicator of the
        Observatoire des territoires (``codgeo``, ``codefrr``: -9999 outside). The latter's other
        codes are not documented in the file: such a commune is ``listed``, its class unknown.

    Returns
    -------
    pandas.DataFrame
        Columns ``insee`` and ``frr``: ``none``, ``core``, ``core_partial``, ``plus``,
        ``beneficiary``, ``beneficiary_partial`` or ``listed``; sorted, one row a commune.

    Raises
    ------
    BadInputError
        If the file is neither, or a class is unknown.
    """
    table = read_csv(path.parent, path.name, [], sep=";", every=True)
    headings = [name for name in table.columns if name.startswith(_FRR_HEADING)]
    if headings and "Code_insee" in table.columns:
        code, column = "Code_insee", headings[-1]
        told = table[column].fillna("").str.strip()
        classes = told.str.lower().map(FRR_CLASSES)
    elif {"codgeo", "codefrr"} <= set(table.columns):
        code, column = "codgeo", "codefrr"
        told = table[column].fillna("").str.strip()
        classes = told.map(lambda cell: "none" if cell == _NOT_FRR else "listed" if cell else None)
    else:
        raise absent(path.name, [f"Code_insee + {_FRR_HEADING}… | codgeo + codefrr"])
    odd = told[classes.isna()]
    if not odd.empty:
        expected = ", ".join(FRR_CLASSES)
        raise unlike(path.name, int(odd.index[0]), column, str(odd.iloc[0]), expected)
    found = table[[code]].set_axis(["insee"], axis=1).assign(frr=classes.astype("str"))
    found["insee"] = found["insee"].str.strip().str.zfill(5)
    return found.drop_duplicates("insee").sort_values("insee", ignore_index=True)


def _renamed(path: Path, names: Mapping[str, tuple[str, ...]]) -> pd.DataFrame:
    table = read_csv(path.parent, path.name, [], sep=";", every=True)
    plain = {str(column).strip().lower().replace(" ", "_"): column for column in table.columns}
    found = {}
    for name, published in names.items():
        there = [plain[label] for label in published if label in plain]
        if there:
            found[name] = there[0]
    missing = [" | ".join(names[name]) for name in names if name not in found]
    if missing:
        raise absent(path.name, missing)
    kept = table[list(found.values())].set_axis(list(found), axis=1)
    return kept.dropna(subset=["epci_siren"]).reset_index(drop=True)

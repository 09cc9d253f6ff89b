"""Territories of industrial policy: Territoires d'industrie, Rebond industriel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.data.build.raw import read_csv
from tisites.data.readers.files import absent

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

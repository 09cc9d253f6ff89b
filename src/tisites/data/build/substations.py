"""Transmission substations (RTE)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from tisites.data.build.communes import located
from tisites.data.build.raw import float_columns, read_csv
from tisites.data.build.reading import LICENCE_OUVERTE, Reading, noticed, some
from tisites.data.layers import SUBSTATIONS
from tisites.data.write import LayerSource
from tisites.messages.text import Text

if TYPE_CHECKING:
    from tisites.data.build.raw import Files
    from tisites.messages.findings import Finding

FILE = "network/postes-electriques-rte.csv"
_COLUMNS = {
    "Code poste": "code",
    "Nom poste": "nom",
    "FONCTION": "function",
    "Etat": "state",
    "Tension (kV)": "voltage",
    "Longitude poste (DD)": "lon",
    "Latitude poste (DD)": "lat",
}
_TRANSFORMS = "Poste de transformation"
_IN_SERVICE = "EN EXPLOITATION"
_DEAD = "HORS TENSION"


def read_substations(source: Files) -> Reading:
    """Read the substations that transform, with their highest voltage.

    A tap (« point de piquage ») transforms nothing, and the distance rule measures to the upstream
    point of transformation: taps are left out, counted. A voltage that is no figure (« HORS
    TENSION », « COURANT CONTINU », « <45kV ») is unknown. A substation out of voltage or still on
    paper is not in service.

    Parameters
    ----------
    source : Path
        Folder of raw data.

    Returns
    -------
    Reading
        Layer ``substations``; kV; mainland.

    Raises
    ------
    BadInputError
        If the file is absent or not as published.
    """
    raw = read_csv(source, FILE, list(_COLUMNS), sep=";", encoding="latin-1")
    degrees = float_columns(raw, ["Longitude poste (DD)", "Latitude poste (DD)"], FILE)
    table = raw.rename(columns=_COLUMNS)
    table["lon"], table["lat"] = degrees.iloc[:, 0], degrees.iloc[:, 1]
    taps = table["function"] != _TRANSFORMS
    table = table[~taps]
    figures = table["voltage"].str.extract(r"^(\d+(?:\.\d+)?) ?kV$", expand=False)
    table = table.assign(
        voltage_kv=pd.to_numeric(figures),
        in_service=(table["state"] == _IN_SERVICE) & (table["voltage"] != _DEAD),
    )
    table, shared = _one_code_each(table)
    findings = [_taps(int(taps.sum())), _voltages(table), *shared]
    columns = [column.name for column in SUBSTATIONS.columns]
    points = located(table[columns], table["lon"], table["lat"])
    about = LayerSource(
        "Postes électriques du réseau de transport",
        "RTE (ODRÉ)",
        LICENCE_OUVERTE,
        "Postes électriques RTE",
        "non précisé",
        caveat=(
            "métropole seulement ; aucune capacité de raccordement : la distance au poste n'est pas"
            f" une offre de raccordement ; {int(taps.sum())} points de piquage écartés"
        ),
    )
    return Reading(SUBSTATIONS.name, about, points, tuple(f for f in findings if f))


def _one_code_each(table: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    table = table.sort_values(
        ["code", "voltage_kv", "lon", "lat"],
        ascending=[True, False, True, True],
        na_position="last",
    )
    rank = table.groupby("code").cumcount()
    shared = sorted(set(table["code"][rank > 0]))
    codes = table["code"].where(rank == 0, table["code"] + "#" + (rank + 1).astype(str))
    table = table.assign(code=codes)
    if not shared:
        return table, []
    message = Text(
        f"codes portés par plusieurs postes ({some(shared)}) : les suivants sont numérotés #2…",
        f"codes borne by several substations ({some(shared)}): the next are numbered #2…",
    )
    remedy = Text("rien à faire", "nothing to do")
    return table, [noticed(SUBSTATIONS.name, "code_shared", message, remedy)]


def _taps(count: int) -> Finding | None:
    if not count:
        return None
    message = Text(
        f"{count} points de piquage écartés : ils ne transforment rien",
        f"{count} taps left out: they transform nothing",
    )
    remedy = Text("rien à faire", "nothing to do")
    return noticed(SUBSTATIONS.name, "tap_left_out", message, remedy)


def _voltages(table: pd.DataFrame) -> Finding | None:
    unknown = table["voltage"][table["voltage_kv"].isna()]
    if unknown.empty:
        return None
    kinds = ", ".join(f"{name} {count}" for name, count in sorted(unknown.value_counts().items()))
    message = Text(
        f"{len(unknown)} postes sans tension chiffrée ({kinds}) : tension inconnue",
        f"{len(unknown)} substations without a voltage figure ({kinds}): voltage unknown",
    )
    remedy = Text(
        "ils ne comptent pour aucun seuil de tension", "they count toward no voltage threshold"
    )
    return noticed(SUBSTATIONS.name, "voltage_unknown", message, remedy)

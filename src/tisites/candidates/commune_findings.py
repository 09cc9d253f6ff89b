"""What is told of communes: former codes, several communes, communes proposed for unknown codes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tisites.candidates.commune_codes import JOINT
from tisites.candidates.parsed import CommuneState
from tisites.candidates.position import Place, zone_of_point
from tisites.messages.findings import Finding
from tisites.messages.text import Text, number
from tisites.territory.crs import project

if TYPE_CHECKING:
    import pandas as pd

    from tisites.candidates.parsed import Parsed
    from tisites.messages.findings import Severity
    from tisites.territory.territory import Territory

_ROOM = "candidates"
#: A commune is proposed for a site with an unknown code if its point is at most this far.
PROPOSED_KM = 15.0
_NEIGHBOURS = 6
_HA_PER_KM2 = 100.0


def tell_communes(frame: pd.DataFrame, parsed: Parsed, territory: Territory) -> list[Finding]:
    """Tell what was understood of the sites' communes.

    Parameters
    ----------
    frame : DataFrame
        The joined table that was kept, with the row numbers of ``parsed``.
    parsed : Parsed
        What was understood of the file.
    territory : Territory
        Its communes.

    Returns
    -------
    list of Finding
        ``former_commune_code``, ``commune_found``, ``several_communes``,
        ``further_commune_unknown`` and ``commune_proposed``, one a site.
    """
    return [
        *_former(frame, parsed.former),
        *_found(frame, parsed.found),
        *_several(frame, territory),
        *_strange(frame, parsed.strange),
        *_proposed(frame, territory),
    ]


def _told(
    frame: pd.DataFrame, row: int, code: str, severity: Severity, what: Text, remedy: Text
) -> Finding:
    site, line = str(frame.at[row, "site_id"]), int(frame.at[row, "line"])
    return Finding(_ROOM, code, severity, what, remedy, site, line)


def _former(frame: pd.DataFrame, former: pd.Series) -> list[Finding]:
    remedy = Text("rien à faire, ou mettre le code à jour", "nothing to do, or update the code")
    findings = []
    for row, code in former[former.index.isin(frame.index)].items():
        name, now = frame.at[row, "commune"], frame.at[row, "insee"]
        what = Text(
            f"{code} est l'ancien code d'une commune : rattaché à {name} ({now})",
            f"{code} is the former code of a commune: taken as {name} ({now})",
        )
        findings.append(_told(frame, row, "former_commune_code", "info", what, remedy))
    return findings


def _found(frame: pd.DataFrame, found: pd.Series) -> list[Finding]:
    remedy = Text(
        "vérifier la commune, et écrire ce code", "check the commune, and write this code"
    )
    findings = []
    for row in found.index[found.index.isin(frame.index)]:
        name, code = frame.at[row, "commune"], frame.at[row, "insee"]
        what = Text(
            f"commune non dite par le fichier, trouvée d'après le contour ou le point : {name}"
            f" ({code})",
            f"commune not told by the file, found from the outline or the point: {name} ({code})",
        )
        findings.append(_told(frame, row, "commune_found", "warning", what, remedy))
    return findings


def _several(frame: pd.DataFrame, territory: Territory) -> list[Finding]:
    names = territory.communes
    findings = []
    for row in frame.index[frame["communes"].str.contains(JOINT, regex=False)]:
        codes = [c for c in str(frame.at[row, "communes"]).split(JOINT) if c in names.index]
        here = names.loc[codes]
        listed = ", ".join(f"{name} ({code})" for code, name in here["nom"].items())
        apart = [
            label
            for column, label in (
                ("epci_siren", Text("EPCI", "EPCI")),
                ("dep", Text("département", "département")),
                ("reg", Text("région", "région")),
            )
            if here[column].nunique(dropna=False) > 1
        ]
        over = (
            Text(
                f" ; à cheval sur deux ou plus : {', '.join(a.fr for a in apart)}",
                f"; across two or more: {', '.join(a.en for a in apart)}",
            )
            if apart
            else Text("", "")
        )
        what = Text(
            f"site sur {len(codes)} communes : {listed}{over.fr}",
            f"site on {len(codes)} communes: {listed}{over.en}",
        )
        remedy = Text(
            "la première compte pour les regroupements ; vérifier que c'est la principale",
            "the first counts in groupings; check that it is the main one",
        )
        severity: Severity = "warning" if apart else "info"
        findings.append(_told(frame, row, "several_communes", severity, what, remedy))
    return findings


def _strange(frame: pd.DataFrame, strange: pd.Series) -> list[Finding]:
    remedy = Text("corriger ou retirer ces codes", "mend or remove these codes")
    return [
        _told(
            frame,
            row,
            "further_commune_unknown",
            "warning",
            Text(
                f"codes d'autres communes inconnus du paquet, laissés de côté : {codes}",
                f"codes of further communes unknown to the pack, left aside: {codes}",
            ),
            remedy,
        )
        for row, codes in strange[strange.index.isin(frame.index)].items()
    ]


def _proposed(frame: pd.DataFrame, territory: Territory) -> list[Finding]:
    """Propose the nearest commune, its area's disc taken off, to sites of unknown code."""
    if territory.commune_shapes is not None:
        return []  # the outlines say better: commune_check
    lost = (frame["insee_state"] == CommuneState.UNKNOWN) & (frame["place"] == Place.IN_FRANCE)
    lost &= frame["coord_quality"] != "commune representative point"
    if not lost.any():
        return []
    from scipy.spatial import cKDTree

    rows = frame.index[lost]
    lon, lat = frame.loc[rows, "lon"].to_numpy(), frame.loc[rows, "lat"].to_numpy()
    zones = zone_of_point(lon, lat)
    x_m, y_m = project(np.where(zones >= 0, lon, np.nan), lat, np.maximum(zones, 0))
    communes = territory.communes[np.isfinite(territory.communes["x_m"])]
    remedy = Text(
        "si c'est bien la commune, écrire ce code", "if this is the commune, write this code"
    )
    findings = []
    for zone in np.unique(zones[np.isfinite(x_m)]):
        there = communes[communes["zone"] == zone]
        if there.empty:
            continue
        tree = cKDTree(there[["x_m", "y_m"]].to_numpy())
        disc_km = np.sqrt(there["surface_ha"].fillna(0.0).to_numpy() / _HA_PER_KM2 / np.pi)
        for at in np.flatnonzero((zones == zone) & np.isfinite(x_m)):
            metres, near = tree.query([x_m[at], y_m[at]], k=min(_NEIGHBOURS, len(there)))
            km, near = np.atleast_1d(metres) / 1000.0, np.atleast_1d(near)
            best = int(np.argmin(km - disc_km[near]))
            if km[best] > PROPOSED_KM:
                continue
            code, name = there.index[near[best]], there["nom"].iloc[near[best]]
            what = Text(
                f"commune proposée d'après les coordonnées : {name} ({code}), dont le point est à"
                f" {number(km[best], 1)} km",
                f"commune proposed from the coordinates: {name} ({code}), whose point is"
                f" {number(km[best], 1)} km away",
            )
            findings.append(_told(frame, rows[at], "commune_proposed", "info", what, remedy))
    return findings

"""What is told of communes: codes understood, communes found or proposed, code against point."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.candidates.commune_check import NEAR_KM, SHOWN, called
from tisites.candidates.commune_join import FAR_KM
from tisites.candidates.communes import JOINT, CommuneState
from tisites.candidates.position import Place, zone_of_point
from tisites.messages.findings import Finding
from tisites.messages.text import Text, number
from tisites.territory.crs import project

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from tisites.candidates.commune_check import CheckedCommunes
    from tisites.candidates.communes import Communes
    from tisites.messages.findings import Severity
    from tisites.territory.territory import Territory

_ROOM = "candidates"
#: A commune is proposed for a site with an unknown code if its point is at most this far.
PROPOSED_KM = 15.0
_NEIGHBOURS = 6
_HA_PER_KM2 = 100.0
#: What a commune that is not believed takes away from a row.
_OF_COMMUNE = (
    "commune", "dep", "dep_nom", "reg", "reg_nom", "epci_siren", "epci_nom", "zone_emploi", "ti_id",
    "water_basin", "zre",
)  # fmt: skip


def tell_communes(
    kept: pd.DataFrame, communes: Communes, checked: CheckedCommunes, territory: Territory
) -> tuple[pd.DataFrame, list[Finding]]:
    """Tell what was understood of the sites' communes, and what speaks against it.

    Parameters
    ----------
    kept : DataFrame
        The rows that were kept, with their numbers in ``communes`` and ``checked``.
    communes : Communes
        How the communes were found.
    checked : CheckedCommunes
        Code, point and outline held against each other.
    territory : Territory
        Its communes.

    Returns
    -------
    kept : DataFrame
        Rows of the one cause have no commune: they are counted in no town, right or wrong.
    findings : list of Finding
        ``communes_one_cause`` once; ``former_commune_code``, ``commune_found``,
        ``several_communes``, ``further_commune_unknown``, ``commune_proposed``,
        ``commune_border``, ``commune_name_differs`` a site; ``point_shared`` a point.
    """
    against: list[Finding] = []
    if checked.cause is not None:
        cause = checked.cause
        against.append(Finding(_ROOM, "communes_one_cause", "warning", cause.what, cause.remedy))
        kept = _without_commune(kept, cause.rows)
    near = checked.nearest.loc[kept.index]
    for row in kept.index[near["code"].notna()]:
        against += _of_row(kept, int(row), checked)
    against += [_misnamed(kept, row, code) for row, code in checked.named if row in kept.index]
    against += [_shared(kept, rows, codes) for rows, codes in shared_points(kept)]
    return kept, [
        *_former(kept, communes.codes.former),
        *_found(kept, communes.found),
        *_several(kept, territory),
        *_strange(kept, communes.codes.strange),
        *_proposed(kept, territory),
        *against,
    ]


def _finding(
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
        findings.append(_finding(frame, row, "former_commune_code", "info", what, remedy))
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
        findings.append(_finding(frame, row, "commune_found", "warning", what, remedy))
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
        findings.append(_finding(frame, row, "several_communes", severity, what, remedy))
    return findings


def _strange(frame: pd.DataFrame, strange: pd.Series) -> list[Finding]:
    remedy = Text("corriger ou retirer ces codes", "mend or remove these codes")
    return [
        _finding(
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
            findings.append(_finding(frame, rows[at], "commune_proposed", "info", what, remedy))
    return findings


def _without_commune(kept: pd.DataFrame, rows: NDArray[np.int64]) -> pd.DataFrame:
    kept = kept.copy(deep=False)
    here = kept.index.isin(rows)
    for name in _OF_COMMUNE:
        kept[name] = kept[name].mask(here)
    for name in ("insee", "communes"):
        kept[name] = kept[name].mask(here, "")
    kept["insee_state"] = kept["insee_state"].mask(here, CommuneState.UNKNOWN)
    return kept


def _of_row(kept: pd.DataFrame, row: int, checked: CheckedCommunes) -> list[Finding]:
    code, km = str(checked.nearest.at[row, "code"]), float(checked.nearest.at[row, "km"])
    if code == kept.at[row, "insee"] or km > FAR_KM:
        return []
    there = called(checked.nearest.loc[row])
    beyond = float(kept.at[row, "km_beyond_commune"])
    if NEAR_KM < beyond <= FAR_KM and kept.at[row, "insee_state"] == CommuneState.KNOWN:
        what = Text(
            f"point hors de la commune, {kept.at[row, 'commune']} ({kept.at[row, 'insee']}), à"
            f" {number(beyond, 1)} km de son contour, et dans {there} : limite proche, rien n'est"
            " prouvé",
            f"point out of the commune, {kept.at[row, 'commune']} ({kept.at[row, 'insee']}),"
            f" {number(beyond, 1)} km from its outline, and in {there}: near a border, nothing is"
            " proven",
        )
        remedy = Text(
            "vérifier le code ou le point ; le code est gardé",
            "check the code or the point; the code is kept",
        )
        return [_finding(kept, row, "commune_border", "info", what, remedy)]
    how = Text(
        "dont le contour contient le point" if km == 0 else f"à {number(km, 1)} km du point",
        "whose outline holds the point" if km == 0 else f"{number(km, 1)} km from the point",
    )
    what = Text(
        f"commune proposée d'après les coordonnées : {there}, {how.fr}",
        f"commune proposed from the coordinates: {there}, {how.en}",
    )
    remedy = Text(
        "si c'est bien la commune, écrire ce code", "if this is the commune, write this code"
    )
    return [_finding(kept, row, "commune_proposed", "info", what, remedy)]


def _misnamed(kept: pd.DataFrame, row: int, code: str) -> Finding:
    what = Text(
        f"le fichier nomme {kept.at[row, 'commune_name']} ({code}), le code est celui de"
        f" {kept.at[row, 'commune']} ({kept.at[row, 'insee']})",
        f"the file names {kept.at[row, 'commune_name']} ({code}), the code is that of"
        f" {kept.at[row, 'commune']} ({kept.at[row, 'insee']})",
    )
    remedy = Text("vérifier le code ; il est gardé", "check the code; it is kept")
    return _finding(kept, row, "commune_name_differs", "warning", what, remedy)


def _shared(kept: pd.DataFrame, rows: Sequence[int], codes: Sequence[str]) -> Finding:
    sites = ", ".join(str(kept.at[row, "site_id"]) for row in rows[:SHOWN])
    what = Text(
        f"un même point pour {len(codes)} communes ({', '.join(codes)}) : {sites}",
        f"one point for {len(codes)} communes ({', '.join(codes)}): {sites}",
    )
    remedy = Text(
        "donner à chaque site son point, ou sa commune", "give each site its point, or its commune"
    )
    return _finding(kept, rows[0], "point_shared", "warning", what, remedy)


def shared_points(frame: pd.DataFrame) -> list[tuple[list[int], list[str]]]:
    """Return rows at one and the same point though of different communes, and these communes.

    The point of a commune itself, which inventories use where they know no better, is left out.

    Examples
    --------
    >>> rows = {"lon": [2.0, 2.0, 3.0], "lat": [47.0, 47.0, 47.0], "insee": ["01001", "02001", "x"]}
    >>> shared_points(pd.DataFrame({**rows, "place": 0, "coord_quality": ""}))
    [([0, 1], ['01001', '02001'])]
    """
    own = frame[(frame["place"] == Place.IN_FRANCE) & frame["lon"].notna() & frame["lat"].notna()]
    own = own[(own["coord_quality"] != "commune representative point") & (own["insee"] != "")]
    keys = [own["lon"].round(6), own["lat"].round(6)]
    several = own.groupby(keys)["insee"].transform("nunique") > 1
    groups = own[several].groupby([key[several] for key in keys], sort=True)
    return [(group.index.tolist(), sorted(set(group["insee"]))) for _, group in groups]

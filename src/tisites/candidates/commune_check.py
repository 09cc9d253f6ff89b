"""What is told of a file's communes once code, point and outline are held against each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.candidates.commune_place import (
    FAR_KM,
    NEAR_KM,
    Nearest,
    nearest_communes,
    one_cause,
    other_names,
    shared_points,
    wrong,
)
from tisites.candidates.parsed import CommuneState
from tisites.messages.findings import Finding
from tisites.messages.text import Text, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from tisites.messages.findings import Severity
    from tisites.territory.territory import Territory

_ROOM = "candidates"
#: Proposals shown in one message.
SHOWN = 20
#: What a commune that is not believed takes away from a row.
_OF_COMMUNE = (
    "commune", "dep", "dep_nom", "reg", "reg_nom", "epci_siren", "epci_nom", "zone_emploi", "ti_id",
    "water_basin", "zre",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cause:
    """The one cause of many wrong communes: what is told, how to mend it, and its rows."""

    what: Text
    remedy: Text
    rows: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Checked:
    """The communes of a file, checked.

    Parameters
    ----------
    nearest : DataFrame
        Index of the joined table: ``code``, ``name``, ``km``, ``state`` of the commune at each
        point that was asked for.
    named : list of (int, str)
        Rows whose commune has another name than their file tells, and the code of that name.
    cause : Cause, optional
        What most wrong rows have in common.
    """

    nearest: pd.DataFrame
    named: list[tuple[int, str]]
    cause: Cause | None


def check_communes(joined: pd.DataFrame, territory: Territory, former: pd.Series) -> Checked:
    """Hold code, point and outline of every row against each other.

    Parameters
    ----------
    joined : DataFrame
        The joined table, index 0…n-1.
    territory : Territory
        Its communes, and their outlines where the pack has them.
    former : Series of str
        Rows whose code was a former one, with that code as written.
    """
    km = joined["km_beyond_commune"].to_numpy(dtype=float)
    asked = wrong(joined) | (km > NEAR_KM)
    asked &= (joined["coord_quality"] != "commune representative point").to_numpy(dtype=bool)
    nearest = nearest_communes(joined, territory, asked)
    names = territory.communes["nom"].reindex(pd.Index(nearest.insee, dtype=object))
    table = pd.DataFrame(
        {"code": nearest.insee, "name": names.to_numpy(dtype=object), "km": nearest.km},
        index=joined.index,
    )
    written = joined["insee"].mask(joined.index.isin(former.index), former)
    return Checked(
        table, other_names(joined, territory.communes), _cause(joined, written, nearest, table)
    )


def _cause(
    joined: pd.DataFrame, written: pd.Series, nearest: Nearest, table: pd.DataFrame
) -> Cause | None:
    what = one_cause(joined.assign(insee=written), nearest)
    if what is None:
        return None
    rows = np.flatnonzero(wrong(joined))
    sites = joined["site_id"].iloc[rows]
    proposed = [
        f"{site} : {code or '–'} → {_named(table.iloc[row])}"
        for row, site, code in zip(rows, sites, written.iloc[rows], strict=True)
        if isinstance(table["code"].iloc[row], str)
    ]
    listed = " ; ".join(proposed[:SHOWN])
    more = len(proposed) - SHOWN
    remedy = Text(
        "donner les codes INSEE ; communes proposées d'après les points : " + listed
        + (f" ; et {number(more)} autres" if more > 0 else ""),
        "give INSEE codes; communes proposed from the points: " + listed
        + (f"; and {number(more)} more" if more > 0 else ""),
    ) if proposed else Text(
        "vérifier les codes INSEE et les coordonnées", "check the INSEE codes and the coordinates"
    )  # fmt: skip
    return Cause(what, remedy, rows)


def tell_place(kept: pd.DataFrame, checked: Checked) -> tuple[pd.DataFrame, list[Finding]]:
    """Tell what was found of the rows kept; communes that one cause disproves become unknown.

    Returns
    -------
    kept : DataFrame
        Rows of the one cause have no commune: they are counted in no town, right or wrong.
    findings : list of Finding
        ``communes_one_cause`` once; ``commune_proposed``, ``commune_border``,
        ``commune_name_differs`` a site; ``point_shared`` a point.
    """
    findings: list[Finding] = []
    if checked.cause is not None:
        cause = checked.cause
        findings.append(Finding(_ROOM, "communes_one_cause", "warning", cause.what, cause.remedy))
        kept = _without_commune(kept, cause.rows)
    near = checked.nearest.loc[kept.index]
    for row in kept.index[near["code"].notna()]:
        findings += _of_row(kept, int(row), checked)
    findings += [_misnamed(kept, row, code) for row, code in checked.named if row in kept.index]
    findings += [_shared(kept, rows, codes) for rows, codes in shared_points(kept)]
    return kept, findings


def _without_commune(kept: pd.DataFrame, rows: NDArray[np.int64]) -> pd.DataFrame:
    kept = kept.copy(deep=False)
    here = kept.index.isin(rows)
    for name in _OF_COMMUNE:
        kept[name] = kept[name].mask(here)
    for name in ("insee", "communes"):
        kept[name] = kept[name].mask(here, "")
    kept["insee_state"] = kept["insee_state"].mask(here, CommuneState.UNKNOWN)
    return kept


def _of_row(kept: pd.DataFrame, row: int, checked: Checked) -> list[Finding]:
    code, km = str(checked.nearest.at[row, "code"]), float(checked.nearest.at[row, "km"])
    if code == kept.at[row, "insee"] or km > FAR_KM:
        return []
    there = _named(checked.nearest.loc[row])
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
        f"le fichier nomme {kept.at[row, 'commune_told']} ({code}), le code est celui de"
        f" {kept.at[row, 'commune']} ({kept.at[row, 'insee']})",
        f"the file names {kept.at[row, 'commune_told']} ({code}), the code is that of"
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


def _named(nearest: pd.Series) -> str:
    name, code = nearest["name"], nearest["code"]
    return f"{name} ({code})" if isinstance(name, str) else str(code)


def _finding(
    kept: pd.DataFrame, row: int, code: str, severity: Severity, what: Text, remedy: Text
) -> Finding:
    site, line = str(kept.at[row, "site_id"]), int(kept.at[row, "line"])
    return Finding(_ROOM, code, severity, what, remedy, site, line)

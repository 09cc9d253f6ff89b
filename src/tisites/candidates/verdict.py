"""The rows that are sites: faults become unknown values, and all that was noticed is told."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.candidates.candidates import COLUMNS, Candidates
from tisites.candidates.commune_findings import tell_communes
from tisites.candidates.commune_join import FAR_KM
from tisites.candidates.fault_kinds import BY_CODE, Fault
from tisites.candidates.optional_columns import tell_optional
from tisites.candidates.remarks import count_records, remarks
from tisites.messages.findings import Finding, Severity
from tisites.messages.text import Text, number, short

if TYPE_CHECKING:
    from tisites.candidates.faults import Faults
    from tisites.candidates.places import Places
    from tisites.territory.territory import Territory

#: A file of more sites than this whose median surface is out of these bounds, ha, is told.
FEW, LEAST_MEDIAN_HA, MOST_MEDIAN_HA = 3, 0.01, 1_000.0
_ROOM = "candidates"


def settle(faults: Faults, territory: Territory, name: str) -> Candidates:
    """Keep the rows that are sites, and tell all that was noticed from the file on.

    Parameters
    ----------
    faults : Faults
        What is wrong with the rows; values at fault become unknown, each with a finding.
    territory : Territory
        Communes of the sites.
    name : str
        Of the file, without its folder.

    Raises
    ------
    BadInputError
        If the sites and the records left out are not the records of the file.
    """
    places = faults.places
    source, columns = places.values.source, places.values.columns
    kept, exclusions = _forgive(faults.table, places.frame)
    kept, oddities = _notice(kept)
    kept, of_communes = tell_communes(kept, places.communes, places.checked, territory)
    findings = [
        *source.findings, *columns.findings, *remarks(places),
        *tell_optional(source.table, columns.sources, places.optional, source.lines), *exclusions,
        *oddities, *of_communes, *count_records(places, kept),
    ]  # fmt: skip
    ordered = sorted(findings, key=lambda f: (f.code, f.subject, f.line or 0))
    table = kept.set_index("site_id").sort_index()
    table["line"] = table["line"].astype("Int64")
    table = table[[*COLUMNS, *places.optional]]
    return Candidates(table, tuple(ordered), name, source.sha256, outlines=_outlines(kept, places))


def _outlines(kept: pd.DataFrame, places: Places) -> pd.Series | None:
    if places.outlines is None:
        return None
    shapes = places.outlines.shapes[kept.index]
    return pd.Series(shapes, index=kept["site_id"], dtype=object).dropna().sort_index()


def _forgive(faults: pd.DataFrame, frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    """Make the values at fault unknown, and tell each as a finding.

    Returns
    -------
    frame : DataFrame
        Surfaces and coordinates at fault are NaN; rows without id are gone; of rows with the same
        id, the first in the order of their content stays.
    findings : list of Finding
        One a fault, naming site and line.
    """
    frame = frame.copy(deep=False)
    at = frame.iloc[faults["row"]]
    cells = zip(faults["code"], at["site_id"], at["line"], at["insee"], strict=True)
    findings = [_exclusion(BY_CODE[c], str(i), int(n), str(k)) for c, i, n, k in cells]
    surface = _rows(faults, "surface_")
    position = _rows(faults, "coordinates_")
    frame["surface_ha"] = frame["surface_ha"].mask(frame.index.isin(surface))
    for name in ("lon", "lat", "x_m", "y_m", "km_beyond_commune"):
        frame[name] = frame[name].mask(frame.index.isin(position) | _half(frame))
    frame = frame[frame["site_id"] != ""]
    if frame["site_id"].duplicated().any():
        by = [c for c in frame.columns if c != "line"]
        frame = frame.sort_values(by, kind="stable").drop_duplicates("site_id")
    return frame, findings


def _rows(faults: pd.DataFrame, prefix: str) -> pd.Series:
    return faults["row"][faults["code"].str.startswith(prefix)]


def _half(frame: pd.DataFrame) -> pd.Series:
    """Rows of which one coordinate only is known: the point is not."""
    return frame["lon"].isna() | frame["lat"].isna()


def _exclusion(fault: Fault, site: str, line: int, commune: str) -> Finding:
    severity: Severity = "warning" if fault.code == "id_duplicate" else "exclusion"
    what = fault.what
    if fault.shown == "insee" and commune:
        what = Text(f"{what.fr} : {commune}", f"{what.en}: {commune}")
    code = fault.code.replace("lon_", "coordinates_").replace("lat_", "coordinates_")
    return Finding(_ROOM, code, severity, what, fault.mending, site, line)


def _notice(frame: pd.DataFrame) -> tuple[pd.DataFrame, list[Finding]]:
    """Tell what is odd without being a fault: surfaces of zero, sites far from their commune.

    Returns
    -------
    frame : DataFrame
        Surfaces of zero are NaN.
    findings : list of Finding
    """
    frame = frame.copy(deep=False)
    findings = []
    zero = np.flatnonzero((frame["surface_ha"] == 0).to_numpy())
    for row in zero:
        findings.append(
            Finding(
                _ROOM,
                "surface_zero",
                "exclusion",
                Text("surface de 0 : tenue pour inconnue", "surface of 0: taken as unknown"),
                Text("donner la surface du site", "give the site's surface"),
                str(frame["site_id"].iloc[row]),
                int(frame["line"].iloc[row]),
            )
        )
    frame["surface_ha"] = frame["surface_ha"].mask(frame["surface_ha"] == 0)
    findings += _units(frame["surface_ha"])
    findings += [_far(frame, int(row)) for row in np.flatnonzero(frame["commune_far"])]
    return frame, findings


def _units(surface_ha: pd.Series) -> list[Finding]:
    """Tell a whole column of surfaces that seems to be in another unit."""
    known = surface_ha.dropna()
    if len(known) < FEW or LEAST_MEDIAN_HA <= known.median() <= MOST_MEDIAN_HA:
        return []
    middle = short(float(known.median()), 3)
    unit = (
        Text("des mètres carrés dans une colonne d'hectares ?", "square metres as hectares?")
        if known.median() > MOST_MEDIAN_HA
        else Text(
            "des hectares dans une colonne de m², ou des milliers écrits avec une virgule ?",
            "hectares in a column of m², or thousands written with a comma?",
        )
    )
    what = Text(
        f"la moitié des surfaces est au-delà de {middle} ha : {unit.fr}"
        if known.median() > MOST_MEDIAN_HA
        else f"la moitié des surfaces est sous {middle} ha : {unit.fr}",
        f"the median surface is {middle} ha: {unit.en}",
    )
    remedy = Text(
        'dire l\'unité sous [columns] du scénario : surface_ha = "…" ou surface_m2 = "…"',
        'say the unit under [columns] of the scenario: surface_ha = "…" or surface_m2 = "…"',
    )
    return [Finding(_ROOM, "surface_unit_suspect", "warning", what, remedy)]


def _far(frame: pd.DataFrame, row: int) -> Finding:
    km = float(frame["km_beyond_commune"].iloc[row])
    name, code = frame["commune"].iloc[row], frame["insee"].iloc[row]
    if np.isinf(km):
        what = Text(
            f"coordonnées dans un autre territoire que la commune, {name} ({code})",
            f"coordinates in another territory than the commune, {name} ({code})",
        )
    else:
        what = Text(
            f"coordonnées à {number(km)} km au-delà de la commune, {name} ({code}) ;"
            f" signalé au-delà de {number(FAR_KM)} km",
            f"coordinates {number(km)} km beyond the commune, {name} ({code});"
            f" told beyond {number(FAR_KM)} km",
        )
    return Finding(
        _ROOM,
        "coordinates_far_from_commune",
        "warning",
        what,
        Text(
            "vérifier les coordonnées et le code de commune",
            "check the coordinates and the commune code",
        ),
        str(frame["site_id"].iloc[row]),
        int(frame["line"].iloc[row]),
    )

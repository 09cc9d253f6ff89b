"""Of records that seem to be the same site, which to keep, and how it is told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tisites.candidates.duplicates import own_point, own_surface
from tisites.messages.findings import Finding
from tisites.messages.text import Text, number

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tisites.candidates.consolidation_rules import DuplicateRules
    from tisites.messages.findings import Severity

_FIELDS = ("name", "site_type", "status", "pollution", "zoning")
MERGE_COLUMNS = (
    "kept", "km", "basis", "name_similarity", "surface_ratio", "surface_ha", "kept_surface_ha",
)  # fmt: skip
_BASES = {
    "name": Text("noms proches", "similar names"),
    "surface": Text("surfaces voisines", "close surfaces"),
    "place": Text(
        "même emplacement, un nom et une surface inconnus",
        "same place, a name and a surface unknown",
    ),
}


def knowledge(table: pd.DataFrame) -> pd.Series:
    """Return how well each record is known: two points a measure of its own, one a known word.

    Returns
    -------
    (n,) Series of int
        Own coordinates 2, own surface 2, and 1 for each of name, type, status, pollution and
        zoning that is known; a name that repeats the id is none.
    """
    words = table[list(_FIELDS)].notna()
    words["name"] &= table["name"].astype("str") != table.index.astype("str")
    points = 2 * own_point(table).astype(int) + 2 * own_surface(table).astype(int)
    return pd.Series(points + words.sum(axis=1).to_numpy(), index=table.index)


def proposed_merges(table: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """Say which record of each duplicate to keep.

    Records are taken from the best known to the least (:func:`knowledge`, then the smaller id): a
    record that duplicates one already kept is merged into the nearest of those, any other is
    kept. No two kept records are then duplicates, and every merged one duplicates the one that
    is kept for it: merging twice changes nothing, and sites far apart never merge through a chain.

    Parameters
    ----------
    table : DataFrame
        Candidates.
    pairs : DataFrame
        Of :func:`possible_duplicates`.

    Returns
    -------
    DataFrame
        Index ``site_id`` of the records to leave out, sorted; columns :data:`MERGE_COLUMNS`.
    """
    near: dict[str, list[tuple[float, str, int]]] = {}
    for row, (one, two, km) in enumerate(
        zip(pairs["one"], pairs["two"], pairs["km"].fillna(np.inf), strict=True)
    ):
        near.setdefault(one, []).append((km, two, row))
        near.setdefault(two, []).append((km, one, row))
    points = knowledge(table.loc[sorted(near)])
    kept: set[str] = set()
    merged: dict[str, tuple[str, int]] = {}
    for site in sorted(near, key=lambda s: (-points[s], s)):
        best = min((pair for pair in near[site] if pair[1] in kept), default=None)
        if best is None:
            kept.add(site)
        else:
            merged[site] = (best[1], best[2])
    out = sorted(merged)
    by = [merged[site][0] for site in out]
    found = pairs.iloc[[merged[site][1] for site in out]]
    surface = table["surface_ha"]
    columns = {name: found[name].to_numpy() for name in ("km", "basis", "name_similarity")}
    return pd.DataFrame(
        {
            "kept": by,
            **columns,
            "surface_ratio": found["surface_ratio"].to_numpy(),
            "surface_ha": surface.reindex(out).to_numpy(),
            "kept_surface_ha": surface.reindex(by).to_numpy(),
        },
        index=pd.Index(out, name="site_id", dtype="str"),
        columns=list(MERGE_COLUMNS),
    )


def duplicate_findings(
    table: pd.DataFrame, merges: pd.DataFrame, rules: DuplicateRules
) -> list[Finding]:
    """Tell each proposed merge: both records, distance, surfaces, and which to keep."""
    severity: Severity = "exclusion" if rules.action == "merge" else "warning"
    remedy = (
        Text(
            "pour garder l'autre, retirer celle-ci du fichier",
            "to keep the other one, remove this one from the file",
        )
        if rules.action == "merge"
        else Text(
            'vérifier ; [duplicates] action = "merge" ne laisse concourir que la mieux connue',
            'check; [duplicates] action = "merge" lets the better-known one alone compete',
        )
    )
    about = table.loc[sorted({*merges.index, *merges["kept"]})]
    told = about[["line", "name", "source", "surface_ha"]]
    records = told.assign(measured=own_surface(about)).to_dict("index")
    findings = []
    for site, merge in merges.to_dict("index").items():
        line = records[site]["line"]
        findings.append(
            Finding(
                "candidates",
                "possible_duplicate",
                severity,
                _sentence(str(site), records, merge),
                remedy,
                str(site),
                None if pd.isna(line) else int(line),
            )
        )
    return findings


def _sentence(
    site: str, records: Mapping[Any, Mapping[Any, Any]], merge: Mapping[Any, Any]
) -> Text:
    kept, km, basis = str(merge["kept"]), float(merge["km"]), _BASES[merge["basis"]]
    names = [_called(s, records[s]) for s in (site, kept)]
    surfaces = [_hectares(records[s]) for s in (site, kept)]
    metres = number(km * 1000.0) if np.isfinite(km) else ""
    far = (
        Text(f"à {metres} m", f"{metres} m apart")
        if metres
        else Text("dans la même commune", "in the same commune")
    )
    return Text(
        f"même site que {kept}, {far.fr} ? {names[0]} et {names[1]} : {surfaces[0].fr} et"
        f" {surfaces[1].fr}, {basis.fr} ; fiche à garder : {kept}",
        f"same site as {kept}, {far.en}? {names[0]} and {names[1]}: {surfaces[0].en} and"
        f" {surfaces[1].en}, {basis.en}; record to keep: {kept}",
    )


def _called(site: str, record: Mapping[Any, Any]) -> str:
    name, source = record["name"], record["source"]
    named = "" if pd.isna(name) or str(name) == site else f" « {str(name)[:60]} »"
    return f"{site}{named}" + ("" if pd.isna(source) else f" ({source})")


def _hectares(record: Mapping[Any, Any]) -> Text:
    value = float(record["surface_ha"])
    if np.isnan(value):
        return Text("surface inconnue", "unknown surface")
    if not record["measured"]:
        return Text("surface estimée", "estimated surface")
    ha = f"{number(value, 2)} ha"
    return Text(ha, ha)

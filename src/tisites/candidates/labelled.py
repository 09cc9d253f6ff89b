"""Sites labelled in April 2024, as candidates that are already decided."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.candidates.candidates import Candidates
from tisites.candidates.label_match import best_matches, match_labels
from tisites.messages.errors import Where, bad_input
from tisites.messages.findings import Finding
from tisites.messages.text import Text

if TYPE_CHECKING:
    from tisites.territory.territory import Territory

LAYER = "labelled_sites_2024"
#: Value of ``source`` that marks a labelled site.
LABEL_2024 = "label 2024"
_JOINED = (
    "dep", "dep_nom", "reg", "reg_nom", "epci_siren", "epci_nom", "zone_emploi", "ti_id",
    "water_basin", "zre", "zone", "x_m", "y_m", "lon", "lat",
)  # fmt: skip


def is_labelled(table: pd.DataFrame) -> np.ndarray:
    """Whether each site was labelled in 2024."""
    return (table["source"] == LABEL_2024).fillna(value=False).to_numpy(dtype=bool)


#: First part of the reason of a candidate that a labelled site is; the rest is the label's id.
LABELLED_AS = "labelled_as"


def with_labelled(candidates: Candidates, territory: Territory) -> tuple[Candidates, pd.Series]:
    """Add the labelled sites whose commune is known, and tell which candidates they are.

    A label that is a candidate's site (:func:`~tisites.candidates.label_match.best_matches`) takes
    its place, surface and all that is known of it; the source's own surface comes first. Another is
    placed at its commune's point, its surface unknown unless the source tells it. Sites whose
    commune the source does not tell cannot be placed: each is a finding.

    Returns
    -------
    candidates : Candidates
        The records and the labelled sites, sorted by id.
    replaced : Series of str
        Index the candidates that a labelled site is; ``labelled_as.<label>``: a site does not
        compete with itself.

    Raises
    ------
    BadInputError
        If the pack has no layer of labelled sites.
    """
    if not territory.pack.has(LAYER):
        what = Text(
            "ce paquet de données ne porte pas les sites labellisés en 2024",
            "this data pack does not carry the sites labelled in 2024",
        )
        remedy = Text(
            "employer un paquet construit sur les données réelles (--data), ou un autre scénario",
            "use a pack built from real data (--data), or another scenario",
        )
        raise bad_input(what, remedy, Where(str(territory.pack.folder)))
    sites = territory.pack.read(LAYER).set_index("site_id").sort_index()
    placed = sites["insee"].isin(territory.communes.index).to_numpy(dtype=bool)
    named = sites["named"].to_numpy(dtype=bool)
    rows = _placed_rows(sites[placed], territory.communes, candidates.table)
    same = best_matches(match_labels(rows, candidates.table))
    rows = _as_their_candidates(rows, candidates.table, same)
    findings = [
        Finding(
            "candidates",
            "labelled_site_not_placed",
            "warning",
            Text(
                f"site labellisé « {name} » : commune inconnue, non verrouillé",
                f"labelled site '{name}': unknown commune, not locked in",
            ),
            Text("compléter la commune dans la source", "complete the commune in the source"),
            str(site),
        )
        for site, name in sites.loc[~placed & named, "site_nom"].items()
    ]
    findings += [_same(str(label), str(site), rows) for label, site in same.items()]
    table = pd.concat([candidates.table, rows]).sort_index()
    added = replace(candidates, table=table, findings=(*candidates.findings, *findings))
    codes = [f"{LABELLED_AS}.{label}" for label in same.index]
    index = pd.Index(same.to_numpy(), dtype="str", name="site_id")
    return added, pd.Series(codes, index=index, dtype="str")


def _placed_rows(sites: pd.DataFrame, communes: pd.DataFrame, like: pd.DataFrame) -> pd.DataFrame:
    """Return labelled sites as rows of the candidates' table, each at its commune's point."""
    home = communes.loc[sites["insee"]]
    rows = pd.DataFrame(index=sites.index.astype(str).rename("site_id"), columns=list(like.columns))
    for column in _JOINED:
        rows[column] = home[column].array
    rows["name"] = sites["site_nom"].array
    rows["insee"] = sites["insee"].array
    rows["communes"] = sites["insee"].array
    rows["commune"] = home["nom"].array
    rows["surface_ha"] = sites["surface_ha"].to_numpy(dtype=np.float64)
    rows["source"] = LABEL_2024
    rows["coord_quality"] = "commune representative point"
    rows["km_beyond_commune"] = 0.0
    return rows.astype(like.dtypes)


def _as_their_candidates(rows: pd.DataFrame, table: pd.DataFrame, same: pd.Series) -> pd.DataFrame:
    """Return the labelled sites with what their candidates know; the label's own word first."""
    told = ["name", "source", "surface_ha"]
    known = table.loc[same.to_numpy()].set_axis(same.index, axis=0)
    for column in rows.columns:
        mine = rows.loc[same.index, column]
        rows.loc[same.index, column] = (
            mine.where(mine.notna(), known[column]) if column in told else known[column]
        )
    return rows


def _same(label: str, site: str, rows: pd.DataFrame) -> Finding:
    name = rows.at[label, "name"]
    return Finding(
        "candidates",
        "labelled_site_is_candidate",
        "info",
        Text(
            f"site labellisé « {name} » : c'est le candidat {site}, qui ne concourt plus à part",
            f"labelled site '{name}' is candidate {site}, which no longer competes apart",
        ),
        Text(
            "vérifier que les deux noms désignent le même lieu",
            "check that both names mean the same place",
        ),
        label,
    )

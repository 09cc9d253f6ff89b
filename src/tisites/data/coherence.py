"""Whether the layers of a pack speak of the same territory."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.messages.findings import Finding
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

#: Layer and column that use a code, layer and column that define it.
REFERENCES: tuple[tuple[str, str, str, str], ...] = (
    ("communes", "reg", "regions", "reg"),
    ("communes", "dep", "departements", "dep"),
    ("communes", "epci_siren", "epci", "epci_siren"),
    ("communes", "zone_emploi", "zones_emploi", "zone_emploi"),
    ("communes", "ti_id", "territoires_industrie", "ti_id"),
    ("communes", "dep", "departement_jobs", "dep"),
    ("low_flow", "insee", "communes", "insee"),
    ("labelled_sites_2024", "insee", "communes", "insee"),
    ("former_communes", "insee", "communes", "insee"),
    ("candidates", "comm_insee", "communes", "insee"),
    ("road_edges", "a", "road_nodes", "node"),
    ("road_edges", "b", "road_nodes", "node"),
)
SHOWN = 5


def incoherences(tables: Mapping[str, pd.DataFrame]) -> tuple[Finding, ...]:
    """Return the codes that a layer uses and its referent lacks.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        Layers by name; a reference whose layer is absent is not checked.

    Returns
    -------
    tuple of Finding
        One for each broken reference, with the count of rows and the first codes.

    Examples
    --------
    >>> import pandas as pd
    >>> edges = pd.DataFrame({"a": [1, 1], "b": [2, 3]})
    >>> nodes = pd.DataFrame({"node": [1, 2]})
    >>> [str(f.message) for f in incoherences({"road_edges": edges, "road_nodes": nodes})]
    ['road_edges.b : 1 lignes citent des codes absents de road_nodes (3)']
    """
    findings = []
    for user, column, referent, key in REFERENCES:
        if user not in tables or referent not in tables:
            continue
        used = tables[user][column].dropna()
        unknown = used[~used.isin(tables[referent][key])]
        if len(unknown):
            findings.append(_finding(user, column, referent, unknown))
    return tuple(findings)


def _finding(user: str, column: str, referent: str, unknown: pd.Series) -> Finding:
    codes = sorted({str(code) for code in unknown})
    some = ", ".join(codes[:SHOWN]) + ("…" if len(codes) > SHOWN else "")
    return Finding(
        "data",
        "code_unknown",
        "warning",
        Text(
            f"{user}.{column} : {len(unknown)} lignes citent des codes absents de {referent}"
            f" ({some})",
            f"{user}.{column}: {len(unknown)} rows cite codes absent from {referent} ({some})",
        ),
        Text(
            "mettre les deux couches au même millésime, sinon ces lignes restent sans rattachement",
            "bring both layers to the same vintage, or these rows stay unattached",
        ),
        subject=user,
    )

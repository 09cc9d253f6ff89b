"""What a sheet shows for information: who owns the site, which programmes its commune is in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.criteria.site_context import CONTEXT
from tisites.messages.text import Text
from tisites.report.document import Fact, Section
from tisites.report.profile import is_confidential

if TYPE_CHECKING:
    from tisites.run.read.case import Case

_LABELS = {
    "owner": Text("Propriétaire (type)", "Owner (type)"),
    "programmes": Text("Programmes de la commune", "Programmes of the commune"),
    "drought_zone": Text(
        "Zone d'alerte probable (sécheresse, un jour)", "Probable alert zone (drought, one day)"
    ),
}


def context_section(case: Case, site: str) -> Section | None:
    """Return what counts for nothing and helps to read a site; ``None`` in a run without it."""
    row = case.everyone.loc[site]
    if not any(name in row.index for name in CONTEXT):
        return None
    unknown = (
        Text("non dit", "not told"), Text("aucun de connu", "none known"),
        Text("aucune restriction ce jour, ou zone inconnue", "no restriction then, or unknown"),
    )  # fmt: skip
    facts = []
    for name, untold in zip(CONTEXT, unknown, strict=True):
        if name in row.index:
            told = row[name] if isinstance(row[name], str) else untold
            facts.append(Fact(_LABELS[name], told, is_confidential(name)))
    return Section(
        Text("Pour information (ne compte pas)", "For information (counts for nothing)"),
        facts=tuple(facts),
    )

"""How much of the candidates is known, as a document: one table, a column a région."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.criteria.indicators import specs
from tisites.messages.text import Text, number
from tisites.report.document import Column, Document, Section, Table
from tisites.report.phrases import SYNTHETIC
from tisites.run.trace.coverage import SHORT

if TYPE_CHECKING:
    from tisites.run.trace.coverage import Coverage

NAME = "coverage"
_OWN = {
    "place": Text("lieu propre au site", "place of the site's own"),
    "surface": Text("surface propre au site", "surface of the site's own"),
}


def coverage_document(found: Coverage) -> Document:
    """Return the share of candidates with each datum known, by région, in percent.

    Parameters
    ----------
    found : Coverage
        Shares, 0 to 1.
    """
    there = [reg for reg in SHORT if reg in found.candidates.index]
    regions = ["FR", *there]
    columns = (
        Column("indicator", Text("Donnée", "Datum")),
        *(Column(f"share_{reg}_pct", SHORT.get(reg, "France"), "", 0, "right") for reg in regions),
    )
    labels = {name: spec.label for name, spec in specs().items()}
    shares = [(_OWN[str(name)], found.own.loc[name]) for name in found.own.index]
    shares += [(labels[str(name)], found.shares.loc[name]) for name in found.shares.index]
    rows = tuple(
        (str(label), *(_percent(float(row[reg])) for reg in regions)) for label, row in shares
    )
    count = number(int(found.candidates.sum()))
    legend = " · ".join(f"{SHORT[reg]} {found.names.get(reg, reg)}" for reg in there)
    title = Text("Couverture : part des candidats connus, en %", "Coverage: share known, in %")
    lead = Text(
        f"Paquet « {found.pack} », {count} candidats, scénario {found.scenario}.",
        f"Pack '{found.pack}', {count} candidates, scenario {found.scenario}.",
    )
    table = Table(NAME, "", columns, rows, note=legend)
    notices = (SYNTHETIC,) if found.synthetic else ()
    return Document(NAME, title, (Section(tables=(table,)),), (lead,), notices)


def _percent(share: float) -> float:
    """Return a share in percent, rounded; only what is complete is 100, only what is empty is 0.

    Examples
    --------
    >>> _percent(0.9999), _percent(1.0), _percent(0.0001), _percent(0.0)
    (99.0, 100.0, 1.0, 0.0)
    """
    percent = 100.0 * share
    if 0.0 < percent < 1.0:
        return 1.0
    return float(round(percent)) if percent <= 99.0 or percent == 100.0 else 99.0

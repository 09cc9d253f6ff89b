"""Tables of a run: the sites, the régions, what binds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.messages.text import Text, number
from tisites.report.binding import binding
from tisites.report.document import Column, Table
from tisites.report.tables import known, words

if TYPE_CHECKING:
    from tisites.run.answer.outcome import Outcome
    from tisites.run.prepare.prepared import Prepared, Survey

#: Territories that a limit names before it counts them; those it names then.
MOST_GROUPS, FEW_GROUPS = 6, 3
#: Where every row of a table is that no file holds.
LONG = "--long"
UNKNOWN = Text("inconnu", "unknown")
_SITES = (
    Column("number", Text("N°", "No."), "", 0, "right"),
    Column("region", Text("Région", "Région")),
    Column("site", Text("Site", "Site")),
    Column("commune", Text("Commune", "Commune")),
    Column("departement", Text("Département", "Département")),
    Column("hectares", Text("ha", "ha"), align="right"),
    Column("score", Text("Score\n[bas–haut]", "Score\n[low–high]"), align="right"),
)
_REGIONS = (
    Column("region", Text("Région", "Région")),
    Column("candidates", Text("Candidats", "Candidates"), "", 0, "right"),
    Column("eligible", Text("Éligibles", "Eligible"), "", 0, "right"),
)
_CHOSEN = (
    Column("chosen", Text("Retenus", "Selected"), "", 0, "right"),
    Column("hectares", Text("ha retenus", "ha selected"), align="right"),
)
_BINDING = (
    Column("constraint", Text("Contrainte", "Constraint")),
    Column("limit", Text("Limite atteinte", "Limit met")),
    Column("where", Text("Où", "Where")),
)


def sites_table(outcome: Outcome) -> Table:
    """Return the chosen sites by région, numbered as in ``selection.csv`` and on the map.

    A site without a name goes by its id; a site that was locked in bears a star.
    """
    locked = set(outcome.prepared.sites.locked)
    rows = tuple(
        (
            k,
            words(row.region),
            words(row.name if pd.notna(row.name) else row.id) + (" *" if row.id in locked else ""),
            words(row.commune),
            words(row.departement),
            known(row.hectares, 1),
            f"{known(row.score, 1)} [{known(row.score_low)}–{known(row.score_high)}]",
        )
        for k, row in enumerate(outcome.selection().itertuples(), start=1)
    )
    star = Text("* imposé par le scénario", "* locked in by the scenario") if locked else ""
    title = Text("Sites retenus", "Selected sites")
    return Table("sites", title, _SITES, rows, note=star, group="region",
                 file="selection_excel.csv")  # fmt: skip


def regions_table(prepared: Prepared | Survey, outcome: Outcome | None = None) -> Table:
    """Return candidates and eligible sites by région, then what was chosen of them; their sum."""
    counts = region_counts(prepared, outcome)
    named = [*counts.iterrows(), (str(Text("France", "France")), counts.sum())]
    rows = tuple((str(name), *_counted(row, outcome)) for name, row in named)
    columns = _REGIONS if outcome is None else (*_REGIONS, *_CHOSEN)
    return Table("regions", Text("Par région", "By région"), columns, rows, total=True, file=LONG)


def _counted(row: pd.Series, outcome: Outcome | None) -> tuple[object, ...]:
    cells = (int(row["candidates"]), int(row["eligible"]))
    if outcome is None:
        return cells
    return (*cells, int(row["chosen"]), hectares_words(row["hectares"], row["unknown"], 1))


def hectares_words(hectares: float, unknown: float, decimals: int = 0) -> str:
    """Write hectares summed over sites, and that some of them are unknown.

    Examples
    --------
    >>> hectares_words(12.5, 0, 1), hectares_words(12.5, 2, 1), hectares_words(0.0, 1)
    ('12,5', '12,5 + ?', '?')
    """
    if not unknown:
        return number(hectares, decimals)
    return f"{number(hectares, decimals)} + ?" if hectares else "?"


def region_counts(prepared: Prepared | Survey, outcome: Outcome | None = None) -> pd.DataFrame:
    """Count by région, in the order of codes; sites of no known région come last.

    Returns
    -------
    DataFrame
        Index name of the région; ``candidates``, ``eligible``, ``chosen``, ``hectares`` (of chosen
        sites), ``unknown`` (chosen sites whose surface is unknown). Régions without any
        candidate are there with zeros.
    """
    table = prepared.candidates.table
    eligible = prepared.admission.eligible.reindex(table.index).to_numpy(dtype=bool)
    chosen = np.zeros(len(table), dtype=bool)
    if outcome is not None:
        chosen = np.asarray(table.index.isin(outcome.ids))
    surface = table["surface_ha"].to_numpy(dtype=np.float64)
    counts = pd.DataFrame(
        {
            "reg": table["reg"].fillna("~").astype(str).to_numpy(),
            "candidates": 1,
            "eligible": eligible.astype(int),
            "chosen": chosen.astype(int),
            "hectares": np.where(chosen, np.nan_to_num(surface), 0.0),
            "unknown": (chosen & np.isnan(surface)).astype(int),
        }
    )
    communes = prepared.territory.communes
    names = communes.drop_duplicates("reg").set_index("reg")["reg_nom"].astype(str)
    summed = counts.groupby("reg").sum()
    summed = summed.reindex(sorted(set(summed.index) | set(names.index)), fill_value=0)
    summed.index = pd.Index([names.get(reg, str(UNKNOWN)) for reg in summed.index], name="region")
    return summed


def binding_table(outcome: Outcome) -> Table | None:
    """Return what binds, ``None`` if nothing does."""
    rows = tuple((row.label, row.limit, _where(row.groups, row.of)) for row in binding(outcome))
    title = Text("Ce qui contraint le choix", "What binds")
    return Table("binding", title, _BINDING, rows, file=LONG) if rows else None


def _where(groups: tuple[str, ...], of: int) -> str:
    if not groups:
        return "–"
    if len(groups) <= MOST_GROUPS:
        return ", ".join(groups)
    shown = ", ".join(groups[:FEW_GROUPS])
    more = Text(
        f"{len(groups)} sur {number(of)}, dont {shown}…",
        f"{len(groups)} of {number(of)}, among them {shown}…",
    )
    return str(more)

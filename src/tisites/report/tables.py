"""Tables of the terminal: the sites, the régions, what binds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import pandas as pd
from rich import box
from rich.table import Table
from rich.text import Text as Line

from tisites.messages.text import Text, number
from tisites.report.binding import binding

if TYPE_CHECKING:
    from tisites.run.answer.outcome import Outcome
    from tisites.run.prepare.prepared import Prepared, Survey

Lean = Literal["left", "right"]
MOST_NAME = 60
MOST_GROUPS, FEW_GROUPS = 6, 3
UNKNOWN = Text("inconnu", "unknown")


def make_table(title: Text, *columns: tuple[Text, Lean]) -> Table:
    """Make an empty table; each column has its head and where it leans."""
    table = Table(
        title=str(title),
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        pad_edge=False,
        collapse_padding=True,
        show_edge=False,
    )
    for head, justify in columns:
        table.add_column(
            Line(str(head)), justify=justify, no_wrap=justify == "right", overflow="fold"
        )
    return table


def add(table: Table, *cells: str, style: str | None = None) -> None:
    """Add a row of plain text: a name with brackets is no markup."""
    table.add_row(*(Line(cell) for cell in cells), style=style)


def known(value: Any, decimals: int = 0) -> str:
    """Write a figure, or that it is unknown.

    Examples
    --------
    >>> known(12.34, 1), known(float("nan"))
    ('12,3', '?')
    """
    return number(float(value), decimals) if pd.notna(value) else "?"


def words(value: Any) -> str:
    """Write a name, or that it is unknown, cut to a length that a terminal can hold.

    Examples
    --------
    >>> words(None), len(words("x" * 90))
    ('?', 60)
    """
    text = str(value) if pd.notna(value) else "?"
    return text if len(text) <= MOST_NAME else text[: MOST_NAME - 1].rstrip() + "…"


def sites_table(outcome: Outcome) -> Table:
    """Return the chosen sites by région, numbered as in ``selection.csv`` and on the map.

    A site without a name goes by its id; a site that was locked in bears a star.
    """
    locked = set(outcome.prepared.sites.locked)
    table = make_table(
        Text("Sites retenus", "Selected sites"),
        (Text("N°", "No."), "right"),
        (Text("Site", "Site"), "left"),
        (Text("Commune", "Commune"), "left"),
        (Text("Département", "Département"), "left"),
        (Text("ha", "ha"), "right"),
        (Text("Score\n[bas–haut]", "Score\n[low–high]"), "right"),
    )
    before = None
    for k, row in enumerate(outcome.selection().itertuples(), start=1):
        if row.region != before:
            before = row.region
            add(table, "", words(row.region), "", "", "", "", style="bold")
        add(
            table,
            str(k),
            words(row.name if pd.notna(row.name) else row.id) + (" *" if row.id in locked else ""),
            words(row.commune),
            words(row.departement),
            known(row.hectares, 1),
            f"{known(row.score, 1)} [{known(row.score_low)}–{known(row.score_high)}]",
        )
    if locked:
        table.caption = str(Text("* imposé par le scénario", "* locked in by the scenario"))
        table.caption_justify = "left"
    return table


def regions_table(prepared: Prepared | Survey, outcome: Outcome | None = None) -> Table:
    """Return candidates and eligible sites by région, then what was chosen of them."""
    columns: list[tuple[Text, Lean]] = [
        (Text("Région", "Région"), "left"),
        (Text("Candidats", "Candidates"), "right"),
        (Text("Éligibles", "Eligible"), "right"),
    ]
    if outcome is not None:
        columns.append((Text("Retenus", "Selected"), "right"))
        columns.append((Text("ha retenus", "ha selected"), "right"))
    table = make_table(Text("Par région", "By région"), *columns)
    counts = region_counts(prepared, outcome)
    for name, row in counts.iterrows():
        add(table, str(name), *_counted(row, outcome))
    total = counts.sum()
    table.add_section()
    add(table, str(Text("France", "France")), *_counted(total, outcome), style="bold")
    return table


def _counted(row: pd.Series, outcome: Outcome | None) -> list[str]:
    cells = [number(row["candidates"]), number(row["eligible"])]
    if outcome is None:
        return cells
    return [*cells, number(row["chosen"]), hectares_words(row["hectares"], row["unknown"], 1)]


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
    rows = binding(outcome)
    if not rows:
        return None
    table = make_table(
        Text("Ce qui contraint le choix", "What binds"),
        (Text("Contrainte", "Constraint"), "left"),
        (Text("Limite atteinte", "Limit met"), "left"),
        (Text("Où", "Where"), "left"),
    )
    for row in rows:
        add(table, row.label, row.limit, _where(row.groups, row.of))
    return table


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

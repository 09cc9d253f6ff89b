"""Tables of explanations: every candidate of a place, what each chosen site is worth."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
from rich.text import Text as Line

from tisites.messages.spreadsheet_text import for_programs
from tisites.messages.text import Text, number
from tisites.report.explain.files import write_study
from tisites.report.explain.phrases import site_name
from tisites.report.phrases import SYNTHETIC, plural
from tisites.report.sheets import write_sheet
from tisites.report.tables import add, make_table, words
from tisites.run.answer.write import SYNTHETIC as SYNTHETIC_ROWS

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd
    from rich.console import Console

    from tisites.run.read.case import Case
    from tisites.study.explain.base import Answered
    from tisites.study.explain.why_not_all import EveryCandidate
    from tisites.study.importance.importance import Importance

#: Rows shown on a terminal.
SHOWN = 25
_INCOMPLETE = Text(
    "Interrompu : résultat incomplet, les sites qui manquent n'ont pas été calculés.",
    "Interrupted: incomplete result, the missing sites were not computed.",
)
STATUS = {
    "selected": Text("retenus", "selected"),
    "eligible": Text("éligibles non retenus", "eligible and left out"),
    "excluded": Text("non éligibles", "not eligible"),
}


def write_table(table: pd.DataFrame, stem: str, case: Case, folder: Path) -> None:
    """Write a table as CSV, as CSV for a spreadsheet, and as Parquet."""
    if case.synthetic:
        table = table.assign(notice=SYNTHETIC_ROWS)
    for_programs(table).to_csv(folder / f"{stem}.csv", index=False, lineterminator="\n")
    write_sheet(table, folder / f"{stem}_excel.csv")
    table.to_parquet(folder / f"{stem}.parquet", index=False)


def write_everyone(case: Case, found: EveryCandidate, head: dict[str, Any], folder: Path) -> None:
    """Write ``candidates.csv``, its twins and ``study.json``."""
    write_table(found.table, "candidates", case, folder)
    write_study({**head, "exact": found.exact, "candidates": len(found.table)}, folder)


def write_importance(case: Case, found: Importance, head: dict[str, Any], folder: Path) -> None:
    """Write ``importance.csv``, its twins and ``study.json``."""
    write_table(found.table, "importance", case, folder)
    write_study({**head, "sites": found.table.to_dict("records")}, folder)


def print_everyone(case: Case, found: EveryCandidate, console: Console) -> None:
    """Print the candidates nearest to entering."""
    _banner(case, console)
    table = found.table
    counts = table["status"].value_counts()
    listed = ", ".join(
        f"{number(int(counts.get(code, 0)))} {told}" for code, told in STATUS.items()
    )
    console.print(Line(f"{number(len(table))} {Text('candidats : ', 'candidates: ')}{listed}"))
    out = table[table["status"] == "eligible"]
    exact = out["loss"].notna()
    sorted_ = out.assign(shown=np.where(exact, out["loss"], out["loss_at_least"])).sort_values(
        ["shown", "site_id"], kind="stable"
    )
    shown = make_table(
        Text(
            "Ce qu'il manque aux sites non retenus, les plus proches d'entrer d'abord",
            "What the sites left out lack, nearest to entering first",
        ),
        (Text("Site", "Site"), "left"),
        (Text("Commune", "Commune"), "left"),
        (Text("Score", "Score"), "right"),
        (Text("Perte s'il est\nretenu d'office", "Loss if\nforced in"), "right"),
        (Text("Pousserait dehors", "Would push out"), "left"),
    )
    for row in sorted_.head(SHOWN).to_dict("records"):
        add(shown, row["site_id"], words(row["commune"]), number(row["score"], 1),
            _loss(row), words(row["pushed_out"]) if row["pushed_out"] else "")  # fmt: skip
    console.print(shown)
    if len(sorted_) > SHOWN:
        left = len(sorted_) - SHOWN
        more, s = number(left), plural(left)
        rest = Text(f"… et {more} autre{s} (candidates.csv)", f"… and {more} more")
        console.print(Line(str(rest)))
    if not found.complete:
        console.print(Line(str(_INCOMPLETE), style="bold yellow"))


def _loss(row: dict[str, Any]) -> str:
    if math.isnan(row["loss"]):
        return f"≥ {number(row['loss_at_least'], 2)}"
    if math.isinf(row["loss"]):
        return str(Text("impossible", "impossible"))
    return number(row["loss"], 2)


def print_importance(base: Answered, found: Importance, console: Console) -> None:
    """Print the replacement cost of every chosen site, dearest first."""
    case = base.case
    _banner(case, console)
    shown = make_table(
        Text(
            f"Coût de remplacement des sites retenus (valeur totale {number(base.value, 2)})",
            f"Replacement cost of the selected sites (total value {number(base.value, 2)})",
        ),
        (Text("Site", "Site"), "left"),
        (Text("Score", "Score"), "right"),
        (Text("Coût", "Cost"), "right"),
        (Text("Remplacé par", "Replaced by"), "left"),
        (Text("Seule voie pour", "Only way for"), "left"),
    )
    for row in found.table.to_dict("records"):
        cost = row["replacement_cost"]
        told = str(Text("irremplaçable", "irreplaceable")) if math.isinf(cost) else number(cost, 2)
        if row["proof"] not in ("optimal", "infeasible"):
            told = str(Text("non prouvé", "not proven"))
        add(
            shown,
            words(site_name(case, row["site_id"])),
            number(row["score"], 1),
            told,
            words(row["enter"]),
            words(row["only_way_for"]),
        )
    console.print(shown)
    if not found.complete:
        console.print(Line(str(_INCOMPLETE), style="bold yellow"))
    if not base.proven:
        said = Text(
            "La sélection n'est pas prouvée optimale : coûts comptés à partir d'elle.",
            "The selection is not proven optimal: costs are counted from it.",
        )
        console.print(Line(str(said), style="bold yellow"))


def _banner(case: Case, console: Console) -> None:
    if case.synthetic:
        console.print(Line(f" {SYNTHETIC} ", style="bold white on red"))

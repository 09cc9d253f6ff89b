"""What the terminal says of a sweep."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text as Line

from tisites.messages.text import Text, number, short
from tisites.report.aggregate.words import key_words
from tisites.report.phrases import SYNTHETIC, plural
from tisites.study.sweep.tables import WAITING

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from tisites.study.sweep.plan import Plan
    from tisites.study.sweep.sweep import Effort
    from tisites.study.sweep.tables import Swept

#: Points shown one by one; all of them are in the tables.
SHOWN = 12
STATUSES = {
    "optimal": Text("optimal, prouvé", "optimal, proven"),
    "within_gap": Text("dans l'écart demandé", "within the gap asked for"),
    "feasible": Text("faisable, non prouvé", "feasible, not proven"),
    "infeasible": Text("infaisable", "infeasible"),
    "unknown": Text("limite atteinte sans sélection", "limit reached without selection"),
    "refused": Text("refusé", "refused"),
    "error": Text("erreur interne, à reprendre", "internal error, to be tried again"),
    WAITING: Text("à résoudre", "to be solved"),
}
FILES = {
    "results.csv": Text("un point par ligne (aussi .parquet)", "one row a point (also .parquet)"),
    "selected.parquet": Text("points et sites retenus", "points and selected sites"),
    "constraints.parquet": Text("contraintes de chaque point", "constraints of each point"),
    "timings.csv": Text("durées", "seconds"),
}
EXIT_REFUSED, EXIT_UNPROVEN, EXIT_ERROR, EXIT_INTERRUPTED = 2, 4, 1, 130


def print_plan(plan: Plan, folder: Path, console: Console) -> None:
    """Say how many points there are and where they go."""
    points, tasks = len(plan.points), len(plan.tasks)
    same = points - tasks
    words = Text(
        f"{number(points)} point{plural(points)}"
        + (f", dont {number(same)} en double" if same else ""),
        f"{number(points)} point{plural(points)}"
        + (f", {number(same)} of them twice" if same else ""),
    )
    console.print(Line(f"{words} → {folder}"))


def print_sweep(swept: Swept, effort: Effort, console: Console) -> None:
    """Print what came out: counts by status, range of the objective, a few points, the effort."""
    if swept.synthetic:
        console.print(Line(f" {SYNTHETIC} ", style="bold white on red"))
    counts = swept.results["status"].value_counts(sort=False)
    for status, words in STATUSES.items():
        if status in counts.index:
            good = "green" if status == "optimal" else "yellow"
            console.print(Line(f"{number(int(counts[status]))} · {words}", style=good))
    console.print(_points(swept))
    told = _objective_words(swept)
    if told:
        console.print(Line(told))
    console.print(Line(effort_words(effort)))
    console.print(Line(f"{Text('Résultat dans ', 'Result in ')}{swept.folder}", style="bold"))
    for name, what in FILES.items():
        console.print(Line(f"  {name:<20} {what}"))
    if effort.interrupted or WAITING in counts.index or "error" in counts.index:
        again = Text(
            "Pour reprendre : relancer la même commande ; rien n'est résolu deux fois.",
            "To resume: run the same command again; nothing is solved twice.",
        )
        console.print(Line(str(again), style="bold yellow"))
    else:
        then = Text("Et ensuite : ", "And then: ")
        console.print(Line(f"{then}tisites aggregate {swept.folder}"))


def _points(swept: Swept) -> Table:
    """Return the first points as a table, those without a proof before the others."""
    results = swept.results
    odd = (results["status"] != "optimal").to_numpy()
    shown = results[odd].head(SHOWN)
    if len(shown) < SHOWN:
        shown = results.loc[
            results.index.isin([*shown.index, *results[~odd].head(SHOWN - len(shown)).index])
        ]
    table = Table(box=None, pad_edge=False, header_style="bold")
    table.add_column(str(Text("point", "point")))
    table.add_column(str(Text("état", "status")))
    table.add_column(str(Text("objectif", "objective")), justify="right")
    table.add_column(str(Text("ce qui varie, ou le motif", "what varies, or why")))
    for name, row in shown.iterrows():
        objective = "" if math.isnan(row["objective"]) else number(row["objective"], 2)
        words = row["message"] or ", ".join(
            f"{key_words(swept, key)} {_short(row[key])}" for key in swept.varied[:6]
        )
        if not row["message"] and len(swept.varied) > 6:
            words += ", …"
        table.add_row(str(name), str(STATUSES[row["status"]]), objective, words)
    if len(results) > len(shown):
        left = len(results) - len(shown)
        more = Text(f"… et {number(left)} autre{plural(left)}", f"… and {number(left)} more")
        table.add_row(str(more), "", "", "")
    return table


def _short(value: Any) -> str:
    if isinstance(value, bool):
        return str(Text("oui", "yes") if value else Text("non", "no"))
    if value is None:
        return "–"
    if isinstance(value, float):
        return short(value)
    text = str(value)
    return text if len(text) <= 40 else f"{text[:37]}…"


def _objective_words(swept: Swept) -> str:
    known = swept.results["objective"].dropna()
    if known.empty:
        return ""
    ever = len(swept.sites)
    always = int((swept.selected["site_id"].value_counts() == len(known)).sum())
    return str(
        Text(
            f"Objectif de {number(known.min(), 2)} à {number(known.max(), 2)} ;"
            f" {number(ever)} site{plural(ever)} retenu{plural(ever)} au moins une fois,"
            f" {number(always)} toujours.",
            f"Objective from {number(known.min(), 2)} to {number(known.max(), 2)};"
            f" {number(ever)} site{plural(ever)} selected at least once, {number(always)} always.",
        )
    )


def effort_words(effort: Effort) -> str:
    """Say what the sweep cost this time.

    Examples
    --------
    >>> from tisites.study.sweep.sweep import Effort
    >>> effort_words(Effort(10, 2, 2, solved=8, wall=10.0, busy=18.0))
    '8 points résolus, 2 retrouvés ; 10,0 s, 2 processus, efficacité parallèle 0,900'
    """
    parts = Text(
        f"{number(effort.solved)} point{plural(effort.solved)} résolu{plural(effort.solved)},"
        f" {number(effort.found)} retrouvé{plural(effort.found)}",
        f"{number(effort.solved)} point{plural(effort.solved)} solved,"
        f" {number(effort.found)} found",
    )
    if not effort.solved:
        return str(parts)
    cost = Text(
        f" ; {number(effort.wall, 1)} s, {effort.workers} processus, efficacité parallèle"
        f" {number(effort.efficiency, 3)}",
        f"; {number(effort.wall, 1)} s, {effort.workers} workers, parallel efficiency"
        f" {number(effort.efficiency, 3)}",
    )
    return f"{parts}{cost}"


def exit_code(swept: Swept, effort: Effort) -> int:
    """Return 0 when every point is proven, optimal or infeasible; else what is worst.

    130 interrupted, 1 internal errors, 4 points without proof, 2 points refused.
    """
    if effort.interrupted:
        return EXIT_INTERRUPTED
    found = set(swept.results["status"])
    if found & {"error", WAITING}:
        return EXIT_ERROR
    if found & {"feasible", "unknown"}:
        return EXIT_UNPROVEN
    return EXIT_REFUSED if "refused" in found else 0

"""What a sweep means: how many points are proven, what the objective does, what it cost."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from tisites.messages.text import Text, number, short
from tisites.report.aggregate.words import key_words
from tisites.report.document import Column, Document, Section, Table
from tisites.report.phrases import SYNTHETIC, plural
from tisites.study.sweep.tables import WAITING

if TYPE_CHECKING:
    from tisites.study.sweep.sweep import Effort
    from tisites.study.sweep.tables import Swept

NAME = "sweep"
#: Points shown one by one; all of them are in the tables.
SHOWN = 12
STATUSES = {
    "optimal": Text("optimum prouvé", "optimal, proven"),
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
_POINTS = (
    Column("scenario", Text("point", "point")),
    Column("status", Text("état", "status")),
    Column("objective", Text("objectif", "objective"), "", 2, "right"),
    Column("varies", Text("ce qui varie, ou le motif", "what varies, or why")),
)


def sweep_document(swept: Swept, effort: Effort, points: int) -> Document:
    """Return what came out: counts by status, range of the objective, a few points, the effort.

    Parameters
    ----------
    swept : Swept
        What the folder holds.
    effort : Effort
        What it cost this time.
    points : int
        Points asked for, those asked for twice too.
    """
    counts = swept.results["status"].value_counts(sort=False)
    same = points - effort.tasks
    title = Text(
        f"Balayage : {number(points)} point{plural(points)}"
        + (f", dont {number(same)} en double" if same else ""),
        f"Sweep: {number(points)} point{plural(points)}"
        + (f", {number(same)} of them twice" if same else ""),
    )
    items = tuple(
        f"{number(int(counts[status]))} · {words}"
        for status, words in STATUSES.items()
        if status in counts.index
    )
    objective = _objective_words(swept)
    return Document(
        NAME,
        title,
        (
            Section(items=items, tables=(_points(swept),)),
            Section(
                sentences=(*((objective,) if objective else ()), effort_words(effort), _next(swept))
            ),
        ),
        notices=(SYNTHETIC,) if swept.synthetic else (),
    )


def to_resume(swept: Swept) -> bool:
    """Whether the same command would find something left to solve."""
    return bool(set(swept.results["status"]) & {WAITING, "error"})


def _next(swept: Swept) -> Text:
    if to_resume(swept):
        return Text(
            "Pour reprendre : relancer la même commande ; rien n'est résolu deux fois.",
            "To resume: run the same command again; nothing is solved twice.",
        )
    then = f"tisites aggregate {swept.folder}"
    return Text(f"Et ensuite : {then}", f"And then: {then}")


def _points(swept: Swept) -> Table:
    """Return the points, those without a proof before the others; the first ones are shown."""
    results = swept.results
    odd = (results["status"] != "optimal").to_numpy()
    ordered = [*results.index[odd], *results.index[~odd]]
    order = {name: k for k, name in enumerate(results.index)}
    first = sorted(ordered[:SHOWN], key=order.__getitem__)
    rows = tuple(_point(swept, name) for name in [*first, *ordered[SHOWN:]])
    return Table("results", "", _POINTS, rows, shown=SHOWN)


def _point(swept: Swept, name: object) -> tuple[object, ...]:
    row = swept.results.loc[name]
    words = row["message"] or ", ".join(
        f"{key_words(swept, key)} {_short(row[key])}" for key in swept.varied[:6]
    )
    if not row["message"] and len(swept.varied) > 6:
        words += ", …"
    objective = float(row["objective"])
    known = None if math.isnan(objective) else objective
    return str(name), STATUSES[row["status"]], known, words


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

"""The frontier for people: a table, a picture, a file for machines, a summary."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from tisites.messages.text import Text, number
from tisites.report.axes import speak
from tisites.report.fair_words import KINDS
from tisites.report.phrases import SYNTHETIC, plural
from tisites.report.png import write_png

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console

    from tisites.study.frontier import Frontier

#: The file that makes a folder a frontier, and what else may be replaced in it.
MARK = "frontier.json"
WRITTEN = (MARK, "frontier.csv", "frontier.png", "frontier_sites.csv")
INK, LINE, FAINT = "#1d1d1b", "#1f5f8b", "#a9a59a"


def frontier_table(found: Frontier, ids: pd.Index) -> pd.DataFrame:
    """Return one row a point, from the efficient end to the fair end.

    Columns: ``value`` and ``bound`` (points), ``measure`` (its unit), ``price_pct`` (share of the
    efficient value lost), ``enter`` and ``leave`` (site ids against the point before),
    ``enter_from_efficient`` (how many sites differ from the efficient selection), ``proven``.
    """
    rows, before, first = [], None, None
    for point in found.points:
        chosen = set(ids[np.flatnonzero(point.x > 0.5)])
        first = chosen if first is None else first
        previous = chosen if before is None else before
        efficient = found.points[0].value
        rows.append(
            {
                "value": round(point.value, 6),
                "bound": round(point.bound, 6),
                "measure": point.measure,
                "price_pct": round(100.0 * (efficient - point.value) / abs(efficient), 6),
                "enter": " ".join(sorted(chosen - previous)),
                "leave": " ".join(sorted(previous - chosen)),
                "enter_from_efficient": len(chosen - first),
                "proven": point.proven,
            }
        )
        before = chosen
    return pd.DataFrame(rows)


def unit_of(found: Frontier) -> Text:
    """Return the unit of the measure."""
    rule = found.block.rule
    if rule.kind in ("gini", "alpha"):
        return Text("sans unité", "no unit")
    if rule.kind in ("band", "min_share"):
        words = {"sites": "sites", "hectares": "ha", "jobs": "emplois", "score": "points"}
        english = {**words, "jobs": "jobs"}
        return Text(words[rule.benefit], english[rule.benefit])
    return rule.unit


def title_of(found: Frontier) -> Text:
    """Return what is traded for the value."""
    rule = found.block.rule
    kind = KINDS.get(rule.kind, KINDS["max_min"])
    return Text(rule.label or kind.fr, rule.label_en or rule.label or kind.en)


def write_frontier(
    found: Frontier, ids: pd.Index, scenario: str, folder: Path, *, synthetic: bool
) -> None:
    """Write the table, the selections, the picture and the figures for machines."""
    table = frontier_table(found, ids)
    if synthetic:
        table["notice"] = str(SYNTHETIC)
    table.to_csv(folder / "frontier.csv", index_label="point", lineterminator="\n")
    sites = pd.DataFrame(
        [(k, site) for k, p in enumerate(found.points) for site in ids[np.flatnonzero(p.x > 0.5)]],
        columns=["point", "site_id"],
    )
    sites.to_csv(folder / "frontier_sites.csv", index=False, lineterminator="\n")
    told: dict[str, Any] = {
        "scenario": scenario,
        "synthetic": synthetic,
        "equity": found.block.rule.model_dump(mode="json"),
        "unit": str(unit_of(found)),
        "fairest": found.fairest,
        "fairest_proven": found.fairest_proven,
        "complete": found.complete,
        "points": json.loads(table.to_json(orient="records")),
        "left_out": [
            {"code": one.code, "name": one.name, "reason": str(one.reason)}
            for one in found.block.rows.left_out
        ],
    }
    text = json.dumps(told, ensure_ascii=False, indent=1, allow_nan=True)
    (folder / MARK).write_text(text + "\n", encoding="utf-8", newline="\n")
    _draw(found, folder / "frontier.png", synthetic=synthetic)


def _draw(found: Frontier, path: Path, *, synthetic: bool) -> None:
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        figure = Figure(figsize=(8.0, 5.0), dpi=110, facecolor="white")
        canvas = FigureCanvasAgg(figure)
        axis = figure.subplots()
        x = [point.measure for point in found.points]
        y = [point.value for point in found.points]
        axis.plot(x, y, color=LINE, linewidth=1.0, alpha=0.5, zorder=1)
        for proven, face in ((True, LINE), (False, "white")):
            some = [k for k, point in enumerate(found.points) if point.proven is proven]
            axis.scatter([x[k] for k in some], [y[k] for k in some], s=34, facecolor=face,
                         edgecolor=LINE, zorder=2)  # fmt: skip
        efficient = y[0] if y else 1.0
        for k in {0, len(y) // 2, len(y) - 1} if y else set():
            lost = number(100.0 * (efficient - y[k]) / abs(efficient), 2)
            near_right = x[k] > 0.5 * (min(x) + max(x))
            axis.annotate(
                f"−{lost} %" if k else "0 %", (x[k], y[k]), textcoords="offset points",
                xytext=(-8 if near_right else 8, 8), fontsize=8, color=INK,
                ha="right" if near_right else "left",
            )  # fmt: skip
        axis.set_xlabel(f"{title_of(found)} ({unit_of(found)})", fontsize=9)
        axis.set_ylabel(str(Text("valeur de la sélection (points)", "value (points)")), fontsize=9)
        speak(axis, "x", "y")
        axis.grid(color=FAINT, alpha=0.3, linewidth=0.5)
        axis.spines[["top", "right"]].set_visible(False)
        title = Text("Ce que coûte l'équité", "What equity costs")
        figure.suptitle(str(title), x=0.02, ha="left", fontsize=13, weight="bold")
        notes = [
            str(Text("plein : prouvé ; vide : non prouvé", "filled: proven; open: not proven"))
        ]
        if synthetic:
            notes.insert(0, str(SYNTHETIC).upper())
        figure.text(0.02, 0.015, " · ".join(notes), fontsize=7, color="#55524a")
        figure.subplots_adjust(left=0.1, right=0.97, top=0.9, bottom=0.15)
        write_png(canvas, path)


def print_frontier(
    found: Frontier, ids: pd.Index, folder: Path, console: Console, *, synthetic: bool
) -> None:
    """Print the points, what enters and leaves, and where the files are."""
    from rich.table import Table
    from rich.text import Text as Line

    if synthetic:
        console.print(Line(str(SYNTHETIC).upper(), style="bold yellow"))
    points, proven = len(found.points), sum(point.proven for point in found.points)
    head = Text(
        f"Frontière : {points} point{plural(points)}, {proven} prouvé{plural(proven)}, en"
        f" {number(found.seconds, 1)} s ({found.solves} programme{plural(found.solves)})",
        f"Frontier: {points} point{plural(points)}, {proven} proven, in"
        f" {number(found.seconds, 1)} s ({found.solves} program{plural(found.solves)})",
    )
    console.print(Line(str(head), style="bold green" if found.complete else "bold yellow"))
    if not found.complete:
        console.print(Line(str(Text("Incomplète ou non prouvée.", "Incomplete or not proven."))))
    console.print(Line(f"{title_of(found)} ({unit_of(found)})\n"))
    view = Table(box=None, pad_edge=False)
    for name in (
        Text("valeur", "value"), Text("équité", "equity"), Text("perdu", "lost"),
        Text("entrent", "enter"), Text("sortent", "leave"), Text("preuve", "proof"),
    ):  # fmt: skip
        view.add_column(str(name), justify="right")
    for row in frontier_table(found, ids).itertuples():
        proof = Text("prouvé", "proven") if row.proven else Text("non prouvé", "not proven")
        view.add_row(
            number(row.value, 1), number(row.measure, 4), f"{number(row.price_pct, 2)} %",
            number(len(str(row.enter).split())), number(len(str(row.leave).split())), str(proof),
        )  # fmt: skip
    console.print(view)
    for one in found.block.rows.left_out:
        console.print(Line(f"{Text('Hors mesure', 'Left out')} : {one.name} — {one.reason}"))
    where = Text("Points, sites qui entrent et sortent, courbe", "Points, sites in and out, plot")
    console.print(Line(f"\n{where} : {folder}"))

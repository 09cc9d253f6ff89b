"""Alternatives in the planner's words: sentences, terminal tables."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from rich.text import Text as Line

from tisites.messages.text import Text, number
from tisites.report.phrases import SYNTHETIC
from tisites.report.robustness.sites import (
    named_sites,
    percent,
    site_words,
    sites_words,
)
from tisites.report.tables import add, make_table
from tisites.study.alternatives.alternatives import (
    CLASSES,
    Alternative,
    Alternatives,
    End,
    presence,
)

if TYPE_CHECKING:
    from pathlib import Path

    from rich.console import Console
    from rich.table import Table

    from tisites.run.read.case import Case

#: Rows of the tables of the terminal and the page; files hold all.
SHOWN = 25
CLASS_WORDS = {
    "core": Text("noyau (dans toutes)", "core (in all)"),
    "frequent": Text("fréquent (la moitié ou plus)", "frequent (half or more)"),
    "occasional": Text("occasionnel (moins de la moitié)", "occasional (less than half)"),
    "never": Text("jamais", "never"),
}


@dataclass(frozen=True)
class AlternativesReport:
    """What is told of alternatives.

    Parameters
    ----------
    case : Case
        The case.
    listed : Alternatives
        The selections.
    pairs : DataFrame
        As :func:`~tisites.study.alternatives.pairs.interchangeable` gives it.
    most_loss : float
        Most points that a pair of the table may lose.
    seconds : float
        Wall clock of the study.
    """

    case: Case
    listed: Alternatives
    pairs: pd.DataFrame
    most_loss: float
    seconds: float


def sentences(report: AlternativesReport) -> list[str]:
    """Return what was asked, what was found, and what is proven of it."""
    listed, best = report.listed, report.listed.best
    n, d = len(listed.found), listed.differ
    worst = number(listed.found[-1].loss_pct, 3) if n else "0"
    found = Text(
        f"{n} sélections presque aussi bonnes que la meilleure ({number(best.value, 2)} points) :"
        f" elles diffèrent d'elle et entre elles d'au moins {d} sites, et perdent au plus"
        f" {worst} %.",
        f"{n} selections nearly as good as the best ({number(best.value, 2)} points): they differ"
        f" from it and from one another by at least {d} sites, and lose {worst} % at most.",
    )
    proven = Text(
        "Chacune est prouvée la meilleure de toutes celles qui diffèrent assez des précédentes.",
        "Each is proven the best of all those that differ enough from the ones before it.",
    )
    return [str(found), str(proven), str(_end_words(listed))]


def _end_words(listed: Alternatives) -> Text:
    d, loss = listed.differ, number(listed.next_loss_pct, 3)
    within = number(listed.within_pct, 3)
    words = {
        End.COUNT: Text(
            "La liste s'arrête au nombre demandé ; il en existe peut-être d'autres.",
            "The list ends at the number asked for; there may be others.",
        ),
        End.WITHIN: Text(
            f"Prouvé : toute autre sélection qui diffère de celles-ci d'au moins {d} sites perd au"
            f" moins {loss} %, au-delà des {within} % admis.",
            f"Proven: every other selection that differs from these by at least {d} sites loses at"
            f" least {loss} %, beyond the {within} % allowed.",
        ),
        End.NONE: Text(
            f"Prouvé : aucune autre sélection ne diffère de celles-ci d'au moins {d} sites.",
            f"Proven: no other selection differs from these by at least {d} sites.",
        ),
        End.STOPPED: Text(
            "INCOMPLET : l'étude a été interrompue ; ce qui est listé est prouvé, la suite manque.",
            "INCOMPLETE: the study was interrupted; what is listed is proven, the rest is missing.",
        ),
    }
    return words[listed.end]


def print_alternatives(report: AlternativesReport, out: Path | None, console: Console) -> None:
    """Print the study."""
    if report.case.synthetic:
        console.print(Line(str(SYNTHETIC).upper(), style="bold red"))
    first, *rest = sentences(report)
    console.print(Line(first, style="bold"))
    for sentence in rest:
        console.print(Line(sentence))
    console.print()
    for table in (_terminal_list(report), _terminal_classes(report), _terminal_pairs(report)):
        console.print(table)
        console.print()
    said = Text(f"{number(report.seconds, 1)} s", f"{number(report.seconds, 1)} s")
    console.print(Line(str(said) + (f" · {out}" if out is not None else "")))


def changes(report: AlternativesReport, one: Alternative) -> tuple[np.ndarray, np.ndarray]:
    """Return the columns that enter and those that leave, against the best selection."""
    best = report.listed.best.selected
    return np.setdiff1d(one.selected, best), np.setdiff1d(best, one.selected)


def list_rows(report: AlternativesReport, most: int) -> list[list[str]]:
    """Return the rows of the list, ``most`` sites named a cell."""
    rows = []
    for k, one in enumerate(report.listed.found, start=1):
        into, out = changes(report, one)
        rows.append([
            str(k), number(one.value, 2), number(one.loss_pct, 3), str(into.size),
            sites_words(report.case, out, most), sites_words(report.case, into, most),
        ])  # fmt: skip
    return rows


def list_head() -> list[Text]:
    """Return the headings of the list."""
    return [
        Text("N°", "No."),
        Text("Valeur", "Value"),
        Text("Perte (%)", "Loss (%)"),
        Text("Changés", "Changed"),
        Text("Sortent", "Leave"),
        Text("Entrent", "Enter"),
    ]


def _terminal_list(report: AlternativesReport) -> Table:
    title = Text("Alternatives, de la meilleure à la moins bonne", "Alternatives, best first")
    leans = ("right", "right", "right", "right", "left", "left")
    table = make_table(title, *zip(list_head(), leans, strict=True))  # type: ignore[arg-type]
    for row in list_rows(report, 2):
        add(table, *row)
    return table


def class_rows(report: AlternativesReport) -> tuple[list[list[str]], pd.DataFrame]:
    """Return how many sites are in each class, and the presence of every site."""
    seen = presence(report.listed, report.case.program.n_columns)
    seen = seen[report.case.program.integer]
    counts = seen["class"].value_counts()
    return [[str(CLASS_WORDS[c]), number(int(counts.get(c, 0)))] for c in CLASSES], seen


def debated(report: AlternativesReport, seen: pd.DataFrame) -> list[list[str]]:
    """Return the sites to debate: neither in all selections nor in none."""
    best = set(report.listed.best.selected.tolist())
    some = seen[seen["class"].isin(("frequent", "occasional"))]
    some = some.sort_values("share", ascending=False, kind="stable")
    who = named_sites(report.case, some.index)
    yes, no = str(Text("retenu", "chosen")), "–"
    return [
        [
            site_words(row),
            str(row.departement),
            yes if column in best else no,
            percent(share),
        ]
        for row, column, share in zip(
            who.itertuples(index=False), some.index, some["share"], strict=True
        )
    ]


def debated_head() -> list[Text]:
    """Return the headings of the sites to debate."""
    return [
        Text("Site", "Site"),
        Text("Département", "Département"),
        Text("Optimum", "Optimum"),
        Text("Présence", "Presence"),
    ]


def _terminal_classes(report: AlternativesReport) -> Table:
    counts, seen = class_rows(report)
    counted = " · ".join(f"{name} : {count}" for name, count in counts)
    title = Text(f"Sites à débattre ({counted})", f"Sites to debate ({counted})")
    leans = ("left", "left", "left", "right")
    table = make_table(title, *zip(debated_head(), leans, strict=True))  # type: ignore[arg-type]
    rows = debated(report, seen)
    for row in rows[:SHOWN]:
        add(table, *row)
    _more(table, len(rows), "sites.csv")
    return table


def _more(table: Table, count: int, file: str) -> None:
    if count > SHOWN:
        left = count - SHOWN
        table.caption = str(Text(f"et {left} autres : {file}", f"and {left} more: {file}"))
        table.caption_justify = "left"


def pair_rows(report: AlternativesReport) -> list[list[str]]:
    """Return the rows of the interchangeable pairs."""
    leave = named_sites(report.case, report.pairs["leaving"]).itertuples(index=False)
    enter = named_sites(report.case, report.pairs["entering"]).itertuples(index=False)
    return [
        [site_words(a), site_words(b), str(b.departement), number(loss, 2)]
        for a, b, loss in zip(leave, enter, report.pairs["loss"], strict=True)
    ]


def pair_head() -> list[Text]:
    """Return the headings of the pairs."""
    return [
        Text("Retenu", "Chosen"),
        Text("Remplaçable par", "Can be replaced by"),
        Text("Département", "Département"),
        Text("Perte (points)", "Loss (points)"),
    ]


def _terminal_pairs(report: AlternativesReport) -> Table:
    leans = ("left", "left", "left", "right")
    table = make_table(pairs_title(report), *zip(pair_head(), leans, strict=True))  # type: ignore[arg-type]
    rows = pair_rows(report)
    for row in rows[:SHOWN]:
        add(table, *row)
    _more(table, len(rows), "interchangeable.csv")
    return table


def pairs_title(report: AlternativesReport) -> Text:
    """Return the title of the pairs."""
    most = number(report.most_loss, 2)
    return Text(
        f"Sites interchangeables : toutes les règles tenues, {most} point au plus de perdu",
        f"Interchangeable sites: every rule kept, {most} points lost at most",
    )

"""What the terminal says of a comparison."""

from __future__ import annotations

from typing import TYPE_CHECKING

from rich.text import Text as Line

from tisites.messages.text import Text, number
from tisites.report.compare.names import t
from tisites.report.compare.tables import (
    CODES,
    cause_of,
    cause_rows,
    difference_lines,
    distance_heads,
    distance_rows,
    figure_rows,
    short_name,
    side_words,
    swaps,
)
from tisites.report.compare.violations import violation_words
from tisites.report.compare.words import nothing_words
from tisites.report.phrases import SYNTHETIC, plural
from tisites.report.tables import add, make_table

if TYPE_CHECKING:
    from rich.console import Console

    from tisites.study.compare.compare import Comparison, Pair

MOST_SWAPS, MOST_DIFFERENCES, MOST_VIOLATIONS = 12, 12, 15


def print_comparison(found: Comparison, console: Console, *, every: bool = False) -> None:
    """Print a comparison: who is compared, figures, distances, what changed and why.

    Parameters
    ----------
    found : Comparison
        What to print.
    console : Console
        Where, in the current language.
    every : bool
        All the exchanges, not the first twelve.
    """
    if found.synthetic:
        console.print(Line(f" {SYNTHETIC} ", style="bold white on red"))
    for label, party in zip(found.labels, found.parties, strict=True):
        console.print(Line(f"{label}  {party.name} – {party.title}", style="bold"))
        if party.notice is not None:
            console.print(Line(f"   {party.notice}", style="yellow"))
    console.print()
    _figures(found, console)
    _distances(found, console)
    _violations(found, console)
    for pair in found.pairs:
        _pair(found, pair, console, every=every)
    shared = int((found.sites["count"] == len(found.parties)).sum())
    console.print(Line(t(
        f"Consensus : {number(shared)} site{plural(shared)} dans les {len(found.parties)}"
        f" sélections, sur {number(len(found.sites))} sites cités.",
        f"Consensus: {number(shared)} site{plural(shared)} in all {len(found.parties)}"
        f" selections, of {number(len(found.sites))} sites named.",
    )))  # fmt: skip


def _figures(found: Comparison, console: Console) -> None:
    heads = [(Text("", ""), "left"), *((Text(label, label), "right") for label in found.labels)]
    table = make_table(Text("Côte à côte", "Side by side"), *heads)  # type: ignore[arg-type]
    table.columns[0].min_width = 30
    for row in figure_rows(found):
        add(table, *row)
    console.print(table)
    console.print()


def _distances(found: Comparison, console: Console) -> None:
    if not found.pairs:
        return
    heads = distance_heads()
    columns = [(Text(h, h), "left" if k == 0 else "right") for k, h in enumerate(heads)]
    table = make_table(Text("Distance", "Distance"), *columns)  # type: ignore[arg-type]
    for row in distance_rows(found):
        add(table, *row)
    console.print(table)
    console.print()


def _violations(found: Comparison, console: Console) -> None:
    for label, party, value in zip(found.labels, found.parties, found.own, strict=True):
        if not party.hand:
            continue
        if not value.violations:
            said = t(f"{label} respecte toutes les règles du modèle.", f"{label} breaks no rule.")
            console.print(Line(said + "\n"))
            continue
        count, some = number(len(value.violations)), plural(len(value.violations))
        told = t(f"{label} viole {count} règle{some} :", f"{label} breaks {count} rule{some}:")
        console.print(Line(told, style="bold"))
        for one in value.violations[:MOST_VIOLATIONS]:
            console.print(Line(f"  – {violation_words(one, party.case.model)}"))
        _more(console, len(value.violations) - MOST_VIOLATIONS)
        console.print()


def _pair(found: Comparison, pair: Pair, console: Console, *, every: bool) -> None:
    a, b = found.labels[pair.here], found.labels[pair.there]
    console.print(Line(t(f"De {a} à {b}", f"From {a} to {b}"), style="bold underline"))
    lines = difference_lines(pair)
    if not pair.same_data:
        lines.insert(0, t("données différentes (paquet ou candidats)", "other data"))
    if lines:
        console.print(Line(t("Réglages qui diffèrent :", "Settings that differ:")))
        for line in lines[:MOST_DIFFERENCES]:
            console.print(Line(f"  – {line}"))
        _more(console, len(lines) - MOST_DIFFERENCES)
    same = nothing_words(pair)
    if same:
        console.print(Line(same))
    causes = cause_rows(pair)
    if causes:
        table = make_table(
            Text("Causes", "Causes"),
            (Text("Cause", "Cause"), "left"),
            (Text("sortent", "leave"), "right"),
            (Text("entrent", "enter"), "right"),
        )
        for row in causes:
            add(table, *row)
        console.print(table)
        console.print()
    rows = swaps(pair)
    for km, out, into in rows if every else rows[:MOST_SWAPS]:
        for sign, reason, leaves in (("−", out, True), ("+", into, False)):
            if reason is not None:
                code = CODES[cause_of(reason)]
                style = "red" if leaves else "green"
                head = f"{sign} {short_name(found, reason)}"
                console.print(Line(head, style=style).append(f" · {km} · {code}", style="dim"))
                console.print(Line(f"    {side_words(found, pair, reason, leaves=leaves)}"))
    if not every:
        _more(console, len(rows) - MOST_SWAPS)
    console.print()


def _more(console: Console, more: int) -> None:
    if more > 0:
        others = f"{more} autre{plural(more)}"
        console.print(Line(t(f"  … et {others} (tout est dans --out, ou --all)",
                             f"  … and {more} more (all of it in --out, or --all)")))  # fmt: skip

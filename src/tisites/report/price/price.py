"""What the terminal says of prices: what one more costs, limit by limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from rich.table import Table
from rich.text import Text as Line

from tisites.messages.text import Text, language, number
from tisites.report.binding import figure
from tisites.report.equity.words import BY_WORDS
from tisites.report.phrases import SYNTHETIC, plural
from tisites.solve.solution import Proof
from tisites.study.relax.dials import CHOOSE, label_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from rich.console import Console

    from tisites.run.read.case import Case
    from tisites.study.price.answer import Price
    from tisites.study.price.price import Prices

_MOST = 40
_SITES = 3
SIDE_WORDS = {
    "min": Text("plancher", "floor"),
    "max": Text("plafond", "ceiling"),
    "km": Text("distance", "distance"),
    "less": Text("nombre", "number"),
    "more": Text("nombre", "number"),
}
TODAY = Text("choisi", "chosen")
PROOF_WORDS = {
    Proof.OPTIMAL: Text("prouvé", "proven"),
    Proof.WITHIN_GAP: Text("à l'écart près", "within the gap"),
    Proof.FEASIBLE: Text("non prouvé", "not proven"),
    Proof.INFEASIBLE: Text("impossible", "infeasible"),
    Proof.UNKNOWN: Text("sans réponse", "no answer"),
}


def print_prices(prices: Prices, out: Path | None, console: Console) -> None:
    """Print the base, one line a move that changes something, then what changes nothing."""
    case = prices.case
    if case.synthetic:
        console.print(Line(str(SYNTHETIC).upper(), style="bold yellow"))
    console.print(Line(_headline(prices), style="bold green"))
    if prices.incomplete:
        cut = Text("INTERROMPU : la table est incomplète", "INTERRUPTED: the table is incomplete")
        console.print(Line(str(cut), style="bold yellow"))
    moved = [row for row in prices.rows if _changes(row)]
    impossible = [row for row in prices.rows if row.proof is Proof.INFEASIBLE]
    if moved:
        moved.sort(key=lambda row: -abs(row.gain) if np.isfinite(row.gain) else -np.inf)
        console.print()
        console.print(price_table(prices, moved[:_MOST]))
        if len(moved) > _MOST:
            rest = number(len(moved) - _MOST)
            s = plural(len(moved) - _MOST)
            more = Text(f"… et {rest} autre{s} dans prices.csv", f"… and {rest} more in prices.csv")
            console.print(Line(str(more)))
        if len(moved) <= _SITES:
            for row in moved:
                console.print(Line(_sites_of(prices, row)))
    if impossible or any(not _changes(row) for row in prices.rows):
        console.print()
    for words, rows in (
        (Text("Impossible", "Infeasible"), impossible),
        (Text("Sans effet", "Without effect"), _still(prices.rows)),
    ):
        if rows:
            console.print(Line(_listed(words, prices, rows)))
    if prices.not_priced:
        names = ", ".join(label_words(case, name) for name in prices.not_priced)
        head = Text("Sans limite chiffrée à déplacer : ", "Without a figure to move: ")
        console.print(Line(f"{head}{names}"))
    if out is not None:
        console.print(Line(f"\n→ {out}", style="bold"))


def price_table(prices: Prices, rows: Sequence[Price]) -> Table:
    """Return one line a move, largest change first."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column(str(Text("limite", "limit")), overflow="fold")
    for words in (
        Text("de → à", "from → to"),
        Text("points", "points"),
        Text("ha", "ha"),
        Text("M€", "M€"),
        Text("entrent", "enter"),
        Text("sortent", "leave"),
        Text("preuve", "proof"),
    ):
        table.add_column(str(words), justify="right", no_wrap=True)
    for row in rows:
        table.add_row(
            limit_words(prices, row),
            span_words(row),
            signed(row.gain, 2),
            signed(row.hectares, 1),
            signed(row.cost_meur, 1),
            number(len(row.enters)),
            number(len(row.leaves)),
            str(PROOF_WORDS[row.proof]),
        )
    return table


def limit_words(prices: Prices, row: Price) -> str:
    """Say which limit a move is about.

    Returns
    -------
    str
        Label of the constraint, its territory, which side moves.
    """
    dial = row.move.dial
    label = label_words(prices.case, dial.constraint)
    if dial.constraint == CHOOSE:
        return label
    today = row.move.direction in ("more", "less")
    side = str(TODAY if today else SIDE_WORDS[dial.side])
    group = dial.group.rpartition(" (")[0] if _is_siren(dial.group) else dial.group
    return " · ".join(part for part in (label, group, side) if part)


def label_words(case: Case, constraint: str) -> str:
    """Return the label of a constraint, of a measure of equity, or of a cut of the country."""
    words = BY_WORDS.get(constraint)  # type: ignore[call-overload]
    if words is not None:
        return str(words)
    name = constraint.removeprefix("equity.")
    rule = case.model.equity.get(name) if name != constraint else None
    if rule is not None and rule.label:
        return str(Text(rule.label, rule.label_en or rule.label))
    return str(label_of(case, constraint))


def _is_siren(group: str) -> bool:
    tail = group.rpartition(" (")[2].rstrip(")")
    return len(tail) == 9 and tail.isdigit()


def span_words(row: Price) -> str:
    """Write the move with its unit.

    Returns
    -------
    str
        ``2 → 3 sites``.
    """
    unit = row.move.dial.unit
    few = max(abs(row.move.start), abs(row.move.to)) < 2.0
    if unit == "sites" and few and language() == "fr":
        unit = "site"
    return f"{figure(row.move.start)} → {figure(row.move.to)} {unit}".rstrip()


def signed(value: float, decimals: int) -> str:
    """Write a change with its sign; a dash where it is unknown.

    Examples
    --------
    >>> signed(2.5, 1), signed(-2.5, 1), signed(0.0, 1), signed(float("nan"), 1)
    ('+2,5', '−2,5', '0,0', '–')
    """
    if not np.isfinite(value):
        return "–"
    text = number(abs(value), decimals)
    if not any(digit in text for digit in "123456789"):
        return text
    return ("+" if value > 0 else "−") + text


def _headline(prices: Prices) -> str:
    worth = number(prices.value, 2)
    proof = PROOF_WORDS[prices.proof]
    many, solved = number(len(prices.selected)), number(len(prices.rows))
    name, seconds = prices.case.name, number(prices.seconds, 1)
    s, moves = plural(len(prices.selected)), len(prices.rows)
    several = "s" if moves > 1 else ""
    return str(
        Text(
            f"« {name} » : {worth} point{plural(prices.value)} pour {many} site{s} ({proof.fr}) ;"
            f" {solved} déplacement{several} de limite{several}, résolu{several} en {seconds} s",
            f"'{name}': {worth} points for {many} site{s} ({proof.en}); {solved} move{several} of"
            f" {'limits' if several else 'a limit'}, solved in {seconds} s",
        )
    )


def _changes(row: Price) -> bool:
    return row.proof is not Proof.INFEASIBLE and (
        row.gain != 0.0 or bool(row.enters) or row.proof is not Proof.OPTIMAL
    )


def _still(rows: Sequence[Price]) -> list[Price]:
    return [row for row in rows if row.proof is not Proof.INFEASIBLE and not _changes(row)]


def _listed(words: Text, prices: Prices, rows: Sequence[Price]) -> str:
    some = [
        f"{limit_words(prices, row)} {figure(row.move.start)} → {figure(row.move.to)}"
        for row in rows[:6]
    ]
    rest = len(rows) - len(some)
    more = Text(f" ; et {number(rest)} autre{plural(rest)}", f"; and {number(rest)} more")
    tail = str(more) if rest > 0 else ""
    colon, join = Text(" : ", ": "), Text(" ; ", "; ")
    return f"{words} ({number(len(rows))}){colon}{str(join).join(some)}{tail}."


def places_of(case: Case, ids: Sequence[str]) -> list[str]:
    """Return each site with its commune, where that is known."""
    communes = case.everyone["commune"]
    return [
        f"{site} ({communes[site]})" if isinstance(communes[site], str) else site for site in ids
    ]


def _sites_of(prices: Prices, row: Price) -> str:
    def told(ids: Sequence[str]) -> str:
        return ", ".join(places_of(prices.case, ids)) or "–"

    head = f"{limit_words(prices, row)} {figure(row.move.start)} → {figure(row.move.to)}"
    said = Text(
        f"{head} : entrent {told(row.enters)} ; sortent {told(row.leaves)}",
        f"{head}: in {told(row.enters)}; out {told(row.leaves)}",
    )
    return str(said)

"""What the terminal says of a traced value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.text import Text as Line

from tisites.criteria.unit_words import unit_words
from tisites.messages.text import Text, number
from tisites.report.phrases import SYNTHETIC
from tisites.report.tables import add, make_table

if TYPE_CHECKING:
    from rich.console import Console

    from tisites.run.trace.trace import Trace


def print_trace(found: Trace, console: Console) -> None:
    """Print a value, its interval, formula, layers and the rows used.

    Parameters
    ----------
    found : Trace
        What was traced.
    console : Console
        Where to print, in the current language.
    """
    if found.synthetic:
        console.print(Line(f" {SYNTHETIC} ", style="bold white on red"))
    console.print(Line(f"{found.name} ({found.site})", style="bold"))
    console.print(Line(f"{found.label} · {found.indicator}\n"))
    console.print(Line(f"{Text('Valeur', 'Value')} : {value_words(found)}", style="bold"))
    lines = (
        (Text("Formule", "Formula"), found.formula),
        (Text("Fondement", "Grounds"), found.source),
        (Text("Inconnu quand", "Unknown when"), found.unknown),
        (Text("Scénario", "Scenario"), found.scenario),
        (Text("Paquet", "Pack"), f"{found.pack}, sha256 {found.pack_sha256[:16]}…"),
    )
    for head, text in lines:
        console.print(Line(f"{head} : {text}"))
    table = make_table(
        Text("\nCouches", "\nLayers"),
        (Text("Couche", "Layer"), "left"),
        (Text("Source", "Source"), "left"),
        (Text("Producteur", "Producer"), "left"),
        (Text("Licence", "Licence"), "left"),
        (Text("Millésime", "Vintage"), "left"),
        (Text("Paquet du", "Pack of"), "left"),
    )
    for layer in found.layers:
        name = layer.layer + (" *" if layer.synthetic else "")
        add(table, name, layer.source, layer.producer, layer.licence, layer.vintage, layer.built)
    for name in found.absent:
        add(table, name, str(Text("absente du paquet", "not in the pack")), "–", "–", "–", "–")
    console.print(table)
    if found.evidence:
        console.print(Line(f"\n{Text('Lignes employées', 'Rows used')}", style="bold"))
    for row in found.evidence:
        facts = ", ".join(f"{name} {_fact(value)}" for name, value in row.facts.items())
        console.print(Line(f"  {row.layer} : {facts}"))


def value_words(found: Trace) -> str:
    """Write the value with its interval, or that it is unknown.

    Examples
    --------
    >>> from types import SimpleNamespace as of
    >>> value_words(of(low=1.0, value=2.0, high=2.5, unit="km"))
    '2 km [1 – 2,5]'
    >>> value_words(of(low=None, value=None, high=None, unit="km"))
    'inconnu'
    >>> value_words(of(low=2028.6, value=None, high=None, unit="year"))
    'inconnu [2028,6 – ?]'
    """
    if found.value is None and found.low is None:
        return str(Text("inconnu", "unknown"))
    unknown = str(Text("inconnu", "unknown"))
    low, shown, high = (
        _fact(end, year=found.unit == "year") for end in (found.low, found.value, found.high)
    )
    value = unknown if found.value is None else f"{shown}{unit_words(found.unit)}"
    if found.low == found.value == found.high:
        return value
    return f"{value} [{low} – {high}]"


def _fact(value: Any, *, year: bool = False) -> str:
    if isinstance(value, bool):
        return str(Text("oui", "yes") if value else Text("non", "no"))
    if value is None:
        return "?"
    if not isinstance(value, int | float):
        return str(value)
    if year:  # no thousands separator: the first two figures of a year are no thousands
        plain = f"{round(value, 1):g}"
        return str(Text(plain.replace(".", ","), plain))
    decimals = 0 if float(value).is_integer() else 1 if abs(value) >= 100 else 3
    return number(value, decimals).rstrip("0").rstrip(",.") if decimals else number(value)

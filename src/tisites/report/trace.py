"""What a traced value means: its interval, its formula, the layers and the rows used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tisites.criteria.unit_words import unit_words
from tisites.data.catalogue.titles import layer_title
from tisites.messages.text import Text, number
from tisites.report.document import Column, Document, Fact, Section, Table
from tisites.report.phrases import SYNTHETIC

if TYPE_CHECKING:
    from tisites.run.trace.trace import Trace

NAME = "trace"
_LAYERS = (
    Column("layer", Text("Couche", "Layer")),
    Column("source", Text("Source", "Source")),
    Column("producer", Text("Producteur", "Producer")),
    Column("licence", Text("Licence", "Licence")),
    Column("vintage", Text("Millésime", "Vintage")),
    Column("built", Text("Paquet du", "Pack of")),
)


def trace_document(found: Trace) -> Document:
    """Return where a value comes from.

    Parameters
    ----------
    found : Trace
        What was traced.
    """
    facts = (
        Fact(Text("Valeur", "Value"), value_words(found)),
        Fact(Text("Formule", "Formula"), str(found.formula)),
        Fact(Text("Fondement", "Grounds"), str(found.source)),
        Fact(Text("Inconnu quand", "Unknown when"), str(found.unknown)),
        Fact(Text("Scénario", "Scenario"), found.scenario),
        Fact(Text("Paquet", "Pack"), f"{found.pack}, sha256 {found.pack_sha256[:16]}…"),
    )
    none = Text("absente du paquet", "not in the pack")
    rows = (
        *(
            (
                f"{layer_title(layer.layer)}{' *' * layer.synthetic}", layer.source, layer.producer,
                layer.licence, layer.vintage, layer.built,
            )
            for layer in found.layers
        ),
        *((layer_title(name), none, None, None, None, None) for name in found.absent),
    )  # fmt: skip
    used = tuple(
        f"{layer_title(row.layer)}{Text(' : ', ': ')}"
        + ", ".join(f"{name} {_fact(value)}" for name, value in row.facts.items())
        for row in found.evidence
    )
    layers = Table("layers", Text("Couches", "Layers"), _LAYERS, rows)
    return Document(
        NAME,
        f"{found.name} ({found.site})",
        (
            Section(facts=facts),
            Section(tables=(layers,)),
            *((Section(Text("Lignes employées", "Rows used"), items=used),) if used else ()),
        ),
        (f"{found.label} · {found.indicator}",),
        (SYNTHETIC,) if found.synthetic else (),
        found.as_dict(),
    )


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

"""What prices mean: what one more costs, limit by limit, as a document."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.criteria.unit_words import unit_words
from tisites.messages.text import Text, language, number
from tisites.report.binding import figure
from tisites.report.document import Column, Document, Said, Section, Table
from tisites.report.equity.words import BY_WORDS
from tisites.report.explain.phrases import short_name
from tisites.report.phrases import SYNTHETIC, plural
from tisites.solver.solution import Proof
from tisites.study.relax.dials import CHOOSE, label_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tisites.run.read.case import Case
    from tisites.study.price.answer import Price
    from tisites.study.price.price import LimitPrices

#: Name of the document; its tables.
NAME, TABLES = "price", ("prices",)
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
DIRECTION_WORDS = {
    "relax": Text("assouplir", "relax"),
    "tighten": Text("durcir", "tighten"),
    "more": Text("un de plus", "one more"),
    "less": Text("un de moins", "one less"),
}
PROOF_WORDS = {
    Proof.OPTIMAL: Text("prouvé", "proven"),
    Proof.WITHIN_GAP: Text("à l'écart près", "within the gap"),
    Proof.FEASIBLE: Text("non prouvé", "not proven"),
    Proof.INFEASIBLE: Text("impossible", "infeasible"),
    Proof.UNKNOWN: Text("sans réponse", "no answer"),
}
_COLUMNS = (
    Column("constraint", Text("limite", "limit")),
    Column("group", Text("territoire", "territory"), seen="files"),
    Column("side", Text("côté", "side"), seen="files"),
    Column("direction", Text("sens", "direction"), seen="files"),
    Column("unit", Text("unité", "unit"), seen="files"),
    Column("today", Text("aujourd'hui", "today"), align="right", seen="files"),
    Column("from", Text("de", "from"), align="right", seen="files"),
    Column("to", Text("à", "to"), align="right", seen="files"),
    Column("move", Text("de → à", "from → to"), align="right", seen="page"),
    Column("gain", Text("points gagnés", "points gained"), "", 2, "right", signed=True),
    Column("gain_most", Text("points gagnés, au plus", "points gained, at most"), "", 2, "right",
           seen="files"),
    Column("hectares", Text("hectares", "hectares"), "", 1, "right", signed=True),
    Column("cost_meur", Text("M€", "M€"), "", 1, "right", signed=True),
    Column("enters", Text("sites qui entrent", "sites that enter"), seen="files"),
    Column("leaves", Text("sites qui sortent", "sites that leave"), seen="files"),
    Column("swapped", Text("entrent, sortent", "in, out"), align="right", seen="page"),
    Column("proof", Text("preuve", "proof")),
)  # fmt: skip


def price_document(prices: LimitPrices) -> Document:
    """Say what every move of every limit changes, the largest changes first.

    Seconds are left out: the same answer makes the same bytes.
    """
    case = prices.case
    rows = sorted(prices.rows, key=_change)
    changing = [row for row in rows if _changes(row)]
    table = Table(
        TABLES[0], "", _COLUMNS, tuple(_row(prices, row) for row in rows),
        shown=min(_MOST, len(changing)),
    )  # fmt: skip
    notices = [SYNTHETIC] if case.synthetic else []
    if prices.incomplete:
        cut = Text("INTERROMPU : la table est incomplète", "INTERRUPTED: the table is incomplete")
        notices.append(cut)
    return Document(
        NAME,
        Text(
            f"Ce que coûtent les limites : {case.model.titled.fr}",
            f"What limits cost: {case.model.titled.en}",
        ),
        (Section(tables=(table,)), Section(sentences=tuple(_sentences(prices, changing)))),
        (_headline(prices),),
        tuple(notices),
        _data(prices),
    )


def _sentences(prices: LimitPrices, changing: Sequence[Price]) -> list[str]:
    said = [_sites_of(prices, row) for row in changing] if len(changing) <= _SITES else []
    impossible = [row for row in prices.rows if row.proof is Proof.INFEASIBLE]
    for words, rows in (
        (Text("Impossible", "Infeasible"), impossible),
        (Text("Sans effet", "Without effect"), _still(prices.rows)),
    ):
        said += [_listed(words, prices, rows)] if rows else []
    if prices.not_priced:
        names = ", ".join(label_words(prices.case, name) for name in prices.not_priced)
        said.append(
            f"{Text('Sans limite chiffrée à déplacer : ', 'Without a figure to move: ')}{names}"
        )
    return said


def _data(prices: LimitPrices) -> dict[str, Any]:
    return {
        "scenario": prices.case.name,
        "synthetic": prices.case.synthetic,
        "by": prices.by,
        "value": prices.value,
        "proof": prices.proof.value,
        "selected": list(prices.selected),
        "not_priced": list(prices.not_priced),
        "incomplete": prices.incomplete,
        "moves": [
            {
                "constraint": row.move.dial.constraint,
                "group": row.move.dial.group,
                "side": row.move.dial.side,
                "direction": row.move.direction,
                "unit": row.move.dial.unit,
                "today": row.move.today,
                "from": row.move.start,
                "to": row.move.to,
                "proof": row.proof.value,
                "gain": row.gain,
                "gain_most": row.gain_most,
                "hectares": row.hectares,
                "cost_meur": row.cost_meur,
                "enters": list(row.enters),
                "leaves": list(row.leaves),
            }
            for row in prices.rows
        ],
    }


def _row(prices: LimitPrices, row: Price) -> tuple[object, ...]:
    dial, way = row.move.dial, row.move.direction
    today = way in ("more", "less")
    side = TODAY if today else SIDE_WORDS.get(dial.side, Text("", ""))
    told = [Said("|".join(ids), ", ".join(places_of(prices.case, ids)))
            for ids in (row.enters, row.leaves)]  # fmt: skip
    return (
        Said(dial.constraint, limit_words(prices, row)),
        dial.group,
        Said(dial.side, side),
        Said(way, DIRECTION_WORDS.get(way, way)),
        Said(dial.unit, str(unit_words(dial.unit)).strip()),
        row.move.today, row.move.start, row.move.to,
        span_words(row),
        row.gain, row.gain_most, row.hectares, row.cost_meur,
        *told,
        f"{number(len(row.enters))}, {number(len(row.leaves))}",
        Said(row.proof.value, PROOF_WORDS[row.proof]),
    )  # fmt: skip


def _change(row: Price) -> tuple[bool, float]:
    size = -abs(row.gain) if np.isfinite(row.gain) else -np.inf
    return (not _changes(row), size)


def limit_words(prices: LimitPrices, row: Price) -> str:
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
    return " · ".join(part for part in (label, dial.group, side) if part)


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


def _headline(prices: LimitPrices) -> str:
    worth = number(prices.value, 2)
    proof = PROOF_WORDS[prices.proof]
    many, solved = number(len(prices.selected)), number(len(prices.rows))
    name = prices.case.model.titled
    s, moves = plural(len(prices.selected)), len(prices.rows)
    several = "s" if moves > 1 else ""
    return str(
        Text(
            f"« {name.fr} » : {worth} point{plural(prices.value)} pour {many} site{s}"
            f" ({proof.fr}) ; {solved} déplacement{several} de limite{several} résolu{several}",
            f"'{name.en}': {worth} points for {many} site{s} ({proof.en});"
            f" {solved} move{several} of {'limits' if several else 'a limit'} solved",
        )
    )


def _changes(row: Price) -> bool:
    return row.proof is not Proof.INFEASIBLE and (
        row.gain != 0.0 or bool(row.enters) or row.proof is not Proof.OPTIMAL
    )


def _still(rows: Sequence[Price]) -> list[Price]:
    return [row for row in rows if row.proof is not Proof.INFEASIBLE and not _changes(row)]


def _listed(words: Text, prices: LimitPrices, rows: Sequence[Price]) -> str:
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
    """Return each site by its name and its commune."""
    return [short_name(case, site) for site in ids]


def _sites_of(prices: LimitPrices, row: Price) -> str:
    def told(ids: Sequence[str]) -> str:
        return ", ".join(places_of(prices.case, ids)) or "–"

    head = f"{limit_words(prices, row)} {figure(row.move.start)} → {figure(row.move.to)}"
    said = Text(
        f"{head} : entrent {told(row.enters)} ; sortent {told(row.leaves)}",
        f"{head}: in {told(row.enters)}; out {told(row.leaves)}",
    )
    return str(said)

"""Rows of a list that are no site: sums below it, headers written again, notes."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from tisites.candidates.commune_check import plain_name
from tisites.candidates.guess.quantity import as_text
from tisites.candidates.numbers import is_missing_word
from tisites.messages.findings import Finding
from tisites.messages.text import Text, number

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from tisites.candidates.columns import Columns
    from tisites.candidates.formats.source import Source

Why = Literal["sum", "header", "note"]
_SUM = re.compile(
    r"sous tot(?:al|aux)(?: .*)?|(?:grand )?tot(?:al|aux)(?: (?:general|generaux|generale|du|de|des"
    r"|par|departement|region|surface|ha|m2|sites?|friches?)\b.*)?|somme(?: .*)?|moyenne(?: .*)?"
    r"|cumul(?: .*)?|nombre (?:de|total) .*|ensemble"
)
#: In a confirmed list, a row without a place that begins so, an oil company apart.
_SUM_OF = re.compile(r"tot(?:al|aux) (?!energ|raffin|petro|fina|elf|france|lubri|gaz|direct).*")
#: Below the table: a source, a remark, a key to its signs.
_NOTE = re.compile(
    r"(?:nb|n b|nota(?: bene)?|notes?|remarques?|sources?|legende|attention|lecture|champ"
    r"|mise a jour|maj|auteur|edite|date)\b.*"
)
#: Data that only a site has.
_PLACE = (
    "insee", "commune_name", "lon", "lat", "x", "y", "x_l93", "y_l93", "pair", "geometry",
    "postcode",
)  # fmt: skip
WORDS: dict[Why, Text] = {
    "sum": Text("totaux", "sums"),
    "header": Text("en-têtes répétés", "headers again"),
    "note": Text("notes", "notes"),
}


@dataclass(frozen=True, slots=True)
class OtherRow:
    """A row that is no site: its line, why, and its beginning."""

    line: int
    why: Why
    text: str


def only_rows(source: Source, kept: NDArray[np.bool_]) -> Source:
    """Return a source with some of its rows; its count stays that of the file."""
    if kept.all():
        return source
    at = np.cumsum(kept) - 1
    return replace(
        source,
        unread=tuple((int(at[row]), held) for row, held in source.unread if kept[row]),
        table=source.table[kept].reset_index(drop=True),
        lines=source.lines[kept],
        geometry=None if source.geometry is None else source.geometry[kept],
    )


def without_other_rows(source: Source, columns: Columns) -> tuple[Source, tuple[OtherRow, ...]]:
    """Leave out the rows that are no site: sums in any list, the others in a confirmed one.

    A sum says so in its first words, and neither commune nor position. A site named « Total » has
    either.
    """
    table = source.table
    if table.empty or source.geometry is not None:
        return source, ()
    bare = _without_place(table, columns)
    asked = bare if columns.reading is None else np.ones(len(table), dtype=bool)
    found: dict[int, OtherRow] = {}
    for row in np.flatnonzero(asked):
        cells = [str(c).strip() for c in table.iloc[row] if pd.notna(c) and str(c).strip()]
        why = _why(cells, table.columns, bare=bool(bare[row]), free=columns.reading is not None)
        if why is not None:
            found[int(row)] = OtherRow(int(source.lines[row]), why, " ; ".join(cells)[:120])
    kept = ~np.isin(np.arange(len(table)), list(found))
    return only_rows(source, kept), tuple(found.values())


def _without_place(table: pd.DataFrame, columns: Columns) -> NDArray[np.bool_]:
    bare = np.ones(len(table), dtype=bool)
    names = {columns.sources[n] for n in _PLACE if n in columns.sources} | set(columns.shapes)
    for name in names:
        text = as_text(table[name])
        told = text[bare]
        empty = told.map(_is_no_place).to_numpy(dtype=bool)
        bare[np.flatnonzero(bare)[~empty]] = False
    return bare


def _is_no_place(cell: str) -> bool:
    return not cell or is_missing_word(cell) or bool(_SUM.fullmatch(plain_name(cell)))


def _why(cells: Sequence[str], header: Sequence[str], *, bare: bool, free: bool) -> Why | None:
    """Return why a row is no site; ``None`` if it may be one.

    Examples
    --------
    >>> _why(["TOTAL", "23 ha"], ["N°", "ha"], bare=True, free=False)
    'sum'
    >>> _why(["Total Énergies"], ["N°"], bare=True, free=False) is None
    True
    """
    first = [plain_name(cell) for cell in cells[:2]]
    if bare and any(_SUM.fullmatch(cell) or (free and _SUM_OF.fullmatch(cell)) for cell in first):
        return "sum"
    if not free:
        return None
    names = {plain_name(name) for name in header}
    if len(cells) >= 2 and sum(plain_name(cell) in names for cell in cells) >= 0.8 * len(cells):
        return "header"
    alone = len(cells) == 1 and not cells[0].replace(" ", "").isdigit()
    sentence = len(cells) == 2 and re.search(r"[^\W\d_]{2}.* ", cells[1]) is not None
    marked = sentence and bool(
        _NOTE.fullmatch(first[0]) or re.fullmatch(r"\(\d{1,2}\)|\*+", cells[0])
    )
    return "note" if bare and (alone or marked) else None


def tell_other_rows(rows: Sequence[OtherRow]) -> list[Finding]:
    """Tell the rows that are no site, one finding each kind."""
    found = []
    for why, words in WORDS.items():
        some = [row for row in rows if row.why == why]
        if some:
            lines = ", ".join(f"{row.line}" for row in some[:20])
            what = Text(
                f"lignes qui ne sont pas des sites, {words.fr} ({number(len(some))}) : {lines} ;"
                f" « {some[0].text} »",
                f"rows that are no site, {words.en} ({number(len(some))}): {lines};"
                f" '{some[0].text}'",
            )
            remedy = Text("vérifier qu'aucune n'est un site", "check that none of them is a site")
            found.append(
                Finding("candidates", f"{why}_rows", "info", what, remedy, line=some[0].line)
            )
    return found

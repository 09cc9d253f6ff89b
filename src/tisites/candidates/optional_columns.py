"""Cells of the columns that a candidate file may add: what only the people of the place know.

A file without them loses nothing: what they tell is then unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.candidates.column_names import OPTIONAL, Kind
from tisites.candidates.numbers import CellReading, read_numbers
from tisites.candidates.owners import read_owners
from tisites.candidates.vocabulary import UNKNOWN_LABELS, spell
from tisites.messages.findings import Finding
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

#: Farther than this a distance was surely written in metres.
MOST_KM = 500.0
SHOWN = 5
_YES = {"oui": 1.0, "o": 1.0, "vrai": 1.0, "true": 1.0, "1": 1.0, "1.0": 1.0, "yes": 1.0, "t": 1.0}
_NO = {"non": 0.0, "n": 0.0, "faux": 0.0, "false": 0.0, "0": 0.0, "0.0": 0.0, "no": 0.0, "f": 0.0}
_STATES = {
    "good": ("bon", "neuf", "utilis", "good", "opérationnel", "operationnel"),
    "poor": ("mauvais", "moyen", "médiocre", "mediocre", "poor", "dégradé", "degrade"),
    "unusable": ("inutilisable", "unusable", "déposé", "depose", "hors service", "détruit"),
}
_WHAT: Mapping[Kind, Text] = {
    "yes_no": Text("oui ou non attendu", "yes or no expected"),
    "km": Text(
        f"kilomètres attendus, de 0 à {MOST_KM:g} (en mètres ?)",
        f"kilometres expected, 0 to {MOST_KM:g} (in metres?)",
    ),
    "ha": Text(
        "hectares attendus, pas plus que le site", "hectares expected, no more than the site"
    ),
    "state": Text("bon, mauvais ou inutilisable attendu", "good, poor or unusable expected"),
    "owners": Text(
        "codes de propriétaire (P5a|X1a) ou mots (commune, EPF, SCI…) attendus",
        "codes of owners (P5a|X1a) or words (commune, EPF, SCI…) expected",
    ),
}


@dataclass(frozen=True, slots=True)
class OptionalCells:
    """An optional column, read.

    Parameters
    ----------
    values : (n,) Series
        Numbers, 1 and 0 for yes and no, words for states; null where untold or not understood.
    odd : (n,) bool
        Cells that were not understood: read as unknown.
    """

    values: pd.Series
    odd: NDArray[np.bool_]


def read_optional(cells: pd.Series, kind: Kind) -> OptionalCells:
    """Read an optional column.

    Parameters
    ----------
    cells : (n,) Series
        As in the file.
    kind : str
        What is expected: ``yes_no``, ``km``, ``ha``, ``state`` or ``text``.

    Examples
    --------
    >>> read_optional(pd.Series(["oui", "?", None]), "yes_no").values.tolist()
    [1.0, nan, nan]
    >>> found = read_optional(pd.Series(["1,5", "12000", ""]), "km")
    >>> found.values.tolist(), found.odd.tolist()
    ([1.5, nan, nan], [False, True, False])
    """
    return OptionalCells(*_READ[kind](cells))


def within_the_site(sellable: OptionalCells, surface_ha: pd.Series) -> OptionalCells:
    """Return what can be sold of each site: more than the site was not understood.

    Parameters
    ----------
    sellable : OptionalCells
        Hectares.
    surface_ha : (n,) Series
        Area of each site, NaN where unknown.
    """
    beyond = (sellable.values > surface_ha * (1 + 1e-6)).to_numpy()
    return OptionalCells(sellable.values.mask(beyond), sellable.odd | beyond)


def tell_optional(
    table: pd.DataFrame,
    sources: Mapping[str, str],
    optional: Mapping[str, OptionalCells],
    lines: NDArray[np.int64],
) -> list[Finding]:
    """Tell each optional column with cells that were not understood.

    Parameters
    ----------
    table : DataFrame
        The file, index 0…n-1.
    sources : mapping of str to str
        Datum to column of the file, as resolved.
    optional : mapping of str to OptionalCells
        What was read.
    lines : (n,) int64
        Line of each row in the file.
    """
    return [
        _not_understood(
            sources[name], OPTIONAL[name].kind, table[sources[name]][read.odd], lines[read.odd]
        )
        for name, read in optional.items()
        if read.odd.any()
    ]


def _spelled(cells: pd.Series) -> tuple[pd.Series, np.ndarray]:
    """Return cells in one spelling, and where they say something."""
    words = cells.astype("str").fillna("").map(lambda cell: spell(str(cell)))
    return words, ~words.isin([*UNKNOWN_LABELS, "<na>", "none"]).to_numpy()


def _yes_no(cells: pd.Series) -> tuple[pd.Series, np.ndarray]:
    words, said = _spelled(cells)
    values = words.map({**_YES, **_NO}).astype(float)
    return values, said & values.isna().to_numpy()


def _km(cells: pd.Series) -> tuple[pd.Series, np.ndarray]:
    values, odd = _positive(cells)
    far = values > MOST_KM
    return values.mask(far), odd | far.to_numpy()


def _positive(cells: pd.Series) -> tuple[pd.Series, np.ndarray]:
    numbers, reading = read_numbers(cells)
    odd = (reading == CellReading.TEXT) | (numbers < 0)
    return pd.Series(np.where(odd, np.nan, numbers), index=cells.index), odd


def _state(cells: pd.Series) -> tuple[pd.Series, np.ndarray]:
    words, said = _spelled(cells)
    known = {word: _state_of(word) for word in set(words[said])}
    values = words.map(known).astype(object)
    return values.where(values.notna(), None), said & values.isna().to_numpy()


def _state_of(word: str) -> str | None:
    gone = any(sign in word for sign in _STATES["unusable"])
    if gone:
        return "unusable"
    return next((s for s, starts in _STATES.items() if word.startswith(starts)), None)


def _free(cells: pd.Series) -> tuple[pd.Series, np.ndarray]:
    """Return cells as they are written, null where they say nothing: no text is odd."""
    _, said = _spelled(cells)
    text = cells.astype("str").str.strip()
    return text.where(said), np.zeros(len(cells), dtype=bool)


def _owners(cells: pd.Series) -> tuple[pd.Series, np.ndarray]:
    _, said = _spelled(cells)
    told = {cell: read_owners(str(cell)) for cell in set(cells.astype("str")[said])}
    values = cells.astype("str").map(told).astype(object)
    known = said & (values.fillna("") != "").to_numpy()
    return values.where(known, None), said & values.isna().to_numpy()


_READ = {
    "text": _free,
    "owners": _owners,
    "yes_no": _yes_no,
    "km": _km,
    "ha": _positive,
    "state": _state,
}


def _not_understood(column: str, kind: Kind, cells: pd.Series, lines: np.ndarray) -> Finding:
    some = ", ".join(f"« {cell} »" for cell in cells.astype(str).head(SHOWN))
    what = _WHAT[kind]
    return Finding(
        "candidates",
        "optional_not_understood",
        "warning",
        Text(
            f"{column} : {what.fr} ; {len(cells)} cellules lues comme inconnues ({some})",
            f"{column}: {what.en}; {len(cells)} cells read as unknown ({some})",
        ),
        Text(
            "corriger ces cellules, ou les vider si la donnée n'est pas connue",
            "mend these cells, or empty them if the datum is not known",
        ),
        subject=column,
        line=int(lines[0]),
    )

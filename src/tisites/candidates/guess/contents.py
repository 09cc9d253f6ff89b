"""What the cells of a column look like: the share of them that each datum could be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.candidates.commune_names import (
    apart,
    known_code,
    named_deps,
    named_regions,
    several,
)
from tisites.candidates.guess.angles import read_angles, read_pair
from tisites.candidates.guess.quantity import as_text, read_quantity, unit_word
from tisites.candidates.numbers import CellReading, is_missing_word, read_numbers

if TYPE_CHECKING:
    from collections.abc import Callable

    from tisites.candidates.commune_names import Gazetteer
    from tisites.candidates.guess.quantity import CellArea

_LOOKED_AT = 400
_POSTCODE = re.compile(r"\d{2} ?\d{3}|\d{4}")
_MOST_ID, _MOST_SHOWN = 60, 3
_FLAGS = frozenset({"0", "1", "oui", "non", "o", "n", "vrai", "faux", "true", "false", "x"})


@dataclass(frozen=True)
class Cells:
    """One column of a list, looked at.

    Parameters
    ----------
    name : str
        Of the column.
    cells : (n,) Series
        As read.
    names : Gazetteer
        Communes, départements and régions.
    """

    name: str
    cells: pd.Series
    names: Gazetteer

    @cached_property
    def told(self) -> list[str]:
        """The cells that say something, as text."""
        text = as_text(self.cells)
        return [cell for cell in text if cell and not is_missing_word(cell)]

    @cached_property
    def some(self) -> list[str]:
        """As many of them as are looked at."""
        return self.told[:_LOOKED_AT]

    @property
    def filled(self) -> float:
        """Share of the rows that say something."""
        return len(self.told) / max(1, len(self.cells))

    @property
    def examples(self) -> tuple[str, ...]:
        """The first different cells."""
        return tuple(dict.fromkeys(self.some))[:_MOST_SHOWN]

    def share(self, fits: Callable[[str], object]) -> float:
        """Return the share of the cells that a test holds for."""
        return sum(bool(fits(cell)) for cell in self.some) / max(1, len(self.some))

    @cached_property
    def insee(self) -> float:
        """Share of the cells that are codes of communes."""
        return self.share(lambda cell: known_code(cell, self.names))

    @cached_property
    def communes(self) -> float:
        """Share of the cells that name a commune."""
        return self.share(self._names_commune)

    def _names_commune(self, cell: str) -> bool:
        code, name, deps = apart(cell, self.names)
        return bool(code) or (
            any(c.isalpha() for c in name)
            and bool(self.names.codes_of(name, deps)[0] or several(cell, self.names, deps))
        )

    @cached_property
    def deps(self) -> float:
        """Share of the cells that are départements."""
        return self.share(lambda cell: len(cell) < 40 and named_deps(cell, self.names))

    @cached_property
    def regions(self) -> float:
        """Share of the cells that are régions."""
        return self.share(lambda cell: named_regions(cell, self.names))

    @cached_property
    def postcodes(self) -> float:
        """Share of the cells that are written as postcodes."""
        return self.share(_POSTCODE.fullmatch)

    @cached_property
    def quantities(self) -> list[CellArea]:
        """The cells read as areas."""
        return [read_quantity(cell) for cell in self.some]

    @cached_property
    def areas(self) -> float:
        """Share of the cells that are areas or figures."""
        fits = (CellReading.NUMBER, CellReading.INTERVAL, CellReading.AMBIGUOUS)
        return sum(q.reading in fits for q in self.quantities) / max(1, len(self.some))

    @cached_property
    def own_units(self) -> float:
        """Share of the cells that say a unit of area."""
        return sum(q.unit is not None for q in self.quantities) / max(1, len(self.some))

    @cached_property
    def units(self) -> float:
        """Share of the cells that are units of area."""
        return self.share(unit_word)

    @cached_property
    def pairs(self) -> float:
        """Share of the cells that hold two coordinates in degrees."""
        return self.share(_degrees_pair)

    @cached_property
    def figures(self) -> np.ndarray:
        """Every cell as a number or an angle, NaN where it is none."""
        return read_angles(self.cells)[0]

    @cached_property
    def numeric(self) -> float:
        """Share of the cells that are numbers or angles."""
        return float(np.isfinite(self.figures).sum()) / max(1, len(self.told))

    @property
    def whole(self) -> bool:
        """Whether its numbers, if any, are whole."""
        values, _ = read_numbers(pd.Series(self.some, dtype="str"))
        known = values[np.isfinite(values)]
        return bool((known == np.floor(known)).all())

    @property
    def can_name(self) -> bool:
        """Whether it can tell sites apart: no flag, no measure, nearly every row another."""
        different = set(self.told)
        several = len(self.told) > len(different) or len(different) > len(_FLAGS)
        flags = several and {cell.casefold() for cell in different} <= _FLAGS
        enough = len(different) >= 0.8 * len(self.told)
        short = all(len(cell) <= _MOST_ID for cell in self.some)
        return (
            bool(different) and not flags and enough and short and self.whole and self.filled > 0.5
        )

    @cached_property
    def words(self) -> float:
        """Share of the cells with letters."""
        return self.share(lambda cell: any(c.isalpha() for c in cell))


def _degrees_pair(cell: str) -> bool:
    pair = read_pair(cell)
    if pair is None:
        return False
    inside = all(abs(value) <= 180.0 for value in pair)
    return inside and any(not float(value).is_integer() for value in pair)

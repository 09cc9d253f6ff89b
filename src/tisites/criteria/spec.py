"""What is said of an indicator (name, unit, label, formula, source), and the table of all."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tisites.messages.findings import Finding
    from tisites.messages.text import Text

End = Literal["low", "nominal", "high"]


@dataclass(frozen=True, slots=True)
class IndicatorSpec:
    """One indicator.

    Parameters
    ----------
    name : str
        Name, unit as its suffix.
    unit : str
        Unit, as printed.
    label : Text
        Short name for the planner.
    family : str
        ``land``, ``zan``, ``workforce``, ``water``, ``network``, ``maturity``, ``programme``.
    layers : tuple of str
        Layers of the pack (or ``candidates``) it is computed from.
    formula : Text
        How, in a line.
    source : Text
        Where formula and data come from.
    unknown : Text
        When it is unknown, and what the interval then is.
    interval : bool
        Whether it has ``_low`` and ``_high`` columns.
    """

    name: str
    unit: str
    label: Text
    family: str
    layers: tuple[str, ...]
    formula: Text
    source: Text
    unknown: Text
    interval: bool = False


@dataclass(frozen=True)
class Indicators:
    """Measured quantities of candidates.

    Parameters
    ----------
    table : DataFrame
        Index site id; a column ``q`` for each indicator, ``q_low`` and ``q_high`` beside it for
        those with an interval. Unknown is NaN.
    specs : mapping of str to IndicatorSpec
        What each is.
    findings : tuple of Finding
        One for each indicator with unknown values, and for words that no table lists.
    least, most : DataFrame
        Same index; for the indicators that a blank of the candidate file leaves in doubt, columns
        as in ``table``: each end at its least and greatest over what the blank may stand for.
    """

    table: pd.DataFrame
    specs: Mapping[str, IndicatorSpec]
    findings: tuple[Finding, ...] = field(default=())
    least: pd.DataFrame = field(default_factory=pd.DataFrame)
    most: pd.DataFrame = field(default_factory=pd.DataFrame)

    def interval(self, name: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return low, nominal and high of an indicator, each (n,) float64.

        Raises
        ------
        KeyError
            If there is no such indicator.
        """
        nominal = self.table[name].to_numpy(dtype=np.float64)
        if f"{name}_low" not in self.table.columns:
            return nominal, nominal, nominal
        low = self.table[f"{name}_low"].to_numpy(dtype=np.float64)
        return low, nominal, self.table[f"{name}_high"].to_numpy(dtype=np.float64)

    def span(self, name: str, end: End = "nominal") -> tuple[np.ndarray, np.ndarray]:
        """Return the range of one end over what blanks of the candidate file may stand for.

        Where everything is told, both are that end. Where the quantity is unknown between known
        ends, each end may be anything between them.

        Parameters
        ----------
        name : str
            Indicator.
        end : {"low", "nominal", "high"}
            Which end of its interval.

        Returns
        -------
        least, most : (n,) float64
            NaN where nothing bounds it.
        """
        low, nominal, high = self.interval(name)
        known = {"low": low, "nominal": nominal, "high": high}[end]
        column = name if end == "nominal" else f"{name}_{end}"
        if column in self.least.columns:
            least = self.least[column].to_numpy(dtype=np.float64)
            most = self.most[column].to_numpy(dtype=np.float64)
        else:
            unknown = np.isnan(nominal)
            least, most = (np.where(unknown, np.nan, known) for _ in range(2))
        return np.where(np.isnan(least), low, least), np.where(np.isnan(most), high, most)

    def untold(self, name: str) -> np.ndarray:
        """Return where an indicator is unknown, or rests on a blank of the candidate file."""
        nominal = self.interval(name)[1]
        if name not in self.least.columns:
            return np.isnan(nominal)
        apart = (self.least[name] != self.most[name]).to_numpy()
        return np.isnan(nominal) | apart

    def with_more(self, more: Indicators) -> Indicators:
        """Return the indicators of these sites and of others, the others' in place of the same.

        Each row depends on its own site only: it is what measuring them all at once gives.
        """
        kept = self.at(self.table.index.difference(more.table.index))
        every = kept.table.columns.union(more.table.columns, sort=False)
        table = pd.concat([one._ends(every) for one in (kept, more)]).sort_index()
        sides = []
        for side, added in ((kept.least, more.least), (kept.most, more.most)):
            columns = side.columns.union(added.columns, sort=False)
            filled = (one._sided(part, columns) for one, part in ((kept, side), (more, added)))
            sides.append(pd.concat(list(filled)).loc[table.index])
        return Indicators(table, self.specs, self.findings, *sides)

    def _ends(self, columns: pd.Index) -> pd.DataFrame:
        """Return the table with these columns; an exact quantity is both its ends."""
        found = {}
        for column in columns:
            exact = column.removesuffix("_low").removesuffix("_high")
            found[column] = self.table[column if column in self.table.columns else exact]
        return pd.DataFrame(found, index=self.table.index)

    def _sided(self, side: pd.DataFrame, columns: pd.Index) -> pd.DataFrame:
        """Fill in the ends that no blank leaves in doubt: as they are, NaN where unknown."""
        known = self._ends(columns)
        for column in columns:
            name = column.removesuffix("_low").removesuffix("_high")
            known[column] = known[column].where(self.table[name].notna())
        return known.assign(**{str(column): side[column] for column in side.columns})

    def at(self, ids: pd.Index) -> Indicators:
        """Return the indicators of these sites, in their order."""
        sides = (side.loc[ids] if len(side.columns) else side for side in (self.least, self.most))
        return Indicators(self.table.loc[ids], self.specs, self.findings, *sides)

"""What every page of a selection note starts from: the run, its chosen sites in their order."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pandas as pd

from tisites.messages.text import Text, number
from tisites.report.phrases import cut_name, site_phrase
from tisites.report.run_card import Stated
from tisites.solver.solution import Proof

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tisites.model.declaration import Model
    from tisites.report.deliver import Subject
    from tisites.run.read.case import Case
    from tisites.study.explain.base import Answered


@dataclass(frozen=True)
class Summed:
    """A quantity summed over the chosen sites, from its intervals.

    Parameters
    ----------
    low, nominal, high : float
        In the indicator's unit.
    unknown : int
        Sites of which nothing is known, left out of the three.
    """

    low: float
    nominal: float
    high: float
    unknown: int

    def words(self, unit: str, decimals: int = 0) -> Text:
        """Write the sum with its interval and what it leaves out.

        Examples
        --------
        >>> print(Summed(0.0, 152.0, 378.0, 2).words("ha"))
        152 ha (de 0 à 378 ; 2 sites inconnus)
        """
        here, low, high = (number(x, decimals) for x in (self.nominal, self.low, self.high))
        unit = f" {unit}" if unit else ""
        out = self.unknown
        s = "s" if out > 1 else ""
        more = (f" ; {out} site{s} inconnu{s}", f"; {out} site{s} unknown") if out else ("", "")
        if low == high:
            tail = (f" ({more[0][3:]})", f" ({more[1][2:]})") if out else ("", "")
            return Text(f"{here}{unit}{tail[0]}", f"{here}{unit}{tail[1]}")
        return Text(
            f"{here}{unit} (de {low} à {high}{more[0]})",
            f"{here}{unit} ({low} to {high}{more[1]})",
        )


@dataclass(frozen=True)
class Basis:
    """A run ready to be told.

    Parameters
    ----------
    subject : Subject
        Of a run.
    answered : Answered
        Its case with its checked answer.
    """

    subject: Subject
    answered: Answered

    @property
    def case(self) -> Case:
        """The program and its sites."""
        return self.answered.case

    @property
    def model(self) -> Model:
        """The merged model."""
        return self.case.model

    @property
    def report(self) -> Mapping[str, Any]:
        """What ``solution.json`` holds."""
        return self.subject.report

    @property
    def everyone(self) -> pd.DataFrame:
        """Every candidate."""
        return self.case.everyone

    @cached_property
    def chosen(self) -> pd.DataFrame:
        """The chosen sites, numbered as in ``selection.csv`` and on the map: column ``number``."""
        ids = list(self.report["selected"])
        table = self.everyone.loc[ids].assign(id=ids)
        table = table.sort_values(["reg", "dep", "id"], kind="stable")
        table["number"] = range(1, len(table) + 1)
        return table

    @cached_property
    def stated(self) -> Stated:
        """What the run claims of its answer."""
        bound = self.report["bound"]
        return Stated(
            float(self.report["objective"]),
            math.inf if bound is None else float(bound),
            float(self.report["gap"] or 0.0),
            Proof(self.report["proof"]),
            bool(self.report.get("certified", False)),
        )

    def total(self, indicator: str) -> Summed | None:
        """Summed an indicator over the chosen sites; ``None`` where nothing of it is known."""
        if indicator not in self.chosen:
            return None
        values = self.chosen[indicator].to_numpy(dtype="float64")
        known = ~pd.isna(values)
        if not known.any():
            return None
        sums = []
        for column in (f"{indicator}_low", indicator, f"{indicator}_high"):
            here = self.chosen[column] if column in self.chosen else self.chosen[indicator]
            sums.append(float(here.to_numpy(dtype="float64")[known].sum()))
        return Summed(sums[0], sums[1], sums[2], int((~known).sum()))

    def site(self, site_id: str) -> str:
        """Name a site with its commune, for a sentence or a cell."""
        row = self.everyone.loc[site_id]
        return site_phrase(row["name"], row["commune"], site_id)


def named(name: object, otherwise: object) -> str:
    """Return a site's name, its id where it has none, cut to what a line holds."""
    text = name if isinstance(name, str) and name else str(otherwise)
    return cut_name(text)


def known_words(value: object) -> str:
    """Return a name, or that it is unknown."""
    return value if isinstance(value, str) and value else str(Text("inconnu", "unknown"))


def figure(value: Any) -> float | None:
    """Return a figure for a cell, ``None`` where it is unknown."""
    return None if value is None or pd.isna(value) else float(value)

"""Maturity as dated steps: the critical path to a turnkey site, and the year it ends."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.criteria.blanks import EVERY_WORD, OR, may_be
from tisites.criteria.evidence import TYPE_CLASS, ZONING_CLASS, classes
from tisites.criteria.interval import Doubt, Interval, doubt, through
from tisites.criteria.maturity import POLLUTION, STATUS
from tisites.criteria.project import open_project, ready_status
from tisites.criteria.spec import IndicatorSpec
from tisites.messages.text import Text, same

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tisites.criteria.assumptions import Assumptions
    from tisites.criteria.blanks import Words

TABLE = Path(__file__).with_name("maturity_steps.toml")
ENDS = (0, 1, 2)
MONTHS_PER_YEAR = 12.0
WITH_PROJECT = "friche avec projet"

SPECS: tuple[IndicatorSpec, ...] = (
    IndicatorSpec(
        "steps_years",
        "years",
        Text("Durée des étapes vers le clé en main", "Years of steps to turnkey"),
        "maturity",
        ("candidates",),
        Text(
            "plus long chemin dans maturity_steps.toml ; étapes nécessaires selon type, "
            "zonage, pollution, statut",
            "longest path through maturity_steps.toml; needed steps by type, zone, "
            "pollution, status",
        ),
        Text(
            "appel de 2023 ; Sénat r23-306 (plan 2 à 3 ans) ; Banque des territoires ; les "
            "durées sans source sont au choix du planificateur",
            "call of 2023; Sénat r23-306 (plan 2 to 3 years); Banque des territoires; "
            "durations without a source are the planner's choice",
        ),
        Text(
            "jamais inconnu : les mots inconnus élargissent l'intervalle",
            "never unknown: unknown words widen the interval",
        ),
        interval=True,
    ),
    IndicatorSpec(
        "available_year",
        "year",
        Text("Année de disponibilité", "Year of availability"),
        "maturity",
        ("candidates", "substations"),
        same("max(steps_start_year + steps_years, grid_ready_year)"),
        Text(
            "chemin critique des étapes et du raccordement électrique",
            "critical path of the steps and of the grid connection",
        ),
        Text(
            "pas de couche électrique (Corse, outre-mer) : au moins la borne basse des étapes",
            "no grid layer (Corsica, overseas): at least the low end of the steps",
        ),
        interval=True,
    ),
)


@dataclass(frozen=True, slots=True)
class ProjectStep:
    """One step to a turnkey site.

    Parameters
    ----------
    code : str
        Stable name.
    label : Text
        For the planner.
    months : tuple of float
        Low, likely, high.
    after : tuple of str
        Steps to finish first.
    by : str
        Column that decides whether the step is needed; empty: always.
    needed : mapping of str to tuple of float
        By class, share of the lead time that counts at each end.
    early : bool
        Whether a site with a project may have done it.
    source : str
        Where the durations come from.
    """

    code: str
    label: Text
    months: tuple[float, ...]
    after: tuple[str, ...]
    by: str
    needed: Mapping[str, tuple[float, ...]]
    early: bool
    source: str

    def lead_months(self, words: Mapping[str, str], end: int, *, most: bool | None = None) -> float:
        """Return the months that count at an end (0 low, 1 likely, 2 high).

        A blank may be of several classes (joined by ``|``): the most months count, but for the low
        end, the least; ``most`` says otherwise.
        """
        side = max if (end > 0 if most is None else most) else min
        kinds = words.get(self.by, self.by).split(OR)
        share = side(self.needed[kind][end] for kind in kinds) if self.by else 1.0
        statuses = words["status"].split(OR)
        done = side(
            0.0 if self.early and end == 0 and status == WITH_PROJECT else 1.0
            for status in statuses
        )
        return self.months[end] * share * done


@cache
def steps() -> tuple[ProjectStep, ...]:
    """Return the versioned table of steps.

    Examples
    --------
    >>> [step.months for step in steps() if step.code == "plan"]
    [(24, 30, 36)]
    """
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))["step"]
    return tuple(
        ProjectStep(
            code,
            Text(row["fr"], row["en"]),
            tuple(row["months"]),
            tuple(row.get("after", ())),
            row.get("by", ""),
            {word: tuple(shares) for word, shares in row.get("needed", {}).items()},
            bool(row.get("early", False)),
            row["source"],
        )
        for code, row in table.items()
    )


def critical_path(
    words: Mapping[str, str], end: int, *, most: bool | None = None
) -> tuple[float, tuple[str, ...]]:
    """Return the months of the longest path through the steps, and the steps on it.

    Parameters
    ----------
    words : mapping of str to str
        Classes of the site: ``site_type``, ``zoning``, ``pollution``, and its ``status``; what a
        blank may be is joined by ``|``.
    end : int
        0 low, 1 likely, 2 high.
    most : bool, optional
        Which side of what blanks may be; by default the most, and the least at the low end.

    Examples
    --------
    >>> words = {"site_type": "built", "zoning": "rural", "pollution": "none", "status": ""}
    >>> critical_path(words, 1)
    (54.0, ('plan', 'authorisation', 'services'))
    """
    table = {step.code: step for step in steps()}
    months = {code: step.lead_months(words, end, most=most) for code, step in table.items()}
    finish: dict[str, tuple[float, tuple[str, ...]]] = {}

    def done(code: str) -> tuple[float, tuple[str, ...]]:
        """Return when a step ends, and the longest path to its end."""
        if code not in finish:
            before = max((done(other) for other in table[code].after), key=_first, default=_NOW)
            total, path = before if before[0] > 0.0 else _NOW
            finish[code] = (total + months[code], (*path, code))
        return finish[code]

    total, path = max((done(code) for code in table), key=_first)
    return total, tuple(code for code in path if months[code] > 0.0)


#: Where every path begins: no month, no step.
_NOW: tuple[float, tuple[str, ...]] = (0.0, ())


def _first(found: tuple[float, tuple[str, ...]]) -> float:
    return found[0]


def words_of(sites: pd.DataFrame, words: Words = EVERY_WORD) -> pd.DataFrame:
    """Return the classes of each site that decide its steps; all that a blank may be, by ``|``."""
    project = {word: word if word == WITH_PROJECT else "" for word in STATUS}
    blank = OR.join(sorted({"", *(project[word] for word in words.status if word in project)}))
    return pd.DataFrame(
        {
            "site_type": classes(
                sites["site_type"], TYPE_CLASS, may_be(words.site_type, TYPE_CLASS)
            ),
            "zoning": classes(sites["zoning"], ZONING_CLASS, may_be(words.zoning, ZONING_CLASS)),
            "pollution": classes(sites["pollution"], POLLUTION, may_be(POLLUTION, POLLUTION)),
            "status": classes(ready_status(sites), project, blank).mask(
                open_project(sites), OR.join(sorted({"", WITH_PROJECT}))
            ),
        },
        index=sites.index,
    )


def steps_years(sites: pd.DataFrame, told: Words = EVERY_WORD) -> Doubt:
    """Return the years of the critical path of each site: low, likely, high.

    Parameters
    ----------
    sites : DataFrame
        Candidate columns ``site_type``, ``zoning``, ``pollution``, ``status``.
    told : Words
        What a blank may stand for.
    """
    words = words_of(sites, told)
    groups = words.groupby(list(words.columns), sort=True).ngroup().to_numpy()
    distinct = words.drop_duplicates().sort_values(list(words.columns))
    years = np.array(
        [
            [
                [critical_path(row, end, most=most)[0] / MONTHS_PER_YEAR for end in ENDS]
                for most in (False, True)
            ]
            for row in distinct.to_dict("records")
        ]
    ).reshape(-1, 2, len(ENDS))
    least, most = (Interval(*years[groups, side].T) for side in (0, 1))
    return doubt(least, most, "high")


def available_year(years: Interval, grid_ready: Interval, start_year: float) -> Interval:
    """Return the year a site is turnkey: the later of its steps and its grid connection.

    Examples
    --------
    >>> from tisites.criteria.interval import exact
    >>> unknown = exact([np.nan])
    >>> available_year(exact([4.0]), exact([2029.0]), 2026.0).nominal.tolist()
    [2030.0]
    >>> got = available_year(exact([4.0]), unknown, 2026.0)
    >>> got.low.tolist(), got.nominal.tolist()
    ([2030.0], [nan])
    """

    def later(steps: Interval) -> Interval:
        low = np.fmax(start_year + steps.low, grid_ready.low)  # without a grid layer: steps alone
        nominal = np.maximum(start_year + steps.nominal, grid_ready.nominal)
        return Interval(low, nominal, np.maximum(start_year + steps.high, grid_ready.high))

    return through(later, years, rising=True, hurts="high")


def measure_steps(
    sites: pd.DataFrame,
    assumptions: Assumptions,
    grid_ready: Interval,
    words: Words = EVERY_WORD,
) -> dict[str, Interval]:
    """Measure the family; ``words``: what a blank may stand for."""
    years = steps_years(sites, words)
    return {
        "steps_years": years,
        "available_year": available_year(years, grid_ready, assumptions.steps_start_year),
    }

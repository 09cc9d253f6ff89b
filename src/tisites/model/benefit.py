"""The benefit of a territory, with its normalisation explicit: what equity is measured on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field
from scipy.sparse import csr_array

from tisites.criteria.cuts import Counted, Per, Territorial
from tisites.messages.text import Text

if TYPE_CHECKING:
    from tisites.model.sites import Sites

#: One unit of the base, so that a benefit reads in figures of a page: 0.73 sites per million.
PER_SCALE: dict[Per, float] = {
    "territory": 1.0,
    "population": 1e6,
    "population_20_64": 1e6,
    "industry_jobs": 1e5,
    "jobs_lost": 1e4,
    "eligible_ha": 1e3,
}
COUNTED_WORDS: dict[Counted, Text] = {
    "sites": Text("sites", "sites"),
    "hectares": Text("hectares", "hectares"),
    "jobs": Text("emplois à pourvoir", "jobs to fill"),
    "score": Text("points de score", "score points"),
}
PER_WORDS: dict[Per, Text] = {
    "territory": Text("par territoire", "per territory"),
    "population": Text("par million d'habitants", "per million inhabitants"),
    "population_20_64": Text("par million de 20-64 ans", "per million people of 20-64"),
    "industry_jobs": Text("pour 100 000 emplois industriels", "per 100,000 industrial jobs"),
    "jobs_lost": Text("pour 10 000 emplois industriels perdus", "per 10,000 industrial jobs lost"),
    "eligible_ha": Text(
        "pour 1 000 ha de friches éligibles", "per 1,000 ha of eligible brownfield"
    ),
}
NO_CANDIDATE: Text = Text("aucun candidat éligible", "no eligible candidate")


class Benefit(BaseModel):
    """What a territory gets, and per what: ``u_g = Σ_{i in g} b_i x_i · scale / base_g``.

    Examples
    --------
    >>> str(Benefit(by="region", per="population").unit)
    "sites par million d'habitants"
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    by: Territorial = Field(default="region", description="Cut of the country.")
    benefit: Counted = Field(default="sites", description="What a chosen site brings.")
    per: Per = Field(
        default="territory",
        description="What it is divided by: nothing, or a base of the territory.",
    )

    @property
    def unit(self) -> Text:
        """Unit of ``u_g``."""
        counted, per = COUNTED_WORDS[self.benefit], PER_WORDS[self.per]
        return Text(f"{counted.fr} {per.fr}", f"{counted.en} {per.en}")


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A territory that a measure cannot judge, and why.

    Parameters
    ----------
    code, name : str
        The territory.
    kind : {"no_candidate", "unknown_base", "empty_base"}
        No eligible candidate; a base that is unknown; a base of zero.
    reason : Text
        For the planner.
    """

    code: str
    name: str
    kind: Literal["no_candidate", "unknown_base", "empty_base"]
    reason: Text


@dataclass(frozen=True, slots=True)
class BenefitRows:
    """Benefit of every territory that can be judged, linear in the selection.

    Parameters
    ----------
    benefit : Benefit
        What is counted.
    matrix : (g, n) csr_array
        ``u = matrix @ x``, in ``benefit.unit``.
    codes, names : tuple of str
        The ``g`` territories, by code.
    base : (g,) float64
        What each is divided by, in units of its own (inhabitants, jobs, hectares; 1 for
        ``territory``).
    population : (g,) float64
        Inhabitants, to weigh territories; NaN where unknown.
    left_out : tuple of LeftOut
        Territories of the same cut that are no row, by code.
    unknown : (k,) int64
        Columns whose own benefit is unknown: they count for 0, so ``u`` is a lower bound.
    outside : (k,) int64
        Columns in no territory of the cut, or in one that is left out.
    """

    benefit: Benefit
    matrix: csr_array
    codes: tuple[str, ...]
    names: tuple[str, ...]
    base: np.ndarray
    population: np.ndarray
    left_out: tuple[LeftOut, ...]
    unknown: np.ndarray
    outside: np.ndarray


def site_benefit(benefit: Counted, sites: Sites) -> np.ndarray:
    """Return what each site brings, (n,): 1, hectares, jobs or score; NaN where unknown.

    ``jobs`` is the nominal ``labour_need_jobs``; ``score`` the nominal score, 0 to 100.
    """
    if benefit == "sites":
        return np.ones(len(sites))
    if benefit == "hectares":
        return sites.table["surface_ha"].to_numpy(dtype=np.float64)
    if benefit == "jobs":
        return sites.indicators.table["labour_need_jobs"].to_numpy(dtype=np.float64)
    if sites.scores is None:
        raise ValueError("sites were not scored yet")
    return np.asarray(sites.scores, dtype=np.float64)


def benefit_rows(benefit: Benefit, sites: Sites) -> BenefitRows:
    """Return the coefficients of every territory's benefit.

    A territory without eligible candidate, or whose base is unknown, is left out with its reason:
    its benefit is 0 or undefined whatever is chosen.

    Parameters
    ----------
    benefit : Benefit
        What is counted, per what.
    sites : Sites
        Eligible sites; ``sites.bases[benefit.by]`` must be there.
    """
    bases = sites.bases[benefit.by]
    numbers, labels = sites.codes(benefit.by)
    codes = sorted(set(labels) | set(bases.index))
    position = np.append(np.searchsorted(codes, labels), -1)  # the last answers for none
    group = position[numbers]
    table = bases.reindex(codes)
    names = [
        str(name) if isinstance(name, str) else code
        for code, name in zip(codes, table["name"], strict=True)
    ]
    member = group >= 0
    count = np.bincount(group[member], minlength=len(codes))
    surface = sites.table["surface_ha"].to_numpy(dtype=np.float64)
    hectares = np.bincount(group[member], np.nan_to_num(surface[member]), len(codes))
    base = base_of(benefit.per, table, hectares)
    left = left_out(codes, names, count, base)
    judged = np.setdiff1d(np.arange(len(codes)), [codes.index(one.code) for one in left])
    values = site_benefit(benefit.benefit, sites)
    row = np.full(len(codes) + 1, -1)  # the last entry answers for sites in no territory
    row[judged] = np.arange(judged.size)
    inside = np.flatnonzero(row[group] >= 0)
    coefficients = np.nan_to_num(values[inside]) * PER_SCALE[benefit.per] / base[group[inside]]
    matrix = csr_array(
        (coefficients, (row[group[inside]], inside)), shape=(judged.size, len(sites))
    )
    matrix.eliminate_zeros()
    matrix.sort_indices()
    return BenefitRows(
        benefit,
        matrix,
        tuple(codes[k] for k in judged),
        tuple(names[k] for k in judged),
        base[judged],
        table["population"].to_numpy(dtype=np.float64)[judged],
        left,
        np.flatnonzero(np.isnan(values)),
        np.flatnonzero(row[group] < 0),
    )


def base_of(per: Per, bases: pd.DataFrame, eligible_ha: np.ndarray) -> np.ndarray:
    """Return what each territory is divided by, (g,); NaN where unknown.

    Parameters
    ----------
    per : str
        Name of the base.
    bases : DataFrame
        Rows of :func:`~tisites.criteria.territory_bases.territory_bases`.
    eligible_ha : (g,) float64
        Hectares of the eligible candidates of each.
    """
    if per == "territory":
        return np.ones(len(bases))
    if per == "eligible_ha":
        return np.asarray(eligible_ha, dtype=np.float64)
    return bases[per].to_numpy(dtype=np.float64)


def left_out(
    codes: list[str], names: list[str], eligible: np.ndarray, base: np.ndarray
) -> tuple[LeftOut, ...]:
    """Return the territories that cannot be judged, by code, each with its reason."""
    found = []
    for code, name, many, one in zip(codes, names, eligible, base, strict=True):
        if many == 0:
            found.append(LeftOut(code, name, "no_candidate", NO_CANDIDATE))
        elif np.isnan(one):
            why = Text("dénominateur inconnu dans les données", "its base is unknown in the data")
            found.append(LeftOut(code, name, "unknown_base", why))
        elif one <= 0:
            why = Text("dénominateur nul", "its base is zero")
            found.append(LeftOut(code, name, "empty_base", why))
    return tuple(found)

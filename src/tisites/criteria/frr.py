"""*France ruralités revitalisation* (FRR): what a commune's class says of a site, and of a cut."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.criteria.density import commune_density, cross
from tisites.criteria.interval import Interval

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tisites.territory.territory import Territory

#: Territory of the cut ``frr`` for each class of a pack. Listed without a class counts as FRR.
CUT: Mapping[str, str] = {
    "none": "no",
    "core": "frr",
    "listed": "frr",
    "plus": "frr_plus",
    "beneficiary": "beneficiary",
    "core_partial": "partial",
    "beneficiary_partial": "partial",
}
#: French name of each, the most supported first.
FRR_NAMES: Mapping[str, str] = {
    "frr_plus": "FRR+",
    "frr": "FRR",
    "beneficiary": "bénéficiaires (ex-ZRR)",
    "partial": "FRR en partie",
    "no": "hors FRR",
}
#: Classes whose whole commune has the aid.
INSIDE = ("core", "listed", "plus", "beneficiary")
PARTIAL = ("core_partial", "beneficiary_partial")


def commune_frr(territory: Territory) -> pd.Series:
    """Return the part of the cut ``frr`` of every commune, index ``insee``; None if unknown."""
    classes = territory.frr
    index = territory.communes.index
    if classes is None:
        return pd.Series(None, index=index, dtype=object, name="frr")
    found = classes.reindex(index).map(CUT).astype(object)
    return found.where(found.notna(), None).rename("frr")


def in_frr(insee: pd.Series, classes: pd.Series | None) -> Interval:
    """Return whether sites have the aid of FRR, 0/1; between both where part of a commune has.

    Parameters
    ----------
    insee : Series
        Commune of each site, null where unknown.
    classes : Series or None
        Class by commune (:attr:`~tisites.territory.territory.Territory.frr`); None without it.

    Examples
    --------
    >>> classes = pd.Series({"01001": "none", "01029": "core", "01187": "beneficiary_partial"})
    >>> found = in_frr(pd.Series(["01001", "01029", "01187", "99999"]), classes)
    >>> found.low.tolist(), found.nominal.tolist(), found.high.tolist()
    ([0.0, 1.0, 0.0, nan], [0.0, 1.0, nan, nan], [0.0, 1.0, 1.0, nan])
    """
    return _between(_classes(insee, classes), INSIDE, PARTIAL)


def in_frr_plus(insee: pd.Series, classes: pd.Series | None) -> Interval:
    """Return whether sites lie in FRR+, 0/1; unknown where a file lists a commune without class.

    Examples
    --------
    >>> classes = pd.Series({"02004": "plus", "01029": "core", "01060": "listed"})
    >>> in_frr_plus(pd.Series(["02004", "01029", "01060"]), classes).nominal.tolist()
    [1.0, 0.0, nan]
    """
    return _between(_classes(insee, classes), ("plus",), ("listed",))


def _classes(insee: pd.Series, classes: pd.Series | None) -> pd.Series:
    if classes is None:
        return pd.Series(None, index=insee.index, dtype=object)
    return insee.astype(object).map(classes).astype(object)


def _between(classes: pd.Series, inside: tuple[str, ...], doubtful: tuple[str, ...]) -> Interval:
    known = classes.notna().to_numpy()
    yes = classes.isin(inside).to_numpy(dtype=float)
    doubt = classes.isin(doubtful).to_numpy()
    nominal = np.where(known & ~doubt, yes, np.nan)
    low, high = (np.where(doubt, end, nominal) for end in (0.0, 1.0))
    return Interval(low, nominal, high)


def with_cuts(table: pd.DataFrame, territory: Territory) -> pd.DataFrame:
    """Add ``density``, ``region_x_density`` and ``frr``, None where the commune is unknown.

    Parameters
    ----------
    table : DataFrame
        Sites; columns ``insee`` and ``reg``.
    territory : Territory
        Where their communes are.
    """
    insee = table["insee"].astype(object)
    density, frr = (insee.map(of(territory)) for of in (commune_density, commune_frr))
    return table.assign(
        density=density.array,
        region_x_density=cross(table["reg"], density).array,
        frr=frr.astype(object).where(frr.notna(), None).array,
    )

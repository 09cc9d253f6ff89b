"""Private sidings: which one a site can use, from its own file or from the base ITE 3000."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.criteria.interval import Interval, exact
from tisites.criteria.spec import IndicatorSpec
from tisites.messages.text import Text
from tisites.territory.nearest import nearest_km

if TYPE_CHECKING:
    from tisites.territory.territory import Territory

#: A siding farther than this serves nobody, km (Mutafriches v1.11).
SIDING_KM = 1.0
UNUSABLE = "unusable"
#: Words of a siding's state (ITE 3000) and what they are worth.
SIDING_STATE = {
    "bon": "good", "bon état": "good", "utilisée": "good", "good": "good", "neuf": "good",
    "mauvais": "poor", "mauvais état": "poor", "moyen": "poor", "poor": "poor",
    "inutilisable": UNUSABLE, "unusable": UNUSABLE,
}  # fmt: skip
#: Of sidings within reach, the one in good state serves; then one of which the state is untold.
BEST_FIRST = ("good", "", "poor")

SPECS: tuple[IndicatorSpec, ...] = (
    IndicatorSpec(
        "siding_km",
        "km",
        Text("Embranchement ferroviaire (ITE)", "Private siding (ITE)"),
        "network",
        ("sidings", "candidates"),
        Text(
            "ce que dit le fichier de candidats (colonne ite_km) ; sinon à vol d'oiseau de "
            "l'embranchement utilisable le plus proche",
            "as the candidate file says (column ite_km); else straight line to the nearest "
            "siding that can be used",
        ),
        Text(
            "ITE 3000 (Cerema) ; fichier de candidats",
            "ITE 3000 (Cerema); candidate file",
        ),
        Text(
            "ni couche ni colonne, aucun sur la même terre, pas de coordonnées, ou un "
            "embranchement inutilisable : inconnu",
            "no such layer and no such column, none on the landmass, no coordinates, or a "
            "siding that cannot be used: unknown",
        ),
    ),
)


def nearest_siding(
    sites: pd.DataFrame, sidings: pd.DataFrame | None
) -> tuple[np.ndarray, pd.Series]:
    """Return the distance to the siding that serves each site, and its state.

    Parameters
    ----------
    sites : DataFrame
        n sites: ``lon``, ``lat``, ``zone``, ``x_m``, ``y_m``.
    sidings : DataFrame or None
        The same, and ``state`` (``good``, ``poor``, ``unusable``, null); None without the layer.

    Returns
    -------
    km : (n,) float64
        Distance to the nearest siding that can be used; within :data:`SIDING_KM` to the one in the
        best state. NaN where unknown.
    state : (n,) Series of str
        Its state, null where untold.

    Examples
    --------
    >>> def at(xs, **more):
    ...     place = {"lon": 2.0, "lat": 47.0, "zone": 0, "y_m": 0.0}
    ...     return pd.DataFrame({"x_m": xs, **place, **more})
    >>> found = at([200.0, 600.0, 50.0], state=["poor", "good", "unusable"])
    >>> km, state = nearest_siding(at([0.0, 9000.0]), found)
    >>> km.tolist(), state.tolist()
    ([0.6, 8.4], ['good', 'good'])
    """
    nothing = np.full(len(sites), np.nan)
    if sidings is None:
        return nothing, pd.Series(None, index=sites.index, dtype=object)
    states = sidings["state"].astype(object).where(sidings["state"].notna(), "")
    km = {state: nearest_km(sites, sidings[states == state]) for state in BEST_FIRST}
    least = np.fmin.reduce(list(km.values()))
    chosen, word = least.copy(), np.full(len(sites), None, dtype=object)
    for state in reversed(BEST_FIRST):
        here = (km[state] == least) | (km[state] < SIDING_KM)
        chosen[here], word[here] = km[state][here], state or None
    return chosen, pd.Series(word, index=sites.index, dtype=object)


def siding_of(sites: pd.DataFrame, territory: Territory) -> tuple[np.ndarray, pd.Series]:
    """Return the siding of each site: what its own file says, else what the layer says.

    A siding that its file says cannot be used is infinitely far.

    Parameters
    ----------
    sites : DataFrame
        Candidate columns; optional ``ite_km``, ``ite_state``, and ``has_siding``: a siding on the
        site itself, at no distance.
    territory : Territory
        Layer ``sidings``, where the pack has it.
    """
    km, state = nearest_siding(sites, territory.sidings)
    if "has_siding" in sites:
        own = (sites["has_siding"] == 1.0).to_numpy(dtype=bool, na_value=False) & ~(km < SIDING_KM)
        km, state = np.where(own, 0.0, km), state.mask(own, None)
    if "ite_km" in sites:
        told = sites["ite_km"].to_numpy(dtype=float, na_value=np.nan)
        known = ~np.isnan(told)
        km, state = np.where(known, told, km), state.mask(known, None)
    if "ite_state" in sites:
        words = sites["ite_state"].astype(object)
        state = words.where(words.notna(), state)
    broken = (state.map(SIDING_STATE) == UNUSABLE).to_numpy(dtype=bool)
    return np.where(broken, np.inf, km), state.mask(broken, None)


def measure_sidings(sites: pd.DataFrame, territory: Territory) -> dict[str, Interval]:
    """Measure the family."""
    km = siding_of(sites, territory)[0]
    return {"siding_km": exact(np.where(np.isinf(km), np.nan, km))}

"""Private sidings: which one a site can use, from its own file or from the base ITE 3000."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.criteria.declared import told
from tisites.criteria.interval import Doubt, Interval, doubt, exact
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
#: Value of rail access: siding within reach in good state, in poor state.
SIDING = {"good": 1.0, "poor": 0.8}
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
            "à vol d'oiseau de l'embranchement utilisable le plus proche, ou ce que dit le "
            "fichier de candidats (ite_km, avec ite_state) s'il est plus près",
            "straight line to the nearest siding that can be used, or as the candidate file says "
            "(ite_km, with ite_state) where nearer",
        ),
        Text(
            "ITE 3000 (Cerema) ; fichier de candidats",
            "ITE 3000 (Cerema); candidate file",
        ),
        Text(
            "ni couche ni colonne, aucun sur la même terre, pas de coordonnées, ou un "
            "embranchement inutilisable : inconnu ; fichier muet, ou état non dit : celui de la "
            "couche compte, de 0 à lui",
            "no such layer and no such column, none on the landmass, no coordinates, or a "
            "siding that cannot be used: unknown; file silent, or state not told: that of the "
            "layer counts, from 0 to it",
        ),
        interval=True,
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


def own_siding(sites: pd.DataFrame) -> tuple[np.ndarray, pd.Series, np.ndarray]:
    """Return what the candidate file says of a siding: km, and its state.

    Parameters
    ----------
    sites : DataFrame
        Optional columns ``ite_km``, ``ite_state``, and ``has_siding``: a siding on the site itself,
        at no distance.

    Returns
    -------
    km : (n,) float64
        NaN where the file does not tell.
    state : (n,) Series of str
        ``good``, ``poor``, ``unusable``; null where the file does not tell.
    nearer : (n,) bool
        Where a datum that is not told could bring it nearer.

    Examples
    --------
    >>> file = pd.DataFrame({"has_siding": [1.0, 0.0], "ite_state": [None, "bon"]})
    >>> km, state, nearer = own_siding(file)
    >>> km.tolist(), state.astype(object).tolist(), nearer.tolist()
    ([0.0, nan], [None, 'good'], [False, True])
    """
    own, here = told(sites, "ite_km"), told(sites, "has_siding")
    km = np.where(here == 1.0, 0.0, own)
    nearer = (here != 1.0) & (np.isnan(own) | np.isnan(here))
    if "ite_state" not in sites:
        return km, pd.Series(None, index=sites.index, dtype=object), nearer
    state = sites["ite_state"].astype(object).map(SIDING_STATE).astype(object)
    return km, state.where(state.notna(), None), nearer


def siding_km(
    layer_km: np.ndarray, own_km: np.ndarray, own_state: pd.Series, nearer: np.ndarray
) -> Doubt:
    """Return the distance to the nearest siding that can be used: of the layer, or of the file.

    A siding of the file counts once its state is told: it may be unusable.

    Examples
    --------
    >>> own = pd.Series(["good", None, "unusable", None], dtype=object)
    >>> nearer = np.array([False, False, False, True])
    >>> got = siding_km(np.full(4, 5.0), np.array([0.4, 0.4, 0.4, np.nan]), own, nearer)
    >>> got.low.tolist(), got.nominal.tolist()
    ([0.4, 0.4, 5.0, 0.0], [0.4, 5.0, 5.0, 5.0])
    """
    silent, dead = own_state.isna().to_numpy(), (own_state == UNUSABLE).to_numpy(dtype=bool)
    nearest = np.fmin(layer_km, own_km)
    least = np.where(dead, layer_km, np.where(nearer, 0.0, nearest))
    least = np.where(np.isnan(layer_km) & (silent | np.isnan(own_km)), np.nan, least)
    most = np.where(dead | silent | np.isnan(own_km), layer_km, nearest)
    return doubt(exact(least), exact(most), "high")


def with_own_siding(
    level: Interval, own_km: np.ndarray, own_state: pd.Series, nearer: np.ndarray
) -> Doubt:
    """Return the value of access to rail where the file tells of a siding too: the better counts.

    Parameters
    ----------
    level : Interval
        As the layers know it (:func:`~tisites.criteria.gateways.rail_access_level`).
    own_km, own_state, nearer
        Of :func:`own_siding`.

    Examples
    --------
    >>> own = pd.Series(["poor", None, None], dtype=object)
    >>> told = np.full(3, False)
    >>> got = with_own_siding(exact([0.4, 0.4, 0.4]), np.array([0.4, 0.4, 30.0]), own, told)
    >>> got.low.tolist(), got.nominal.tolist(), got.high.tolist()
    ([0.8, 0.4, 0.4], [0.8, 0.4, 0.4], [0.8, 1.0, 0.4])
    """
    silent, dead = own_state.isna().to_numpy(), (own_state == UNUSABLE).to_numpy(dtype=bool)
    value = own_state.map(SIDING).to_numpy(dtype=float, na_value=np.nan)
    near = own_km < SIDING_KM
    surely = np.where(near, value, np.nan)  # NaN: adds nothing
    perhaps = np.where((near & silent) | (nearer & ~dead), SIDING["good"], surely)
    open_ = np.isnan(level.nominal)
    nothing = np.isnan(level.high) & np.isnan(surely)  # what nothing bounds, a perhaps does not

    def better(gain: np.ndarray, instead: np.ndarray) -> Interval:
        nominal = np.where(open_, instead, level.nominal)
        ends = (np.fmax(end, gain) for end in (level.low, nominal, level.high))
        return Interval(*(np.where(nothing, np.nan, end) for end in ends))

    least, most = better(surely, level.low), better(perhaps, level.high)
    found = doubt(least, most, "low")
    sure = ~open_ | (least.nominal == most.nominal)
    return Doubt(found.low, np.where(sure, found.nominal, np.nan), found.high, least, most)


def measure_sidings(sites: pd.DataFrame, territory: Territory) -> dict[str, Interval]:
    """Measure the family."""
    layer_km, _ = nearest_siding(sites, territory.sidings)
    return {"siding_km": siding_km(layer_km, *own_siding(sites))}

"""What words of the CNIG Friches standard prove about land: classes, and tables of shares."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict

from tisites.criteria.blanks import EVERY_WORD, OR, UNTOLD, may_be
from tisites.criteria.interval import Doubt, Interval, Share, doubt, share

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tisites.criteria.blanks import Words

#: What stood on the site. ``unbuilt`` is what article D.111-54 of the planning code leaves out of
#: the definition of a brownfield; ``open`` is often bare or grassy land.
TYPE_CLASS: Mapping[str, str] = {
    "friche industrielle": "built",
    "friche commerciale": "built",
    "friche hospitalière": "built",
    "friche agro-industrielle": "built",
    "friche d'habitat": "built",
    "friche d'équipement public": "built",
    "friche portuaire": "built",
    "friche ferroviaire": "built",
    "friche logistique": "built",
    "friche enseignement": "built",
    "friche cultuelle": "built",
    "friche culturelle": "built",
    "mixte": "built",
    "mixte - dominante habitat": "built",
    "mixte - autre": "built",
    "friche carrière ou mine": "open",
    "friche militaire": "open",
    "friche aéroportuaire": "open",
    "friche loisir tourisme hôtellerie": "open",
    "friche agricole": "unbuilt",
    "friche forestière": "unbuilt",
    "friche naturelle": "unbuilt",
}
#: Zone of the local plan; communal maps (Zc, ZCa: buildable; ZnC: not) beside PLU zones.
ZONING_CLASS: Mapping[str, str] = {
    "U": "urban",
    "Zc": "urban",
    "ZC": "urban",
    "ZCa": "urban",
    "AUc": "future",
    "AUs": "future",
    "A": "rural",
    "N": "rural",
    "Nd": "rural",
    "ZnC": "rural",
    "Ah": "untold",
    "Nh": "untold",
    "RNU": "untold",
}


class LandShares(BaseModel):
    """A share of the site's land by evidence: what stood there, then the zone of the local plan.

    ``built``, ``open``, ``unbuilt``, ``untold`` (type) by ``urban``, ``future``, ``rural``,
    ``untold`` (zone). Every figure is the planner's choice: no published table was found.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    built_urban: Share
    built_future: Share
    built_rural: Share
    built_untold: Share
    open_urban: Share
    open_future: Share
    open_rural: Share
    open_untold: Share
    unbuilt_urban: Share
    unbuilt_future: Share
    unbuilt_rural: Share
    unbuilt_untold: Share
    untold_urban: Share
    untold_future: Share
    untold_rural: Share
    untold_untold: Share


class UrbanisedShares(LandShares):
    """Share already *espace urbanisé* (ENAF regime): a brownfield mostly is, whatever grows there.

    Article 194 of law 2021-1104 counts no nomenclature but a body of evidence.
    """

    built_urban: Share = share(0.9, 0.98, 1.0)
    built_future: Share = share(0.7, 0.9, 1.0)
    built_rural: Share = share(0.5, 0.8, 1.0)
    built_untold: Share = share(0.6, 0.9, 1.0)
    open_urban: Share = share(0.5, 0.8, 1.0)
    open_future: Share = share(0.2, 0.5, 0.9)
    open_rural: Share = share(0.0, 0.2, 0.6)
    open_untold: Share = share(0.1, 0.5, 1.0)
    unbuilt_urban: Share = share(0.2, 0.5, 1.0)
    unbuilt_future: Share = share(0.0, 0.1, 0.5)
    unbuilt_rural: Share = share(0.0, 0.05, 0.3)
    unbuilt_untold: Share = share(0.0, 0.1, 0.5)
    untold_urban: Share = share(0.7, 0.95, 1.0)
    untold_future: Share = share(0.3, 0.7, 1.0)
    untold_rural: Share = share(0.1, 0.5, 1.0)
    untold_untold: Share = share(0.2, 0.7, 1.0)


class ArtificialisedShares(LandShares):
    """Share artificialised in the nomenclature (net regime): vegetated parts are not.

    Annex to article R.101-1 of the planning code: built, sealed or compacted land is, abandoned or
    not (1° to 5°); crops, fallow, woods and other vegetated land are not (6° to 10°).
    """

    built_urban: Share = share(0.6, 0.85, 1.0)
    built_future: Share = share(0.5, 0.75, 1.0)
    built_rural: Share = share(0.3, 0.6, 1.0)
    built_untold: Share = share(0.4, 0.75, 1.0)
    open_urban: Share = share(0.3, 0.6, 1.0)
    open_future: Share = share(0.1, 0.4, 0.9)
    open_rural: Share = share(0.0, 0.15, 0.5)
    open_untold: Share = share(0.05, 0.4, 1.0)
    unbuilt_urban: Share = share(0.1, 0.4, 1.0)
    unbuilt_future: Share = share(0.0, 0.05, 0.3)
    unbuilt_rural: Share = share(0.0, 0.02, 0.2)
    unbuilt_untold: Share = share(0.0, 0.05, 0.3)
    untold_urban: Share = share(0.5, 0.8, 1.0)
    untold_future: Share = share(0.2, 0.55, 1.0)
    untold_rural: Share = share(0.05, 0.4, 1.0)
    untold_untold: Share = share(0.1, 0.55, 1.0)


def classes(words: pd.Series, known: Mapping[str, str], blank: str = UNTOLD) -> pd.Series:
    """Return the class of each word; of one that tells nothing, or is unlisted, all it may be.

    Parameters
    ----------
    words : (n,) Series of str
        Words of the CNIG standard, null where unknown.
    known : mapping of str to str
        Word to class.
    blank : str
        Classes that a blank may stand for, joined by ``|``
        (:func:`~tisites.criteria.blanks.may_be`).

    Examples
    --------
    >>> classes(pd.Series(["A", None, "UAb"]), ZONING_CLASS, "rural|urban").tolist()
    ['rural', 'rural|urban', 'rural|urban']
    """
    return words.astype(object).map(known).fillna(blank)


def unlisted(words: pd.Series, known: Mapping[str, str]) -> dict[str, int]:
    """Count the words that no table lists, sorted; unknown ones are not among them.

    Examples
    --------
    >>> unlisted(pd.Series(["A", None, "UAb"]), ZONING_CLASS)
    {'UAb': 1}
    """
    strange = words.dropna().astype(str)
    counts = strange[~strange.isin(list(known))].value_counts().sort_index()
    return {str(word): int(count) for word, count in counts.items()}


def land_share(
    site_type: pd.Series, zoning: pd.Series, table: LandShares, words: Words = EVERY_WORD
) -> Doubt:
    """Look up the share of each site's land.

    Parameters
    ----------
    site_type, zoning : (n,) Series of str
        Words of the CNIG standard, null where unknown.
    table : LandShares
        Shares by evidence.
    words : Words
        What a blank may stand for; both blanks are filled together.

    Returns
    -------
    Doubt
        Shares, 0 to 1, known for every site; the nominal of a blank is its worst word's.

    Examples
    --------
    >>> found = land_share(pd.Series(["friche agricole"]), pd.Series(["A"]), UrbanisedShares())
    >>> float(found.low[0]), float(found.nominal[0]), float(found.high[0])
    (0.0, 0.05, 0.3)
    >>> found = land_share(pd.Series([None]), pd.Series(["U"]), UrbanisedShares())
    >>> float(found.low[0]), float(found.nominal[0]), float(found.high[0])
    (0.2, 0.5, 1.0)
    """
    first = classes(site_type, TYPE_CLASS, may_be(words.site_type, TYPE_CLASS))
    second = classes(zoning, ZONING_CLASS, may_be(words.zoning, ZONING_CLASS))
    keys = first.to_numpy().astype(str) + np.full(len(first), "_") + second.to_numpy().astype(str)
    distinct, inverse = np.unique(keys, return_inverse=True)
    ends = np.array([_ends(str(key), table) for key in distinct], dtype=float).reshape(-1, 2, 3)
    least, most = (Interval(*ends[inverse, side].T) for side in (0, 1))
    return doubt(least, most, "low")


def _ends(key: str, table: LandShares) -> tuple[tuple[float, ...], tuple[float, ...]]:
    """Return each end at its least and greatest over every pair of classes of a key."""
    types, zonings = (part.split(OR) for part in key.split("_"))
    found = [getattr(table, f"{one}_{two}") for one, two in product(types, zonings)]
    sides = [[getattr(share, end) for share in found] for end in ("low", "nominal", "high")]
    return tuple(min(side) for side in sides), tuple(max(side) for side in sides)

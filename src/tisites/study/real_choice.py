"""The sites that the State labelled in 2024 beside an optimum, on what is known of both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd

from tisites.candidates.label_match import best_matches, match_labels
from tisites.territory.great_circle import great_circle_km

if TYPE_CHECKING:
    from tisites.run.read.case import Case

#: Published figures of the whole programme, for want of a list that tells them site by site.
LABELLED_IN_ALL = 55
HECTARES_IN_ALL = 3342.0
BROWNFIELDS_IN_ALL = 30
SOURCE_IN_ALL = (
    "lejournaldesentreprises.com 2094098 (55 sites, 3 342 ha) ; latribune.fr 995506 (30 friches"
    " sur 55)"
)
State = Literal["chosen", "eligible", "not_eligible", "no_candidate", "not_placed"]
#: From what is best known of a labelled site to what is least.
STATES: tuple[State, ...] = ("chosen", "eligible", "not_eligible", "no_candidate", "not_placed")


@dataclass(frozen=True, slots=True)
class RealChoice:
    """The labelled sites beside a selection.

    Parameters
    ----------
    sites : DataFrame
        One row a labelled site, index its id: ``name``, ``commune``, ``dep``, ``reg_nom``,
        ``surface_ha``, ``brownfield`` (``yes``, ``no`` or null), ``ready``; ``candidate`` (id of
        the candidate that is the same site, or null), ``match`` (the surest kind of match there
        is, or null), ``near`` (candidates of the commune or within 5 km), ``state`` (one of
        :data:`STATES`), ``reason_text`` (why the candidate is not eligible), ``rank`` (place of
        the candidate's score among the eligible, 1 is best), ``nearest`` (the chosen site nearest
        to its commune's point) and ``nearest_km``.
    matches : DataFrame
        Every match, as :func:`~tisites.candidates.label_match.match_labels` gives it.
    regions : DataFrame
        Index code of the région: ``name``, ``real`` (labelled sites known to lie there),
        ``chosen``.
    shares : DataFrame
        Index what is compared; ``real``, ``real_known`` (labelled sites that tell it), ``chosen``,
        ``chosen_known``.
    eligible : int
        Eligible candidates that ranks are among.
    """

    sites: pd.DataFrame
    matches: pd.DataFrame
    regions: pd.DataFrame
    shares: pd.DataFrame
    eligible: int

    def count(self, state: State) -> int:
        """Return how many labelled sites are in a state."""
        return int((self.sites["state"] == state).sum())


def real_choice(labels: pd.DataFrame, case: Case, selected: pd.Index) -> RealChoice:
    """Put the labelled sites beside a selection.

    Parameters
    ----------
    labels : DataFrame
        Of :func:`~tisites.run.selection.labels.labelled_rows`.
    case : Case
        Whose candidates the labelled sites are looked for among.
    selected : Index of str
        Sites of the selection.
    """
    everyone = case.everyone
    own = everyone[everyone["source"].astype(object) != "label 2024"]
    matches = match_labels(labels, own)
    same = best_matches(matches)
    sites = labels.copy()
    sites["candidate"] = pd.Series(same, dtype=object).reindex(sites.index)
    first = matches.drop_duplicates("label").set_index("label")["match"]
    sites["match"] = first.reindex(sites.index).astype(object)
    sites["near"] = matches["label"].value_counts().reindex(sites.index).fillna(0).astype(int)
    chosen = set(map(str, selected))
    eligible = own["score"].where(own["eligible"].astype(bool)).dropna()
    rank = eligible.rank(ascending=False, method="min")
    judged = own.reindex(sites["candidate"].dropna())
    sites["state"] = [
        _state(site, placed, chosen, judged)
        for site, placed in zip(sites["candidate"], sites["lon"].notna(), strict=True)
    ]
    sites["reason_text"] = [
        _text(judged, site, "reason_text") if state == "not_eligible" else None
        for site, state in zip(sites["candidate"], sites["state"], strict=True)
    ]
    sites["rank"] = rank.reindex(sites["candidate"]).to_numpy(dtype=np.float64)
    sites["nearest"], sites["nearest_km"] = _nearest(sites, everyone.loc[list(selected)])
    of = everyone.loc[list(selected)]
    return RealChoice(sites, matches, _regions(sites, of), _shares(sites, of), len(eligible))


def _state(site: object, placed: bool, chosen: set[str], judged: pd.DataFrame) -> State:
    if not isinstance(site, str):
        return "no_candidate" if placed else "not_placed"
    if site in chosen:
        return "chosen"
    return "eligible" if bool(judged.at[site, "eligible"]) else "not_eligible"


def _text(table: pd.DataFrame, site: object, column: str) -> str | None:
    told = table.at[site, column]
    return told if isinstance(told, str) else None


def _nearest(sites: pd.DataFrame, chosen: pd.DataFrame) -> tuple[list[object], list[float]]:
    """Return the chosen site nearest to each labelled one, and its distance in km."""
    ends = [t[c].to_numpy(dtype=np.float64) for t in (sites, chosen) for c in ("lon", "lat")]
    km = great_circle_km(*ends)
    known = np.isfinite(km).any(axis=1)
    best = np.where(np.isfinite(km), km, np.inf).argmin(axis=1) if km.size else known.astype(int)
    names = [str(chosen.index[k]) if one else None for k, one in zip(best, known, strict=True)]
    far = [float(row[k]) if one else np.nan
           for row, k, one in zip(km, best, known, strict=True)]  # fmt: skip
    return list(names), far


def _regions(sites: pd.DataFrame, chosen: pd.DataFrame) -> pd.DataFrame:
    real = sites["reg"].value_counts()
    here = chosen["reg"].value_counts()
    names = pd.concat([sites[["reg", "reg_nom"]], chosen[["reg", "reg_nom"]]]).dropna()
    named = names.drop_duplicates("reg").set_index("reg")["reg_nom"].sort_index()
    return pd.DataFrame(
        {
            "name": named.astype(str),
            "real": real.reindex(named.index).fillna(0).astype(int),
            "chosen": here.reindex(named.index).fillna(0).astype(int),
        }
    )


def _shares(sites: pd.DataFrame, chosen: pd.DataFrame) -> pd.DataFrame:
    """Compare what is known of some labelled sites and of the chosen ones; never the unknown."""
    rows = {
        "territoire_industrie": (_known_in(sites, "ti_id", "epci_siren"),
                                 _known_in(chosen, "ti_id", "epci_siren")),
        "overseas": (_told(sites["overseas"].where(sites["reg"].notna()), "yes"),
                     _told(chosen["overseas"], "yes")),
        "brownfield": (_told(sites["brownfield"], "yes"), (len(chosen), len(chosen))),
        "ten_hectares": (_at_least(sites, 10.0), _at_least(chosen, 10.0)),
        "fifty_hectares": (_at_least(sites, 50.0), _at_least(chosen, 50.0)),
    }  # fmt: skip
    return pd.DataFrame(
        [(*real, *here) for real, here in rows.values()],
        index=list(rows),
        columns=["real", "real_known", "chosen", "chosen_known"],
    )


def _told(values: pd.Series, word: str) -> tuple[int, int]:
    known = values.notna()
    return int((values[known] == word).sum()), int(known.sum())


def _known_in(table: pd.DataFrame, column: str, placed: str) -> tuple[int, int]:
    """Return how many lie in a zoning, of those whose place is known."""
    known = table[placed].notna()
    return int(table.loc[known, column].notna().sum()), int(known.sum())


def _at_least(table: pd.DataFrame, hectares: float) -> tuple[int, int]:
    surface = table["surface_ha"].to_numpy(dtype=np.float64)
    known = np.isfinite(surface)
    return int((surface[known] >= hectares).sum()), int(known.sum())

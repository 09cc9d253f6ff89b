"""Rules between named sites: ``lock_in``, ``lock_out``, ``implies``, ``at_most_one``."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING, Literal

import numpy as np
from pydantic import Field

from tisites.messages.text import Text
from tisites.model.block import Block, one_row
from tisites.model.kinds.rule import Rule, constraint_problem, unmet

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from tisites.messages.errors import Problem
    from tisites.model.sites import Sites

SiteIds = Field(min_length=1, description="Site ids.")


def site_problems(name: str, ids: Iterable[str], index: pd.Index, why: str = "") -> list[Problem]:
    """Return one problem for each id that is not an eligible candidate."""
    found = []
    for site in ids:
        if site in index:
            continue
        close = difflib.get_close_matches(site, index, 1, 0.8)
        hint_fr = f" ; vouliez-vous « {close[0]} » ?" if close else ""
        hint_en = f"; did you mean '{close[0]}'?" if close else ""
        what = Text(
            f"le site « {site} » n'est pas un candidat éligible{why}",
            f"site '{site}' is no eligible candidate{why}",
        )
        remedy = Text(
            "vérifier l'identifiant et le motif d'exclusion (tisites check)" + hint_fr,
            "check the id and why it was excluded (tisites check)" + hint_en,
        )
        found.append(constraint_problem(name, what, remedy, site))
    return found


class Lock(Rule):
    """Fix named sites: ``x_i = 1`` (``lock_in``) or ``x_i = 0`` (``lock_out``)."""

    kind: Literal["lock_in", "lock_out"]
    sites: list[str] = SiteIds
    reason: str = Field(min_length=1, description="Why; printed beside the site.")
    author: str = Field(default="", description="Who decided.")
    date: str = Field(default="", description="When, ISO 8601.")

    def limit_said(self) -> Text:
        """Say how many sites, and which way."""
        many, s = len(set(self.sites)), "s" * (len(set(self.sites)) > 1)
        if self.kind == "lock_in":
            return Text(f"{many} site{s} imposé{s}", f"{many} site{s} locked in")
        return Text(f"{many} site{s} écarté{s}", f"{many} site{s} locked out")

    def problems(self, name: str, sites: Sites, choose: int) -> list[Problem]:
        """Find locks on unknown or excluded sites, and too many locks."""
        found = site_problems(name, self.sites, sites.table.index)
        if self.kind == "lock_in" and len(set(self.sites)) > choose:
            what = Text(
                f"{len(set(self.sites))} sites verrouillés pour choose = {choose}",
                f"{len(set(self.sites))} sites locked in for choose = {choose}",
            )
            remedy = Text("en retirer", "take some out")
            found.append(unmet(name, what, remedy))
        return found

    def block(self, name: str, sites: Sites, choose: int) -> None:
        """A lock is a bound, not a row."""
        del name, sites, choose


class Implies(Rule):
    """If ``site`` is chosen, so are all of ``then``: ``x_site ≤ x_j``."""

    kind: Literal["implies"]
    site: str
    then: list[str] = SiteIds

    def limit_said(self) -> Text:
        """Say which site brings which."""
        then = ", ".join(self.then)
        return Text(f"{self.site} entraîne {then}", f"{self.site} brings {then}")

    def problems(self, name: str, sites: Sites, choose: int) -> list[Problem]:
        """Find ids that are no eligible candidate."""
        del choose
        return site_problems(name, [self.site, *self.then], sites.table.index)

    def block(self, name: str, sites: Sites, choose: int) -> Block:
        """Return one row a consequence."""
        del choose
        index = sites.table.index
        coefficients = np.zeros((len(self.then), len(sites)))
        coefficients[:, index.get_loc(self.site)] = 1.0
        for k, other in enumerate(self.then):
            coefficients[k, index.get_loc(other)] -= 1.0
        from scipy.sparse import csr_array

        return Block(
            tuple(f"{name}[{other}]" for other in self.then),
            tuple(f"{self.site} → {other}" for other in self.then),
            csr_array(coefficients),
            np.full(len(self.then), -np.inf),
            np.zeros(len(self.then)),
        )


class AtMostOne(Rule):
    """At most one of the named sites: ``Σ x_i ≤ 1``."""

    kind: Literal["at_most_one"]
    sites: list[str] = Field(min_length=2, description="Site ids.")

    def limit_said(self) -> Text:
        """Say among how many sites."""
        many = len(set(self.sites))
        return Text(f"un seul de {many} sites au plus", f"at most one of {many} sites")

    def problems(self, name: str, sites: Sites, choose: int) -> list[Problem]:
        """Find ids that are no eligible candidate."""
        del choose
        return site_problems(name, self.sites, sites.table.index)

    def block(self, name: str, sites: Sites, choose: int) -> Block:
        """Return the row."""
        del choose
        return one_row(name, sites.table.index.isin(self.sites).astype(float), -np.inf, 1.0)

"""``labour_allocation``: chosen sites draw on the same zones d'emploi, each worker counted once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np
from pydantic import Field
from scipy.sparse import csr_array

from tisites.messages.text import Text, both, short
from tisites.model.block import Block
from tisites.model.kinds.rule import (
    Quantity,
    Rule,
    constraint_problem,
    left_out,
    quantity,
    quantity_problems,
)
from tisites.model.kinds.said import capacity_words

if TYPE_CHECKING:
    from tisites.messages.errors import Problem
    from tisites.model.sites import Sites


class LabourAllocation(Rule, Quantity):
    r"""``Σ_i y_ki ≤ C_k`` and ``Σ_k y_ki ≥ θ J_i x_i``, ``y ≥ 0`` for zones k in reach of i.

    Sites with the same zones in reach share their ``y``: the same selections are feasible, with
    far fewer columns.
    """

    kind: Literal["labour_allocation"]
    use: str = Field(default="labour_need_jobs", description="Jobs to fill at each site.")
    minutes: float = Field(default=30.0, gt=0, le=180, description="Longest trip by road, minutes.")
    zone_share: float = Field(
        default=0.5,
        gt=0,
        le=1,
        description="Share of a zone's people that must live within reach for it to send workers.",
    )
    need_share: float = Field(
        default=1.0, gt=0, le=1, description="Share of the jobs to fill from zones within reach."
    )
    capacity: str = Field(
        default="zone_emploi_pool_jobs", description="Workers that each zone d'emploi can spare."
    )
    unknown_capacity: Literal["error", "open", "closed"] = Field(
        default="error",
        description="A zone whose pool is unknown: an error, no limit, or it sends nobody.",
    )

    def limit_said(self) -> Text:
        """Say the share of the need, and how far it may be sought."""
        share, far = both(lambda: short(100.0 * self.need_share)), both(lambda: short(self.minutes))
        pool = capacity_words(self.capacity)
        return Text(
            f"{share.fr} % du besoin à moins de {far.fr} min, au plus {pool.fr} par zone d'emploi",
            f"{share.en}% of the need within {far.en} min, at most {pool.en} per employment zone",
        )

    def problems(self, name: str, sites: Sites, choose: int) -> list[Problem]:
        """Find unknown quantities and unknown capacities."""
        del choose
        found = quantity_problems(self, name, sites)
        if self.capacity not in sites.capacities:
            some = ", ".join(sorted(sites.capacities)) or "-"
            what = Text(
                f"capacité inconnue « {self.capacity} »", f"unknown capacity '{self.capacity}'"
            )
            remedy = Text(f"employer : {some}", f"use: {some}")
            return [*found, constraint_problem(name, what, remedy, self.capacity)]
        reach = sites.reach[name]
        used = np.asarray(reach.matrix.sum(axis=0)).ravel() > 0
        known = sites.capacities[self.capacity].reindex(list(reach.codes)).to_numpy(dtype=float)
        missing = [reach.codes[k] for k in np.flatnonzero(used & np.isnan(known))]
        if missing and self.unknown_capacity == "error":
            some = ", ".join(missing[:5])
            what = Text(
                f"vivier inconnu pour {len(missing)} zones d'emploi : {some}",
                f"unknown pool for {len(missing)} zones d'emploi: {some}",
            )
            remedy = Text(
                'déclarer unknown_capacity = "open" ou "closed"',
                'declare unknown_capacity = "open" or "closed"',
            )
            found.append(constraint_problem(name, what, remedy))
        return found

    def left_out(self, sites: Sites) -> np.ndarray:
        """Return which columns must stay out because their quantity is unknown."""
        return left_out(self, sites)

    def block(self, name: str, sites: Sites, choose: int) -> Block:
        """Return one row a set of zones (its sites are served), one a zone (not overdrawn)."""
        del choose
        reach = sites.reach[name]
        pool = sites.capacities[self.capacity].reindex(list(reach.codes)).to_numpy(dtype=float)
        pool = np.where(np.isnan(pool), np.inf if self.unknown_capacity == "open" else 0.0, pool)
        need = self.need_share * quantity(self, sites, "most")[0]
        classes = _classes(reach.matrix, need, pool, everywhere=self.unknown_capacity == "open")
        return _rows(name, reach.codes, classes, need, pool, sites)


def _classes(
    reach: csr_array, need: np.ndarray, pool: np.ndarray, *, everywhere: bool
) -> dict[tuple[int, ...], list[int]]:
    """Return the sites by their set of zones, those that no pool limits left out."""
    found: dict[tuple[int, ...], list[int]] = {}
    for i in range(reach.shape[0]):
        zones = tuple(int(k) for k in reach.indices[reach.indptr[i] : reach.indptr[i + 1]])
        free = np.isinf(pool[list(zones)]).any() if zones else everywhere
        if need[i] > 0 and not free:
            found.setdefault(zones, []).append(i)
    return dict(sorted(found.items()))


def _rows(
    name: str,
    codes: tuple[str, ...],
    classes: dict[tuple[int, ...], list[int]],
    need: np.ndarray,
    pool: np.ndarray,
    sites: Sites,
) -> Block:
    drawn = sorted({zone for zones in classes for zone in zones})
    row_of = {zone: len(classes) + k for k, zone in enumerate(drawn)}
    left: list[tuple[int, int, float]] = []
    right: list[tuple[int, int, float]] = []
    labels: list[str] = []
    upper: list[float] = []
    names: list[str] = []
    named = sites.group_names("zone_emploi", codes)
    joint: list[str] = []
    for row, (zones, members) in enumerate(classes.items()):
        told = "+".join(codes[zone] for zone in zones) or "-"
        names.append(told)
        joint.append(" + ".join(named[zone] for zone in zones))
        left += [(row, i, -need[i]) for i in members]
        total = float(need[members].sum())
        for zone in zones:
            right += [(row, len(labels), 1.0), (row_of[zone], len(labels), 1.0)]
            labels.append(f"{name}[{codes[zone]} -> {told}]")
            upper.append(min(float(pool[zone]), total))
    height = len(classes) + len(drawn)
    lower = np.concatenate([np.zeros(len(classes)), np.full(len(drawn), -np.inf)])
    limit = np.concatenate([np.full(len(classes), np.inf), pool[drawn]])
    return Block(
        tuple(f"{name}[jobs {told}]" for told in names)
        + tuple(f"{name}[{codes[zone]}]" for zone in drawn),
        tuple(joint) + tuple(named[zone] for zone in drawn),
        _matrix(left, (height, len(need))),
        lower,
        limit,
        _matrix(right, (height, len(labels))),
        tuple(labels),
        np.array(upper, dtype=np.float64),
    )


def _matrix(entries: list[tuple[int, int, float]], shape: tuple[int, int]) -> csr_array:
    rows, columns, values = zip(*entries, strict=True) if entries else ((), (), ())
    return csr_array((np.array(values, dtype=np.float64), (rows, columns)), shape=shape)

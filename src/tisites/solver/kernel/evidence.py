"""What a solve claims, put together as a certificate that stands without it."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array, diags_array

from tisites.certificate.following import Following
from tisites.certificate.replay import Certificate, Step, closes, ruled_out
from tisites.certificate.weak_duality import bounded
from tisites.model.tolerances import SUMS
from tisites.solver.kernel.stated import StatedBound
from tisites.solver.kernel.tree import Closed

if TYPE_CHECKING:
    from tisites.solver.kernel.packing import Packing
    from tisites.solver.kernel.prepared import KernelProgram
    from tisites.solver.kernel.state import Work


def confirmed(work: Work) -> Closed | None:
    """Return the steps that prove the claim of a solve; None when they do not.

    The statements about the whole program fix the columns that a kernel held, newest first; what
    they leave open must be what the kernel's tree closed.
    """
    p, s = work.prepared, work.state
    target = work.target()
    lower, upper = p.lower.copy(), p.upper.copy()
    all_ = np.arange(p.n)
    told = Closed(np.empty(0, dtype=np.int64), np.zeros(p.n))
    if (lower > upper).any() or (p.relaxed.row_lower > p.relaxed.row_upper).any():
        told.by(Step.CLOSE, StatedBound(np.zeros(p.m), np.empty(0), (), np.empty(0), worth=False))
        return told
    tree = s.closed
    for one in reversed(s.learnt):
        if tree is not None and _as_held(tree, lower, upper):
            break
        if one.worth and not math.isfinite(target):
            continue
        found = bounded(p.relaxed, one.prices(all_, p.n), lower, upper)
        if closes(found.upper, target, worth=one.worth):
            told.by(Step.CLOSE, one)
            return told
        free = p.integer & (lower == 0.0) & (upper == 1.0)
        never = free & ruled_out(found.if_at(1.0), target, worth=one.worth)
        always = free & ruled_out(found.if_at(0.0), target, worth=one.worth)
        if (never & always).any():
            told.by(Step.CLOSE, one)
            return told
        if never.any() or always.any():
            told.by(Step.FIX, one)
            upper[never], lower[always] = 0.0, 1.0
    if tree is None or not _as_held(tree, lower, upper):
        return None
    first = len(told.told)
    shift = {Step.FIX, Step.CLOSE}
    told.steps += [(step, of + first if step in shift else of) for step, of in tree.steps]
    told.told += tree.told
    return told


def _as_held(tree: Closed, lower: np.ndarray, upper: np.ndarray) -> bool:
    """Tell whether the columns that a kernel left out are fixed as it held them."""
    out = np.ones(lower.size, dtype=bool)
    out[tree.columns] = False
    held = tree.held[out]
    return bool((lower[out] >= held).all() and (upper[out] <= held).all())


def certificate_of(p: KernelProgram, told: Closed, target: float) -> Certificate:
    """Write steps down, in kernel units.

    Cuts of convex limits are among the following rows, their source :data:`~.packing.CURVED`:
    they do not follow from the rows of the program, and whoever states the limit has to tell what
    they follow from.

    Parameters
    ----------
    p : KernelProgram
    told : Closed
        Steps over the whole program (:func:`confirmed`).
    target : float
        What they were held to (kernel units).
    """
    packings = _distinct(told.told)
    of, at, price = [], [], []
    for s, one in enumerate(told.told):
        for packing, mu in zip(one.packings, one.price.tolist(), strict=True):
            of.append(s)
            at.append(packings[_key(packing)][1])
            price.append(mu)
    points = 0 if p.service is None else p.service.n_points
    none = np.zeros(points)
    claim = target
    if math.isfinite(target):
        claim = target + SUMS * max(p.factor, abs(target))
    return Certificate(
        claim=claim,
        step=p.step,
        rows=_stack([one.rows for one in told.told], p.m),
        following=_following([q for q, _ in packings.values()], p.n),
        implied=csr_array((price, (of, at)), shape=(len(told.told), len(packings))),
        threshold=_stack(
            [one.threshold if one.threshold.size else none for one in told.told], points
        ),
        worth=np.array([one.worth for one in told.told], dtype=bool),
        steps=np.array([step for step, _ in told.steps], dtype=np.int8),
        of=np.array([of for _, of in told.steps], dtype=np.int32),
    )


def in_own_units(p: KernelProgram, c: Certificate) -> Certificate:
    """Return a certificate in the program's own units: every scale is a power of two."""
    term, unit = p.program.access, 1.0
    if p.service is not None and term is not None:
        unit = p.service.weight / (term.weight * p.factor)
    scale = np.where(c.worth, 1.0 / p.factor, 1.0)
    rows = csr_array(diags_array(scale) @ c.rows @ diags_array(p.row_scale)) if p.m else c.rows
    return replace(
        c,
        claim=c.claim / p.factor,
        step=c.step / p.factor,
        rows=rows,
        implied=csr_array(diags_array(scale) @ c.implied) if c.implied.nnz else c.implied,
        threshold=c.threshold * unit,
    )


def _key(packing: Packing) -> tuple[int, bytes]:
    return packing.row, packing.key()


def _distinct(told: list[StatedBound]) -> dict[tuple[int, bytes], tuple[Packing, int]]:
    """Number the packings that have a price."""
    found: dict[tuple[int, bytes], tuple[Packing, int]] = {}
    for one in told:
        for packing in one.packings:
            found.setdefault(_key(packing), (packing, len(found)))
    return found


def _following(packings: list[Packing], n: int) -> Following:
    length = [q.columns.size for q in packings]
    start = np.concatenate([[0], np.cumsum(length)]).astype(np.int64)
    columns = np.concatenate([q.columns for q in packings]) if packings else np.empty(0, np.int64)
    weights = np.concatenate([q.weights for q in packings]) if packings else np.empty(0)
    return Following(
        csr_array((weights, columns, start), shape=(len(packings), n)),
        np.array([q.side for q in packings], dtype=float),
        np.array([q.row for q in packings], dtype=np.int64),
    )


def _stack(rows: list[np.ndarray], width: int) -> csr_array:
    """Return vectors as rows, their zeros left out."""
    kept = [np.flatnonzero(row) for row in rows]
    start = np.concatenate([[0], np.cumsum([k.size for k in kept])]).astype(np.int64)
    at = np.concatenate(kept) if kept else np.empty(0, dtype=np.int64)
    data = (
        np.concatenate([row[k] for row, k in zip(rows, kept, strict=True)]) if kept else np.empty(0)
    )
    return csr_array((data, at, start), shape=(len(rows), width))

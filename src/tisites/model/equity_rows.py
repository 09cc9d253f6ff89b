"""Exact rows of each measure of equity: what the program carries, and what a measure adds up."""

from __future__ import annotations

from dataclasses import dataclass
from functools import singledispatch
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array, eye_array, vstack

from tisites.model.benefit import PER_SCALE, site_benefit
from tisites.model.block import Block
from tisites.model.equity import (
    Alpha,
    Band,
    Ceiling,
    ChenHooker,
    Cvar,
    EquityRule,
    Floor,
    Gini,
    LeaveNoNeighbour,
    Leximin,
    MaxMin,
    MinShare,
    equity_name,
)
from tisites.model.equity_tangents import tangents_of

if TYPE_CHECKING:
    from tisites.model.benefit import BenefitRows
    from tisites.model.sites import Sites

#: Label of the row that bounds a measure as a whole.
MEASURE = "measure"


@dataclass(frozen=True, slots=True)
class EquityBlock:
    """Rows of one measure, and the measure as a linear function of sites and extra columns.

    The measure is what a stage or a term **maximises**: ``gain @ x + gain_extra @ y + offset``;
    at the best ``y`` for a selection it equals the measure of that selection (times ``sign``).

    Parameters
    ----------
    name : str
        ``equity.NAME``.
    rule : EquityRule
        What was declared.
    rows : BenefitRows
        Benefit of the territories judged.
    block : Block
        Rows, with the columns they bring. A row called ``[measure]`` bounds the measure.
    gain : (n,) float64
        By site.
    gain_extra : (e,) float64
        By extra column.
    offset : float
        Constant.
    sign : float
        1 where more is fairer, -1 where less is (Gini, band).
    """

    name: str
    rule: EquityRule
    rows: BenefitRows
    block: Block | None
    gain: np.ndarray
    gain_extra: np.ndarray
    offset: float = 0.0
    sign: float = 1.0

    @property
    def measure_row(self) -> str:
        """Label of the row that bounds the measure."""
        return f"{self.name}[{MEASURE}]"

    @property
    def size(self) -> float:
        """The most that its columns add up to: solvers are off by a share of it."""
        upper = None if self.block is None else self.block.extra_upper
        own = 0.0 if upper is None else float(np.abs(self.gain_extra) @ upper)
        return own + float(np.abs(self.gain).sum())


@dataclass(frozen=True, slots=True)
class Part:
    """Rows before they are labelled: on sites, on extra columns, with bounds."""

    sites: csr_array
    extra: csr_array
    lower: np.ndarray
    upper: np.ndarray
    keys: tuple[str, ...]
    groups: tuple[str, ...]


def equity_block(name: str, rule: EquityRule, sites: Sites) -> EquityBlock:
    """Return the rows of a declared measure; a stage's rows stay open until it is solved."""
    rows = rule.rows(sites)
    if isinstance(rule, LeaveNoNeighbour):
        from tisites.model.equity_near import near_block

        return near_block(rule, equity_name(name), rows, sites.near[name])
    if isinstance(rule, ChenHooker):
        from tisites.model.equity_threshold import threshold_block

        return threshold_block(rule, equity_name(name), rows)
    return _block(rule, equity_name(name), rows, sites)


@singledispatch
def _block(rule: EquityRule, name: str, rows: BenefitRows, sites: Sites) -> EquityBlock:
    raise NotImplementedError(type(rule).__name__)


def _empty(rows: BenefitRows, many: int, width: int) -> csr_array:
    del rows
    return csr_array((many, width))


def per_group(
    rows: BenefitRows, tag: str, sites: csr_array, extra: csr_array, low: float, up: float
) -> Part:
    """Return one row a territory, labelled ``tag code``."""
    many = len(rows.codes)
    keys = tuple(f"{tag} {code}".strip() for code in rows.codes)
    return Part(sites, extra, np.full(many, low), np.full(many, up), keys, _names(rows))


def _names(rows: BenefitRows) -> tuple[str, ...]:
    return tuple(f"{n} ({c})" if n != c else c for n, c in zip(rows.names, rows.codes, strict=True))


def single(key: str, sites: np.ndarray, extra: np.ndarray, low: float, up: float) -> Part:
    """Return one row."""
    return Part(
        csr_array(sites[None, :]), csr_array(extra[None, :]), np.array([low]),
        np.array([up]), (key,), ("",),
    )  # fmt: skip


def built(
    name: str, parts: list[Part], labels: list[str] | None = None, upper: np.ndarray | None = None
) -> Block:
    """Stack parts into the block of a measure, with its own columns."""
    matrix = csr_array(vstack([part.sites for part in parts], format="csr"))
    matrix.eliminate_zeros()
    extra = csr_array(vstack([part.extra for part in parts], format="csr"))
    return Block(
        tuple(f"{name}[{key}]" for part in parts for key in part.keys),
        tuple(group for part in parts for group in part.groups),
        matrix,
        np.concatenate([part.lower for part in parts]),
        np.concatenate([part.upper for part in parts]),
        extra if labels else None,
        tuple(f"{name}[{label}]" for label in labels or ()),
        upper if labels else None,
    )


def most(rows: BenefitRows, choose: int | None = None) -> np.ndarray:
    """Return an upper limit of each territory's benefit: its ``choose`` best sites, or all."""
    m = rows.matrix
    ends = [np.sort(m.data[m.indptr[g] : m.indptr[g + 1]])[::-1] for g in range(m.shape[0])]
    return np.array([float(part[:choose].sum()) for part in ends])


# floors, ceilings, max-min, leximin: one row a territory --------------------------------------


@_block.register(Floor)
def _floor(rule: Floor, name: str, rows: BenefitRows, _: Sites) -> EquityBlock:
    return _bounded(rule, name, rows, rule.limits, floor=True)


@_block.register(Ceiling)
def _ceiling(rule: Ceiling, name: str, rows: BenefitRows, _: Sites) -> EquityBlock:
    return _bounded(rule, name, rows, rule.limits, floor=False)


def _bounded(
    rule: EquityRule, name: str, rows: BenefitRows, limits: dict[str, float], *, floor: bool
) -> EquityBlock:
    part = per_group(rows, "", rows.matrix, _empty(rows, len(rows.codes), 0), -np.inf, np.inf)
    ends = part.lower if floor else part.upper
    if rule.limit is not None and rule.role == "constraint":
        ends[:] = rule.limit
    for k, code in enumerate(rows.codes):
        ends[k] = limits.get(code, ends[k])
    if floor:
        ends[ends <= 0] = -np.inf  # a floor of 0 is no limit
    n = rows.matrix.shape[1]
    return EquityBlock(name, rule, rows, built(name, [part]), np.zeros(n), np.zeros(0))


@_block.register(MaxMin)
def _max_min(rule: MaxMin, name: str, rows: BenefitRows, _: Sites) -> EquityBlock:
    if rule.role != "term":
        return _bounded(rule, name, rows, {}, floor=True)
    many, n = rows.matrix.shape
    part = per_group(rows, "", rows.matrix, csr_array(-np.ones((many, 1))), 0.0, np.inf)
    top = np.array([most(rows).min(initial=np.inf)])
    return EquityBlock(name, rule, rows, built(name, [part], ["t"], top), np.zeros(n), np.ones(1))


@_block.register(Leximin)
def _leximin(rule: Leximin, name: str, rows: BenefitRows, _: Sites) -> EquityBlock:
    return _bounded(rule, name, rows, {}, floor=True)


# measures with columns of their own -----------------------------------------------------------


@_block.register(Cvar)
def _cvar(rule: Cvar, name: str, rows: BenefitRows, _: Sites) -> EquityBlock:
    """Columns ``t``, then ``d_g``; rows ``u_g - t + d_g >= 0``."""
    many, n = rows.matrix.shape
    extra = csr_array(np.hstack([-np.ones((many, 1)), np.eye(many)]))
    part = per_group(rows, "", rows.matrix, extra, 0.0, np.inf)
    gain = np.append(1.0, np.full(many, -1.0 / (rule.beta * many)))
    limit = rule.limit if rule.role == "constraint" and rule.limit is not None else -np.inf
    whole = single(MEASURE, np.zeros(n), gain, limit, np.inf)
    top = np.full(1 + many, most(rows).max(initial=0.0))
    labels = ["t", *(f"d {code}" for code in rows.codes)]
    block = built(name, [part, whole], labels, top)
    return EquityBlock(name, rule, rows, block, np.zeros(n), gain)


def gini_weights(rule: Gini, rows: BenefitRows) -> np.ndarray:
    """Return the weights of the territories: they add up to 1."""
    weights = np.ones(len(rows.codes)) if rule.weigh == "equal" else rows.population
    return weights / weights.sum()


def gini_units(rows: BenefitRows) -> np.ndarray:
    """Return the unit of the column of each pair of territories: the most its gap can be."""
    top = most(rows)
    g, h = np.triu_indices(top.size, 1)
    unit = np.maximum(top[g], top[h])
    return np.where(unit > 0, unit, 1.0)


@_block.register(Gini)
def _gini(rule: Gini, name: str, rows: BenefitRows, _: Sites) -> EquityBlock:
    """Columns ``d_gh``, in units of the pair's most; rows ``d_gh >= u_g - u_h``, ``>= u_h - u_g``.

    Benefits of a hamlet and of a metropolis a head are millions apart: a solver's tolerance on
    their gap in its own unit would be more than all that others have.
    """
    many, n = rows.matrix.shape
    w = gini_weights(rule, rows)
    g, h = np.triu_indices(many, 1)
    pairs = g.size
    pick = csr_array(
        (
            np.tile([1.0, -1.0], pairs),
            (np.repeat(np.arange(pairs), 2), np.stack([g, h], 1).ravel()),
        ),
        shape=(pairs, many),
    )
    unit = gini_units(rows)
    gaps = csr_array((pick @ rows.matrix) / unit[:, None])
    one = csr_array(eye_array(pairs))
    keys = [f"{rows.codes[a]} {rows.codes[b]}" for a, b in zip(g, h, strict=True)]
    ends = np.zeros(pairs), np.full(pairs, np.inf)
    tags = ("",) * pairs
    parts = [
        Part(csr_array(-gaps), one, *ends, tuple(f"up {k}" for k in keys), tags),
        Part(gaps, one, *ends, tuple(f"down {k}" for k in keys), tags),
    ]
    spread = w[g] * w[h] * unit
    mean = np.asarray(w @ rows.matrix).ravel()
    gamma = rule.limit if rule.role == "constraint" and rule.limit is not None else np.inf
    bound = 0.0 if np.isfinite(gamma) else -np.inf
    slope = gamma if np.isfinite(gamma) else 0.0
    parts.append(single(MEASURE, slope * mean, -spread, bound, np.inf))
    block = built(name, parts, [f"d {k}" for k in keys], np.ones(pairs))
    return EquityBlock(name, rule, rows, block, np.zeros(n), -spread, sign=-1.0)


def alpha_peaks(rule: Alpha, rows: BenefitRows) -> np.ndarray:
    """Return the most that each territory's utility can be above that of no benefit, (g,)."""
    ends = most(rows).tolist()
    peaks = [tangents_of(rule.alpha, rule.shift, end, rule.tangents).peak(end) for end in ends]
    return np.where(np.array(peaks) > 0, peaks, 1.0)


@_block.register(Alpha)
def _alpha(rule: Alpha, name: str, rows: BenefitRows, _: Sites) -> EquityBlock:
    """Columns ``0 <= v_g <= 1``, shares of the peak; rows ``v_g - slope u_g <= intercept``.

    A site that brings a tangent above the peak alone brings it to the peak as well: no
    coefficient is above 1, and a solver's tolerance is a share of the peak. As they are, slopes
    at 0 (``shift ** -alpha``) times benefits would allow errors as large as the utility.
    """
    many, n = rows.matrix.shape
    parts, top, peaks = [], most(rows), alpha_peaks(rule, rows)
    lowest = 0.0
    for g, code in enumerate(rows.codes):
        lines = tangents_of(rule.alpha, rule.shift, float(top[g]), rule.tangents)
        pick = np.zeros((lines.slope.size, many))
        pick[:, g] = 1.0
        keys = tuple(f"{code} {k}" for k in range(lines.slope.size))
        start = (lines.intercept - lines.lowest) / peaks[g]
        rise = lines.slope[:, None] * rows.matrix[[g]].toarray() / peaks[g]
        rise = np.minimum(rise, np.maximum(0.0, 1.0 - start)[:, None])
        parts.append(
            Part(csr_array(-rise), csr_array(pick), np.full(start.size, -np.inf), start, keys,
                 (_names(rows)[g],) * start.size)
        )  # fmt: skip
        lowest += lines.lowest / many
    gain = peaks / many
    limit = rule.limit - lowest if rule.role == "constraint" and rule.limit is not None else -np.inf
    parts.append(single(MEASURE, np.zeros(n), gain, limit, np.inf))
    block = built(name, parts, [f"v {code}" for code in rows.codes], np.ones(many))
    return EquityBlock(name, rule, rows, block, np.zeros(n), gain, lowest)


@_block.register(Band)
def _band(rule: Band, name: str, rows: BenefitRows, _: Sites) -> EquityBlock:
    """Rows ``b_g - pi_g B`` within ``limit B`` of 0, or one column ``D`` above all."""
    many, n = rows.matrix.shape
    plain = csr_array(rows.matrix * (rows.base / PER_SCALE[rule.per])[:, None])
    share = rows.base / rows.base.sum()
    total = np.asarray(plain.sum(axis=0)).ravel()
    off = plain.toarray() - share[:, None] * total[None, :]
    if rule.role == "constraint":
        assert rule.limit is not None
        none = _empty(rows, many, 0)
        parts = [
            per_group(rows, "most", csr_array(off - rule.limit * total), none, -np.inf, 0.0),
            per_group(rows, "least", csr_array(off + rule.limit * total), none, 0.0, np.inf),
        ]
        return EquityBlock(name, rule, rows, built(name, parts), np.zeros(n), np.zeros(0))
    one = csr_array(np.ones((many, 1)))
    parts = [
        per_group(rows, "most", csr_array(off), csr_array(-one), -np.inf, 0.0),
        per_group(rows, "least", csr_array(off), one, 0.0, np.inf),
        single(MEASURE, np.zeros(n), np.array([-1.0]), -np.inf, np.inf),
    ]
    block = built(name, parts, ["D"], np.array([float(np.abs(off).sum())]))
    return EquityBlock(name, rule, rows, block, np.zeros(n), -np.ones(1), sign=-1.0)


def zone_of(rule: MinShare, sites: Sites) -> np.ndarray:
    """Return which sites lie in the zone, (n,) bool; unknown is outside."""
    if rule.use == "overseas":
        return np.asarray(sites.table["overseas"].to_numpy() == "yes")
    values = sites.indicators.span(rule.use)[0]
    return np.asarray(np.nan_to_num(values, nan=-np.inf) >= rule.at_least)


@_block.register(MinShare)
def _min_share(rule: MinShare, name: str, rows: BenefitRows, sites: Sites) -> EquityBlock:
    amount = np.nan_to_num(site_benefit(rule.benefit, sites))
    inside = np.where(zone_of(rule, sites), amount, 0.0)
    if rule.role == "constraint":
        assert rule.limit is not None
        row = single("share", inside - rule.limit * amount, np.zeros(0), 0.0, np.inf)
    else:
        row = single(MEASURE, inside, np.zeros(0), -np.inf, np.inf)
    return EquityBlock(name, rule, rows, built(name, [row]), inside, np.zeros(0))

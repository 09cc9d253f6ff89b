"""How the rows of a measure are built: one a territory, one alone, with columns of its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array, vstack

from tisites.model.block import Block
from tisites.model.sites import told_apart

if TYPE_CHECKING:
    from tisites.model.benefit import BenefitRows

#: Label of the row that bounds a measure as a whole.
MEASURE = "measure"


@dataclass(frozen=True, slots=True)
class Part:
    """Rows before they are labelled: on sites, on extra columns, with bounds."""

    sites: csr_array
    extra: csr_array
    lower: np.ndarray
    upper: np.ndarray
    keys: tuple[str, ...]
    groups: tuple[str, ...]


def per_group(
    rows: BenefitRows, tag: str, sites: csr_array, extra: csr_array, low: float, up: float
) -> Part:
    """Return one row a territory, labelled ``tag code``."""
    many = len(rows.codes)
    keys = tuple(f"{tag} {code}".strip() for code in rows.codes)
    return Part(sites, extra, np.full(many, low), np.full(many, up), keys, named(rows))


def named(rows: BenefitRows) -> tuple[str, ...]:
    """Return the name of each territory, with its code where two bear one name."""
    return tuple(told_apart(dict(zip(rows.codes, rows.names, strict=True)), rows.codes))


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


def most(rows: BenefitRows) -> np.ndarray:
    """Return an upper limit of each territory's benefit: all its sites."""
    m = rows.matrix
    ends = [np.sort(m.data[m.indptr[g] : m.indptr[g + 1]])[::-1] for g in range(m.shape[0])]
    return np.array([float(part.sum()) for part in ends])

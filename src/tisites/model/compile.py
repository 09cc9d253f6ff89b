"""Compile a declared model over eligible sites into one labelled sparse program."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import block_diag, csr_array, vstack

from tisites.model.block import Block, one_row
from tisites.model.equity import EquityBlock, equity_block
from tisites.model.kinds import Lock, SeparationRule
from tisites.model.program import Program
from tisites.model.terms import Access

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tisites.model.declaration import Model
    from tisites.model.sites import Sites
    from tisites.score.scores import Scores

CHOOSE = "choose"


def compile_program(
    model: Model, sites: Sites, scores: Scores, access: Access | None = None
) -> Program:
    """Compile the program: one binary column a site, rows in the order of constraint names.

    Continuous columns that constraints bring follow the sites, in the same order.

    Parameters
    ----------
    model : Model
        Declared model.
    sites : Sites
        Eligible sites, sorted by id.
    scores : Scores
        Scores of the same sites.
    access : Access, optional
        Service term; the sites' own scores then weigh ``1 - model.access.weight``.

    Returns
    -------
    Program
    """
    n = len(sites)
    lower, upper = _locked(model, sites)
    value = site_values(model, scores, access)
    shared = equity_blocks(model, sites)
    blocks = _blocks(model, sites, value, list(shared.values()))
    matrix, row_lower, row_upper = _stack(list(blocks.values()), n)
    program = Program(
        columns=sites.table.index.to_numpy(dtype=object),
        value=value,
        lower=lower,
        upper=upper,
        integer=np.ones(n, dtype=bool),
        matrix=matrix,
        row_lower=row_lower,
        row_upper=row_upper,
        row_labels=tuple(label for block in blocks.values() for label in block.labels),
        row_constraints=tuple(name for name, block in blocks.items() for _ in block.labels),
        separations=tuple(
            rule.separation(name, sites)
            for name, rule in sorted(model.constraint.items())
            if rule.enabled and isinstance(rule, SeparationRule)
        ),
        access=access,
        row_groups=tuple(group for block in blocks.values() for group in block.groups),
    )
    widened = _widened(program, list(blocks.values()))
    return with_terms(widened, [one for one in shared.values() if one.rule.role == "term"])


def site_values(model: Model, scores: Scores, access: Access | None) -> np.ndarray:
    """Return what each site's own score weighs in the objective, (n,): points."""
    own = 1.0 - model.access.weight if access is not None and model.access is not None else 1.0
    return own * scores.table["score"].to_numpy(dtype=np.float64)


def _locked(model: Model, sites: Sites) -> tuple[np.ndarray, np.ndarray]:
    """Return least and most of each site's column: what locks leave of 0 and 1."""
    lower, upper = np.zeros(len(sites)), np.ones(len(sites))
    for rule in model.constraint.values():
        if rule.enabled and isinstance(rule, Lock):
            locked = sites.table.index.isin(rule.sites)
            if rule.kind == "lock_in":
                lower[locked] = 1.0
            else:
                upper[locked] = 0.0
    lower[sites.is_locked] = 1.0
    return lower, upper


def _blocks(
    model: Model, sites: Sites, value: np.ndarray, shared: Sequence[EquityBlock]
) -> dict[str, Block]:
    """Return the rows of everything that has some: the number of sites, constraints, equity."""
    least = -np.inf if model.choose_at_most else model.choose
    blocks = {CHOOSE: one_row(CHOOSE, np.ones(len(sites)), least, model.choose)}
    for name, rule in sorted(model.constraint.items()):
        if rule.enabled and not isinstance(rule, SeparationRule | Lock):
            block = rule.block(name, sites, model.choose)
            if block is not None and block.labels:
                blocks[name] = block
    for part in shared:
        if part.block is not None and part.block.labels:
            blocks[part.name] = part.block
        if part.rule.keep_value is not None:
            kept = kept_value_row(part.name)
            blocks[kept] = one_row(kept, value, -np.inf, np.inf)
    return blocks


def kept_value_row(name: str) -> str:
    """Return the label of the row by which a measure keeps a share of the efficient value."""
    return f"{name}.keep_value"


def equity_blocks(model: Model, sites: Sites, *, reported: bool = False) -> dict[str, EquityBlock]:
    """Return the rows of every measure of equity that takes part, by its name in the model.

    With ``reported``, those that are only to be told (``as = "report"``) as well.
    """
    return {
        name: equity_block(name, rule, sites)
        for name, rule in sorted(model.equity.items())
        if rule.enabled and (reported or rule.role != "report")
    }


def with_terms(program: Program, terms: Sequence[EquityBlock], by: float = 1.0) -> Program:
    """Add weighted measures to the objective; ``by = -1`` takes them out again."""
    if not terms:
        return program
    value = program.value.copy()
    constant = program.constant
    place = {label: k for k, label in enumerate(program.columns.tolist())}
    for term in terms:
        weight = by * term.rule.weight
        value[: term.gain.size] += weight * term.gain
        constant += weight * term.offset
        labels = () if term.block is None else term.block.extra_labels
        value[[place[label] for label in labels]] += weight * term.gain_extra
    return replace(program, value=value, constant=constant)


def _widened(program: Program, blocks: list[Block]) -> Program:
    """Add the continuous columns of the blocks, of no value."""
    labels = [label for block in blocks for label in block.extra_labels]
    if not labels:
        return program
    parts = [
        block.extra if block.extra is not None else csr_array((len(block.labels), 0))
        for block in blocks
    ]
    tops = [block.extra_upper for block in blocks if block.extra_upper is not None]
    extra = csr_array(block_diag(parts, format="csr"))
    return program.with_columns(labels, extra, upper=np.concatenate(tops))


def _stack(blocks: list[Block], n: int) -> tuple[csr_array, np.ndarray, np.ndarray]:
    matrix = csr_array(vstack([block.matrix for block in blocks], format="csr"))
    assert matrix.shape[1] == n
    matrix.eliminate_zeros()
    matrix.sort_indices()
    return (
        matrix,
        np.concatenate([block.lower for block in blocks]),
        np.concatenate([block.upper for block in blocks]),
    )

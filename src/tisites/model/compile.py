"""Compile a declared model over eligible sites into one labelled sparse program."""

from __future__ import annotations

import difflib
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import block_diag, csr_array, hstack, vstack

from tisites.messages.errors import Problem, Unmet, Where
from tisites.messages.text import Text
from tisites.model.block import Block, one_row
from tisites.model.equity import MinShare, equity_findings, equity_problems
from tisites.model.equity_rows import EquityBlock, equity_block
from tisites.model.kinds import (
    GroupCapacity,
    LabourAllocation,
    Lock,
    SeparationRule,
    Share,
    Total,
)
from tisites.model.program import Access, Program

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tisites.messages.findings import Finding
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
    blocks = {CHOOSE: one_row(CHOOSE, np.ones(n), model.choose, model.choose)}
    lower, upper = np.zeros(n), np.ones(n)
    separations = []
    for name, rule in sorted(model.constraint.items()):
        if not rule.enabled:
            continue
        if isinstance(rule, SeparationRule):
            separations.append(rule.separation(name, sites))
        elif isinstance(rule, Lock):
            locked = sites.table.index.isin(rule.sites)
            if rule.kind == "lock_in":
                lower[locked] = 1.0
            else:
                upper[locked] = 0.0
        else:
            block = rule.block(name, sites, model.choose)
            if block is not None and block.labels:
                blocks[name] = block
    lower[sites.is_locked] = 1.0
    own = 1.0 - model.access.weight if access is not None and model.access is not None else 1.0
    value = own * scores.table["score"].to_numpy(dtype=np.float64)
    shared = equity_blocks(model, sites)
    for part in shared.values():
        if part.block is not None and part.block.labels:
            blocks[part.name] = part.block
        if part.rule.keep_value is not None:
            kept = kept_value_row(part.name)
            blocks[kept] = one_row(kept, value, -np.inf, np.inf)
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
        separations=tuple(separations),
        access=access,
        row_groups=tuple(group for block in blocks.values() for group in block.groups),
    )
    widened = _widened(program, list(blocks.values()))
    return with_terms(widened, [one for one in shared.values() if one.rule.role == "term"])


def kept_value_row(name: str) -> str:
    """Return the label of the row by which a measure keeps a share of the efficient value."""
    return f"{name}.keep_value"


def equity_blocks(model: Model, sites: Sites) -> dict[str, EquityBlock]:
    """Return the rows of every measure of equity that takes part, by its name in the model."""
    return {
        name: equity_block(name, rule, sites)
        for name, rule in sorted(model.equity.items())
        if rule.enabled and rule.role != "report"
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
    """Add the continuous columns of the blocks: they are worth nothing and lie nowhere."""
    labels = [label for block in blocks for label in block.extra_labels]
    width = len(labels)
    if width == 0:
        return program
    parts = [
        block.extra if block.extra is not None else csr_array((len(block.labels), 0))
        for block in blocks
    ]
    extra = csr_array(block_diag(parts, format="csr"))
    tops = [block.extra_upper for block in blocks if block.extra_upper is not None]
    matrix = csr_array(hstack([program.matrix, extra], format="csr"))
    nothing, nowhere = np.zeros(width), np.full(width, np.nan)
    access = program.access
    if access is not None:
        blank = csr_array((access.f.shape[0], width))
        access = replace(access, f=hstack([access.f, blank], format=access.f.format))
    return replace(
        program,
        columns=np.concatenate([program.columns, np.array(labels, dtype=object)]),
        value=np.concatenate([program.value, nothing]),
        lower=np.concatenate([program.lower, nothing]),
        upper=np.concatenate([program.upper, *tops]),
        integer=np.concatenate([program.integer, np.zeros(width, dtype=bool)]),
        matrix=matrix,
        separations=tuple(
            replace(
                rule,
                x_m=np.concatenate([rule.x_m, nowhere]),
                y_m=np.concatenate([rule.y_m, nowhere]),
                zone=np.concatenate([rule.zone, np.full(width, -1, dtype=rule.zone.dtype)]),
            )
            for rule in program.separations
        ),
        access=access,
    )


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


def _quantities(model: Model) -> Iterator[tuple[str, str]]:
    """Dotted key and name of every indicator the model uses."""
    for name, criterion in model.score.items():
        yield f"score.{name}.indicator", criterion.indicator
    for name, bar in model.exclude.items():
        yield f"exclude.{name}.indicator", bar.indicator
    for name, rule in model.constraint.items():
        if isinstance(rule, Share | Total | GroupCapacity | LabourAllocation):
            yield f"constraint.{name}.use", rule.use
        if isinstance(rule, Share) and rule.per is not None:
            yield f"constraint.{name}.per", rule.per
    for name, measure in model.equity.items():
        if isinstance(measure, MinShare) and measure.use != "overseas":
            yield f"equity.{name}.use", measure.use


def indicator_problems(model: Model, known: Sequence[str], file: str) -> list[Problem]:
    """Return one problem for each indicator that does not exist, with the nearest name."""
    found = []
    for key, name in _quantities(model):
        if name in known:
            continue
        close = difflib.get_close_matches(name, known, 1, 0.5)
        remedy = (
            Text(f"vouliez-vous « {close[0]} » ?", f"did you mean '{close[0]}'?")
            if close
            else Text(f"indicateurs : {', '.join(known)}", f"indicators: {', '.join(known)}")
        )
        what = Text("cet indicateur n'existe pas", "this indicator does not exist")
        found.append(Problem(what, remedy, Where(file, column=key, value=name)))
    return found


def site_count_problems(model: Model, sites: Sites, file: str) -> list[Problem]:
    """Return what cannot work over these sites, found without solving."""
    if len(sites) < model.choose:
        what = Text(
            f"choose = {model.choose} sites, mais {len(sites)} candidats éligibles",
            f"choose = {model.choose} sites, but {len(sites)} eligible candidates",
        )
        remedy = Text(
            "réduire choose, ou élargir [eligibility] (voir les motifs : tisites check)",
            "lower choose, or widen [eligibility] (see the reasons: tisites check)",
        )
        return [Unmet(what, remedy, Where(file, column=CHOOSE, value=str(model.choose)))]
    found = [
        p
        for name, rule in sorted(model.constraint.items())
        if rule.enabled
        for p in rule.problems(name, sites, model.choose)
    ]
    access = model.access is not None and model.access.enabled
    for name, measure in sorted(model.equity.items()):
        if measure.enabled:
            found += equity_problems(name, measure, sites, access=access)
    return _contradictions(model, file) + [
        replace(p, where=replace(p.where, file=file)) for p in found
    ]


def model_findings(model: Model, sites: Sites) -> list[Finding]:
    """Return what the planner should know of every constraint and measure over these sites."""
    found = [f for name, rule in model.constraint.items() for f in rule.findings(name, sites)]
    for name, measure in model.equity.items():
        if measure.enabled:
            found += equity_findings(name, measure, sites)
    return found


def _contradictions(model: Model, file: str) -> list[Problem]:
    """Return one problem for each site that is locked both in and out."""
    locks = [(n, r) for n, r in sorted(model.constraint.items()) if isinstance(r, Lock)]
    inside = {s: n for n, r in locks if r.enabled and r.kind == "lock_in" for s in r.sites}
    return [
        Problem(
            Text(
                f"le site « {site} » est verrouillé dedans par « {inside[site]} » et dehors ici",
                f"site '{site}' is locked in by '{inside[site]}' and out here",
            ),
            Text("retirer l'un des deux verrous", "remove one of the two locks"),
            Where(file, column=f"constraint.{name}.sites", value=site),
        )
        for name, rule in locks
        if rule.enabled and rule.kind == "lock_out"
        for site in rule.sites
        if site in inside
    ]

"""Certificates of what a fair answer rests on: the efficient answer, and every stage."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array

from tisites.certificate.stages import Reported, efficient_program, questions, stages_fault
from tisites.certificate.supports import CERTIFIED, Declared, StageProof, Supports, stages_of
from tisites.certificate.verdict import verdict
from tisites.model.tolerances import PROOF_GAP
from tisites.solver.fairness.counting_proof import proof_by_counts
from tisites.solver.kernel.prepared import whole_step
from tisites.solver.kernel.session import Session
from tisites.solver.solution import Limits, Proof

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tisites.certificate.replay import Certificate
    from tisites.model.equity import EquityBlock
    from tisites.model.program import Program
    from tisites.solver.fairness.prover import Stage
    from tisites.solver.solution import Solution

#: Seconds that the certificates of an answer may take together, and those of the first attempt at
#: one of them.
SECONDS, FIRST = 60.0, 20.0
PROVEN = (Proof.OPTIMAL, Proof.WITHIN_GAP)


def measures_of(blocks: Sequence[EquityBlock]) -> tuple[Declared, ...]:
    """Return measures as a certificate knows them."""
    found = [
        Declared(
            b.name, b.rule.kind, b.rule.role, b.rule.order, b.rule.keep, b.rule.keep_value
        )
        for b in blocks
    ]  # fmt: skip
    return tuple(sorted(found, key=lambda one: one.name))


class Certifier:
    """Certificates made once an answer is known: who found it has no part in them.

    Parameters
    ----------
    blocks : list of EquityBlock
        The measures that take part.
    seconds : float, optional
        Wall clock that is left; at most :data:`SECONDS` are spent.
    """

    def __init__(self, blocks: Sequence[EquityBlock], seconds: float | None) -> None:
        self.blocks = {b.name: b for b in blocks}
        self.measures = measures_of(blocks)
        spare = SECONDS if seconds is None else min(SECONDS, seconds)
        self._deadline = time.monotonic() + spare

    def left(self) -> float:
        """Return the seconds left."""
        return max(0.0, self._deadline - time.monotonic())

    def answer(self, program: Program, solution: Solution) -> Solution:
        """Return an answer with the certificate of its program, if there is one."""
        if solution.evidence is not None or solution.proof not in PROVEN:
            return solution
        size = max(1.0, abs(solution.value))
        claim = max(solution.bound, solution.value + 0.5 * PROOF_GAP * size)
        if solution.proof is Proof.OPTIMAL:
            claim = max(claim, solution.value + 0.999 * whole_step(program))
        found = self._proven(program, claim, self._helps())
        if found is None or verdict(program, found).bound > solution.value + _room(solution):
            return solution
        figures = {"leaves": float(found.leaves), "statements": float(found.worth.size)}
        return replace(
            solution, evidence=found, certified=True,
            certificate=dict(sorted({**solution.certificate, **figures}.items())),
        )  # fmt: skip

    def stages(
        self, program: Program, told: Sequence[Stage], efficient: Solution
    ) -> Supports | None:
        """Return what the stages of an answer rest on; None where one has no certificate.

        Parameters
        ----------
        program : Program
            What the answer is optimal for, every stage in its limits.
        told : sequence of Stage
            What was settled.
        efficient : Solution
            The answer without any measure.
        """
        asked = stages_of(self.measures)
        says = [Reported(stage.name, stage.value, stage.proven) for stage in told]
        proofs: list[StageProof] = []
        for k, stage in enumerate(told):
            known = asked[k].nature in CERTIFIED if k < len(asked) else False
            if not known or not stage.proven or stage.x.size != program.n_columns:
                return None
            proof = StageProof(stage.name, stage.x, stage.floors, ())
            made = []
            for question in questions(program, asked, k, proof, stage.value):
                one = stage.evidence
                if one is None or not _bears(question.program, one, question.most):
                    one = self._proven(question.program, question.most, self._helps(stage.name))
                if one is None:
                    return None
                made.append(one)
            proofs.append(replace(proof, certificates=tuple(made)))
        found = Supports(self._efficient(program, efficient), efficient.x, tuple(proofs))
        return None if stages_fault(program, self.measures, says, found) else found

    def _efficient(self, program: Program, efficient: Solution) -> Certificate | None:
        """Return the certificate of the efficient answer, where one can be replayed."""
        plain = efficient_program(program, self.measures)
        if plain is None:
            return None
        first = self.answer(plain, efficient)
        room = PROOF_GAP * max(1.0, abs(first.value))
        bears = first.evidence is not None and _bears(plain, first.evidence, first.bound + room)
        return first.evidence if bears else None

    def _helps(self, name: str = "") -> csr_array:
        """Return whose sites are counted: territories of a measure, or of all where one is bare."""
        chosen = [self.blocks[name]] if name else list(self.blocks.values())
        first = min(chosen, key=lambda b: b.rows.matrix.shape[0])
        return csr_array((first.rows.matrix > 0).astype(float))

    def _proven(self, program: Program, claim: float, helps: csr_array) -> Certificate | None:
        """Return the certificate of a claim: by counts of sites, or by the kernel's tree."""
        found = proof_by_counts(program, helps, claim, min(FIRST, self.left()))
        if found is not None or self.left() == 0.0:
            return found
        session = Session(program, None, confirm=False)
        word = session.solve(
            Limits(self.left()), evidence=True,
            above=claim if np.isfinite(claim) else -np.inf,
        )  # fmt: skip
        if session.interrupted:
            raise KeyboardInterrupt
        if word.evidence is None or not _bears(program, word.evidence, claim):
            return None
        return word.evidence


def _bears(program: Program, certificate: Certificate, claim: float) -> bool:
    """Tell whether a certificate says that nothing of a program is worth more than a claim."""
    said = verdict(program, certificate)
    return not said.fault and said.bound <= claim


def _room(solution: Solution) -> float:
    """Return how far the bound may be above the value for the claim to hold."""
    size = max(1.0, abs(solution.value))
    return max(PROOF_GAP * size, solution.bound - solution.value)

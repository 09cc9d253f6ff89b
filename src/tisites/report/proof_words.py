"""What may be said of an answer: the word optimal only with the bound beside it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Protocol

from tisites.messages.text import Text, language, number
from tisites.report.phrases import both, plural, sites_chosen
from tisites.report.runs import WITHOUT_CERTIFICATE
from tisites.solver.solution import Proof

if TYPE_CHECKING:
    from tisites.run.answer.outcome import Outcome
    from tisites.solver.solution import Solution


class Claim(Protocol):
    """What is claimed of an answer: a solution, or what a stored run tells of it."""

    @property
    def value(self) -> float:
        """Objective of the selection."""

    @property
    def bound(self) -> float:
        """Proven upper bound; infinite when none is known."""

    @property
    def gap(self) -> float:
        """Relative gap between them."""

    @property
    def proof(self) -> Proof:
        """How far it is proven."""

    @property
    def certified(self) -> bool:
        """Whether certificates, replayed, bear the whole claim."""

    @property
    def interrupted(self) -> bool:
        """Whether Ctrl-C ended the search."""


#: Gaps smaller than this are rounding of two equal sums: they print as "below".
LEAST_GAP_PCT = 0.0001


def gap_words(gap: float) -> str:
    """Write a relative gap as a percentage, with as many decimals as it needs.

    Examples
    --------
    >>> gap_words(0.0), gap_words(0.0123), gap_words(0.00004), gap_words(1e-9)
    ('0', '1,23 %', '0,0040 %', '< 0,0001 %')
    """
    if gap <= 0.0:
        return "0"
    if math.isinf(gap):
        return str(Text("inconnu", "unknown"))
    percent = 100.0 * gap
    sign = "%" if language() == "en" else " %"
    if percent < LEAST_GAP_PCT:
        return f"< {number(LEAST_GAP_PCT, 4)}{sign}"
    return number(percent, 2 if percent >= 0.01 else 4) + sign


def value_and_bound(solution: Claim) -> str:
    """Write the value, how it stands to its bound, and the gap.

    Two figures that print alike are joined by ``=`` only for a proven optimum.
    """
    value, bound = number(solution.value, 1), number(solution.bound, 1)
    head = str(Text("valeur", "value"))
    if math.isinf(solution.bound):
        return f"{head} {value}, " + str(Text("borne inconnue", "bound unknown"))
    same = value == bound and solution.proof is Proof.OPTIMAL
    join = "=" if same else "≤"
    bound_name = Text("borne", "bound")
    gap = Text("écart", "gap")
    return f"{head} {value} {join} {bound_name} {bound}, {gap} {gap_words(solution.gap)}"


def claim(solution: Claim, gap_asked: float = 0.0) -> Text:
    """Say what is proven, in a few words.

    Parameters
    ----------
    solution : Solution
        The answer.
    gap_asked : float
        Relative gap that was declared good enough.

    Returns
    -------
    Text
        Holds the word *optimum* (*optimal*) for an optimum with certificates only.
    """
    if solution.proof is Proof.OPTIMAL and not solution.certified:
        return WITHOUT_CERTIFICATE
    if solution.proof is Proof.OPTIMAL:
        return Text("optimum prouvé", "proven optimal")
    if solution.proof is Proof.WITHIN_GAP:
        asked = both(lambda: gap_words(gap_asked))
        return Text(
            f"NON PROUVÉ, écart demandé ({asked.fr}) atteint",
            f"NOT PROVEN, gap asked for ({asked.en}) reached",
        )
    if solution.interrupted:
        return Text("NON PROUVÉ, interrompu", "NOT PROVEN, interrupted")
    return Text(
        "NON PROUVÉ, recherche arrêtée par une limite", "NOT PROVEN, search stopped by a limit"
    )


def headline(outcome: Outcome) -> Text:
    """Say how many sites were chosen and how far that is proven, with value, bound and gap.

    ``50 sites retenus, optimum prouvé : valeur 3 512,4 = borne 3 512,4, écart 0``
    """
    solution = outcome.solution
    said = claim(solution, outcome.prepared.request.gap_rel)
    figures = both(lambda: value_and_bound(solution))
    count = both(lambda: sites_chosen(len(solution.selected)))
    return Text(
        f"{count.fr}, {said.fr} : {figures.fr}",
        f"{count.en}, {said.en}: {figures.en}",
    )


def certificate_words(solution: Solution) -> str:
    """Say how the answer was proven: root bound, kernel, cuts; empty for a compact solve."""
    figures = dict(solution.certificate)
    if "curve_cuts" in figures:
        figures["cuts"] = figures.get("cuts", 0.0) + figures["curve_cuts"]
    if "number_nodes" in figures:
        nodes, leaves = figures["number_nodes"], figures["number_leaves"]
        return str(
            Text(
                f"Preuve : recherche sur les nombres de sites par territoire, {number(nodes)}"
                f" borne{plural(nodes)} linéaire{plural(nodes)}, {number(leaves)}"
                f" sélection{plural(leaves)} à nombres donnés",
                f"Proof: search over the numbers of sites of each territory, {number(nodes)} linear"
                f" bound{plural(nodes)}, {number(leaves)} selection{plural(leaves)} with numbers"
                " given",
            )
        )
    if "kernels" not in figures:
        return ""
    count = {name: number(figures.get(name, 0.0)) for name in figures}

    def many(name: str, what: str) -> str:
        return f"{count[name]} {what}{plural(figures[name])}"

    root = number(figures["lp_bound"], 1) if "lp_bound" in figures else "–"
    first = number(figures["root_incumbent"], 1) if "root_incumbent" in figures else "–"
    return str(
        Text(
            f"Preuve : borne linéaire {root}, première sélection {first} ;"
            f" {many('rounds', 'tour')}, {many('cuts', 'coupe')}, {many('cliques', 'clique')} ;"
            f" noyau de {many('kernel_columns', 'colonne')}, confirmé {count['mip_rounds']} fois"
            " par le solveur",
            f"Proof: linear bound {root}, first selection {first};"
            f" {many('rounds', 'round')}, {many('cuts', 'cut')}, {many('cliques', 'clique')};"
            f" kernel of {many('kernel_columns', 'column')}, confirmed {many('mip_rounds', 'time')}"
            " by the solver",
        )
    )

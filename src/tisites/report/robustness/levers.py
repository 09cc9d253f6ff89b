"""What the selection depends on most, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from tisites.messages.text import Text, number
from tisites.report.phrases import plural
from tisites.report.rules.words import rule_limit, rule_name
from tisites.solver.solution import Proof
from tisites.study.robustness.levers import SHARE, STEP, Lever, ranked

if TYPE_CHECKING:
    from tisites.model.declaration import Model
    from tisites.study.robustness.study import Robustness

KINDS = {
    "rule": Text("règle", "rule"),
    "capacity": Text("capacité", "capacity"),
    "weight": Text("poids", "weight"),
    "regime": Text("droit", "law"),
}
WAYS = {
    "looser": Text("desserrée", "looser"),
    "tighter": Text("resserrée", "tighter"),
    "removed": Text("retirée", "removed"),
    "half": Text("divisé par deux", "halved"),
    "double": Text("doublé", "doubled"),
    "enaf": Text("consommation d'espaces", "land consumption"),
    "net": Text("artificialisation nette", "net artificialisation"),
    "exempt": Text("industrie exemptée", "industry exempt"),
}
_REGIME = Text("Régime de décompte du ZAN", "How the ZAN counts land")


def lever_name(kind: str, name: str, model: Model) -> Text:
    """Return the planner's words for what was moved."""
    if kind == "regime":
        return _REGIME
    if kind == "weight":
        criterion = model.score[name]
        return Text(criterion.label or name, criterion.label_en or criterion.label or name)
    return rule_name(name, model)


def move_words(one: Lever) -> str:
    """Say what one move changes: ``desserrée : 3 sites``."""
    if one.proof is Proof.INFEASIBLE:
        told = str(Text("aucune sélection", "no selection"))
    else:
        told = f"{number(one.changed)} site{plural(one.changed)}"
        if one.proof is not Proof.OPTIMAL:
            told += str(Text(" (non prouvé)", " (not proven)"))
    return f"{WAYS[one.way]}{Text(' : ', ': ')}{told}"


def lever_rows(study: Robustness) -> list[list[str]]:
    """Return one row a thing moved, what changes most first: what, kind, limit, moves."""
    model = study.case.model
    return [
        [
            str(lever_name(kind, name, model)),
            str(KINDS[kind]),
            str(rule_limit(name, model)) if kind in ("rule", "capacity") else "–",
            " ; ".join(move_words(one) for one in moves),
        ]
        for kind, name, moves in ranked(study.levers)
    ]


def lever_words(study: Robustness) -> list[str]:
    """Say what the selection depends on most, and what leaves it as it is."""
    if not study.levers:
        return []
    model = study.case.model
    order = ranked(study.levers)
    most = [(k, n, max(one.changed for one in moves)) for k, n, moves in order]
    first = [one for one in most if one[2] > 0][:3]
    said = []
    if first:
        fr = " ; ".join(f"{lever_name(k, n, model).fr} ({c} site{plural(c)})" for k, n, c in first)
        en = "; ".join(f"{lever_name(k, n, model).en} ({c} site{plural(c)})" for k, n, c in first)
        said.append(Text(f"La sélection dépend d'abord de : {fr}.",
                         f"The selection depends first on: {en}."))  # fmt: skip
    still = [lever_name(k, n, model) for k, n, c in most if c == 0]
    if still:
        said.append(
            Text(
                f"Rien ne change quand bougent : {', '.join(one.fr for one in still)}.",
                f"Nothing changes when these move: {', '.join(one.en for one in still)}.",
            )
        )
    quarter, points = number(100 * STEP), number(100 * SHARE)
    said.append(
        Text(
            f"Pas : un site par territoire pour un nombre, {quarter} % pour une quantité ou une"
            f" distance, {points} points pour une part ; un poids est divisé par deux, puis doublé."
            " Une seule chose bouge à la fois (tisites rules --shapley dit les interactions).",
            f"Steps: one site a territory for a count, {quarter}% for a quantity or a distance,"
            f" {points} points for a share; a weight is halved, then doubled. One thing moves at a"
            " time (tisites rules --shapley tells interactions).",
        )
    )
    return [str(text) for text in said]


def levers_csv(study: Robustness) -> pd.DataFrame:
    """Return one row a move."""
    labels = study.case.program.columns

    def ids(columns: np.ndarray) -> str:
        return "|".join(sorted(str(label) for label in labels[columns]))

    rows = [
        (one.kind, one.name, one.way, one.proof.value, one.changed, ids(one.enters),
         ids(one.leaves))
        for _, _, moves in ranked(study.levers)
        for one in moves
    ]  # fmt: skip
    columns = ["kind", "name", "move", "proof", "sites_changed", "enters", "leaves"]
    return pd.DataFrame(rows, columns=columns)

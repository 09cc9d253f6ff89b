"""What the selection depends on most, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tisites.messages.text import Text, number, t
from tisites.report.document import Column, Said, Section, Table, first
from tisites.report.phrases import plural
from tisites.report.rules.words import rule_limit, rule_name
from tisites.solver.solution import Proof
from tisites.study.robustness.levers import SHARE, STEP, Lever, ranked

if TYPE_CHECKING:
    import numpy as np

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
#: Rows of pages and of the terminal.
_SHOWN, _BRIEF = 80, 20
_THINGS = (
    Column("name", Text("Ce qui bouge", "What moves")),
    Column("kind", Text("Nature", "Kind")),
    Column("limit", Text("Limite", "Limit")),
    Column("most_changed", Text("au plus", "at most"), "", 0, "right", seen="files"),
    Column("moves", Text("Sites changés", "Sites changed")),
)
_MOVES = (
    Column("kind", Text("nature", "kind")),
    Column("name", Text("ce qui bouge", "what moves")),
    Column("move", Text("mouvement", "move")),
    Column("proof", Text("preuve", "proof")),
    Column("sites_changed", Text("sites changés", "sites changed"), "", 0, "right"),
    Column("enters", Text("entrent", "enter")),
    Column("leaves", Text("sortent", "leave")),
)
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
        told = t("aucune sélection", "no selection")
    else:
        told = f"{number(one.changed)} site{plural(one.changed)}"
        if one.proof is not Proof.OPTIMAL:
            told += t(" (non prouvé)", " (not proven)")
    return f"{WAYS[one.way]}{Text(' : ', ': ')}{told}"


def levers_section(study: Robustness) -> Section | None:
    """Say what the selection depends on, what changes most first; every move in the files."""
    if not study.levers:
        return None
    model, labels = study.case.model, study.case.program.columns

    def ids(columns: np.ndarray) -> str:
        return "|".join(sorted(str(label) for label in labels[columns]))

    ranking = ranked(study.levers)
    things = tuple(
        (
            Said(name, lever_name(kind, name, model)),
            Said(kind, KINDS[kind]),
            rule_limit(name, model) if kind in ("rule", "capacity") else "–",
            max(one.changed for one in moves),
            " ; ".join(move_words(one) for one in moves),
        )
        for kind, name, moves in ranking
    )
    every = tuple(
        (
            Said(kind, KINDS[kind]), Said(name, lever_name(kind, name, model)),
            Said(one.way, WAYS[one.way]), one.proof.value, one.changed, ids(one.enters),
            ids(one.leaves),
        )
        for kind, name, moves in ranking
        for one in moves
    )  # fmt: skip
    title = Text(
        "De quoi la sélection dépend, du plus au moins", "What the selection depends on most"
    )
    tables = (Table("depends_on_ranked", "", _THINGS, things, shown=_SHOWN, excerpt=first(_BRIEF)),
              Table("depends_on", title, _MOVES, every, shown=0))  # fmt: skip
    return Section(title, tuple(_words(study)), tables=tables)


def _words(study: Robustness) -> list[Text]:
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
    return said

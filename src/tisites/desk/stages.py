"""Lists by territory, then the national choice: the verb ``stages``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tisites.desk.again import does_not_combine, prepared_of
from tisites.desk.answer import Answer, End, verb
from tisites.messages.errors import BadInputError, Problem, Where, bad_input
from tisites.messages.findings import Finding
from tisites.messages.text import Text
from tisites.report.media.files import may_write
from tisites.report.stages.document import FILES, NAME, stages_document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tisites.desk.sources import Source
    from tisites.messages.progress import Listener
    from tisites.model.declaration import Model
    from tisites.model.programme.stages import StagesRule
    from tisites.run.prepare.prepared import Prepared
    from tisites.run.prepare.request import Request
    from tisites.study.stages.stages import StagesAnswer

TOGETHER = Text("les listes par territoire", "lists by territory")
#: Numbers of wild cards of the curve, where none are asked for.
CARDS = (0, 2, 5, 10, 20)


@dataclass(frozen=True, slots=True)
class StagesRequest:
    """What is asked of two stages.

    Parameters
    ----------
    source : Source, Request or Prepared
        A scenario that declares stages, or a run of one.
    lists : tuple of str
        Lists that territories made, ``CODE=FILE``: ids, in a CSV or a workbook.
    lengths, wild_cards : tuple of int
        Points of the curve; the declared length, and :data:`CARDS`, where none are given.
    seconds : float, optional
        Limit of the study.
    stages : str, optional
        Scenario whose stages are taken, where the model has none or others are wanted.
    out : Path, optional
        Folder of the files; ``studies/stages-…`` otherwise.
    """

    source: Source | Request | Prepared
    lists: tuple[str, ...] = ()
    lengths: tuple[int, ...] = ()
    wild_cards: tuple[int, ...] = CARDS
    seconds: float | None = None
    stages: str | None = None
    out: Path | None = None


@verb
def stages(asked: StagesRequest, listener: Listener) -> Answer[StagesAnswer]:
    """Make the lists, choose among them to proof, and say what both steps cost.

    Raises
    ------
    BadInputError
        No such scenario; no stages, or what they do not combine with; a list that cannot be read;
        a folder that may not be written.
    """
    from tisites.report.map.kinds import draw_kinds
    from tisites.report.stages.words import map_sites, map_title
    from tisites.solver.solution import Proof
    from tisites.study.stages.stages import stages as studied

    if asked.out is not None:
        may_write(asked.out, NAME, FILES)
    prepared, _ = prepared_of(
        asked.source, listener, lambda model: staged_model(model, asked.stages)
    )
    folder = asked.out or Path("studies") / f"stages-{prepared.scenario}"
    may_write(folder, NAME, FILES)
    rule = rule_of(prepared.model)
    _refuse_unknown_codes(prepared, rule)
    given, findings = _read_lists(asked.lists, prepared, rule)
    study = studied(
        prepared, rule, given=given, lengths=asked.lengths, wild_cards=asked.wild_cards,
        seconds=asked.seconds, told=listener.phase,
    )  # fmt: skip
    proofs = [study.solution.proof, study.plain.proof, *(one.proof for one in study.curve)]
    whole = all(proof in (Proof.OPTIMAL, Proof.INFEASIBLE) for proof in proofs)
    end = End.DONE if whole else End.LIMIT
    if study.solution.proof is Proof.INFEASIBLE:
        end = End.INFEASIBLE
    if study.incomplete:
        end = End.INTERRUPTED

    def draw(place: Path) -> None:
        table, kinds = map_sites(study)
        draw_kinds(table, kinds, prepared.territory, map_title(study), place / FILES[-1])

    drawn = draw if study.solution.x.size else None
    return Answer(study, stages_document(study, findings), folder, end, drawn)


def rule_of(model: Model) -> StagesRule:
    """Return the only stages that are enabled."""
    return next(rule for rule in model.stages.values() if rule.enabled)


def staged_model(model: Model, name: str | None = None) -> Model:
    """Return the model with the stages that are asked for, if they can be answered.

    Raises
    ------
    BadInputError
        All that is wrong at once.
    """
    from tisites.model.points import load_scenario

    where = model.name
    if name is not None:
        model = model.model_copy(update={"stages": load_scenario(name, None)[0].stages})
        where = name
    on = [key for key, rule in model.stages.items() if rule.enabled]
    found: list[Problem] = []
    if len(on) != 1:
        what = Text(
            "aucune liste par territoire n'est déclarée" if not on
            else f"plusieurs premières étapes sont déclarées : {', '.join(on)}",
            "no lists by territory are declared" if not on
            else f"several first stages are declared: {', '.join(on)}",
        )  # fmt: skip
        remedy = Text(
            "écrire un bloc [stages.region], ou prendre le scénario livré two-stages"
            if not on else "n'en garder qu'une (enabled = false)",
            "write a block [stages.region], or take the shipped scenario two-stages"
            if not on else "keep one only (enabled = false)",
        )  # fmt: skip
        raise BadInputError([Problem(what, remedy, Where(where, column="stages"))])
    found += does_not_combine(model, where, TOGETHER)
    rule = model.stages[on[0]]
    for code, weights in rule.weights.items():
        for criterion in weights:
            if criterion not in model.score:
                known = ", ".join(sorted(model.score))
                what = Text("ce critère n'est pas au modèle", "the model has no such criterion")
                remedy = Text(f"critères : {known}", f"criteria: {known}")
                at = Where(where, column=f"stages.{on[0]}.weights.{code}", value=criterion)
                found.append(Problem(what, remedy, at))
    if found:
        raise BadInputError(found)
    return model


def _refuse_unknown_codes(prepared: Prepared, rule: StagesRule) -> None:
    """Refuse weights and limits of territories that do not exist."""
    from tisites.study.stages.stages import territories

    names = territories(prepared.sites, rule.by)[1]
    found = []
    for key, codes in (("weights", rule.weights), ("limits", rule.limits)):
        for code in codes:
            if code not in names:
                found.append(_no_territory(code, names, f"stages.{key}.{code}"))
    if found:
        raise BadInputError(found)


def _no_territory(code: str, names: dict[str, str], where: str) -> Problem:
    some = ", ".join(f"{known} ({name})" for known, name in list(names.items())[:4])
    return Problem(
        Text("ce territoire n'existe pas", "this territory does not exist"),
        Text(f"donner un code, par exemple {some}", f"give a code, for example {some}"),
        Where(column=where, value=code),
    )


def _read_lists(
    asked: Sequence[str], prepared: Prepared, rule: StagesRule
) -> tuple[dict[str, list[str]], tuple[Finding, ...]]:
    """Read the lists that territories made: their ids that compete, and what is left out.

    Raises
    ------
    BadInputError
        A list that is not ``CODE=FILE``, of no territory, given twice, or unreadable.
    """
    if not asked:
        return {}, ()
    from tisites.run.read.case import case_of
    from tisites.run.selection.listed import read_list
    from tisites.study.stages.stages import territories

    everyone = case_of(prepared).everyone
    codes, names = territories(prepared.sites, rule.by)
    territory = dict(zip(prepared.sites.table.index.astype(str), codes, strict=True))
    found: dict[str, list[str]] = {}
    findings: list[Finding] = []
    problems: list[Problem] = []
    for one in asked:
        code, mark, file = one.partition("=")
        if not mark or not file:
            raise bad_input(
                Text("une liste se donne avec son territoire", "a list comes with its territory"),
                Text("écrire --list 32=liste.csv", "write --list 32=list.csv"),
                Where("--list", value=one),
            )
        if code not in names:
            problems.append(_no_territory(code, names, "--list"))
            continue
        if code in found:
            what = Text("deux listes d'un même territoire", "two lists of one territory")
            remedy = Text("n'en donner qu'une", "give one")
            problems.append(Problem(what, remedy, Where("--list", value=one)))
            continue
        rows, told = read_list(Path(file), everyone)
        findings += told
        ids = [str(site) for site in rows.index]
        out = [site for site in ids if site in territory and territory[site] != code]
        if out:
            findings.append(Finding(
                "stages", "list_of_another", "warning",
                Text(f"liste de {names[code]} : sites d'un autre territoire, laissés de côté",
                     f"list of {names[code]}: sites of another territory, left aside"),
                Text("les donner avec leur territoire", "give them with their territory"),
                ", ".join(out),
            ))  # fmt: skip
        found[code] = [site for site in ids if territory.get(site) == code]
    if problems:
        raise BadInputError(problems)
    return found, tuple(findings)

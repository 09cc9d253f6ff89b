"""Which site for which type of project: the verb ``types``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from tisites.desk.again import does_not_combine, prepared_of
from tisites.desk.answer import Answer, End, verb
from tisites.messages.errors import BadInputError, Problem, Where
from tisites.messages.text import Text
from tisites.report.media.files import may_write
from tisites.report.types.document import FILES, NAME, types_document

if TYPE_CHECKING:
    from tisites.desk.sources import Source
    from tisites.messages.progress import Listener
    from tisites.model.declaration import Model
    from tisites.run.prepare.prepared import Prepared
    from tisites.run.prepare.request import Request
    from tisites.study.types.types import TypesAnswer

TOGETHER = Text("les types de projets", "types of projects")


@dataclass(frozen=True, slots=True)
class TypesRequest:
    """What is asked of types of projects.

    Parameters
    ----------
    source : Source, Request or Prepared
        A run, whose selection is then held to the types, or a scenario.
    types : str, optional
        Scenario whose types are taken, where the model has none or others are wanted.
    price : bool
        Whether every quota is moved by one site.
    seconds : float, optional
        Limit of the study.
    out : Path, optional
        Folder of the files; ``studies/types-…`` otherwise.
    """

    source: Source | Request | Prepared
    types: str | None = None
    price: bool = True
    seconds: float | None = None
    out: Path | None = None


@verb
def types(asked: TypesRequest, listener: Listener) -> Answer[TypesAnswer]:
    """Choose sites and their types together, to proof, and say what each quota costs.

    Raises
    ------
    BadInputError
        No such run or scenario; no types, or what they do not combine with; a folder that may
        not be written.
    """
    from tisites.criteria.seveso import NAME as SEVESO
    from tisites.criteria.seveso import with_seveso
    from tisites.report.map.kinds import draw_kinds
    from tisites.report.types.words import map_kinds, map_title
    from tisites.solver.solution import Proof
    from tisites.study.types.types import types as chosen

    if asked.out is not None:
        may_write(asked.out, NAME, FILES)

    def told(done: int, of: int) -> None:
        listener.phase(str(Text(f"question {done} sur {of}", f"question {done} of {of}")))

    prepared, reference = prepared_of(
        asked.source, listener, lambda model: typed_model(model, asked.types)
    )
    folder = asked.out or Path("studies") / f"types-{prepared.scenario}"
    may_write(folder, NAME, FILES)
    if any(SEVESO in kind.needs for kind in prepared.model.type.values()):
        sites = prepared.sites
        known = with_seveso(sites.indicators, sites.table, prepared.territory)
        prepared = replace(prepared, sites=replace(sites, indicators=known))
    study = chosen(
        prepared, reference=reference, price=asked.price, seconds=asked.seconds, told=told
    )
    proofs = [study.solution.proof, *(one.proof for one in study.prices)]
    whole = all(proof in (Proof.OPTIMAL, Proof.INFEASIBLE) for proof in proofs)
    end = End.DONE if whole else End.LIMIT
    if study.solution.proof is Proof.INFEASIBLE:
        end = End.INFEASIBLE
    if study.incomplete:
        end = End.INTERRUPTED

    def draw(place: Path) -> None:
        table = study.sites.loc[list(study.kinds)].assign(kind=list(study.kinds.values()))
        title = map_title(study)
        draw_kinds(table, map_kinds(study), prepared.territory, title, place / FILES[-1])

    drawn = draw if study.kinds else None
    return Answer(study, types_document(study, prepared.sites.indicators), folder, end, drawn)


def typed_model(model: Model, name: str | None) -> Model:
    """Return the model with the types that are asked for, if it can be answered with them.

    Raises
    ------
    BadInputError
        All that is wrong at once.
    """
    from tisites.model.points import load_scenario
    from tisites.study.types.scaled import shares_multiplied

    where = model.name
    if name is not None:
        other = load_scenario(name, None)[0]
        model = model.model_copy(update={"type": other.type, "types": other.types})
        where = name
    found: list[Problem] = []
    if not model.type:
        what = Text("aucun type de projet n'est déclaré", "no type of project is declared")
        remedy = Text(
            "écrire un bloc [type.NOM] dans le scénario, ou ajouter --types project-types, les"
            " types livrés",
            "write a block [type.NAME] in the scenario, or add --types project-types, the shipped"
            " types",
        )
        raise BadInputError([Problem(what, remedy, Where(where, column="type"))])
    found += does_not_combine(model, where, TOGETHER)
    found += _quotas(model, where)
    for kind, rule in model.type.items():
        for criterion in rule.weights:
            if criterion not in model.score:
                known = ", ".join(sorted(model.score))
                what = Text("ce critère n'est pas au modèle", "the model has no such criterion")
                remedy = Text(f"critères : {known}", f"criteria: {known}")
                at = Where(where, column=f"type.{kind}.weights", value=criterion)
                found.append(Problem(what, remedy, at))
    for share in shares_multiplied(model):
        what = Text(
            "une part de ce que les types multiplient ne se compte pas par type",
            "a share of what types multiply cannot be counted by type",
        )
        remedy = Text("la désactiver, ou retirer le multiplicateur", "switch it off")
        found.append(Problem(what, remedy, Where(where, column=f"constraint.{share}")))
    if found:
        raise BadInputError(found)
    return model


def _quotas(model: Model, where: str) -> list[Problem]:
    """Return what is wrong with quotas and with the way points are added."""
    found = []
    least = sum(kind.min for kind in model.type.values())
    tops = [kind.max for kind in model.type.values()]
    if least > model.choose:
        what = Text(
            f"les types demandent {least} sites au moins, choose en permet {model.choose}",
            f"the types ask for {least} sites at least, choose allows {model.choose}",
        )
        remedy = Text("baisser des min, ou relever choose", "lower some min, or raise choose")
        found.append(Problem(what, remedy, Where(where, column="type")))
    most = sum(top for top in tops if top is not None)
    if None not in tops and most < model.choose and not model.choose_at_most:
        what = Text(
            f"les types admettent {most} sites au plus, choose en demande {model.choose}",
            f"the types allow {most} sites at most, choose asks for {model.choose}",
        )
        remedy = Text("relever des max, ou retirer celui d'un type", "raise some max")
        found.append(Problem(what, remedy, Where(where, column="type")))
    unlike = len(model.type) > 1 and any(kind.weights for kind in model.type.values())
    if unlike and model.types is None:
        what = Text(
            "les points de types pondérés autrement ne se comparent pas : leur somme n'a pas de"
            " sens tant que sa règle n'est pas déclarée",
            "points of types weighted otherwise do not compare: their sum means nothing until its"
            " rule is declared",
        )
        remedy = Text(
            'écrire [types] sum = "share_of_best" (part du meilleur site de chaque type), ou'
            ' sum = "points" si un point vaut autant partout, avec sa source',
            'write [types] sum = "share_of_best" (share of the best site of each type), or'
            ' sum = "points" if a point counts alike everywhere, with its source',
        )
        found.append(Problem(what, remedy, Where(where, column="types.sum")))
    return found

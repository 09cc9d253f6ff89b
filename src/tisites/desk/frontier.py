"""What equity costs: the exact frontier between value and a measure, the verb ``frontier``."""

from __future__ import annotations

import difflib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from tisites.desk.answer import Answer, End, verb
from tisites.messages.errors import (
    BadInputError,
    InfeasibleError,
    LimitReachedError,
    Problem,
    Where,
    bad_input,
)
from tisites.messages.progress import Stopwatch
from tisites.messages.stop import look
from tisites.messages.text import Text
from tisites.report.frontier.document import FILES, NAME, frontier_document
from tisites.report.frontier.words import notes_of
from tisites.report.media.files import may_write

if TYPE_CHECKING:
    from tisites.messages.progress import Listener
    from tisites.model.declaration import Model
    from tisites.model.equity import EquityRule
    from tisites.run.prepare.request import Request
    from tisites.study.frontier import Frontier


@dataclass(frozen=True, slots=True)
class FrontierRequest:
    """What is asked of a frontier.

    Parameters
    ----------
    request : Request
        The scenario; its seconds are those of the whole study.
    measure : str, optional
        Name in ``[equity.NAME]``; the only one otherwise.
    points : int
        Points asked for.
    out : Path, optional
        Folder of the files; ``studies/frontier-…`` otherwise.
    """

    request: Request
    measure: str | None = None
    points: int = 20
    out: Path | None = None


@verb
def frontier(asked: FrontierRequest, listener: Listener) -> Answer[Frontier]:
    """Trace the frontier of one measure, every point checked again from its sites.

    Raises
    ------
    BadInputError
        No such scenario or measure; a folder that may not be written.
    InfeasibleError
        If no selection meets every constraint.
    LimitReachedError
        If the limit came before the first point.
    """
    from tisites.model.compile import equity_blocks
    from tisites.model.points import load_scenario
    from tisites.run.prepare.kept import OnDisk
    from tisites.run.prepare.prepare import compiled, survey
    from tisites.study.frontier import frontier as traced
    from tisites.study.frontier_check import frontier_faults

    if asked.out is not None:
        may_write(asked.out, NAME, FILES)
    request, clock = asked.request, Stopwatch(listener)
    declared = load_scenario(request.scenario, request.model)[0]
    chosen = _chosen(declared, asked.measure, request.scenario)  # before anything is read
    known = survey(request, clock, keep=OnDisk(), hasty=True)
    model = _alone(known.model, chosen)
    if known.problems:
        raise BadInputError(known.problems)
    prepared = compiled(replace(known, model=model))
    folder = asked.out or Path("studies") / f"frontier-{prepared.scenario}-{chosen}"
    may_write(folder, NAME, FILES)
    blocks = equity_blocks(model, prepared.sites)
    block = blocks.pop(chosen)

    def told(done: int, of: int) -> None:
        listener.phase(str(Text(f"point {done + 1} sur {of}", f"point {done + 1} of {of}")))

    with clock.phase("solve"):
        others = list(blocks.values())
        found = traced(
            prepared.program, block, asked.points, request.seconds, others=others, tell=told
        )
    if found.infeasible:
        raise InfeasibleError(_nothing(request))
    if not found.points:
        look()
        raise LimitReachedError(_too_short())
    faults = frontier_faults(found, prepared.program)
    if faults:
        raise RuntimeError("; ".join(faults[:5]))
    notes = notes_of(found, asked.points, request.seconds)
    document, draw = frontier_document(
        found, prepared.sites.table, prepared.scenario, notes, synthetic=prepared.synthetic
    )
    return Answer(found, document, folder, End.DONE if found.complete else End.LIMIT, draw)


def _chosen(model: Model, name: str | None, file: str) -> str:
    """Return the measure asked for, or the only one.

    Raises
    ------
    BadInputError
        When it is not in the model, when there are several, or when it has no frontier.
    """
    names = sorted(model.equity)
    listed = ", ".join(names) or "-"
    if name is None and len(names) == 1:
        name = names[0]
    if not names:
        raise bad_input(*_without(), Where(file, column="equity"))
    if name is None:
        raise bad_input(
            Text(f"quelle mesure d'équité ? ({listed})", f"which measure of equity? ({listed})"),
            Text(f"écrire par exemple --equity {names[0]}", f"write --equity {names[0]}"),
            Where(file, column="equity"),
        )
    if name not in model.equity:
        close = difflib.get_close_matches(name, names, 1, 0.5)
        remedy = (
            Text(f"vouliez-vous « {close[0]} » ?", f"did you mean '{close[0]}'?")
            if close
            else Text(f"mesures du scénario : {listed}", f"measures of the scenario: {listed}")
        )
        raise bad_input(
            Text("cette mesure d'équité n'est pas déclarée", "this measure is not declared"),
            remedy,
            Where(file, column="--equity", value=name),
        )
    if model.equity[name].kind == "ceiling":
        raise bad_input(
            Text("un plafond n'a pas de frontière", "a ceiling has no frontier"),
            Text('déclarer kind = "max_min"', 'declare kind = "max_min"'),
            Where(file, column=f"equity.{name}.kind", value="ceiling"),
        )
    return name


def _without() -> tuple[Text, Text]:
    """Say that a scenario declares no equity, and which shipped ones do."""
    from tisites.model.load import read_toml
    from tisites.model.shelf import shipped_file, shipped_names

    files = {name: shipped_file("scenarios", name) for name in shipped_names("scenarios")}
    listed = ", ".join(name for name, file in files.items() if file and "equity" in read_toml(file))
    return (
        Text(
            "ce scénario ne déclare aucune mesure d'équité : pas de frontière à tracer",
            "this scenario declares no measure of equity: there is no frontier to trace",
        ),
        Text(
            f"y écrire un bloc [equity.NOM] (tisites aide scenarios), ou prendre un scénario livré"
            f" qui en a un : {listed}",
            f"write a block [equity.NAME] in it (docs/equity.md), or take a shipped scenario that"
            f" has one: {listed}",
        ),
    )


def _alone(model: Model, name: str) -> Model:
    """Return the model with one measure as an open stage; limits of the others stay."""
    kept: dict[str, EquityRule] = {
        key: rule
        for key, rule in model.equity.items()
        if key != name and rule.role in ("constraint", "term")
    }
    rule = model.equity[name]
    change = {"role": "stage", "enabled": True, "keep_value": None}
    if rule.kind == "floor":
        from tisites.model.equity import MaxMin

        shared = {key: getattr(rule, key) for key in MaxMin.model_fields if key != "kind"}
        rule = MaxMin(kind="max_min", **shared)
    kept[name] = rule.model_copy(update=change)
    return model.model_copy(update={"equity": kept})


def _nothing(request: Request) -> Problem:
    return Problem(
        Text(
            "aucune sélection ne respecte toutes les contraintes",
            "no selection meets every constraint",
        ),
        Text(
            "lancer tisites run sur ce scénario : les contraintes en jeu y sont nommées",
            "run tisites run on this scenario: the constraints in play are named there",
        ),
        Where(request.scenario),
    )


def _too_short() -> Problem:
    return Problem(
        Text("limite atteinte avant le premier point", "limit reached before the first point"),
        Text("allonger --time-limit", "raise --time-limit"),
        Where("--time-limit"),
    )

"""A run prepared again from its pack, for studies that need more than its program."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

from tisites.messages.errors import BadInputError, Problem, Where, bad_input
from tisites.messages.progress import Stopwatch
from tisites.messages.text import Text

if TYPE_CHECKING:
    from collections.abc import Callable

    from tisites.desk.sources import Source
    from tisites.messages.progress import Listener
    from tisites.model.declaration import Model
    from tisites.run.prepare.prepared import Prepared
    from tisites.run.prepare.request import Request
    from tisites.run.read.stored import StoredRun


def prepared_of(
    source: Source | Request | Prepared, listener: Listener, change: Callable[[Model], Model]
) -> tuple[Prepared, tuple[str, ...] | None]:
    """Prepare a scenario, or a run again from its own pack; its selection where it is a run.

    Parameters
    ----------
    source : Source, Request or Prepared
        What the planner named, or what is prepared already.
    listener : Listener
    change : callable
        Lays over the model what the verb is told beside, and refuses what it cannot answer;
        called before anything is read.

    Raises
    ------
    BadInputError
        No such run or scenario; a run whose pack is not at hand, or that has a list of its own.
    """
    from tisites.model.points import load_scenario
    from tisites.run.prepare.kept import OnDisk
    from tisites.run.prepare.prepare import compiled, survey
    from tisites.run.prepare.prepared import Prepared
    from tisites.run.prepare.request import Request

    if isinstance(source, Prepared):  # keys of the programme change no row of the model
        return replace(source, model=change(source.model)), None
    clock, keep = Stopwatch(listener), OnDisk()
    if isinstance(source, Request):
        request = source
    else:
        run = _run(source)
        if run is not None:
            return _again(run, clock, keep, change)
        request = Request(source.run, source.model, source.data, source.candidates, source.tolerant)
    model, name = load_scenario(request.scenario, request.model)
    known = survey(request, clock, declared=(change(model), name), keep=keep, hasty=True)
    return compiled(known, keep), None


def _run(source: Source) -> StoredRun | None:
    """Return the run that is named; ``None`` for a scenario."""
    from tisites.model.load import find
    from tisites.run.read.stored import open_run
    from tisites.run.store.reference import resolve_run

    if source.is_scenario:
        return None
    try:
        return open_run(resolve_run(source.run))
    except BadInputError:
        find("scenarios", source.run)  # neither: the nearest names are told
        return None


def _again(
    run: StoredRun, clock: Stopwatch, keep: object, change: Callable[[Model], Model]
) -> tuple[Prepared, tuple[str, ...]]:
    from tisites.run.prepare.prepare import compiled, survey
    from tisites.run.prepare.request import Request
    from tisites.run.read.packs import pack_of

    scenario = str(run.report["scenario"])
    model = change(run.model)
    pack = pack_of(run.report, near=(run.folder, run.folder.parent))
    if pack is None:
        what = Text(
            "le paquet de données de ce résultat n'est pas à portée : ses sites ne peuvent être"
            " mesurés à nouveau",
            "the data pack of this run is not at hand: its sites cannot be measured again",
        )
        raise bad_input(what, _remedy(scenario), Where(str(run.folder)))
    request = Request(scenario, pack=pack.folder)
    known = survey(request, clock, declared=(model, scenario), keep=keep, hasty=True)  # type: ignore[arg-type]
    prepared = compiled(known, keep)  # type: ignore[arg-type]
    was, now = run.program, prepared.program
    if not np.array_equal(was.columns, now.columns) or not np.allclose(was.value, now.value):
        what = Text(
            "ce résultat n'est pas celui de ce paquet seul : il a sa propre liste de candidats, ou"
            " une autre version",
            "this run is not of this pack alone: it has its own list of candidates, or another"
            " version made it",
        )
        raise bad_input(what, _remedy(scenario), Where(str(run.folder)))
    return prepared, tuple(sorted(str(one) for one in run.ids))


def _remedy(scenario: str) -> Text:
    return Text(
        f"donner le scénario ({scenario}) avec --data et, s'il y en a une, --candidates",
        f"give the scenario ({scenario}) with --data and, if there is one, --candidates",
    )


def does_not_combine(model: Model, where: str, what: Text) -> list[Problem]:
    """Return what a study of the plain linear value does not combine with, one problem each."""
    clash: list[tuple[str, Text, Text]] = []
    if model.access is not None and model.access.enabled:
        clash.append((
            "access", Text("la desserte", "the service term"),
            Text("access.enabled = false", "access.enabled = false"),
        ))  # fmt: skip
    if model.robust is not None and model.robust.is_on:
        clash.append((
            "robust", Text("la sélection protégée", "a protected selection"),
            Text("retirer [robust]", "remove [robust]"),
        ))  # fmt: skip
    clash += [
        (f"equity.{name}", Text("une étape ou un terme d'équité", "a stage or term of equity"),
         Text('as = "report", ou enabled = false', 'as = "report", or enabled = false'))
        for name, rule in model.equity.items()
        if rule.enabled and rule.role != "report"
    ]  # fmt: skip
    return [
        Problem(
            Text(
                f"{what.fr} ne se combinent pas avec {said.fr}",
                f"{what.en} do not combine with {said.en}",
            ),
            remedy, Where(where, column=key),
        )
        for key, said, remedy in clash
    ]  # fmt: skip

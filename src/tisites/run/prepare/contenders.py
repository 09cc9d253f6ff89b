"""What a request reads, and who may compete: the first steps of a survey, kept from run to run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tisites.candidates.pool import pooled
from tisites.candidates.read import candidates_from_pack, read_candidates
from tisites.candidates.usage.gather import gather
from tisites.candidates.usage.gather_pool import gather_pool
from tisites.candidates.usage.planner_file import read_planner_evidence
from tisites.messages.errors import located
from tisites.messages.stop import look
from tisites.run.prepare.competitors import judged
from tisites.run.prepare.kept import data_key
from tisites.run.prepare.nobody import known_ids
from tisites.run.prepare.request import Added

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd

    from tisites.candidates.candidates import Candidates
    from tisites.candidates.eligibility import Eligibility
    from tisites.candidates.pool import Pool
    from tisites.candidates.usage.planner_file import PlannerEvidence
    from tisites.messages.progress import Stopwatch
    from tisites.model.admit import Admission
    from tisites.model.declaration import Model
    from tisites.run.prepare.kept import Keep
    from tisites.run.prepare.request import Request
    from tisites.territory.territory import Territory


@dataclass(frozen=True)
class InputsRead:
    """What a request reads: the model, the territory, the candidates once they are asked for."""

    request: Request
    model: Model
    territory: Territory
    planner: PlannerEvidence | None
    listed: Callable[[], Candidates]
    told_by: tuple[object, ...]

    @property
    def ruled(self) -> tuple[object, ...]:
        """What decides who competes: all that was read, and the rules."""
        model = self.model
        rules = (model.duplicates, model.assembly, model.eligibility, model.labelled_2024)
        return (self.told_by, rules)


@dataclass(frozen=True)
class Contenders:
    """Who may compete: the sites behind the records, before anything is measured."""

    candidates: Candidates
    eligibility: Eligibility
    table: pd.DataFrame
    admission: Admission
    names: pd.Index


def inputs_read(
    request: Request, model: Model, territory: Territory, clock: Stopwatch, keep: Keep
) -> InputsRead:
    """Say how the candidates are read, and what decides it; they are read when asked for."""
    data = data_key(request, territory, model)

    def listed() -> Candidates:
        with clock.phase("load"):
            look()
            return keep("candidates", data, lambda: _candidates(request, model, territory))

    mine = _planner(request, model, listed)
    told_by = (*data, None if mine is None else mine.sha256)
    return InputsRead(request, model, territory, mine, listed, told_by)


def contenders_of(
    read: InputsRead, added: Added | None, clock: Stopwatch, keep: Keep, once: Keep
) -> tuple[Contenders, Pool | None]:
    """Gather what sources say of every candidate, and judge who may compete."""
    model, territory = read.model, read.territory
    pools: list[Pool] = []

    def competing() -> Contenders:
        listed = read.listed()
        with clock.phase("evidence"):
            look()
            if added is None or not added.alone:
                known = keep(
                    "evidence", read.told_by, lambda: gather(listed, territory, read.planner)
                )
            if added is not None:
                pools.append(pooled(listed, added.mine, model.duplicates))
                listed = added.mine if added.alone else pools[0].candidates
                known = (
                    gather(listed, territory)
                    if added.alone
                    else gather_pool(known, pools[0], territory)
                )
        with clock.phase("eligibility"), located(read.request.scenario):
            look()
            found = judged(known, model, territory)
        _ = found[0].content_sha256  # part of the run's name: kept with the rest
        return Contenders(*found, known_ids(listed, found[0]))

    field = once("eligibility", read.ruled, competing)
    return field, pools[0] if pools else None


def _planner(
    request: Request, model: Model, listed: Callable[[], Candidates]
) -> PlannerEvidence | None:
    file = request.evidence or (Path(model.evidence) if model.evidence else None)
    return None if file is None else read_planner_evidence(file, listed().table.index)


def _candidates(request: Request, model: Model, territory: Territory) -> Candidates:
    if request.candidates is None or request.beside:
        return candidates_from_pack(territory)
    columns = model.columns or None
    strict, reading = not request.tolerant, request.reading
    return read_candidates(request.candidates, territory, columns, strict=strict, reading=reading)


def added_by(request: Request, model: Model, territory: Territory) -> Added | None:
    """Return the sites of a request that compete beside the pack's own; ``None`` without any.

    What is wrong with a row is told as a finding: she accepted how her list is read.
    """
    if request.candidates is None or not request.beside:
        return None
    columns, reading = model.columns or None, request.reading
    return Added(
        read_candidates(request.candidates, territory, columns, strict=False, reading=reading)
    )

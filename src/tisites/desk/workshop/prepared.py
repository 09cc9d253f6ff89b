"""Prepared cases kept in memory: what weights leave as it is is made once."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from tisites.candidates.parts import parts_of_list
from tisites.data.cache import sha256_of
from tisites.data.fingerprint import fingerprint
from tisites.messages.stop import look
from tisites.messages.text import language
from tisites.model.compile import site_values
from tisites.model.kinds.rule import Quantity
from tisites.run.prepare.kept import Kept, OnDisk, key_text, pack_key
from tisites.run.prepare.prepare import compiled, survey
from tisites.run.prepare.prepared import Once
from tisites.run.prepare.request import with_kept_reading
from tisites.score.scores import score

if TYPE_CHECKING:
    from tisites.messages.progress import Stopwatch
    from tisites.model.declaration import Model
    from tisites.run.prepare.prepared import Prepared
    from tisites.run.prepare.request import Request

#: What of a model names it and decides nothing.
NAMES = ("name", "title", "title_en", "description", "version", "law")
#: What of a model decides who competes and what is measured of everyone.
COMPETING = (
    "columns", "evidence", "labelled_2024", "eligibility", "duplicates", "assembly", "assumptions",
    "exclude",
)  # fmt: skip


class Cases:
    """The last prepared cases, by the content of all that decides them.

    A draft of which only weights differ from one that is kept takes its sites, indicators, rows and
    coefficients as they are; only scores are made again. Where rules change too, what was read and
    measured is kept by steps (:class:`~tisites.run.prepare.kept.Kept`).

    Parameters
    ----------
    most : int
        Cases kept, and results of each step; the one used longest ago leaves first.
    """

    def __init__(self, most: int = 3) -> None:
        self.most = most
        self._steps: OrderedDict[str, OnDisk] = OrderedDict()
        self._kept: OrderedDict[str, Prepared] = OrderedDict()
        self._once = Once()

    def __len__(self) -> int:
        return len(self._kept)

    def prepared(self, request: Request, model: Model, name: str, clock: Stopwatch) -> Prepared:
        """Return the prepared request of a model that is merged already.

        Raises
        ------
        BadInputError
            With all that is wrong in the input.
        """
        request = with_kept_reading(request)
        key = unweighed_key(request, model, name)
        known = self._kept.get(key)
        if known is not None and not _by_scores(model):
            self._kept.move_to_end(key)
            return _weighed(known, request, model, clock)
        steps = self._steps.setdefault(language(), OnDisk(Kept(self.most)))
        told = survey(request, clock, declared=(model, name), keep=steps)
        found = compiled(replace(told, once=self._once), steps)
        self._kept[key] = found
        self._kept.move_to_end(key)
        while len(self._kept) > self.most:
            self._kept.popitem(last=False)
        return found

    def known(self, request: Request, model: Model, name: str) -> Prepared | None:
        """Return the kept case that differs from a model by its weights alone, if there is one."""
        return self._kept.get(unweighed_key(with_kept_reading(request), model, name))

    def clear(self) -> None:
        """Forget every case."""
        self._steps.clear()
        self._kept.clear()
        self._once = Once()


def unweighed_key(request: Request, model: Model, name: str) -> str:
    """Return the hash of all that decides a prepared case, but for the weights of its criteria."""
    said = model.model_dump(mode="json", exclude=set(NAMES))
    for criterion in said["score"].values():
        del criterion["weight"]
    return fingerprint({"said": key_text([_inputs(request, model), request.scenario, name, said])})


def case_key(request: Request, model: Model) -> str:
    """Return the hash of what decides who competes and what is known of everyone.

    Weights, scales, limits, locks, measures of equity and the number of sites do not.
    """
    said = model.model_dump(mode="json", include=set(COMPETING))
    criteria = {key: (one.indicator, one.unknown) for key, one in model.score.items()}
    rules = {
        key: (rule.use, rule.bound, rule.unknown, getattr(rule, "per", None))
        for key, rule in model.constraint.items()
        if rule.enabled and isinstance(rule, Quantity)
    }
    inputs = _inputs(with_kept_reading(request), model)
    return fingerprint({"said": key_text([inputs, said, criteria, rules])})


def _inputs(request: Request, model: Model) -> list[Any]:
    """Return what tells the files of a request from others, and the language they are told in."""
    evidence = request.evidence or (Path(model.evidence) if model.evidence else None)
    parts = [] if request.candidates is None else parts_of_list(request.candidates)
    files = [*parts, *([] if evidence is None else [evidence])]
    return [
        pack_key(request.pack),
        [(str(path), sha256_of(path)) for path in files if path.is_file()],
        request.tolerant,
        None if request.reading is None else request.reading.told(),
        request.beside,
        language(),
    ]


def _by_scores(model: Model) -> bool:
    """Whether rows, and not only values, may follow the weights: benefits counted in points."""
    protected = model.robust is not None and model.robust.is_on
    return protected or any(rule.enabled for rule in model.equity.values())


def _weighed(known: Prepared, request: Request, model: Model, clock: Stopwatch) -> Prepared:
    """Return a kept case under other weights: as :func:`compiled` makes it, its rows kept."""
    with clock.phase("score"):
        look()
        scores = score(model.score, known.indicators)
        mine = scores.at(known.sites.table.index)
        nominal = mine.table["score"].to_numpy(dtype=np.float64)
    with clock.phase("compile"):
        program = replace(known.program, value=site_values(model, mine, known.program.access))
    return replace(
        known, request=request, model=model, scores=scores, program=program,
        sites=replace(known.sites, scores=nominal), stopwatch=clock,
    )  # fmt: skip

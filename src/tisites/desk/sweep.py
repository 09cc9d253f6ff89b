"""Scenarios by the hundred, and what they say together: the verbs ``sweep`` and ``aggregate``."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tisites.desk.answer import Answer, End, verb
from tisites.messages.text import Text, number

if TYPE_CHECKING:
    from tisites.messages.progress import Listener
    from tisites.study.aggregate.aggregate import Aggregate
    from tisites.study.sweep.plan import Ask, Plan, Task
    from tisites.study.sweep.sweep import Effort
    from tisites.study.sweep.tables import Swept
    from tisites.territory.territory import Territory


@dataclass(frozen=True, slots=True)
class SweepRequest:
    """What is asked of a sweep.

    Parameters
    ----------
    scenarios : tuple of str
        Scenarios and grids: shipped names or files.
    model : str, optional
        Model in place of theirs.
    pack, candidates : Path, optional
        As in :class:`~tisites.run.prepare.request.Request`.
    tolerant : bool
        The same.
    solver : str
        Back end.
    seconds : float, optional
        Limit of each solve.
    confirm : bool
        Whether the solver confirms each proof, as a run does.
    full : bool
        Whether whole runs go into the store too.
    jobs : int, optional
        Processes; one a core otherwise.
    scheduler : str, optional
        Dask scheduler, in place of this machine's processes.
    out : Path, optional
        Folder of the sweep, which resumes what it holds; ``studies/sweep-…`` otherwise.
    """

    scenarios: tuple[str, ...]
    model: str | None = None
    pack: Path | None = None
    candidates: Path | None = None
    tolerant: bool = False
    solver: str = "cbc"
    seconds: float | None = None
    confirm: bool = False
    full: bool = False
    jobs: int | None = None
    scheduler: str | None = None
    out: Path | None = None


@dataclass(frozen=True)
class SweepResult:
    """A sweep's folder as tables, and what it cost this time."""

    swept: Swept
    effort: Effort


@verb
def sweep(asked: SweepRequest, listener: Listener) -> Answer[SweepResult]:
    """Solve scenarios; each answer is in the folder as soon as it is there, never twice.

    A sweep that is stopped keeps every answer that it has, and goes on from there when asked again.

    Raises
    ------
    BadInputError
        Unknown scenarios; a folder that holds something else; no scheduler at the address.
    """
    from tisites.report.sweep import FILES, sweep_document
    from tisites.run.files.folder import ready
    from tisites.study.sweep.ledger import MARK, WRITTEN, Ledger
    from tisites.study.sweep.plan import plan
    from tisites.study.sweep.sweep import sweep as swept_by
    from tisites.study.sweep.tables import open_sweep, write_tables

    if asked.out is not None and not Ledger(asked.out).barely_begun():
        ready(asked.out, MARK, WRITTEN)
    planned = plan(list(asked.scenarios), asked.model, _ask(asked))
    folder = asked.out or _folder(planned)
    jobs = asked.jobs or os.cpu_count() or 1
    with Ledger(folder).held():
        told = _Told(listener)
        effort = swept_by(planned, folder, told, jobs=jobs, scheduler=asked.scheduler)
        swept = open_sweep(folder)
        write_tables(swept)
    document = sweep_document(swept, effort, len(planned.points))
    return Answer(
        SweepResult(swept, effort), document, folder, _end(swept, effort), save=lambda: folder,
        files=FILES,
    )  # fmt: skip


def _ask(asked: SweepRequest) -> Ask:
    """Return how every point is solved; workers are elsewhere, and need whole paths."""
    from tisites.report.write import write_outputs
    from tisites.study.sweep.plan import Ask

    pack, listed = asked.pack, asked.candidates
    ask = Ask(
        pack and pack.absolute(), listed and listed.absolute(), asked.tolerant, asked.solver,
        asked.seconds, asked.confirm or asked.full,
    )  # fmt: skip
    return replace(ask, store=Path("runs").absolute(), write=write_outputs) if asked.full else ask


def _folder(planned: Plan) -> Path:
    first = planned.points[0].name if len(planned.points) == 1 else planned.scenarios[0]
    return Path("studies") / f"sweep-{Path(first).stem.partition('#')[0]}-{planned.hash[:8]}"


def _end(swept: Swept, effort: Effort) -> End:
    """Return the worst that happened; every point proven, optimal or infeasible, is well."""
    from tisites.report.sweep import to_resume

    found = set(swept.results["status"])
    if effort.interrupted:
        return End.INTERRUPTED
    if to_resume(swept):
        return End.FAULTY
    if found & {"feasible", "unknown"}:
        return End.LIMIT
    return End.BAD_INPUT if "refused" in found else End.DONE


@dataclass
class _Told:
    """Tells a listener how far a sweep is, and how long it may still take."""

    listener: Listener
    total: int = 0
    count: int = 0
    solved: int = 0
    trouble: int = 0
    began: float = field(default_factory=time.monotonic)

    def begin(self, total: int, known: int, workers: int) -> None:
        self.total, self.count = total, known
        words = Text(f"balayage, {workers} processus", f"sweep, {workers} workers")
        self.listener.phase(str(words))

    def done(self, task: Task, answer: dict[str, Any]) -> None:
        self.count, self.solved = self.count + 1, self.solved + 1
        self.trouble += answer["status"] not in ("optimal", "within_gap")
        left = (time.monotonic() - self.began) / self.solved * (self.total - self.count)
        value = answer.get("objective")
        words = [
            str(
                Text(f"point {self.count} sur {self.total}", f"point {self.count} of {self.total}")
            ),
            task.name if value is None else f"{task.name} {number(value, 2)}",
            str(Text(f"reste {number(left)} s", f"{number(left)} s left")),
        ]
        if self.trouble:
            words.append(str(Text(f"{self.trouble} sans preuve", f"{self.trouble} unproven")))
        self.listener.phase(" · ".join(words))


@dataclass(frozen=True, slots=True)
class AggregateRequest:
    """What is asked of the scenarios of a sweep together.

    Parameters
    ----------
    folder : Path
        Folder of a sweep.
    site : str, optional
        Only what decides this site; nothing is written then.
    pack : Path, optional
        Pack that has the outlines of the map; the sweep's own otherwise.
    out : Path, optional
        Folder of the files; ``aggregate`` in the sweep's otherwise.
    """

    folder: Path
    site: str | None = None
    pack: Path | None = None
    out: Path | None = None


@verb
def aggregate(asked: AggregateRequest, listener: Listener) -> Answer[Aggregate]:
    """Say which sites are sure, what moves the value, and which assumption decides a site.

    Raises
    ------
    BadInputError
        No sweep there; a site that no scenario selects; a folder that may not be written.
    """
    from tisites.report.aggregate.document import FILES, NAME, aggregate_document
    from tisites.report.aggregate.words import rule_sentences
    from tisites.report.document import Document, Section
    from tisites.report.media.files import may_write
    from tisites.study.aggregate.aggregate import aggregate as together
    from tisites.study.aggregate.aggregate import features, membership
    from tisites.study.aggregate.rules import rules_of
    from tisites.study.sweep.tables import open_sweep

    out = asked.out or asked.folder / "aggregate"
    if asked.site is None:
        may_write(out, NAME, FILES)
    swept = open_sweep(asked.folder)
    found = together(swept)
    held = membership(swept)
    varied = features(swept, held.index)
    if asked.site is not None:
        _known_site(asked.site, list(held.columns))
        said = tuple(rule_sentences(swept, rules_of(varied, held, [asked.site])[0]))
        return Answer(found, Document(NAME, asked.site, (Section(sentences=said),)))
    some = found.frequency.index[found.frequency["count"] < found.points]
    listener.phase(str(Text("règles", "rules")))
    rules = rules_of(varied, held, list(some))
    territory = _territory(asked.pack, swept.asked["pack"])
    document, draw = aggregate_document(found, rules, territory)
    return Answer(found, document, out, draw=draw)


def _known_site(site: str, known: list[str]) -> None:
    import difflib

    from tisites.messages.errors import Where, bad_input
    from tisites.messages.text import Text

    if site in known:
        return
    close = difflib.get_close_matches(site, known, 1, 0.6)
    what = Text("aucun scénario ne retient ce site", "no scenario selects this site")
    remedy = (
        Text(f"vouliez-vous « {close[0]} » ?", f"did you mean '{close[0]}'?")
        if close
        else Text("voir frequency.csv", "see frequency.csv")
    )
    raise bad_input(what, remedy, Where("--site", value=site))


def _territory(data: Path | None, pack: str | None) -> Territory | None:
    """Return the outlines' pack; ``None`` when the sweep's own is not on this machine."""
    from tisites.data.demo.demo import open_demo
    from tisites.data.pack import open_pack
    from tisites.territory.territory import load_territory

    if data is None and pack is not None and not (Path(pack) / "manifest.json").is_file():
        return None
    folder = data or (Path(pack) if pack else None)
    return load_territory(open_pack(folder) if folder else open_demo())

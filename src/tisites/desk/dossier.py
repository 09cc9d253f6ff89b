"""What becomes of a planner's own sites: the verb ``dossier``."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from tisites.desk.answer import Answer, End, verb
from tisites.messages.errors import Problem, Where
from tisites.messages.progress import Stopwatch
from tisites.messages.text import Text, language
from tisites.report.deliver import Binder
from tisites.report.dossier.document import NAME, TABLES, dossier_document
from tisites.report.media.files import files_words, may_write, write_document

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tisites.candidates.guess.reading import ListReading
    from tisites.desk.sources import Studied
    from tisites.messages.progress import Listener
    from tisites.run.answer.outcome import Outcome
    from tisites.run.answer.rules import RuleEffects
    from tisites.run.prepare.kept import Keep
    from tisites.run.prepare.request import Request
    from tisites.study.dossier.dossier import Baseline, Dossier, Materials
    from tisites.study.explain.base import Answered
    from tisites.study.reserve.reserve import Reserve
    from tisites.territory.territory import Territory

#: Model of a list that competes alone.
LOCAL = "local"
#: Stem of the files of the sheets.
FICHES = "fiches"


@dataclass(frozen=True, slots=True)
class DossierRequest:
    """What is asked of a list.

    Parameters
    ----------
    path : Path
        Her list.
    scenario : str
        Whose rules hold.
    model : str, optional
        Model in place of the scenario's.
    data : Path, optional
        Data pack, with the national candidates; the demonstration pack otherwise.
    local : bool
        Whether hers compete among themselves alone, under the model for local lists.
    out : Path, optional
        Folder of the files; ``studies/dossier-…`` otherwise.
    reading : ListReading, optional
        How the columns of the list are to be read, where they had to be guessed
        (:mod:`tisites.desk.listing` proposes and confirms it).
    fiches : bool
        Whether each of her sites has a sheet, bound together beside the dossier.
    """

    path: Path
    scenario: str = "reference"
    model: str | None = None
    data: Path | None = None
    local: bool = False
    out: Path | None = None
    reading: ListReading | None = None
    fiches: bool = False


@verb
def dossier(asked: DossierRequest, listener: Listener) -> Answer[Dossier]:
    """Give a verdict to each row of a list: hers beside the national candidates, solved with them.

    Raises
    ------
    BadInputError
        A list that cannot be read; a folder that may not be written.
    InfeasibleError
        If no national selection meets every constraint.
    """
    from tisites.report.media.pdf import missing
    from tisites.run.prepare.kept import Kept, OnDisk
    from tisites.run.prepare.prepare import territory_of
    from tisites.study.dossier.dossier import dossier as judged

    clock = Stopwatch(listener)
    if asked.out is not None:
        may_write(asked.out, NAME, (*TABLES, f"{FICHES}."))
    keep = OnDisk(Kept())
    given, solved = _materials(asked, clock, keep)

    def told(done: int, of: int) -> None:
        listener.phase(str(Text(f"site {done} sur {of}", f"site {done} of {of}")))

    with clock.phase("explain"):
        found = judged(given, told)
    head = _head(asked, given)
    folder = asked.out or _folder(asked.path, head)
    document = dossier_document(found, given, asked.path.name, head)
    bound = [Binder(NAME, (document,))]
    files = files_words(document)
    problems = [missing()]
    if asked.fiches and solved is not None:
        with clock.phase("report"):
            bound.append(_sheets(found, solved, territory_of(_request(asked), keep)))
        files |= {f"{FICHES}.html": Text("une fiche par site", "a sheet a site"),
                  f"{FICHES}.pdf": Text("les mêmes, à imprimer", "the same, to print")}  # fmt: skip
    elif asked.fiches:
        problems.append(_no_sheets(asked))
    return Answer(
        found, document, folder, End.DONE, save=lambda: _save(bound, folder),
        problems=tuple(one for one in problems if one is not None), files=files,
        seconds=clock.seconds,
    )  # fmt: skip


def _save(bound: Sequence[Binder], folder: Path) -> Path:
    """Write every medium of the dossier and its sheets; PDF where what makes it is installed."""
    from tisites.report.media.html import html
    from tisites.report.media.pdf import missing, pdf

    def draw(fresh: Path) -> None:
        for one in bound:
            with TemporaryDirectory() as place:
                if one.draw is not None:
                    one.draw(Path(place))
                    page = html(one.documents, Path(place))
                    (fresh / f"{one.stem}.html").write_text(page, encoding="utf-8", newline="")
                if missing() is None:
                    made = pdf(one.documents, Path(place))
                    (fresh / f"{one.stem}.pdf").write_bytes(made)

    document = replace(bound[0].documents[0], owns=(f"{FICHES}.",))
    write_document(document, folder, draw)
    return folder


def _sheets(found: Dossier, solved: Studied, territory: Territory) -> Binder:
    """Return one sheet a site of hers, in the order of her list; a duplicate has that of its site.

    The tables that a sheet cuts are whole in the files of the dossier, under the same names.
    """
    from tisites.report.fiche.sheet import SheetMaker

    base = solved.answered
    told = {one.site: one.found for one in found.sites if one.site in base.case.everyone.index}
    maker = SheetMaker(
        base,
        solved.report,
        solved.evidence(),
        territory,
        explained={site: one for site, one in told.items() if one is not None},
    )
    return Binder(FICHES, (maker.bundle(list(told)),), maker.draw)  # fmt: skip


def _no_sheets(asked: DossierRequest) -> Problem:
    return Problem(
        Text("aucun site de la liste ne concourt : pas de fiches",
             "no site of the list competes: no sheets"),
        Text("sans --local, ils sont mesurés parmi les candidats du pays",
             "without --local, they are measured among the country's candidates"),
        Where(str(asked.path)),
    )  # fmt: skip


def _request(asked: DossierRequest) -> Request:
    from tisites.run.prepare.request import Request

    return Request(asked.scenario, asked.model or (LOCAL if asked.local else None), asked.data)


def _materials(
    asked: DossierRequest, clock: Stopwatch, keep: Keep
) -> tuple[Materials, Studied | None]:
    """Read her list, and solve without and with it; the pack is read and measured once."""
    from tisites.candidates.list_rows import list_rows
    from tisites.candidates.read import read_candidates
    from tisites.model.points import load_scenario
    from tisites.run.pipeline import execute
    from tisites.run.prepare.everyone import measured_alike
    from tisites.run.prepare.prepare import compiled, survey, territory_of
    from tisites.run.prepare.request import Added
    from tisites.run.read.case import surveyed
    from tisites.study.dossier.dossier import Materials

    request = _request(asked)
    with clock.phase("load"):
        columns = load_scenario(request.scenario, request.model)[0].columns or None
        territory = territory_of(request, keep)
        mine = read_candidates(asked.path, territory, columns, strict=False, reading=asked.reading)
    baseline = measured = None
    if not asked.local:
        plain = survey(request, clock, keep=keep, hasty=True)
        baseline, measured = _baseline(execute(compiled(plain, keep))), plain.indicators
    known = survey(request, clock, keep=keep, added=Added(mine, asked.local, measured))
    assert known.pool is not None
    solved = rules = None
    if not asked.local or not known.problems:  # a list of which no site competes has no selection
        solved, rules = _explained(execute(compiled(known, keep)))
    answer = None if solved is None else solved.answered
    everyone = answer.case.everyone if answer is not None else surveyed(known)[0]
    said, rows = known.candidates.evidence, list_rows(asked.path, asked.reading)
    assert said is not None
    return Materials(
        known.pool, known.model, everyone, *measured_alike(known), answer, baseline, rules, said,
        rows, None if answer is None else _reserve(answer),
    ), solved  # fmt: skip


def _reserve(answer: Answered) -> Reserve | None:
    """Return the reserve list that the model declares, of the selection as it is.

    Raises
    ------
    BadInputError
        If the model declares one that it does not combine with.
    """
    rule = answer.case.model.reserve
    if rule is None or not rule.enabled:
        return None
    from tisites.study.reserve.reserve import reserve

    return reserve(answer, rule.model_copy(update={"recoverable": None}))


def _baseline(outcome: Outcome) -> Baseline:
    from tisites.study.dossier.dossier import Baseline

    ids = frozenset(str(site) for site in outcome.ids)
    value = outcome.prepared.program.objective(outcome.solution.x)
    return Baseline(ids, float(value), outcome.prepared.candidates.table.index)


def _explained(outcome: Outcome) -> tuple[Studied, RuleEffects | None]:
    """Return a solved case ready to be questioned, and what each rule decides."""
    from tisites.desk.sources import studied_outcome
    from tisites.run.answer.rules import with_rules

    with outcome.prepared.stopwatch.phase("rules"):
        outcome = with_rules(outcome)
    return studied_outcome(outcome), outcome.rules


def _head(asked: DossierRequest, given: Materials) -> dict[str, Any]:
    """Return what names the question: the list's content, the model, the pack's candidates."""
    from tisites.data.fingerprint import fingerprint, versions

    told = {
        "list": asked.path.name, "sha256": given.pool.mine.sha256, "scenario": asked.scenario,
        "model": given.model.name, "local": asked.local, "lang": language(),
        "national": given.pool.national.sha256, "versions": versions(),
    }  # fmt: skip
    return {"key": fingerprint(told), **told}


def _folder(path: Path, head: dict[str, Any]) -> Path:
    stem = "".join(c if c.isalnum() or c in "-_" else "_" for c in path.stem)
    return Path("studies") / f"{NAME}-{stem}-{str(head['key'])[:8]}"

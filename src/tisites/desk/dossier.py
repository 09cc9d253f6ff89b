"""What becomes of a planner's own sites: the verb ``dossier``."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tisites.desk.answer import Answer, End, verb
from tisites.messages.progress import Stopwatch
from tisites.messages.text import Text, language
from tisites.report.dossier.document import NAME, TABLES, dossier_document
from tisites.report.media.files import files_words, may_write, write_document

if TYPE_CHECKING:
    from tisites.candidates.guess.reading import ListReading
    from tisites.messages.progress import Listener
    from tisites.report.document import Document
    from tisites.run.answer.outcome import Outcome
    from tisites.run.answer.rules import RuleEffects
    from tisites.run.prepare.kept import Keep
    from tisites.study.dossier.dossier import Baseline, Dossier, Materials
    from tisites.study.explain.base import Answered

#: Model of a list that competes alone.
LOCAL = "local"


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
    """

    path: Path
    scenario: str = "reference"
    model: str | None = None
    data: Path | None = None
    local: bool = False
    out: Path | None = None
    reading: ListReading | None = None


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
    from tisites.study.dossier.dossier import dossier as judged

    clock = Stopwatch(listener)
    if asked.out is not None:
        may_write(asked.out, NAME, TABLES)
    keep = OnDisk(Kept())
    given = _materials(asked, clock, keep)

    def told(done: int, of: int) -> None:
        listener.phase(str(Text(f"site {done} sur {of}", f"site {done} of {of}")))

    with clock.phase("explain"):
        found = judged(given, told)
    head = _head(asked, given)
    folder = asked.out or _folder(asked.path, head)
    document = dossier_document(found, given, asked.path.name, head)
    lacking = missing()
    return Answer(
        found, document, folder, End.DONE, save=lambda: _save(document, folder),
        problems=() if lacking is None else (lacking,), files=files_words(document),
        seconds=clock.seconds,
    )  # fmt: skip


def _save(document: Document, folder: Path) -> Path:
    """Write every medium, and the PDF where what makes it is installed."""
    from tisites.report.media.pdf import missing, pdf

    def draw(fresh: Path) -> None:
        if missing() is None:
            (fresh / f"{document.name}.pdf").write_bytes(pdf([document], fresh))

    write_document(document, folder, draw)
    return folder


def _materials(asked: DossierRequest, clock: Stopwatch, keep: Keep) -> Materials:
    """Read her list, and solve without and with it; the pack is read and measured once."""
    from tisites.candidates.list_rows import list_rows
    from tisites.candidates.read import read_candidates
    from tisites.model.points import load_scenario
    from tisites.run.pipeline import execute
    from tisites.run.prepare.everyone import measured_alike
    from tisites.run.prepare.prepare import compiled, survey, territory_of
    from tisites.run.prepare.request import Added, Request
    from tisites.run.read.case import surveyed
    from tisites.study.dossier.dossier import Materials

    request = Request(asked.scenario, asked.model or (LOCAL if asked.local else None), asked.data)
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
    answer = rules = None
    if not asked.local or not known.problems:  # a list of which no site competes has no selection
        answer, rules = _explained(execute(compiled(known, keep)))
    everyone = answer.case.everyone if answer is not None else surveyed(known)[0]
    said, rows = known.candidates.evidence, list_rows(asked.path, asked.reading)
    assert said is not None
    return Materials(
        known.pool, known.model, everyone, *measured_alike(known), answer, baseline, rules, said,
        rows,
    )  # fmt: skip


def _baseline(outcome: Outcome) -> Baseline:
    from tisites.study.dossier.dossier import Baseline

    ids = frozenset(str(site) for site in outcome.ids)
    value = outcome.prepared.program.objective(outcome.solution.x)
    return Baseline(ids, float(value), outcome.prepared.candidates.table.index)


def _explained(outcome: Outcome) -> tuple[Answered, RuleEffects | None]:
    """Return a solved case ready to be questioned, and what each rule decides."""
    from tisites.desk.sources import studied_outcome
    from tisites.run.answer.rules import with_rules

    with outcome.prepared.stopwatch.phase("rules"):
        outcome = with_rules(outcome)
    return studied_outcome(outcome).answered, outcome.rules


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

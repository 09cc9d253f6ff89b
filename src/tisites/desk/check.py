"""Everything but solving: the verb ``check``; and who would gain by silence."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from tisites.desk.answer import Answer, End, verb
from tisites.messages.progress import Stopwatch
from tisites.run.prepare.request import Request

if TYPE_CHECKING:
    from pathlib import Path

    from tisites.messages.progress import Listener
    from tisites.run.prepare.prepared import Prepared, Survey
    from tisites.study.incentives.incentives import Incentives


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """What is asked of a check.

    Parameters
    ----------
    request : Request
        What to read; nothing is solved.
    out : Path, optional
        Folder of the lists; nothing is written without it.
    """

    request: Request = field(default_factory=Request)
    out: Path | None = None


@dataclass(frozen=True)
class CheckedData:
    """The answer of a check.

    Parameters
    ----------
    survey : Survey
        Who competes, who does not and why; what is wrong with the model on these data.
    prepared : Prepared, optional
        The program; ``None`` where there are problems.
    """

    survey: Survey
    prepared: Prepared | None = None


@verb
def check(asked: CheckRequest, listener: Listener) -> Answer[CheckedData]:
    """Read, measure, score and compile; who is eligible is told even when nothing can be solved.

    Raises
    ------
    BadInputError
        With all that is wrong in the files themselves; a folder that may not be written.
    """
    from tisites.report.run import check_document, survey_document
    from tisites.report.run_files import FILES
    from tisites.run.answer.check_tables import MARK, WRITTEN
    from tisites.run.files.folder import ready
    from tisites.run.prepare.kept import OnDisk
    from tisites.run.prepare.prepare import compiled, survey
    from tisites.run.read.case import case_of
    from tisites.study.precheck.precheck import precheck

    if asked.out is not None:
        ready(asked.out, MARK, WRITTEN)
    known = survey(asked.request, Stopwatch(listener), keep=OnDisk())
    prepared = None if known.problems else compiled(known)
    if prepared is not None:
        findings = (*prepared.findings, *precheck(case_of(prepared)))
        prepared = replace(prepared, findings=findings)
    return Answer(
        CheckedData(known, prepared),
        survey_document(known) if prepared is None else check_document(prepared),
        asked.out,
        End.DONE if prepared is not None else End.BAD_INPUT,
        save=lambda: _save(known, asked.out),
        problems=known.problems,
        files=FILES,
        seconds=known.stopwatch.seconds,
    )


@verb
def silence(asked: Request, listener: Listener) -> Answer[Incentives]:
    """Blank every datum of every site and tell who gains; bad input if anybody does.

    Raises
    ------
    BadInputError
        With all that is wrong in the input.
    """
    from tisites.messages.text import Text
    from tisites.model.points import load_scenario
    from tisites.report.incentives import incentives_document
    from tisites.study.incentives.incentives import incentives

    model, scenario = load_scenario(asked.scenario, asked.model)
    listener.phase(str(Text("silences", "silences")))
    found = incentives(asked, model, scenario)
    end = End.BAD_INPUT if len(found.gains) else End.DONE
    return Answer(found, incentives_document(found), end=end)


def _save(known: Survey, out: Path | None) -> Path | None:
    from tisites.report.excel_tables import write_check_sheet
    from tisites.run.answer.check_tables import MARK, WRITTEN, write_check
    from tisites.run.files.folder import staged

    if out is not None:
        with staged(out, MARK, WRITTEN) as fresh:
            write_check(known, fresh)
            write_check_sheet(known, fresh)
    return out

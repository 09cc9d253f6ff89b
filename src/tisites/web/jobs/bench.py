"""What a working process holds: answers in memory, and what can wait until it is quiet."""

from __future__ import annotations

import contextlib
import json
import shutil
import time
import traceback
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

from tisites.desk.answer import End
from tisites.desk.workshop.workshop import Workshop
from tisites.messages.stop import look
from tisites.messages.text import LANGUAGES, Text, speaking
from tisites.run.files.folder import MARK
from tisites.run.store.store import DIGITS, Store
from tisites.web.contract import StudyBody
from tisites.web.jobs.job import JobAsk
from tisites.web.jobs.options import options_of, refuse_subject
from tisites.web.refusals import RefusedError, problem_body
from tisites.web.views.document import document_body, plain
from tisites.web.workspace import (
    GAUGES,
    REPORT,
    RESULT,
    Workspace,
    now,
    read_json,
    write_json,
    write_whole,
)

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tisites.desk.answer import Answer
    from tisites.desk.sources import Studied
    from tisites.desk.workshop.draft import Draft
    from tisites.desk.workshop.workshop import Resolved
    from tisites.messages.progress import Listener
    from tisites.messages.stop import Stop
    from tisites.messages.text import Language
    from tisites.report.document import Document
    from tisites.run.answer.outcome import Outcome
    from tisites.run.read.stored import StoredRun
    from tisites.web.contract import State

#: Answers kept in memory, ready to be questioned.
ANSWERS = 4
#: Results kept on disk that nobody saved and no draft shows: about 10 MB each on national data.
RESULTS = 40
#: Seconds that the other process of the workspace is given to write what it has answered.
OTHER_S = 5.0
STATES: dict[End, State] = {
    End.DONE: "done", End.FAULTY: "done", End.BAD_INPUT: "bad_input",
    End.INFEASIBLE: "infeasible", End.LIMIT: "limit", End.INTERRUPTED: "stopped",
}  # fmt: skip


@dataclass
class HeldAnswer:
    """An answer in memory.

    Parameters
    ----------
    found : Resolved
        The outcome and its run.
    draft : Draft
        What was solved.
    language : str
        Its words are in it.
    left : int
        What can wait and is not written: tables (2), then what rules decide (1).
    studied : Studied, optional
        Ready to be questioned.
    """

    found: Resolved
    draft: Draft
    language: Language
    left: int = 2
    studied: Studied | None = field(default=None, repr=False)


class Bench:
    """Works on the jobs of the workspace that is the current folder."""

    def __init__(self) -> None:
        self.space = Workspace(Path.cwd())
        self.lean = Store(self.space.state / "lean")
        self.shop = Workshop(answers=2 * ANSWERS)
        self.held: OrderedDict[str, HeldAnswer] = OrderedDict()
        self._turn = Lock()
        self.last: dict[str, tuple[str, list[str]]] = {}

    def work(self, ask: JobAsk, listener: Listener, stop: Stop) -> dict[str, Any]:
        """Work on a job; return how it ended, as its record tells it.

        Raises
        ------
        TisitesError
            As the verb does.
        """
        from tisites.web.jobs.verbs import VERBS

        options = options_of(ask.verb, ask.options)  # type: ignore[arg-type]
        return VERBS[ask.verb](self, ask, options, listener, stop)

    def answer(self, question: str, asked: dict[str, Any]) -> Any:
        """Answer what is asked at once, beside a job: how a list is read; a preview of a draft.

        Raises
        ------
        RefusedError
            409 where nothing is prepared yet, or other sites would compete.
        """
        from tisites.web.jobs.options import DraftOptions
        from tisites.web.jobs.verbs import draft_of
        from tisites.web.lists import QUESTIONS

        if question in QUESTIONS:
            return QUESTIONS[question](self.space, asked)
        if question != "preview":
            raise NotImplementedError(question)
        draft = draft_of(JobAsk.model_validate(asked["of"]), DraftOptions())
        last = self.last_of(asked["of"].get("draft"))
        found = self.shop.preview(draft, asked["changes"], None if last is None else last[1])
        if found is None:
            raise RefusedError(
                409,
                Text("rien n'est encore préparé pour cet aperçu",
                     "nothing is prepared yet for this preview"),
                Text("préparer ou résoudre d'abord", "prepare or solve first"),
            )  # fmt: skip
        enter, gone = (
            [{"id": site, "name": name} for site, name in sites]
            for sites in (found.enter, found.gone)
        )
        return {"leave": found.leave, "top": found.top, "enter": enter, "gone": gone}

    def last_of(self, draft: str | None) -> tuple[str, list[str]] | None:
        """Return the last result of a draft and its sites; ``None`` without one."""
        if draft is None:
            return None
        known = read_json(self.space.state / "drafts" / draft / "draft.json")
        run = known and known.get("run")  # the other process of the workspace may have solved it
        if draft not in self.last or (run and self.last[draft][0] != run):
            told = read_json(self.space.result(run) / RESULT) if run else None
            if told is None:
                return None
            self.last[draft] = run, told["selected"]
        return self.last[draft]

    # answers ---------------------------------------------------------------------------------

    def hold(self, held: HeldAnswer) -> None:
        """Keep an answer in memory; the one used longest ago leaves, written first."""
        with self._turn:
            known = self.held.pop(held.found.run, None)
            held.left = held.left if known is None else known.left
            self.held[held.found.run] = held
            while len(self.held) > ANSWERS:
                self.held.popitem(last=False)

    def find(self, run: str) -> HeldAnswer | None:
        """Return an answer in memory by its hash or the start of it."""
        with self._turn:
            for name, held in reversed(self.held.items()):
                if len(run) >= DIGITS and name.startswith(run):
                    self.held.move_to_end(name)
                    return held
        return None

    def studied(self, run: str) -> Studied:
        """Return an answer ready to be questioned: from memory, else from its files.

        Raises
        ------
        BadInputError
            If there is no such run.
        """
        from tisites.desk.sources import studied_outcome, studied_run
        from tisites.run.read.stored import open_run

        held = self.find(run)
        if held is None:
            return studied_run(open_run(self.folder_of(run)))
        if held.studied is None:
            named = studied_outcome(held.found.outcome)
            held.studied = replace(named, name=held.found.run[:DIGITS])
        return held.studied

    def folder_of(self, run: str) -> Path:
        """Return the folder of a run: of the store, else of the lean ones.

        Raises
        ------
        BadInputError
            If there is no such run.
        """
        from tisites.run.store.reference import resolve_run

        if len(run) < DIGITS:
            return resolve_run(run, self.space.store)
        place, saved = self.lean.folder_of(run), self.space.store.folder_of(run)
        end = time.monotonic() + OTHER_S
        told = (self.space.result(run) / RESULT).is_file()
        while told and not any((one / MARK).is_file() for one in (place, saved)):
            if time.monotonic() > end:
                break
            look()
            time.sleep(0.1)
        if place.is_dir():
            return saved if (saved / MARK).is_file() else place
        return resolve_run(run, self.space.store)

    def source(self, ask: JobAsk) -> Studied:
        """Return what a job about a result questions."""
        assert ask.run is not None
        return self.studied(ask.run)

    def contestant(self, name: str) -> str | Studied:
        """Return what a comparison is of: an answer of this workspace, or what the desk knows.

        Never a path: a document would name it, and where the server keeps it is nobody's business.
        """
        if "@" in name or len(name) < DIGITS:
            return name
        here = self.find(name) is not None or (self.lean.folder_of(name) / MARK).is_file()
        return self.studied(name) if here else name

    def subject(self, ask: JobAsk, study: str | None, listener: Listener, stop: Stop) -> str | Path:
        """Return what a report is about: the files of another job, else the saved run."""
        if study is not None:
            return self.space.job_files(study)
        if ask.run is None:
            refuse_subject("explain", None, None)
        return self.save(ask, listener, stop)[0]

    def save(self, ask: JobAsk, listener: Listener, stop: Stop) -> tuple[Path, End]:
        """Write a run whole, with its map, unless the store has it; return its folder.

        Raises
        ------
        BadInputError
            If it is neither stored nor known how it was asked.
        """
        from tisites.web.jobs.options import SolveOptions
        from tisites.web.jobs.verbs import draft_of

        assert ask.run is not None
        folder = self.space.store.folder_of(ask.run)
        if (folder / "map.png").is_file() and (folder / MARK).is_file():
            return folder, End.DONE
        held = self.find(ask.run)
        if held is None and ask.base is None:
            return self.folder_of(ask.run), End.DONE
        draft = held.draft if held is not None else draft_of(ask, SolveOptions())
        answer = self.shop.answer(draft, store=self.space.store, listener=listener, stop=stop)
        listener.phase("write")
        written = answer.write()
        place = self.space.result(ask.run) / RESULT
        told = read_json(place)
        if told is not None:
            write_json(place, {**told, "saved": True})
        return written or self.folder_of(ask.run), answer.end

    def opened(self, run: str) -> StoredRun:
        """Return a run read again from its files."""
        from tisites.run.read.stored import open_run

        return open_run(self.folder_of(run))

    def later(self) -> bool:
        """Write what can wait of the last answer; whether there was something.

        A job that comes stops it: the answer is then written when it is quiet again, unless newer
        ones came.

        Raises
        ------
        Stopped
            If a job came.
        """
        with self._turn:
            held = next((one for one in reversed(self.held.values()) if one.left), None)
        if held is None:
            return False
        try:
            self.put(held)
        except Exception:  # noqa: BLE001 (the answer was told already; the log has the rest)
            traceback.print_exc()
            held.left = 0
        return True

    def put(self, held: HeldAnswer) -> None:
        """Write the tables that views read; then, what each rule decides, and the whole answer."""
        from tisites.report.run import run_document
        from tisites.run.answer.overseas import with_overseas
        from tisites.run.answer.rules import with_rules
        from tisites.run.answer.write import finite, write_tables

        run, outcome = held.found.run, held.found.outcome
        place = self.space.result(run)
        mark = self.lean.folder_of(run) / MARK
        if not (place / GAUGES).is_file():
            self.gauge(run, outcome)
        with speaking(held.language):
            if held.left == 2:
                if not mark.is_file():
                    look()
                    self.lean.put(run, lambda fresh: write_tables(outcome, fresh))
                held.left = 1
            whole = with_overseas(with_rules(outcome))
            look()
            document = run_document(whole)
            look()
            report = json.dumps(finite(whole.report()), ensure_ascii=False, allow_nan=False)
        write_whole(place / REPORT, report)
        self.gauge(run, whole)
        told = read_json(place / RESULT)
        if told is not None:
            told["sentences"] = [str(document.title), *(str(one) for one in document.lead)]
            write_json(place / RESULT, told)
        body = document_body(document, str)
        study = StudyBody(verb="solve", run=run, job="", ended=now(), document=body, data={})
        write_json(place / "studies" / "solve.json", study.model_dump(mode="json"))
        held.left = 0
        self.space.trim_results(RESULTS)

    def gauge(self, run: str, outcome: Outcome) -> None:
        """Write how every limit stands: a page that has just been answered asks for it."""
        from tisites.desk.sources import studied_outcome
        from tisites.web.views.gauges import gauges_of

        studied, told = studied_outcome(outcome), {}
        for one in LANGUAGES:
            look()
            with speaking(one):
                told[one] = [gauge.model_dump(mode="json") for gauge in gauges_of(studied)]
        write_json(self.space.result(run) / GAUGES, told)

    # what a job leaves -----------------------------------------------------------------------

    def told(
        self, ask: JobAsk, answer: Answer[Any], run: str | None = None, *, keep: bool = True
    ) -> dict[str, Any]:
        """Put the files and the document of a study where the page finds them."""
        files = self.space.job_files(ask.job)
        folder = answer.write()
        names = _copied(folder, files) if folder is not None and keep else []
        if answer.draw is not None and folder is None:
            files.mkdir(parents=True, exist_ok=True)
            answer.draw(files)
            names = sorted(path.name for path in files.iterdir())
        self.document(ask, answer, run, names)
        problems = [problem_body(one).model_dump() for one in answer.problems]
        return {
            "state": STATES[answer.end], "result": run, "files": names, "problems": problems,
            "document": f"/api/v1/jobs/{ask.job}/document",
        }  # fmt: skip

    def document(
        self, ask: JobAsk, answer: Answer[Any], run: str | None, names: Iterable[str]
    ) -> None:
        """Write what an answer means, for its job and for the result that it is about."""
        body = _body(ask, answer.document, answer.beside)
        study = StudyBody(
            verb=ask.verb, run=run, job=ask.job, ended=now(),
            interrupted=answer.end is End.INTERRUPTED, document=body,
            data={**plain(dict(answer.document.data)), **_chart(ask, answer)},
            files=sorted(names),
        )  # fmt: skip
        told = study.model_dump(mode="json")
        write_json(self.space.folder("jobs", ask.job) / "document.json", told)
        if run is not None:
            write_json(self.space.result(run) / "studies" / f"{ask.verb}.json", told)


def _body(ask: JobAsk, document: Document, beside: Iterable[Document]) -> Any:
    return document_body(document, lambda file: f"/api/v1/files/{ask.job}/{file}", beside)


def _chart(ask: JobAsk, answer: Answer[Any]) -> dict[str, Any]:
    """Return what a tab draws of an answer, under a key of its own."""
    from tisites.model.points import load_scenario
    from tisites.web.views.charts import chart_of

    if answer.known:
        return {}
    model = load_scenario(ask.scenario or "reference")[0] if ask.verb == "frontier" else None
    chart = chart_of(ask.verb, answer, model)
    return {} if chart is None else {"chart": chart.model_dump(mode="json")}


def _copied(folder: Path, files: Path) -> list[str]:
    """Copy what an answer wrote into the folder of its job; return the names."""
    if folder.resolve() != files.resolve():
        files.mkdir(parents=True, exist_ok=True)
        for path in folder.iterdir():
            if path.is_file() and not path.name.startswith("."):
                with contextlib.suppress(FileNotFoundError):
                    shutil.copyfile(path, files / path.name)
    return sorted(path.name for path in files.iterdir() if path.is_file())

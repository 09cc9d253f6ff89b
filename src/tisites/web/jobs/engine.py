"""The engine of jobs: who is at work, who waits, what became of each; nothing is lost."""

from __future__ import annotations

import contextlib
import itertools
import math
import shutil
import threading
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from tisites.messages.text import Text
from tisites.web.contract import JobBody, ProblemBody
from tisites.web.drafts import Drafts
from tisites.web.jobs.events import Hub
from tisites.web.jobs.job import FILE, MOST_RESUMED, Job, JobAsk, mishap, said
from tisites.web.jobs.process import Worker
from tisites.web.jobs.queue import Waiting
from tisites.web.refusals import RefusedError, not_there
from tisites.web.workspace import new_id, now

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tisites.web.settings import Bounds
    from tisites.web.workspace import Workspace

#: Jobs of a workspace that are kept once they have ended.
KEPT = 300
#: Seconds that a page waits for a question of the form or of a preview.
PATIENCE_S = 30.0
#: Seconds after a job until a second process of its workspace that is idle ends.
SECOND_S = 60.0


class Jobs:
    """Every job of every workspace.

    Parameters
    ----------
    bounds : Bounds
        How many wait and work.
    hub : Hub
        Tells pages what happens.
    """

    def __init__(self, bounds: Bounds, hub: Hub | None = None) -> None:
        self.bounds, self.hub = bounds, hub or Hub()
        self._lock = threading.RLock()
        self._waiting = Waiting(bounds)
        # of a workspace, who solved its last draft first; a second one only beside a study
        self._workers: dict[str, list[Worker]] = {}
        self._at_work: dict[Worker, Job] = {}
        self._spaces: dict[str, Workspace] = {}
        self._known: dict[str, dict[str, Job]] = {}
        self._retiring: list[str] = []
        self._killed: set[str] = set()
        self._timers: dict[str, threading.Timer] = {}
        self._answers: dict[int, tuple[threading.Event, list[Any], Worker]] = {}
        self._numbers = itertools.count(1)
        self._closed = False

    # what a page asks ------------------------------------------------------------------------

    def of(self, workspace: Workspace) -> dict[str, Job]:
        """Return the jobs of a workspace by id, oldest first."""
        with self._lock:
            if workspace.name not in self._known:
                self._spaces[workspace.name] = workspace
                self._known[workspace.name] = _read(workspace)
            return self._known[workspace.name]

    def get(self, workspace: Workspace, name: str) -> Job:
        """Return a job.

        Raises
        ------
        RefusedError
            If there is none (404).
        """
        with self._lock:
            job = self.of(workspace).get(name)
            if job is None:
                what = Text("ce calcul n'existe pas", "there is no such job")
                raise not_there(what, name[:64])
            job.body.position = self._waiting.position(job)
            return job

    def every(self, workspace: Workspace) -> list[JobBody]:
        """Return the jobs of a workspace, newest first."""
        with self._lock:
            return [self.get(workspace, name).body for name in reversed(self.of(workspace))]

    def submit(self, workspace: Workspace, ask: JobAsk, revision: int | None = None) -> Job:
        """Take a job in.

        Raises
        ------
        RefusedError
            If too many wait (429).
        """
        with self._lock:
            known = self.of(workspace)
            self._waiting.refuse_full(workspace.name)
            name = new_id()
            ask = ask.model_copy(update={"job": name})
            body = JobBody.model_validate({
                "id": name, "verb": ask.verb, "draft": ask.draft, "run": ask.run,
                "options": ask.options, "state": "queued", "asked": now(), "revision": revision,
                "words": said("queued", ask.language),
            })  # fmt: skip
            job = Job(body=body, ask=ask)
            job.keep(workspace)
            known[name] = job
            self._trim(workspace)
            self._waiting.put(workspace.name, job)
            self._pump()
            job.body.position = self._waiting.position(job)
            self.hub.tell(job.body, "state")
            return job

    def stop(self, workspace: Workspace, name: str, *, kill: bool = False) -> Job:
        """Stop a job: the best answer so far, labelled; with ``kill``, its process ends."""
        with self._lock:
            job = self.get(workspace, name)
            if self._waiting.drop(job):
                self._end(workspace.name, job, "killed" if kill else "stopped")
                return job
            worker = next((one for one, its in self._at_work.items() if its is job), None)
            if worker is None:
                return job
            if not kill:
                worker.send({"stop": job.id})
                return job
            self._killed.add(job.id)
        worker.kill()
        return job

    def has_process(self, workspace: Workspace) -> bool:
        """Whether a process of a workspace may still write what its last answer lacks."""
        with self._lock:
            return workspace.name in self._workers or workspace.name in self._retiring

    def warm(self, workspace: Workspace) -> None:
        """Start the process of a workspace before anything is asked: it loads the engine."""
        with self._lock:
            self._worker(workspace).send({"warm": True})

    def ask(self, workspace: Workspace, question: str, given: dict[str, Any]) -> Any:
        """JobAsk the process of a workspace what it answers at once: a form, a preview.

        Raises
        ------
        RefusedError
            What the process refuses; or that it does not answer (503 is never the input's fault).
        """
        with self._lock:
            worker = self._worker(workspace)
            number = next(self._numbers)
            entry: tuple[threading.Event, list[Any], Worker] = (threading.Event(), [], worker)
            self._answers[number] = entry
            worker.send({"ask": number, "question": question, **given})
        heard, answer, _ = entry
        heard.wait(PATIENCE_S)
        with self._lock:
            self._answers.pop(number, None)
        if not answer:
            raise RefusedError(
                409,
                Text("le calcul en cours occupe l'atelier", "the job at work keeps it busy"),
                Text("attendre, ou l'arrêter", "wait, or stop it"),
            )
        return answer[0]

    # taking up again -------------------------------------------------------------------------

    def resume(self, workspaces: Iterable[Workspace]) -> int:
        """Take up the jobs that a server left waiting or at work; return how many."""
        count = 0
        with self._lock:
            for workspace in workspaces:
                for job in list(self.of(workspace).values()):
                    if job.open:
                        count += self._resumed(workspace, job)
            self._pump()
        return count

    def _resumed(self, workspace: Workspace, job: Job) -> bool:
        begun = job.body.state == "running"
        job.body.resumed += begun
        if job.body.resumed > MOST_RESUMED:
            what = Text("ce calcul a été repris plusieurs fois, sans jamais finir",
                        "this job was taken up several times and never ended")  # fmt: skip
            remedy = Text("le relancer en le limitant, ou ailleurs",
                          "ask it again with a limit, or elsewhere")  # fmt: skip
            self._end(workspace.name, job, "failed", [mishap(what, remedy, job.ask.language)])
            return False
        shutil.rmtree(workspace.folder("jobs", job.id) / "files", ignore_errors=True)
        job.body.phase, job.body.began = "", None
        job.body.value = job.body.bound = job.body.gap_pct = None
        job.turn("queued")
        job.keep(workspace)
        self._waiting.put(workspace.name, job)
        return True

    def close(self) -> None:
        """End every process; what was at work is taken up again by the next server."""
        with self._lock:
            self._closed = True
            workers = [worker for own in self._workers.values() for worker in own]
            for timer in self._timers.values():
                timer.cancel()
        for worker in workers:
            worker.close()

    # work ------------------------------------------------------------------------------------

    def _pump(self) -> None:
        """Give work to whoever may have it."""
        while not self._closed and len(self._at_work) < self.bounds.at_work:
            taken = self._waiting.take(self._busy())
            if taken is None:
                break
            name, job = taken
            workspace = self._spaces[name]
            worker = self._worker(workspace, free=True)
            self._at_work[worker] = job
            job.body.began, job.body.position = now(), None
            job.turn("running")
            job.keep(workspace)
            self.hub.tell(job.body, "state")
            if self.bounds.job_minutes is not None:
                timer = threading.Timer(
                    60.0 * self.bounds.job_minutes, self._overdue, (workspace, job)
                )
                timer.daemon = True
                self._timers[job.id] = timer
                timer.start()
            worker.send({"do": job.ask.model_dump(mode="json")})

    def _busy(self) -> dict[str, list[Job]]:
        """Return what is at work, by workspace."""
        found: dict[str, list[Job]] = {}
        for worker, job in self._at_work.items():
            found.setdefault(worker.workspace.name, []).append(job)
        return found

    def _overdue(self, workspace: Workspace, job: Job) -> None:
        with contextlib.suppress(RefusedError):
            self.stop(workspace, job.id)

    def _worker(self, workspace: Workspace, *, free: bool = False) -> Worker:
        """Return the process of a workspace, one that is not at work if it must be ``free``.

        The one that solved last comes first: it holds what is questioned next. One that does
        nothing ends where too many are kept.
        """
        self._spaces.setdefault(workspace.name, workspace)
        own = self._workers.get(workspace.name, [])
        worker = next((one for one in own if not free or one not in self._at_work), None)
        if worker is None:
            every = [one for others in self._workers.values() for one in others]
            idle = sorted((one for one in every if one not in self._at_work), key=lambda w: w.used)
            for other in idle[: max(0, len(every) + 1 - self.bounds.processes)]:
                self._let_go(other)
            worker = Worker(workspace, self.bounds, self._heard, self._ended)
        self._workers[workspace.name] = [worker, *(one for one in own if one is not worker)]
        return worker

    def _let_go(self, worker: Worker) -> None:
        """End a process once it has written what waits, in a thread of its own."""
        self._forget(worker)
        self._retiring.append(worker.workspace.name)
        threading.Thread(target=self._retire, args=(worker,), daemon=True).start()

    def _forget(self, worker: Worker) -> None:
        name = worker.workspace.name
        left = [one for one in self._workers.get(name, ()) if one is not worker]
        if left:
            self._workers[name] = left
        else:
            self._workers.pop(name, None)

    def _retire(self, worker: Worker) -> None:
        worker.retire()
        with self._lock:
            self._retiring.remove(worker.workspace.name)

    def _ease(self, name: str) -> None:
        """Let go of a second process that has done nothing for a while."""
        with self._lock:
            for worker in self._workers.get(name, [])[1:]:
                if not self._closed and worker not in self._at_work:
                    self._let_go(worker)

    def _heard(self, worker: Worker, message: dict[str, Any]) -> None:
        """Hear a message of a process."""
        with self._lock:
            if "answer" in message:
                entry = self._answers.get(message["answer"])
                if entry is not None:
                    entry[1].append(message)
                    entry[0].set()
                return
            job = self._at_work.get(worker)
            if job is None or message.get("job") != job.id:
                return
            if message["event"] == "progress":
                _progress(job.body, message)
                self.hub.tell(job.body, "progress")
            elif message["event"] == "end":
                self._told_end(worker.workspace.name, job, message)

    def _told_end(self, name: str, job: Job, message: dict[str, Any]) -> None:
        body, workspace = job.body, self._spaces[name]
        _progress(body, message)
        body.result, body.files = message.get("result"), list(message.get("files", ()))
        body.document = message.get("document")
        if body.verb == "solve" and body.result and body.draft and job.ask.content is not None:
            Drafts(workspace, frozenset()).solved(body.draft, body.result, job.ask.content)
        problems = [ProblemBody.model_validate(one) for one in message.get("problems", ())]
        self._end(name, job, message["state"], problems)
        self._pump()

    def _ended(self, worker: Worker, code: int) -> None:
        """Hear that a process is gone, by itself or not; its job ends with words."""
        with self._lock:
            name = worker.workspace.name
            for heard, _, asked in self._answers.values():
                if asked is worker:
                    heard.set()
            if worker not in self._workers.get(name, ()):
                return
            self._forget(worker)
            job = self._at_work.get(worker)
            if job is None or self._closed:
                return
            if job.id in self._killed:
                self._killed.discard(job.id)
                self._end(name, job, "killed")
            else:
                self._end(name, job, "failed", [_crash(code, job)])
            self._pump()

    def _end(
        self, name: str, job: Job, state: Any, problems: list[ProblemBody] | None = None
    ) -> None:
        for worker in [one for one, its in self._at_work.items() if its is job]:
            del self._at_work[worker]
        if len(self._workers.get(name, ())) > 1:
            later = threading.Timer(SECOND_S, self._ease, (name,))
            later.daemon = True
            later.start()
        timer = self._timers.pop(job.id, None)
        if timer is not None:
            timer.cancel()
        job.body.ended, job.body.position = now(), None
        job.turn(state, problems)
        job.keep(self._spaces[name])
        self.hub.tell(job.body, "done")

    def _trim(self, workspace: Workspace) -> None:
        """Forget the oldest jobs that have ended."""
        known = self.of(workspace)
        ended = [name for name, job in known.items() if not job.open]
        for name in ended[: max(0, len(ended) - KEPT)]:
            del known[name]
            with contextlib.suppress(RefusedError):
                workspace.forget("jobs", name)


def _read(workspace: Workspace) -> dict[str, Job]:
    """Read the jobs of a workspace; a record of another version is left where it is."""
    found = {}
    for told in workspace.records("jobs", FILE):
        with contextlib.suppress(ValidationError):
            job = Job.model_validate(told)
            found[job.id] = job
    return dict(sorted(found.items()))


def _progress(body: JobBody, message: dict[str, Any]) -> None:
    body.phase = str(message.get("phase", body.phase))
    for key in ("value", "bound"):
        if message.get(key) is not None:
            setattr(body, key, float(message[key]))
    if body.value is not None and body.bound is not None:
        gap = abs(body.bound - body.value) / max(1.0, abs(body.value))
        body.gap_pct = 100.0 * gap if math.isfinite(gap) else None


def _crash(code: int, job: Job) -> ProblemBody:
    """Say that a process ended in the middle of its work."""
    what = Text(f"le processus de calcul s'est arrêté (code {code})",
                f"the process at work ended (code {code})")  # fmt: skip
    remedy = Text(
        "la mémoire a pu manquer : fermer d'autres programmes et relancer ; sinon, joindre"
        " atelier/process.log au rapport",
        "memory may have run out: close other programs and ask again; otherwise, send"
        " atelier/process.log with the report",
    )
    return mishap(what, remedy, job.ask.language)

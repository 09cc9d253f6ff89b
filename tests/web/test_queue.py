"""Jobs that wait take turns, and not too many wait; events are taken up where they were cut."""

from __future__ import annotations

import asyncio
import json
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, ClassVar

import pytest

from tisites.web.contract import JobBody
from tisites.web.jobs import engine as engines
from tisites.web.jobs.child import EVERY_S, PageListener
from tisites.web.jobs.engine import Jobs
from tisites.web.jobs.events import Hub
from tisites.web.jobs.job import JobAsk
from tisites.web.refusals import RefusedError
from tisites.web.settings import Bounds
from tisites.web.workspace import Workspace


class Idle:
    """A process that takes work and never ends it, but when told to."""

    made: ClassVar[list[Idle]] = []

    def __init__(self, workspace: Workspace, bounds: Bounds, heard: Any, ended: Any) -> None:
        del bounds
        self.workspace, self.heard, self.ended, self.used = workspace, heard, ended, 0.0
        self.sent: list[dict[str, Any]] = []
        Idle.made.append(self)

    def send(self, message: dict[str, Any]) -> bool:
        self.sent.append(message)
        return True

    def close(self) -> None:
        pass

    def retire(self) -> None:
        self.sent.append({"retire": True})

    def kill(self) -> None:
        self.ended(self, -9)

    def end(self, job: str, state: str = "done", **more: Any) -> None:
        self.heard(self, {"event": "end", "job": job, "state": state, **more})


@pytest.fixture
def spaces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Workspace]:
    monkeypatch.setattr(engines, "Worker", Idle)
    Idle.made = []
    for name in "abc":
        (tmp_path / name).mkdir()
    return {name: Workspace(tmp_path / name, name) for name in "abc"}


def asked(jobs: Jobs, space: Workspace, verb: str = "solve") -> str:
    return jobs.submit(space, JobAsk(job="", verb=verb)).id


def state(jobs: Jobs, space: Workspace, job: str) -> str:
    return jobs.get(space, job).body.state


def at_work(jobs: Jobs, spaces: dict[str, Workspace]) -> set[str]:
    return {
        name
        for name, space in spaces.items()
        if any(job.body.state == "running" for job in jobs.of(space).values())
    }


def test_one_who_asks_much_does_not_keep_others_waiting(spaces: dict[str, Workspace]) -> None:
    jobs = Jobs(Bounds(at_work=2))
    first = [asked(jobs, spaces["a"]) for _ in range(4)]
    other = asked(jobs, spaces["b"])
    last = asked(jobs, spaces["c"])
    assert at_work(jobs, spaces) == {"a", "b"}
    assert jobs.get(spaces["c"], last).body.position == 1
    assert jobs.get(spaces["a"], first[3]).body.position == 3
    Idle.made[0].end(first[0])
    assert at_work(jobs, spaces) == {"a", "b"}  # the line of a was before
    Idle.made[1].end(other)
    assert at_work(jobs, spaces) == {"a", "c"}


def test_a_full_queue_says_so(spaces: dict[str, Workspace]) -> None:
    jobs = Jobs(Bounds(at_work=1, queue_each=2, queue=3))
    for _ in range(3):
        asked(jobs, spaces["a"])
    with pytest.raises(RefusedError) as error:
        asked(jobs, spaces["a"])
    assert error.value.status == 429
    asked(jobs, spaces["b"])
    with pytest.raises(RefusedError):
        asked(jobs, spaces["c"])
    assert len(jobs.of(spaces["c"])) == 0


def test_a_process_that_dies_is_told_and_replaced(spaces: dict[str, Workspace]) -> None:
    jobs = Jobs(Bounds(at_work=1))
    one, two = asked(jobs, spaces["a"]), asked(jobs, spaces["a"])
    Idle.made[0].ended(Idle.made[0], -11)
    dead = jobs.get(spaces["a"], one).body
    assert dead.state == "failed" and "-11" in dead.problems[0].what and dead.problems[0].remedy
    assert jobs.get(spaces["a"], two).body.state == "running" and len(Idle.made) == 2
    jobs.stop(spaces["a"], two, kill=True)
    assert jobs.get(spaces["a"], two).body.state == "killed"


def test_what_a_server_left_is_taken_up_again(spaces: dict[str, Workspace]) -> None:
    before = Jobs(Bounds(at_work=1))
    names = [asked(before, spaces["a"]) for _ in range(3)]
    for times in (1, 2):
        after = Jobs(Bounds(at_work=1))
        assert after.resume([spaces["a"]]) == 3
        assert [job.body.state for job in after.of(spaces["a"]).values()] == [
            "running", "queued", "queued",
        ]  # fmt: skip
        assert after.get(spaces["a"], names[0]).body.resumed == times
    last = Jobs(Bounds(at_work=1))  # what ends every server is not begun for ever
    assert last.resume([spaces["a"]]) == 2
    assert last.get(spaces["a"], names[0]).body.state == "failed"


def test_idle_processes_leave_room_for_others(spaces: dict[str, Workspace]) -> None:
    jobs = Jobs(Bounds(at_work=1, processes=1))
    Idle.made = []
    name = asked(jobs, spaces["a"])
    Idle.made[0].end(name)
    asked(jobs, spaces["b"])
    assert list(jobs._workers) == ["b"]
    for _ in range(100):  # told in a thread of its own
        if {"retire": True} in Idle.made[0].sent:
            return
        time.sleep(0.01)
    raise AssertionError("nobody let it write what waits")


def test_a_draft_is_solved_beside_a_study_of_the_same_planner(
    spaces: dict[str, Workspace], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines, "SECOND_S", 0.05)
    jobs, mine = Jobs(Bounds(at_work=2)), spaces["a"]
    first = asked(jobs, mine)
    Idle.made[0].end(first)
    study, other = asked(jobs, mine, "robustness"), asked(jobs, mine, "relax")
    assert len(Idle.made) == 1  # a study alone needs no second process
    solve, next_ = asked(jobs, mine), asked(jobs, mine)
    states = [state(jobs, mine, one) for one in (study, other, solve, next_)]
    assert states == ["running", "queued", "running", "queued"]
    assert len(Idle.made) == 2
    jobs.stop(mine, study)
    assert Idle.made[0].sent[-1] == {"stop": study}
    Idle.made[1].end(solve)
    assert state(jobs, mine, next_) == "running" and state(jobs, mine, study) == "running"
    Idle.made[1].end(next_)
    Idle.made[0].end(study, "stopped")
    assert state(jobs, mine, other) == "running"
    assert Idle.made[1].sent[-1]["do"]["job"] == other  # who solved last holds what is asked of
    for _ in range(100):
        if {"retire": True} in Idle.made[0].sent:
            break
        time.sleep(0.01)
    assert jobs._workers["a"] == [Idle.made[1]]
    jobs.stop(mine, other, kill=True)
    assert state(jobs, mine, other) == "killed" and "a" not in jobs._workers


def test_nobody_has_two_at_work_while_another_waits(spaces: dict[str, Workspace]) -> None:
    jobs = Jobs(Bounds(at_work=2, processes=2))
    study = asked(jobs, spaces["a"], "frontier")
    theirs = asked(jobs, spaces["b"], "rules")
    mine, yours = asked(jobs, spaces["a"]), asked(jobs, spaces["c"])
    next(one for one in Idle.made if one.workspace.name == "b").end(theirs)
    assert state(jobs, spaces["c"], yours) == "running"
    assert state(jobs, spaces["a"], mine) == "queued"
    next(one for one in Idle.made if one.workspace.name == "c").end(yours)
    assert state(jobs, spaces["a"], mine) == "running" == state(jobs, spaces["a"], study)
    assert sum(map(len, jobs._workers.values())) == 2


def heard(hub: Hub, job: JobBody, after: int | None, most: int) -> list[tuple[str, int]]:
    async def listen() -> list[tuple[str, int]]:
        found = []
        async for line in hub.follow(job, after, 0.05):
            if line.startswith("id:"):
                told = dict(part.split(": ", 1) for part in line.strip().split("\n"))
                assert json.loads(told["data"])["id"] == job.id
                found.append((told["event"], int(told["id"])))
            if len(found) == most or line.startswith(": "):
                break
        return found

    with ThreadPoolExecutor(1) as apart:  # a browser's tests may run a loop in this thread
        return apart.submit(asyncio.run, listen()).result()


def test_a_page_that_was_cut_off_hears_what_it_missed_and_no_more() -> None:
    job = JobBody(id="j000", verb="solve", state="running", asked="")
    hub = Hub()
    for kind in ("state", "progress", "progress"):
        hub.tell(job, kind)
    assert heard(hub, job, 1, 9) == [("progress", 2), ("progress", 3)]
    assert heard(hub, job, None, 9) == [("state", 3)]
    assert heard(hub, job, 99, 9) == [("state", 3)]  # another server's number
    job.state = "done"
    hub.tell(job, "done")
    assert heard(hub, job, 3, 9) == [("done", 4)]
    assert heard(Hub(), job, 4, 9) == [("done", 4)]


def test_the_last_figure_of_a_job_is_told_however_soon_it_came() -> None:
    told: list[dict[str, Any]] = []
    channel: Any = type("Channel", (), {"tell": staticmethod(told.append)})
    listener = PageListener(channel, "j")
    for k in range(50):
        listener.bounds(float(k), 100.0)
    assert len(told) < 10
    time.sleep(3 * EVERY_S)
    assert told[-1]["value"] == 49.0  # nothing followed, and it came
    listener.bounds(60.0, 100.0)
    listener.bounds(61.0, 100.0)
    listener.close()
    assert told[-1]["value"] == 61.0
    many = len(told)
    time.sleep(2 * EVERY_S)
    assert len(told) == many

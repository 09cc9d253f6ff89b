"""The real server: two users, real processes, a stop, a kill, a server killed and started again."""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from tisites.run.read.stored import open_run

OPEN = ("queued", "running")
TOKENS = {"marie": "m" * 30, "paul": "p" * 30}


class Server:
    """``tisites serve`` as a process of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root
        users = "".join(f'[[user]]\nname = "{n}"\ntoken = "{t}"\n' for n, t in TOKENS.items())
        (root / "users.toml").write_text(users, encoding="utf-8")
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "tisites.cli.main", "serve", "--port", "0", "--no-open"]
        command += ["--folder", str(self.root), "--token-file", str(self.root / "users.toml")]
        self.process = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, encoding="utf-8", cwd=self.root
        )
        assert self.process.stdout is not None
        for line in self.process.stdout:
            found = re.search(r"http://\S+", line)
            if found:
                self.address = found[0]
                return
        raise AssertionError("no address was printed")

    def kill(self) -> list[psutil.Process]:
        """Kill the server alone, as a power cut would; return the processes that it had."""
        children = psutil.Process(self.process.pid).children(recursive=True)
        self.process.kill()
        self.process.wait()
        return children

    def user(self, name: str) -> Asks:
        return Asks(httpx.Client(base_url=f"{self.address}api/v1/", timeout=60,
                                 headers={"authorization": f"Bearer {TOKENS[name]}"}))  # fmt: skip


class Asks:
    """What one user asks."""

    def __init__(self, http: httpx.Client) -> None:
        self.http = http

    def draft(self, **body: Any) -> str:
        answer = self.http.post("drafts", json=body)
        answer.raise_for_status()
        return answer.json()["id"]

    def job(self, verb: str, **of: Any) -> str:
        answer = self.http.post("jobs", json={"verb": verb, **of})
        assert answer.status_code == 202, answer.text
        assert answer.headers["location"].endswith(answer.json()["id"])
        return answer.json()["id"]

    def state(self, job: str) -> dict[str, Any]:
        return self.http.get(f"jobs/{job}").json()

    def until(self, job: str, test: Any, seconds: float = 120) -> dict[str, Any]:
        end = time.monotonic() + seconds
        while not test(told := self.state(job)):
            assert time.monotonic() < end, told
            time.sleep(0.05)
        return told

    def done(self, job: str) -> dict[str, Any]:
        return self.until(job, lambda told: told["state"] not in OPEN)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    one = Server(tmp_path_factory.mktemp("served"))
    yield one
    with contextlib.suppress(psutil.NoSuchProcess):
        for process in psutil.Process(one.process.pid).children(recursive=True):
            process.kill()
    one.process.kill()
    one.process.wait()


@pytest.fixture(scope="module")
def solved(server: Server) -> tuple[str, str]:
    """A draft of marie, and its result."""
    marie = server.user("marie")
    draft = marie.draft(changes={"score.zan.weight": 9.0})
    told = marie.done(marie.job("solve", draft=draft))
    assert told["state"] == "done" and told["gap_pct"] < 1e-3, told
    return draft, told["result"]


def test_a_draft_solved_over_http_is_the_run_of_the_command_line(
    server: Server, solved: tuple[str, str]
) -> None:
    marie = server.user("marie")
    draft, run = solved
    result = marie.http.get(f"results/{run}").json()
    assert len(result["selected"]) == 50 and result["proof"] == "optimal"
    assert result["synthetic"] and "synthétiques" in result["notices"][0]
    assert marie.http.get(f"drafts/{draft}").json()["solved"] == {"run": run, "revision": 1}
    told = marie.done(marie.job("save", run=run[:16]))
    assert told["state"] == "done", told
    stored = open_run(server.root / "atelier/users/marie/runs" / run[:16])
    assert stored.hash == run and sorted(stored.ids) == sorted(result["selected"])
    assert (stored.folder / "map.png").is_file()
    paul = server.user("paul")
    assert paul.http.get(f"results/{run}").status_code == 404


def test_a_long_job_starves_nobody_and_is_stopped_with_its_best(
    server: Server, solved: tuple[str, str]
) -> None:
    marie, paul = server.user("marie"), server.user("paul")
    _, run = solved
    many = {"count": 500, "differ": 1, "within_pct": 20}
    long = marie.job("alternatives", run=run, options=many)
    wait = marie.job("rules", run=run, options={"price": False})
    with marie.http.stream("GET", f"jobs/{long}/events") as events:
        for line in events.iter_lines():  # some sites are told by then
            if line.startswith("data:") and re.search(r'"phase":"alternative [3-9]', line):
                break
    other = paul.job("prepare", draft=paul.draft())
    assert paul.done(other)["state"] == "done"
    other = marie.draft(changes={"score.zan.weight": 8.0})
    again = marie.done(marie.job("solve", draft=other))  # beside her study, in another process
    assert again["state"] == "done" and again["result"] != run, again
    assert marie.state(long)["state"] == "running" and marie.state(wait)["state"] == "queued"
    marie.http.delete(f"jobs/{long}")
    assert marie.done(long)["state"] == "stopped"
    study = marie.http.get(f"jobs/{long}/document").json()
    assert study["interrupted"] and study["document"]["sections"]
    marie.until(wait, lambda told: told["state"] == "running")
    marie.http.delete(f"jobs/{wait}", params={"kill": True})
    assert marie.done(wait)["state"] == "killed"


def test_what_is_impossible_is_a_state_with_words(server: Server) -> None:
    paul = server.user("paul")
    draft = paul.draft(changes={"choose": 20})
    told = paul.done(paul.job("solve", draft=draft))
    assert told["state"] == "infeasible"
    assert told["problems"][0]["what"] and told["problems"][0]["remedy"]


@pytest.mark.skipif(os.name == "nt", reason="a signal of POSIX")
def test_a_killed_server_loses_nothing(server: Server, solved: tuple[str, str]) -> None:
    marie = server.user("marie")
    draft, run = solved
    first = marie.job("alternatives", run=run, options={"count": 3})
    second = marie.job("equity", run=run)
    marie.until(first, lambda told: told["state"] != "queued")
    children = server.kill()
    psutil.wait_procs(children, timeout=20)
    assert not [one for one in children if one.is_running() and one.status() != "zombie"]
    server.start()
    marie = server.user("marie")
    assert marie.http.get(f"drafts/{draft}").json()["changes"] == {"score.zan.weight": 9.0}
    assert marie.http.get(f"results/{run}").json()["run"] == run
    assert [marie.done(job)["state"] for job in (first, second)] == ["done", "done"]
    assert marie.state(first)["resumed"] == 1
    picture = next(name for name in marie.state(second)["files"] if name.endswith(".png"))
    shown = marie.http.get(f"files/{second}/{picture}")
    assert shown.headers["content-type"] == "image/png" and shown.content[:4] == b"\x89PNG"
    server.process.send_signal(signal.SIGINT)
    assert server.process.wait(20) == 0

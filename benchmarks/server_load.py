"""Many planners at once on one workbench: how long reads take, and what memory they need.

    uv run python -m benchmarks.server_load --users 20 --seconds 120

Starts ``tisites serve`` with a token a user on the loopback; each user solves a draft once, then
moves a weight, reads form, result, gauges and sites, and now and then solves again. Reads are
everything but a wait for a job.

    uv run python -m benchmarks.server_load --moves 60 --data packs/france

One user alone moves one weight after another, as a slider that is let go: seconds from the change
to the event that tells the answer, and to the answer read whole.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import psutil  # type: ignore[import-untyped]

OPEN = ("queued", "running")
#: One re-solve for so many rounds of reads.
ROUNDS = 12
#: Seconds that a planner looks at the page between two rounds.
LOOKS_S = 1.0


@dataclass
class Seen:
    """Seconds of each kind of request, refusals by status, faults of the server."""

    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    refused: dict[int, int] = field(default_factory=lambda: defaultdict(int))
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, kind: str, seconds: float, status: int) -> None:
        """Note a request."""
        with self.lock:
            self.seconds[kind].append(seconds)
            if status >= 400:
                self.refused[status] += 1


class Planner(threading.Thread):
    """One user of the page."""

    def __init__(self, address: str, token: str, pack: str, end: float, seen: Seen) -> None:
        super().__init__(daemon=True)
        headers = {"authorization": f"Bearer {token}"}
        self.http = httpx.Client(base_url=f"{address}api/v1/", headers=headers, timeout=300)
        self.pack, self.end, self.seen = pack, end, seen
        self.chance = random.Random(token)

    def ask(self, kind: str, method: str, path: str, body: Any = None) -> httpx.Response:
        """Send a request and note how long it took."""
        begun = time.perf_counter()
        answer = self.http.request(method, path, json=body)
        self.seen.add(kind, time.perf_counter() - begun, answer.status_code)
        return answer

    def solved(self, draft: str, kind: str) -> str | None:
        """Solve a draft; note the wait, of the queue too."""
        begun = time.perf_counter()
        asked = self.ask("ask a job", "POST", "jobs", {"verb": "solve", "draft": draft})
        if asked.status_code != 202:
            return None
        job = asked.json()
        while job["state"] in OPEN:
            time.sleep(0.1)
            job = self.ask("read a job", "GET", f"jobs/{job['id']}").json()
        self.seen.add(kind, time.perf_counter() - begun, 200)
        return job["result"]

    def run(self) -> None:
        """Use the page until the end."""
        draft = self.ask("make a draft", "POST", "drafts", {"pack": self.pack}).json()["id"]
        run = self.solved(draft, "first solve, with its wait")
        done = 0
        while time.monotonic() < self.end:
            weight = {"score.workers.weight": round(self.chance.uniform(1.0, 9.0), 1)}
            self.ask("change a draft", "PATCH", f"drafts/{draft}", {"changes": weight})
            self.ask("read the form", "GET", f"drafts/{draft}/form")
            if run is not None:
                self.ask("read a result", "GET", f"results/{run}")
                self.ask("read gauges", "GET", f"results/{run}/gauges")
                self.ask("read sites", "GET", f"results/{run}/sites")
            self.ask("list runs", "GET", "runs")
            done += 1
            if done % ROUNDS == 0:
                run = self.solved(draft, "re-solve, with its wait") or run
            time.sleep(LOOKS_S)


def moved(planner: Planner, draft: str, key: str, value: float) -> str:
    """Move a weight and hear the answer, as the page does; its state."""
    begun = time.perf_counter()
    planner.ask("change a draft", "PATCH", f"drafts/{draft}", {"changes": {key: value}})
    body = {"verb": "solve", "draft": draft}
    job = planner.ask("ask a job", "POST", "jobs", body).json()
    with planner.http.stream("GET", f"jobs/{job['id']}/events") as events:
        for line in events.iter_lines():
            if line.startswith("data:"):
                job = json.loads(line.removeprefix("data:"))
                if job["state"] not in OPEN:
                    break
    planner.seen.add("from the change to its answer's event", time.perf_counter() - begun, 200)
    if job["result"]:
        planner.ask("read a result", "GET", f"results/{job['result']}")
        planner.seen.add("from the change to the answer read", time.perf_counter() - begun, 200)
    return str(job["state"])


def moves(planner: Planner, count: int) -> None:
    """Solve once, then move every weight in turn, to and fro."""
    draft = planner.ask("make a draft", "POST", "drafts", {"pack": planner.pack}).json()["id"]
    planner.solved(draft, "first solve, with its wait")
    form = planner.ask("read the form", "GET", f"drafts/{draft}/form").json()
    weights = {
        one["key"]: one["weight"] for family in form["families"] for one in family["criteria"]
    }
    asked = [(key, weight * by) for by in (1.25, 0.8, 2.0, 0.5, 3.0) for key, weight in
             weights.items() if weight > 0]  # fmt: skip
    states: dict[str, int] = defaultdict(int)
    for key, value in asked[:count]:
        states[moved(planner, draft, key, round(value, 2))] += 1
        time.sleep(LOOKS_S)
    print(", ".join(f"{count} {state}" for state, count in states.items()))


def memory(process: psutil.Process) -> tuple[float, float, int]:
    """Return the resident memory of the server and of its processes, MB, and how many they are."""
    children = []
    for child in process.children(recursive=True):
        try:
            children.append(child.memory_info().rss / 1e6)
        except psutil.NoSuchProcess:
            continue
    return process.memory_info().rss / 1e6, sum(children), len(children)


def main(argv: list[str] | None = None) -> int:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--users", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=120.0)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--moves", type=int, default=0, help="one user alone moves so many weights")
    asked = parser.parse_args(argv)
    asked.users = 1 if asked.moves else asked.users
    with tempfile.TemporaryDirectory() as place:
        tokens = [f"{k:030d}" for k in range(asked.users)]
        users = "".join(
            f'[[user]]\nname = "u{k}"\ntoken = "{token}"\n' for k, token in enumerate(tokens)
        )
        file = Path(place) / "users.toml"
        file.write_text(users, encoding="utf-8")
        command = [sys.executable, "-m", "tisites.cli.main", "serve", "--port", "0", "--no-open"]
        command += ["--folder", place, "--token-file", str(file)]
        command += [] if asked.data is None else ["--data", str(asked.data.resolve())]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, encoding="utf-8")
        try:
            _measured(server, asked, tokens)
        finally:
            server.terminate()
            server.wait(30)
    return 0


def _measured(server: subprocess.Popen[str], asked: argparse.Namespace, tokens: list[str]) -> None:
    assert server.stdout is not None
    address = next(found[0] for line in server.stdout if (found := re.search(r"http://\S+", line)))
    pack = "demo" if asked.data is None else asked.data.resolve().name
    seen, end = Seen(), time.monotonic() + asked.seconds
    planners = [Planner(address, token, pack, end, seen) for token in tokens]
    if asked.moves:
        moves(planners[0], asked.moves)
        print(f"one user, pack {pack}\n")
        _table(seen)
        return
    for planner in planners:
        planner.start()
    watched, most = psutil.Process(server.pid), (0.0, 0.0, 0)
    while any(planner.is_alive() for planner in planners):
        now = memory(watched)
        most = (max(most[0], now[0]), max(most[1], now[1]), max(most[2], now[2]))
        time.sleep(0.5)
    print(f"{asked.users} users, {asked.seconds:g} s, pack {pack}\n")
    _table(seen)
    refused = ", ".join(f"{count} × {status}" for status, count in sorted(seen.refused.items()))
    print(f"\nrefused: {refused or 'none'}; most memory: server {most[0]:.0f} MB,")
    print(f"{most[2]} processes at work or kept {most[1]:.0f} MB together")


def _table(seen: Seen) -> None:
    print("| request | count | p50, s | p95, s | longest, s |\n|---|---:|---:|---:|---:|")
    reads = [
        s
        for kind, found in seen.seconds.items()
        if "wait" not in kind and "answer" not in kind
        for s in found
    ]
    for kind, spent in [*sorted(seen.seconds.items()), ("all but waits", reads)]:
        at = np.quantile(spent, [0.5, 0.95, 1.0])
        print(f"| {kind} | {len(spent)} | {at[0]:.3f} | {at[1]:.3f} | {at[2]:.3f} |")


if __name__ == "__main__":
    sys.exit(main())

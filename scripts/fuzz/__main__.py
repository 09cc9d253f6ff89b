"""Gives thousands of spoiled inputs to every reader, and counts what must never happen.

    uv run python -m scripts.fuzz --inputs 10000 --seed 1

Each input is drawn from its number and the seed, so that any of them can be made again. A process
of its own reads them; if it is stuck for longer than the limit, or ends, that is told and another
one takes its place.
"""

from __future__ import annotations

import argparse
import multiprocessing
import shutil
import sys
import tempfile
import time
from collections import Counter, defaultdict
from pathlib import Path

from scripts.fuzz.draw import drawn, work
from scripts.fuzz.judge import Verdict
from scripts.fuzz.seeds import Seed, exported_run, seeds

#: Seconds of CPU beyond which an input is a hang; of the clock, after which its process is ended.
HANG, STUCK = 5.0, 60.0


class Worker:
    """A process that judges, replaced when it ends or is stuck."""

    def __init__(self, home: Path, seed: int, known: list[Seed]) -> None:
        self.home, self.seed, self.known, self.count = home, seed, known, 0
        self.start()

    def start(self) -> None:
        """Start a process in a fresh folder."""
        context = multiprocessing.get_context("spawn")
        self.count += 1
        self.pipe, other = context.Pipe()
        home = str(self.home / f"worker{self.count}")
        self.process = context.Process(target=work, args=(other, home, self.seed, self.known))
        self.process.start()
        other.close()  # ours: so that the end of the process is heard
        if not self.pipe.poll(120):
            raise RuntimeError("the judging process does not start")
        self.pipe.recv()

    def judge(self, number: int) -> Verdict:
        """Have one input judged."""
        self.pipe.send(number)
        start = time.perf_counter()
        if self.pipe.poll(STUCK):
            try:
                verdict: Verdict = self.pipe.recv()
            except EOFError:
                self.end()
                self.start()
                took = time.perf_counter() - start
                return Verdict("traceback", took, detail="the process ended")
            return verdict
        self.end()
        self.start()
        return Verdict("traceback", STUCK, detail="stuck: the process was ended")

    def end(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.join()


def main() -> int:
    """Run, print a table, and return 1 if anything happened that must not."""
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    ask.add_argument("--inputs", type=int, default=1_000)
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--first", type=int, default=0, help="number of the first input")
    ask.add_argument("--no-runs", action="store_true", help="leave out exported runs")
    ask.add_argument("--keep", type=Path, help="folder for the inputs at fault")
    asked = ask.parse_args()
    home = Path(tempfile.mkdtemp(prefix="fuzz-"))
    known = seeds()
    if not asked.no_runs:
        known.append(Seed("exported run", ".run.zip", exported_run(home / "made")))
    tally: dict[str, Counter[str]] = defaultdict(Counter)
    slowest: dict[str, float] = defaultdict(float)
    worker = Worker(home, asked.seed, known)
    try:
        for number in range(asked.first, asked.first + asked.inputs):
            one, content, _ = drawn(number, asked.seed, known)
            verdict = worker.judge(number)
            if number % 500 == 499:
                print(f"{number + 1} of {asked.first + asked.inputs}", file=sys.stderr, flush=True)
            counted = tally[one.kind]
            counted["inputs"] += 1
            counted[verdict.outcome] += 1
            counted["hangs"] += verdict.seconds > HANG
            counted["lost"] += verdict.lost
            counted["outside"] += verdict.outside
            slowest[one.kind] = max(slowest[one.kind], verdict.seconds)
            if verdict.outcome == "traceback" or verdict.lost or verdict.outside or (
                verdict.seconds > HANG
            ):  # fmt: skip
                print(f"input {number} ({one.kind}): {verdict}", flush=True)
                if asked.keep:
                    asked.keep.mkdir(parents=True, exist_ok=True)
                    (asked.keep / f"input{number}{one.suffix}").write_bytes(content)
    finally:
        worker.end()
        shutil.rmtree(home, ignore_errors=True)
    return _print(tally, slowest, asked.seed)


def _print(tally: dict[str, Counter[str]], slowest: dict[str, float], seed: int) -> int:
    columns = ("inputs", "read", "refused", "traceback", "hangs", "lost", "outside")
    heads = (
        "inputs",
        "read",
        "refused",
        "tracebacks",
        "over 5 s of CPU",
        "rows lost",
        "files outside",
    )
    print(f"\nseed {seed}\n\n| format | {' | '.join(heads)} | slowest (CPU s) |")
    print("|---|" + "--:|" * (len(heads) + 1))
    total: Counter[str] = Counter()
    for kind, counted in sorted(tally.items()):
        cells = " | ".join(f"{counted[c]:,}" for c in columns)
        print(f"| {kind} | {cells} | {slowest[kind]:.2f} |")
        total.update(counted)
    cells = " | ".join(f"{total[c]:,}" for c in columns)
    print(f"| all | {cells} | {max(slowest.values(), default=0.0):.2f} |")
    return int(any(total[c] for c in ("traceback", "hangs", "lost", "outside")))


if __name__ == "__main__":
    sys.exit(main())

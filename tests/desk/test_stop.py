"""The stop, pulled from a listener: the answer is labelled, nothing is half-written or lost."""

from __future__ import annotations

import json
import math
import re
import threading
from typing import TYPE_CHECKING

import pytest

from tisites.cli.main import main
from tisites.desk.alternatives import AlternativesRequest, alternatives
from tisites.desk.answer import End
from tisites.desk.check import CheckRequest, check
from tisites.desk.frontier import FrontierRequest, frontier
from tisites.desk.price import PriceRequest, price
from tisites.desk.relax import RelaxRequest, relax
from tisites.desk.rules import RulesRequest, rules
from tisites.desk.run import SolveRequest, solve
from tisites.desk.sources import Source
from tisites.messages.stop import Stop, Stopped, finishing, look, pulled, stopped_by
from tisites.run.prepare.request import Request
from tisites.run.store.store import Store
from tisites.solver.solution import Proof

if TYPE_CHECKING:
    from pathlib import Path

#: Has a demand layer to serve, so that a search begins with nothing proven.
HARD = "workforce-access"


class Puller:
    """Pulls its stop at a phase whose name holds these words, the n-th of them."""

    def __init__(self, at: str, nth: int = 1) -> None:
        self.stop, self.at, self.left = Stop(), at, nth
        self.after: list[str] = []

    def phase(self, name: str) -> None:
        if self.stop.pulled:
            self.after.append(name)
        elif self.at in name:
            self.left -= 1
            if self.left == 0:
                self.stop.pull()

    def bounds(self, value: float | None, bound: float | None) -> None:
        """Bounds are of no interest here."""


def test_look_ends_work_in_its_own_context_only():
    stop = Stop()
    look()
    with stopped_by(stop):
        stop.pull()
        assert pulled()
        with pytest.raises(Stopped):
            look()
        with finishing():
            look()
        other: list[bool] = []
        thread = threading.Thread(target=lambda: other.append(pulled()))
        thread.start()
        thread.join()
        assert other == [False]
    look()
    assert issubclass(Stopped, KeyboardInterrupt)


@pytest.mark.parametrize("phase", ["load", "eligibility", "criteria", "compile"])
def test_a_run_stopped_before_its_program_writes_nothing(
    tmp_path, tmp_path_factory, phase, monkeypatch
):
    cache = tmp_path_factory.mktemp("cache")  # steps that are read again are no phase
    monkeypatch.setenv("TISITES_CACHE", str(cache))
    puller = Puller(phase)
    with pytest.raises(Stopped):
        solve(SolveRequest(out=tmp_path / "run", store=Store(tmp_path)), puller, puller.stop)
    assert not (tmp_path / "run").exists()
    assert "solve" not in puller.after
    checker = Puller(phase)
    with pytest.raises(Stopped):
        check(CheckRequest(out=tmp_path / "check"), checker, checker.stop)
    assert list(tmp_path.iterdir()) == []


def test_a_run_stopped_in_its_search_is_labelled_and_written_whole(tmp_path):
    puller, store = Puller("bound"), Store(tmp_path / "shelf")
    asked = SolveRequest(Request(HARD), tmp_path / "run", store=store)
    answer = solve(asked, puller, puller.stop)
    solution = answer.value.outcome.solution
    assert puller.stop.pulled
    assert answer.end is End.INTERRUPTED
    assert solution.interrupted
    assert solution.proof is Proof.FEASIBLE
    assert math.isfinite(solution.bound)
    assert solution.bound > solution.value
    assert "NON PROUVÉ, interrompu" in str(answer.document.title)
    assert answer.write() == tmp_path / "run"
    report = json.loads((tmp_path / "run" / "solution.json").read_text(encoding="utf-8"))
    assert report["proof"] == "feasible"
    assert (tmp_path / "run" / "files.json").is_file()
    # asked again, it is taken up again, and proven
    whole = solve(asked)
    assert whole.end is End.DONE
    assert whole.value.outcome.solution.value >= solution.value
    assert whole.value.outcome.solution.value <= solution.bound + 1e-6
    whole.write()
    # stopped once more, the whole run stays as it is
    before = (tmp_path / "run" / "solution.json").read_bytes()
    again = Puller("bound")
    forced = SolveRequest(Request(HARD), tmp_path / "run", force=True, store=store)
    assert solve(forced, again, again.stop).write() == tmp_path / "run-partial"
    assert (tmp_path / "run" / "solution.json").read_bytes() == before


def test_stages_of_equity_fall_back_on_the_efficient_selection(tmp_path):
    puller = Puller("bound", nth=2)
    asked = SolveRequest(Request("equity-regions"), store=Store(tmp_path))
    answer = solve(asked, puller, puller.stop)
    assert answer.end is End.INTERRUPTED
    assert answer.value.outcome.solution.proof is Proof.FEASIBLE
    assert len(answer.value.outcome.ids) == 50
    # a limit of equity that the efficient selection breaks leaves nothing to tell
    puller = Puller("bound")
    with pytest.raises(Stopped):
        solve(SolveRequest(Request("equity-gini"), store=Store(tmp_path)), puller, puller.stop)
    assert list(tmp_path.iterdir()) == []


def _price(out: Path) -> PriceRequest:
    return PriceRequest(Source("reference"), out=out)


def _alternatives(out: Path) -> AlternativesRequest:
    return AlternativesRequest(Source("reference"), count=4, out=out)


def _rules(out: Path) -> RulesRequest:
    return RulesRequest(Source("reference"), price=False, out=out)


def _frontier(out: Path) -> FrontierRequest:
    return FrontierRequest(Request("equity-gini"), points=6, out=out)


def _relax(out: Path) -> RelaxRequest:
    path = out.parent / "impossible.toml"
    rule = "[constraint.hectares_total]\nmin = 90000\n"
    path.write_text(f'base = "turnkey50"\nname = "i"\ntitle = "I"\n{rule}', encoding="utf-8")
    return RelaxRequest(Request(str(path)), out=out)


STUDIES = {
    "relax": (relax, _relax, "conflict", 1),
    "price": (price, _price, "limite", 3),
    "alternatives": (alternatives, _alternatives, "alternative", 2),
    "rules": (rules, _rules, "règle", 2),
    "frontier": (frontier, _frontier, "point", 2),
}


@pytest.mark.parametrize("name", sorted(STUDIES))
def test_a_study_that_is_stopped_tells_so_and_keeps_what_it_has(tmp_path, name):
    verb, request, step, nth = STUDIES[name]
    out = tmp_path / name
    puller = Puller(step, nth)
    answer = verb(request(out), puller, puller.stop)  # type: ignore[operator]
    assert puller.stop.pulled, "the study has no such step"
    assert answer.end is End.INTERRUPTED
    words = " ".join(str(n) for n in (*answer.document.notices, *answer.document.lead))
    words += " ".join(str(s) for part in answer.document.sections for s in part.sentences)
    assert re.search("interromp|incompl", words, re.IGNORECASE)
    assert answer.write() == out
    mark = out / ("study.json" if name == "relax" else f"{name}.json")
    told = json.loads(mark.read_text(encoding="utf-8"))
    assert told["interrupted"] is True
    # a whole answer that lies there is not replaced by a stopped one
    told.pop("interrupted")
    mark.write_text(json.dumps(told), encoding="utf-8")
    before = mark.read_bytes()
    assert answer.write() == tmp_path / f"{name}-partial"
    assert mark.read_bytes() == before


#: Tells the phases of the command line as they begin, so that a signal can be sent in one.
TELLING = """
import sys
from tisites.cli.console import Progress
from tisites.cli.main import main
phase = Progress.phase
def told(self, name):
    print(name, file=sys.stderr, flush=True)
    phase(self, name)
Progress.phase = told
sys.exit(main(sys.argv[1:]))
"""


@pytest.mark.parametrize("whole", [False, True], ids=["alone", "beside a whole answer"])
def test_a_real_signal_gives_a_labelled_answer(tmp_path, run_of_five, whole):
    import signal
    import subprocess
    import sys

    out = tmp_path / "alternatives"
    asked = ["alternatives", str(run_of_five), "--differ", "1", "--out", str(out)]
    if whole:
        assert main([*asked, "--count", "1"]) == 0
        before = {path.name: path.read_bytes() for path in out.iterdir()}
    windows = sys.platform == "win32"
    command = [sys.executable, "-c", TELLING, *asked, "--count", "500", "--within", "50"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8",
        creationflags=subprocess.CREATE_NEW_PROCESS_GROUP if windows else 0,
    ) as process:  # fmt: skip
        assert process.stderr is not None
        for line in process.stderr:
            if line.startswith("alternative 3 "):
                process.send_signal(signal.CTRL_BREAK_EVENT if windows else signal.SIGINT)
                break
        said, _ = process.communicate(timeout=120)
    assert process.returncode == End.INTERRUPTED
    assert "INCOMPLET" in said and "Traceback" not in said
    kept = tmp_path / "alternatives-partial" if whole else out
    told = json.loads((kept / "alternatives.json").read_text(encoding="utf-8"))
    assert told["interrupted"] is True and 2 <= len(told["selections"]) < 500
    if whole:
        assert {path.name: path.read_bytes() for path in out.iterdir()} == before


@pytest.fixture(scope="module")
def run_of_five(tmp_path_factory):
    """Five sites without territorial rules: every alternative is a matter of milliseconds."""
    root = tmp_path_factory.mktemp("five")
    names = ("region_count", "territoires_industrie", "sizes", "hectares_total", "labour", "water")
    off = "".join(f"[constraint.{name}]\nenabled = false\n" for name in names)
    head = 'base = "turnkey50"\nname = "cinq"\ntitle = "Cinq"\nchoose = 5\n'
    (root / "cinq.toml").write_text(head + off, encoding="utf-8")
    assert main(["run", str(root / "cinq.toml"), "--out", str(root / "run")]) == 0
    return root / "run"


def test_a_pack_that_is_stopped_is_not_begun(tmp_path, shared_data):
    from tisites.data.build.build import build

    puller = Puller("roads")
    with stopped_by(puller.stop), pytest.raises(Stopped):
        build(shared_data, tmp_path / "pack", puller)
    assert list(tmp_path.iterdir()) == []


def test_a_sweep_that_is_stopped_keeps_each_answer_and_goes_on(tmp_path):
    from tisites.study.sweep.ledger import Ledger
    from tisites.study.sweep.plan import Ask, plan
    from tisites.study.sweep.sweep import sweep

    class Hearer:
        def __init__(self, stop: Stop | None) -> None:
            self.stop, self.count = stop, 0

        def begin(self, total: int, known: int, workers: int) -> None:
            """The plan is of no interest."""

        def done(self, *_: object) -> None:
            self.count += 1
            if self.stop is not None:
                self.stop.pull()

    planned = plan(["reference", "late-grid", "warming-4c"], None, Ask())
    stop = Stop()
    hearer = Hearer(stop)
    with Ledger(tmp_path / "s").held(), stopped_by(stop):
        effort = sweep(planned, tmp_path / "s", hearer, jobs=1)
    assert effort.interrupted
    assert hearer.count == effort.solved == 1
    with Ledger(tmp_path / "s").held():
        again = sweep(planned, tmp_path / "s", Hearer(None), jobs=1)
    assert not again.interrupted
    assert again.solved == 2

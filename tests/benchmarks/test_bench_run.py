from __future__ import annotations

import math
import sys
import time
from dataclasses import replace

import numpy as np
import pytest

from benchmarks.compact_peer import peer_form
from benchmarks.contenders import compete, contenders
from benchmarks.golden import Figures, differences, read_golden, write_golden
from benchmarks.instance_file import write_instance
from benchmarks.measure import Measured, at_least, disagreement, measure, plan_of
from benchmarks.outcome import Outcome, from_json
from benchmarks.plots import exponent, profile
from benchmarks.process import Built, _timed, run_contender
from benchmarks.registry import specs
from benchmarks.report import machine, write_results
from benchmarks.resolve import warm_outcome
from benchmarks.smoke import smoke
from benchmarks.spec import Context
from benchmarks.tables import phases_of, result_words, summary_rows, to_csv, to_markdown
from tisites.cli.main import main
from tisites.desk.answer import End
from tisites.desk.bench import Benched, BenchRequest, bench, benchmarks_of
from tisites.messages.errors import BadInputError
from tisites.messages.progress import Stopwatch
from tisites.solver.exact import solve

SMALL = Context(cache=None)


@pytest.fixture(scope="module")
def small():
    return specs("p-median")[0].build(20, 1, SMALL, Stopwatch())


@pytest.mark.parametrize("peer", ["highs", "cbc", "highs-pairs"])
def test_compact_peers_find_what_the_kernel_finds(small, peer):
    ours, theirs = compete("kernel", small, 30.0), compete(peer, small, 30.0)
    assert ours.status == theirs.status == "optimal"
    assert theirs.value == pytest.approx(ours.value, rel=1e-6)
    assert theirs.figures["rows"] > 0


@pytest.mark.parametrize(("peer", "module"), [("scip", "pyscipopt"), ("cpsat", "ortools")])
def test_an_optional_peer_agrees_or_says_that_it_is_missing(small, peer, module, tmp_path):
    write_instance(small, tmp_path / "small.npz")
    # a process of its own: OR-Tools and highspy cannot be loaded in the same one
    out = run_contender(peer, Built(tmp_path / "small.npz", {"location": True}), 60.0)
    if not contenders([peer])[1].installed:
        assert (out.status, out.note) == ("not installed", module)
        pytest.skip(f"{module} is not installed")
    assert out.status == "optimal", out.note
    assert out.value == pytest.approx(compete("highs", small, 30.0).value)


@pytest.mark.parametrize("access", ["radius", "pairs"])
def test_the_peers_spacing_rows_forbid_close_pairs(access):
    program = specs("separation-40")[0].build(60, 0, SMALL, Stopwatch()).program
    form = peer_form(program, access)
    cliques = form.matrix[len(program.row_labels) :]
    assert (form.row_upper[len(program.row_labels) :] == 1).all()
    for i, j in program.separations[0].pairs()[::7]:
        x = np.zeros(form.objective.size)
        x[[i, j]] = 1.0
        assert (cliques @ x).max() == 2.0


def test_warm_resolves_are_the_cold_answer():
    instance = specs("warm")[0].build(150, 0, SMALL, Stopwatch())
    out = warm_outcome(instance, 30.0)
    assert out.status == "optimal"
    assert set(out.phases) == {"first", "cold", "warm_min", "warm_max", "unconfirmed"}


def test_a_warm_answer_unlike_the_cold_one_is_a_failure(monkeypatch):
    instance = specs("warm")[0].build(150, 0, SMALL, Stopwatch())

    def stale(program, *args, **options):
        return solve(replace(program, value=program.value + 1.0), *args, **options)

    monkeypatch.setattr("benchmarks.resolve.solve", stale)
    out = warm_outcome(instance, 30.0)
    assert out.status == "failed"
    assert out.note.startswith("change 0: warm optimal")


def test_a_contender_that_hangs_is_ended():
    code = "import time; print('ready\\nphase expand', flush=True); time.sleep(60)"
    began = time.monotonic()
    out = _timed([sys.executable, "-c", code], 0.5)
    assert (out.status, out.note) == ("not within", "ended in expand")
    assert out.phases["expand"] >= 0.4  # what writing the model took until then is told
    assert time.monotonic() - began < 30.0  # far from the minute it wanted


def test_a_contender_that_breaks_says_how():
    out = _timed([sys.executable, "-c", "raise ValueError('no such thing')"], 20.0)
    assert out.status == "failed"
    assert "no such thing" in out.note


def test_a_watchdog_of_its_own_is_a_missed_limit_and_a_silent_end_a_failure():
    words = '{"status": "not within", "phases": {"expand": 3.0}, "note": "ended in expand"}'
    out = _timed([sys.executable, "-c", f"print('ready'); print('{words}')"], 20.0)
    assert (out.status, out.note) == ("not within", "ended in expand")
    out = _timed([sys.executable, "-c", "print('ready'); raise SystemExit(3)"], 20.0)
    assert (out.status, out.note) == ("failed", "exit code 3")


def test_an_outcome_survives_its_line():
    out = Outcome("infeasible", math.nan, -math.inf, 0.5, {"solve": 0.4}, {"rows": 3.0})
    back = from_json(out.to_json())
    assert (back.bound, back.phases, back.figures) == (-math.inf, {"solve": 0.4}, {"rows": 3.0})
    assert math.isnan(back.value)


def measured(**outcomes) -> Measured:
    figures = {
        "name": "toy", "published": None, "phases": {"load": 1.0, "compile": 0.5}, "columns": 3,
        "rows": 1, "nonzeros": 3, "pairs": 0, "location": False, "peak_mb": 1.0,
    }  # fmt: skip
    return Measured(specs("core")[0], 3, 0, Built(None, figures), outcomes)


def test_ratios_are_taken_within_each_repeat():
    ours = tuple(Outcome("optimal", 1.0, 1.0, s) for s in (1.0, 2.0, 4.0))
    theirs = tuple(Outcome("optimal", 1.0, 1.0, s) for s in (10.0, 40.0, 16.0))
    one = measured(kernel=ours, highs=theirs)
    assert one.ratio("highs").median == 10.0
    assert (one.ratio("highs").least, one.ratio("highs").greatest) == (4.0, 20.0)
    assert one.seconds("kernel").median == 2.0


def test_a_missed_limit_gives_a_ratio_from_below():
    ours, late = Outcome("optimal", 1.0, 1.0, 0.5), Outcome("not within", 0.9, 2.0)
    one = measured(kernel=(ours,), highs=(late,), cbc=(ours,))
    assert at_least(one, "highs", 60.0) == 120.0
    assert math.isnan(at_least(one, "cbc", 60.0))
    rows = {row["contender"]: row for row in summary_rows([one], 60.0)}
    assert rows["highs"]["times the kernel"] == "> 120"
    assert rows["highs"]["result"] == "not within 60 s, gap 122 %"
    assert rows["cbc"]["times the kernel"] == "1"


def test_contradictions_are_told():
    good, other = Outcome("optimal", 100.0, 100.0, 1.0), Outcome("optimal", 101.0, 101.0, 1.0)
    assert disagreement(measured(kernel=(good,), highs=(good,))) == ""
    assert "101" in disagreement(measured(kernel=(good,), highs=(other,)))
    unlike = measured(kernel=(good,), highs=(Outcome("infeasible"),))
    assert "infeasible" in disagreement(unlike)
    late = measured(kernel=(good,), highs=(Outcome("not within", 3.0, 500.0),))
    assert disagreement(late) == ""


def test_whole_is_everything_after_load():
    ours = Outcome("optimal", 1.0, 1.0, 2.0, {"prepare": 0.25, "bound": 0.5, "prove": 1.0})
    phases = phases_of(measured(kernel=(ours,)))
    assert phases["bound"] == 0.75
    assert phases["whole"] == pytest.approx(0.5 + 0.75 + 1.0)


def test_performance_profile_by_hand():
    curves = profile({"a": [1.0, 4.0, math.nan], "b": [3.0, 1.0, math.nan]})
    tau, share = curves["a"]
    assert tau.tolist() == [1.0, 4.0]
    assert share.tolist() == [0.5, 1.0]


def test_exponent_of_a_square():
    assert exponent([1, 2, 4, 8], [3, 12, 48, 192])[0] == pytest.approx(2.0)


def test_tables_keep_full_numbers_in_csv_and_short_ones_in_markdown():
    rows = [{"name": "a|b", "s": 0.1 + 0.2, "none": math.nan}]
    assert to_csv(rows).splitlines()[1] == "a|b,0.30000000000000004,"
    assert to_markdown(rows).splitlines()[2] == "| a/b | 0.3 |  |"
    assert result_words(Outcome("not within"), 60.0) == "not within 60 s"


GOLD = Figures("toy", "optimal", 10.0, 3, 1, 3, 0, 2, 1, 4)


def test_golden_table_holds_proof_rows_and_value_but_not_cuts(tmp_path):
    path = tmp_path / "golden.csv"
    write_golden([GOLD], path)
    assert read_golden(path) == [GOLD]
    assert differences([GOLD], [replace(GOLD, cuts=99, kernel_columns=7)]) == []
    assert "rows was 1, is 2" in differences([GOLD], [replace(GOLD, rows=2)])[0]
    assert "value was" in differences([GOLD], [replace(GOLD, value=10.1)])[0]
    assert "proof was optimal" in differences([GOLD], [replace(GOLD, proof="feasible")])[0]
    assert "not in the golden" in differences([], [GOLD])[0]
    assert "not run" in differences([GOLD], [])[0]


def test_smoke_of_one_family_holds_its_gates():
    found = smoke("p-median")
    assert found.faults == ()
    assert {figures.proof for figures in found.figures} == {"optimal"}


def test_smoke_fails_where_the_proof_is_not_the_expected_one(monkeypatch):
    monkeypatch.setattr(
        "benchmarks.smoke.compete",
        lambda name, *_: Outcome("optimal", 1.0 if name == "kernel" else 2.0, 2.0, 0.1),
    )
    faults = smoke("p-median").faults
    assert len(faults) == 2
    assert "kernel finds 1.0, highs 2.0" in faults[0]
    assert "expected infeasible" in smoke("infeasible").faults[0]


def test_bench_from_end_to_end_writes_tables_and_plots(tmp_path):
    plan = [one for n in (30, 40) for one in plan_of(specs("p-median"), n, real=False)[:1]]
    rivals = contenders(["highs", "spopt"])
    found = list(measure(plan, rivals, SMALL, repeat=1, limit=30.0))
    page = write_results(found, tmp_path / "out", "tisites bench", 30.0)
    assert {p.name for p in (tmp_path / "out").iterdir()} == {
        "figures.csv", "times.csv", "phases.csv", "profile.png", "scaling.png", "results.md",
    }  # fmt: skip
    assert "not installed" in page  # spopt without its command
    assert "Contradictions" not in page
    assert machine() in page
    assert found[0].outcomes["kernel"][0].peak_mb > 1 or sys.platform == "win32"
    figures = (tmp_path / "out" / "figures.csv").read_text(encoding="utf-8")
    assert "seconds" not in figures.splitlines()[0]


def test_real_candidates_only_with_a_pack():
    assert {spec.name for spec, _, _ in plan_of(specs("real"), None, real=True)} == {
        "real-core", "real-access", "real-covering",
    }  # fmt: skip
    assert plan_of(specs("real"), None, real=False) == []
    assert plan_of(specs("real"), 50, real=True)[0][1] == 8_723


def test_orlib_rows_of_the_published_files(shared_data, capsys):
    files = tuple(shared_data / "orlib" / f"pmed{k}.txt" for k in (1, 5))
    answer = bench(BenchRequest(files=files, orlib=True))
    assert answer.end is End.DONE
    lines = answer.value.page.splitlines()
    assert "pmed5.txt: optimal" in capsys.readouterr().err
    assert "| pmed1 | 100 | 5 | 5819 | 5819 | optimal |" in lines[2]
    assert "| pmed5 | 100 | 33 | 1355 | 1355 | optimal |" in lines[3]


def test_bad_options_are_told():
    with pytest.raises(BadInputError):
        specs("nothing")
    with pytest.raises(BadInputError):
        contenders(["gurobi"])
    with pytest.raises(BadInputError):
        bench(BenchRequest(orlib=True))


def test_options_reach_the_verb(monkeypatch, capsys):
    seen = []
    told = Benched("| page |", End.FAULTY)
    monkeypatch.setattr("benchmarks.command.measured", lambda r: seen.append(r) or told)
    words = "bench --family core --size 9 --peers cbc,scip --repeat 2 --limit 5 --smoke"
    assert main(words.split()) == 1
    assert capsys.readouterr().out == "| page |\n"
    asked = seen[0]
    assert (asked.family, asked.size, asked.peers) == ("core", 9, ("cbc", "scip"))
    assert (asked.repeat, asked.limit, asked.smoke, asked.orlib) == (2, 5.0, True, False)
    main(["bench", "--orlib", "a.txt", "b.txt"])
    assert [f.name for f in seen[1].files] == ["a.txt", "b.txt"]


def test_an_installed_package_says_where_benchmarks_are(tmp_path):
    with pytest.raises(BadInputError, match="code source"):
        benchmarks_of(tmp_path)

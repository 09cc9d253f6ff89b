"""A run that was edited and sealed again: what does not recompute is not carried."""

from __future__ import annotations

import dataclasses
import io
import json
import shutil
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from forged import resealed, retold, zipped

from tisites.cli.main import main
from tisites.messages.errors import BadInputError
from tisites.run.files.program_file import read_program, write_program
from tisites.run.files.seal import broken, seal
from tisites.run.read.recompute import recomputed
from tisites.run.read.stored import open_run
from tisites.run.store.archive import import_run
from tisites.run.store.store import Store


def set_(name, value):
    def change(report):
        report[name] = value(report[name]) if callable(value) else value

    return change


def swap_site(report):
    """Take another eligible site, told as the model would: only the sums betray it."""
    everyone = report["_others"]
    report["selected"] = sorted([*report["selected"][1:], everyone[0]])


def row(name, value):
    def change(report):
        first = next(r for r in report["constraints"] if r["constraint"] != "choose")
        first[name] = value(first[name])

    return change


LIES = {
    "objective up": set_("objective", lambda v: v + 1.0),
    "objective a little up": set_("objective", lambda v: v + 1e-4),
    "objective, bound and gap up": lambda r: r.update(
        objective=r["objective"] + 5, bound=r["objective"] + 5, gap=0.0),
    "bound below": lambda r: r.update(bound=r["objective"] - 1.0, gap=0.0),
    "no bound": set_("bound", None),
    "optimal with a gap": lambda r: r.update(
        bound=r["objective"] * 1.01, gap=0.01 * r["objective"] / max(1.0, r["objective"])),
    "gap of nothing": set_("gap", 0.5),
    "within a gap that was not asked": lambda r: r.update(
        proof="within_gap", bound=r["objective"] * 2, gap=1.0),
    "proof of another kind": set_("proof", "certified"),
    "infeasible": set_("proof", "infeasible"),
    "a site taken out": set_("selected", lambda v: v[1:]),
    "a site twice": set_("selected", lambda v: [v[1], *v[1:]]),
    "a site from nowhere": set_("selected", lambda v: sorted([*v[1:], "nowhere"])),
    "another site": swap_site,
    "out of order": set_("selected", lambda v: v[::-1]),
    "count of candidates": set_("n_candidates", lambda v: v + 1),
    "count of eligible": set_("n_eligible", lambda v: v - 1),
    "exclusions": set_("exclusions", {}),
    "row activity": row("activity", lambda v: v + 1),
    "row limit": row("upper", lambda _: 99.0),
    "row binding": row("binding", lambda v: not v),
    "row group": row("group", lambda v: v + "x"),
    "a row taken out": set_("constraints", lambda v: v[1:]),
    "not synthetic": set_("synthetic", False),
    "no notice": set_("notice", ""),
    "inputs not synthetic": lambda r: ([i.update(synthetic=False) for i in r["inputs"]],
                                       r.update(synthetic=False, notice="")),
    "input of another hash": lambda r: r["inputs"][1].update(sha256="0" * 64),
    "a layer taken out": lambda r: r["inputs"].pop(),
    "service from nowhere": set_("access", {"points": 1.0}),
    "unknown claim": lambda r: r.update(certified_by="the State"),
    "rules of another form": lambda r: r.update(rules={"rules": [{"name": "x"}]}),
    "unknown claim in a row": lambda r: r["constraints"][0].update(proven=True),
    "text for a number": set_("objective", str),
    "boolean for a number": set_("n_eligible", True),
    "no model": set_("model", {}),
    "fewer sites to choose": lambda r: r["model"].update(choose=49),
    "a weight of the model": lambda r: next(iter(r["model"]["score"].values())).update(weight=99.0),
    "versions": set_("versions", {}),
    "no identity": lambda r: r.pop("identity"),
}  # fmt: skip


@pytest.fixture(scope="module")
def others(solved) -> list[str]:
    """Eligible sites that were not chosen."""
    everyone = open_run(solved).everyone
    return sorted(everyone.index[everyone["eligible"] & ~everyone["selected"]])


def lied(members, change, others):
    def told(report):
        report["_others"] = others
        change(report)
        del report["_others"]

    return retold(members, told)


@pytest.mark.parametrize("lie", LIES)
def test_no_claim_that_does_not_recompute_is_carried(members, others, tmp_path, lie):
    (tmp_path / "a.zip").write_bytes(zipped(lied(members, LIES[lie], others)))
    with pytest.raises(BadInputError):
        import_run(tmp_path / "a.zip", Store(tmp_path / "runs"))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.zip"]


def table(change):
    """Change a table of the run, of the name that the key tells."""

    def forged(members, name):
        frame = pd.read_parquet(io.BytesIO(members[name]))
        out = io.BytesIO()
        change(frame).to_parquet(out, index=False)
        return {**members, name: out.getvalue()}

    return forged


def text(old, new):
    return lambda members, name: {**members, name: members[name].replace(old, new, 1)}


def favour(frame):
    frame.loc[~frame["selected"] & frame["eligible"], "selected"] = True
    return frame


def scored(frame):
    frame.loc[frame["selected"], "score"] += 1.0
    return frame


def dropped(frame):
    return frame.iloc[1:]


def valued(frame):
    first = next(c for c in frame.columns if c.endswith("_nominal"))
    frame[first] = 1.0 - frame[first]
    return frame


def other_program(change):
    def forged(members, name):
        scratch = Path("program.npz")
        scratch.write_bytes(members[name])
        program = read_program(scratch)
        change(program)
        write_program(program, scratch)
        data = scratch.read_bytes()
        scratch.unlink()
        return {**members, name: data}

    return forged


def arrays(**changed):
    def forged(members, name):
        found = dict(np.load(io.BytesIO(members[name])))
        out = io.BytesIO()
        np.savez_compressed(out, **{**found, **{k: v(found[k]) for k, v in changed.items()}})
        return {**members, name: out.getvalue()}

    return forged


def raise_(program):
    program.value[:] += 1.0


def loosen(program):
    program.row_lower[:] = -np.inf


def shorter(members, name):
    """Take the last line away."""
    data = members[name]
    return {**members, name: data[: data.rindex(b"\n", 0, -1) + 1]}


def headless(members, name):
    data = members[name]
    return {**members, name: data[data.index(b"\n") + 1 :]}


def gone(members, name):
    return {key: data for key, data in members.items() if key != name}


def filled(data):
    return lambda members, name: {**members, name: data}


FORGED = {
    "another selection in the table": ("run/candidates.parquet", table(favour)),
    "scores in the table": ("run/candidates.parquet", table(scored)),
    "a candidate less": ("run/candidates.parquet", table(dropped)),
    "values": ("run/values.parquet", table(valued)),
    "a program worth more": ("run/program.npz", other_program(raise_)),
    "a program without limits": ("run/program.npz", other_program(loosen)),
    "entries outside the matrix": ("run/program.npz", arrays(matrix_indices=lambda a: a + 10**6)),
    "negative entries": ("run/program.npz", arrays(matrix_indices=lambda a: -a - 5)),
    "no numbers": ("run/program.npz", arrays(value=lambda a: a * np.nan)),
    "an infinite coefficient": ("run/program.npz", arrays(matrix_data=lambda a: a * np.inf)),
    "unlike lengths": ("run/program.npz", arrays(lower=lambda a: a[1:])),
    "whole numbers for truth": ("run/program.npz", arrays(integer=lambda a: a.astype(int))),
    "another format": ("run/program.npz", arrays(format=lambda a: a + 1)),
    "a certificate of nothing": ("run/certificate.npz", filled(b"PK")),
    "a certificate with entries outside it": (
        "run/certificate.npz", arrays(rows_indices=lambda a: a + 10**6)),
    "a certificate of another claim": ("run/certificate.npz", arrays(claim=lambda a: a * 0.9)),
    "no program": ("run/program.npz", filled(b"PK")),
    "no table": ("run/candidates.parquet", filled(b"PAR1" * 9)),
    "no values": ("run/values.parquet", gone),
    "a list without its head": ("run/selection.csv", headless),
    "a list with a site less": ("run/selection.csv", shorter),
    "a sheet with a site less": ("run/selection_excel.csv", shorter),
    "a yes in the sheet": ("run/candidates_excel.csv", text(b";non;oui;", b";oui;oui;")),
    "a geopackage that is none": ("run/selection.gpkg", filled(b"SQLite format 3\0" * 99)),
    "evidence with a word changed": ("run/evidence.csv", text(b",status,", b",use,")),
    "evidence with a line less": ("run/evidence.csv", shorter),
    "evidence of nothing": ("run/evidence.parquet", gone),
    "steps of another site": (
        "run/steps.csv", lambda m, n: {**m, n: m[n] + b"elsewhere" + b"," * 12 + b"\n"}),
}  # fmt: skip


@pytest.mark.parametrize("kind", FORGED)
def test_no_table_tells_another_story(members, tmp_path, monkeypatch, kind):
    monkeypatch.chdir(tmp_path)
    name, forge = FORGED[kind]
    changed = forge(members, name)
    assert changed.get(name) != members[name]
    Path("a.zip").write_bytes(zipped(resealed(changed)))
    with pytest.raises(BadInputError):
        import_run(Path("a.zip"), Store(Path("runs")))
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.zip"]


def test_the_scores_of_the_list_are_those_of_the_table(members, tmp_path):
    lines = members["run/selection.csv"].decode().split("\n")
    cells = lines[1].split(",")
    place = lines[0].split(",").index("score")
    cells[place] = str(float(cells[place]) + 1.0)
    lines[1] = ",".join(cells)
    changed = {**members, "run/selection.csv": "\n".join(lines).encode()}
    (tmp_path / "a.zip").write_bytes(zipped(resealed(changed)))
    with pytest.raises(BadInputError, match=r"selection\.csv"):
        import_run(tmp_path / "a.zip", Store(tmp_path / "runs"))


def test_verify_deep_says_what_holds_and_what_is_as_exported(solved, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    shutil.copytree(solved, "run")
    assert main(["runs", "verify", "run", "--deep"]) == 0
    said = " ".join(capsys.readouterr().out.split())
    for words in ("conforme", "non signé", "recalculé", "tel qu'exporté", "depuis son certificat"):
        assert words in said
    report = json.loads(Path("run/solution.json").read_text(encoding="utf-8"))
    report["objective"] += 1
    Path("run/solution.json").write_text(json.dumps(report), encoding="utf-8")
    seal(Path("run"))
    assert broken(Path("run")) == []
    assert main(["runs", "verify", "run"]) == 0  # a seal that anyone can make again
    assert main(["runs", "verify", "run", "--deep"]) == 1
    assert "objectif" in capsys.readouterr().out


@pytest.mark.parametrize("certified", [True, False])
def test_a_worse_selection_told_as_optimal(tmp_path, certified):
    """Every figure and table agrees; the bound alone is a lie, which the certificate shows."""
    from tisites.report.origin import deep_words
    from tisites.report.write import write_outputs
    from tisites.run.answer.outcome import Outcome
    from tisites.run.pipeline import execute
    from tisites.run.prepare.kept import OnDisk
    from tisites.run.prepare.prepare import prepare
    from tisites.run.prepare.request import Request
    from tisites.solver.check import BrokenAnswerError, check

    known = prepare(Request(), keep=OnDisk())
    found = execute(known).solution
    program = known.program
    for leaves in found.selected[::-1]:
        for enters in np.setdiff1d(np.arange(program.n_columns), found.selected):
            x = found.x.copy()
            x[[leaves, enters]] = 0.0, 1.0
            try:
                worse = check(program, x)
            except BrokenAnswerError:
                continue
            break
        else:
            continue
        break
    assert worse.value < found.value - 1e-3
    lie = dataclasses.replace(
        found, selected=worse.selected, x=worse.x, value=worse.value, bound=worse.value,
        activities=worse.activities, evidence=found.evidence if certified else None,
        certified=certified,
    )  # fmt: skip
    write_outputs(Outcome(known, lie), tmp_path)
    told = recomputed(open_run(tmp_path))
    if certified:
        assert [("certificat" in fault.fr) for fault in told] == [True]
    else:  # nothing in the run can tell: it is said
        assert told == []
        assert any("SANS CERTIFICAT" in line for line in deep_words(open_run(tmp_path)))
        write_outputs(Outcome(known, dataclasses.replace(lie, certified=True)), tmp_path)
        assert [("n'a pas de certificat" in one.fr) for one in recomputed(open_run(tmp_path))] == [
            True
        ]


def test_a_link_in_a_run_is_no_file_of_it(solved, tmp_path):
    shutil.copytree(solved, tmp_path / "run")
    place = tmp_path / "run" / "selection.csv"
    place.rename(tmp_path / "elsewhere.csv")
    try:
        place.symlink_to(tmp_path / "elsewhere.csv")
    except OSError:
        pytest.skip("no links for this user")
    assert [fault.kind for fault in broken(tmp_path / "run")] == ["link"]


TERM = """
[equity.regions]
kind = "{kind}"
as = "{role}"
{more}
by = "region"
benefit = "sites"
source = "toy"
"""
KINDS = {
    "service": ("workforce-access", ""),
    "gini as a limit": ("equity-gini", ""),
    "protected": ("reference", '[robust]\ngamma = 10\nsource = "toy"\n'),
    "a term": ("reference", TERM.format(kind="band", role="term", more="weight = 0.5")),
    "a stage": ("reference", TERM.format(kind="max_min", role="stage", more="keep_value = 0.9")),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_fresh_run_of_any_kind_recomputes(kind, tmp_path):
    """Every key that a run writes is known, and every figure comes out the same."""
    from tisites.report.write import write_outputs
    from tisites.run.pipeline import execute
    from tisites.run.prepare.kept import OnDisk
    from tisites.run.prepare.prepare import prepare
    from tisites.run.prepare.request import Request

    scenario, more = KINDS[kind]
    if more:
        head = 'base = "turnkey50"\nname = "toy"\ntitle = "Essai"\n'
        path = tmp_path / "toy.toml"
        path.write_text(head + more, encoding="utf-8")
        scenario = str(path)
    folder = tmp_path / "run"
    folder.mkdir()
    write_outputs(execute(prepare(Request(scenario), keep=OnDisk())), folder)
    assert recomputed(open_run(folder)) == []

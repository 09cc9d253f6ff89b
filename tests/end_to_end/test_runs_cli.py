"""Stored runs and comparisons through the command line, as a planner does it, in French."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from tisites.certificate.file import CERTIFICATE, read_certificate, write_certificate
from tisites.cli.main import main
from tisites.run.prepare.kept import OnDisk
from tisites.run.prepare.prepare import prepare
from tisites.run.prepare.request import Request
from tisites.run.read.stored import open_run
from tisites.run.store.store import Store

DRY = 'base = "turnkey50"\nname = "sec"\ntitle = "Étiages"\n[score.low_flow]\nweight = 40.0\n'


@pytest.fixture(scope="session")
def shelf(tmp_path_factory, shelved) -> Path:
    """A folder with a store of two runs of the demonstration, written as planners do."""
    import os

    home = tmp_path_factory.mktemp("shelf")
    shelved(home)
    before = Path.cwd()
    os.chdir(home)
    try:
        Path("sec.toml").write_text(DRY, encoding="utf-8")
        assert main(["run", "sec.toml", "--out", "runs/sec"]) == 0
    finally:
        os.chdir(before)
    return home


@pytest.fixture
def home(shelf, tmp_path, monkeypatch) -> Path:
    """A copy of that folder to work in."""
    shutil.copytree(shelf, tmp_path / "home")
    monkeypatch.chdir(tmp_path / "home")
    return tmp_path / "home"


def reference(home: Path) -> Path:
    (folder,) = (p for p in (home / "runs").iterdir() if re.fullmatch("[0-9a-f]{16}", p.name))
    return folder


def words(text: str) -> str:
    return " ".join(text.split())


def test_the_same_question_is_found_and_not_solved_again(home, capsys, monkeypatch):
    folder = reference(home)
    before = {p.name: (p.stat().st_mtime_ns, p.read_bytes()) for p in folder.iterdir()}

    def never(*_):
        raise AssertionError("solved again")

    monkeypatch.setattr("tisites.run.pipeline.execute", never)
    assert main(["run"]) == 0
    out = words(capsys.readouterr().out)
    assert "Résultat retrouvé" in out
    assert "50 sites retenus, optimum prouvé" in out
    assert {p.name: (p.stat().st_mtime_ns, p.read_bytes()) for p in folder.iterdir()} == before
    assert main(["run", "sec.toml", "--out", "runs/sec"]) == 0
    assert "Résultat retrouvé" in words(capsys.readouterr().out)
    with pytest.raises(AssertionError, match="solved again"):
        main(["run", "--force"])
    with pytest.raises(AssertionError, match="solved again"):
        main(["run", "--out", "elsewhere"])
    (folder / "selection.csv").write_text("forged", encoding="utf-8")
    with pytest.raises(AssertionError, match="solved again"):
        main(["run"])  # what was altered is no answer


def test_an_interrupted_run_is_not_taken_for_an_answer(home, monkeypatch):
    """A search that the planner stopped is taken up again; one that the same limit stopped not."""
    from tisites.run.answer import reuse

    prepared = prepare(Request(), keep=OnDisk())
    stored = open_run(reference(home))
    assert reuse.reused(prepared, stored) is not None
    stopped = {**stored.report, "proof": "feasible"}
    assert not reuse.serves(stopped, Request())
    assert reuse.serves(stopped, Request(seconds=1.0))
    other = {**stored.report, "objective": stored.report["objective"] + 1e-3}
    (stored.folder / "solution.json").write_text(json.dumps(other), encoding="utf-8")
    monkeypatch.setattr(reuse, "broken", lambda _: [])
    assert reuse.reused(prepared, open_run(stored.folder)) is None


def test_what_changes_the_answer_changes_the_name(monkeypatch):
    from tisites.run.files.identity import run_hash

    prepared = prepare(Request(), keep=OnDisk())
    first = run_hash(prepared)
    for other in (Request(solver="highs"), Request(seconds=9.0), Request(gap_rel=0.01)):
        assert first != run_hash(replace(prepared, request=other))
    assert first != run_hash(prepare(Request("late-grid"), keep=OnDisk()))
    monkeypatch.setattr("tisites.run.files.identity.code_sha256", lambda: "other code")
    assert first != run_hash(prepared)


def test_runs_are_listed_shown_verified_and_carried(home, tmp_path, capsys):
    folder = reference(home)
    assert main(["runs"]) == 0
    out = words(capsys.readouterr().out)
    assert folder.name[:10] in out
    assert "sec" in out
    assert "SYNTHÉTIQUE" in out
    assert main(["runs", "pin", folder.name[:6], "comite-mars"]) == 0
    assert main(["runs", "show", "comite-mars"]) == 0
    out = words(capsys.readouterr().out)
    assert "Sceau : conforme" in out
    assert "données de démonstration, synthétiques" in out
    assert main(["runs", "export", "comite-mars", str(tmp_path / "a.zip")]) == 0
    assert zipfile.is_zipfile(tmp_path / "a.zip")
    shutil.rmtree(home / "runs")
    assert main(["runs", "show", "last"]) == 2
    assert "encore rangé" in capsys.readouterr().err
    assert main(["runs", "import", str(tmp_path / "a.zip")]) == 0
    assert main(["runs", "verify"]) == 0
    assert (folder / "map.png").is_file()
    (folder / "map.png").write_bytes(b"")
    assert main(["runs", "verify", "last"]) == 1
    assert "map.png a changé" in words(capsys.readouterr().out)
    assert main(["runs", "gc"]) == 0
    assert "rien n'a été effacé" in words(capsys.readouterr().out)
    assert main(["runs", "gc", "--apply"]) == 0
    assert Store().list() == []


def test_a_model_rewritten_with_its_seal_no_longer_bears_its_name(home, capsys):
    from tisites.run.files.seal import seal

    folder = reference(home)
    report = json.loads((folder / "solution.json").read_text(encoding="utf-8"))
    report["model"]["choose"] = 49
    (folder / "solution.json").write_text(json.dumps(report), encoding="utf-8")
    seal(folder)
    assert main(["runs", "verify", folder.name]) == 1
    assert "ne porte pas l'empreinte" in words(capsys.readouterr().out)


def test_overrides_are_signed_judged_chained_and_compared(home, capsys):
    folder = reference(home)
    run = open_run(folder)
    out_id = run.ids[0]
    in_id = next(site for site in run.case.ids if site not in set(run.ids))
    base = ["runs", "override", "last", "--add", in_id]
    assert main([*base, "--remove", out_id]) == 2
    told = capsys.readouterr().err
    assert "--author" in told
    assert "--reason" in told
    signed = ["--author", "M. Durand", "--reason", "accord du maire", "--date", "2026-03-14"]
    run_path = str(folder)
    assert main(["runs", "override", run_path, "--add", in_id, "--remove", out_id, *signed]) == 0
    assert main(["runs", "override", f"{run_path}@1", "--remove", in_id, *signed]) == 0
    assert main(["runs", "override", run_path, "--add", "nulle-part", *signed]) == 2
    capsys.readouterr()
    assert main(["runs", "audit", run_path]) == 0
    out = words(capsys.readouterr().out)
    assert "Journal intègre : 2 corrections" in out
    head = re.search(r"tête ([0-9a-f]{64})", out)[1]
    assert main(["runs", "audit", run_path, "--head", head[:12]]) == 0
    assert main(["runs", "audit", run_path, "--head", "0" * 12]) == 2
    capsys.readouterr()
    assert main(["compare", run_path, f"{run_path}@1", f"{run_path}@2"]) == 0
    out = words(capsys.readouterr().out)
    assert "correction à la main de M. Durand, 14 mars 2026 : accord du maire" in out
    assert "49 sites au lieu de 50" in out
    assert main(["compare", run_path, f"{run_path}@7"]) == 2
    (log,) = (home / "runs" / "audit").glob("*.jsonl")
    log.write_text(log.read_text(encoding="utf-8").replace("Durand", "Dupont"), encoding="utf-8",
                   newline="\n")  # fmt: skip
    assert main(["runs", "audit", run_path]) == 1
    assert "ligne 1 modifiée" in words(capsys.readouterr().out)
    assert main(["runs", "override", run_path, "--remove", out_id, *signed]) == 2
    assert main(["compare", run_path, f"{run_path}@1"]) == 2
    assert main(["runs", "verify", run_path]) == 0  # the run itself did not change


def test_two_runs_compared_say_why_in_every_format(home, tmp_path, capsys):
    out = tmp_path / "comparaison"
    assert main(["compare", reference(home).name[:8], "sec", "--out", str(out)]) == 0
    told = words(capsys.readouterr().out)
    assert "Réglages qui diffèrent" in told
    assert "score.low_flow.weight 8 → 40" in told or "score.low_flow.weight" in told
    assert "synthétiques" in told
    record = json.loads((out / "compare.json").read_text(encoding="utf-8"))
    (pair,) = record["pairs"]
    assert [d["key"] for d in pair["differences"]] == ["score.low_flow.weight"]
    assert pair["leaves"], "another weight changes the selection of the demonstration"
    assert "open" not in {*pair["leaves"].values(), *pair["enters"].values()}
    page = (out / "compare.html").read_text(encoding="utf-8")
    assert not re.search(r"(?:src|href)=\"(?!data:)", page)
    assert "synthétiques" in page
    assert "http" not in page.replace("http-equiv", "")
    text = (out / "compare.md").read_text(encoding="utf-8")
    for site in (*pair["leaves"], *pair["enters"]):
        assert site in page
        assert site in text
    table = pd.read_csv(out / "exchanges_excel.csv", sep=";", decimal=",", encoding="utf-8-sig")
    assert set(table["identifiant"]) == {*pair["leaves"], *pair["enters"]}
    assert table["Pourquoi"].notna().all()
    keyed = pd.read_csv(out / "exchanges.csv")
    assert keyed["site_id"].tolist() == table["identifiant"].tolist()
    assert dict(zip(keyed["site_id"], keyed["cause"], strict=True)) == {
        **pair["leaves"], **pair["enters"],
    }  # fmt: skip
    sites = pd.read_csv(out / "sites_excel.csv", sep=";", decimal=",", encoding="utf-8-sig")
    assert int((sites["présences"] == 2).sum()) == pair["distance"]["common"]
    with zipfile.ZipFile(out / "compare.xlsx") as book:
        assert any("Échanges" in book.read(n).decode() for n in book.namelist() if "workbook" in n)
    assert (out / "map.png").stat().st_size > 50_000
    again = tmp_path / "encore"
    assert main(["compare", reference(home).name[:8], "sec", "--out", str(again)]) == 0
    for path in out.iterdir():
        assert path.read_bytes() == (again / path.name).read_bytes(), path.name
    english = tmp_path / "english"
    capsys.readouterr()
    assert main(["compare", "last", "sec", "--out", str(english), "--lang", "en"]) == 0
    told = capsys.readouterr().out
    assert "Side by side" in told
    assert "sortent" not in told + (english / "compare.md").read_text(encoding="utf-8")


def test_a_list_of_ids_is_judged_and_wrong_input_is_explained(home, tmp_path, capsys):
    run = open_run(reference(home))
    mine = [*run.ids[2:], *[s for s in run.case.ids if s not in set(run.ids)][:2]]
    Path("liste.csv").write_text("site_id;note\n" + "\n".join(f"{s};x" for s in mine),
                                 encoding="utf-8")  # fmt: skip
    assert main(["compare", str(run.folder), "liste.csv"]) == 0
    told = words(capsys.readouterr().out)
    assert "liste faite à la main, jugée par reference" in told
    assert "B viole" in told or "B respecte" in told
    assert "choix à la main" in told
    Path("faux.csv").write_text("site_id\nnulle-part\n", encoding="utf-8")
    for wrong in (["last"], [], ["last", "faux.csv"], ["last", "rien.csv"], ["last", "zzz"],
                  ["last", "last@9"], ["last", "last@x"]):  # fmt: skip
        assert main(["compare", *wrong]) == 2, wrong
        told = capsys.readouterr().err
        assert "→" in told, wrong
        assert "Traceback" not in told
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("years", encoding="utf-8")
    assert main(["compare", "last", "sec", "--out", str(tmp_path / "mine")]) == 2
    assert (tmp_path / "mine" / "thesis.txt").exists()


def test_real_scenarios_are_told_apart_for_their_own_reasons(real_run, real_tables):
    from tisites.study.compare.compare import compare
    from tisites.study.compare.contestant import run_contestant

    others = map(real_tables, ("bundle-late-grid", "industrial-territories-only"))
    runs = [open_run(folder) for folder in (real_run, *others)]
    contestants = [run_contestant(run.report["scenario"], run.case, run.report) for run in runs]
    found = compare(contestants)
    bars = "exclude.grid_too_late", "exclude.outside_territoires_industrie"
    for pair, bar in zip(found.pairs, bars, strict=True):
        barred = [r for r in pair.leaves if r.code == "ineligible"]
        assert barred
        assert {r.why_code for r in barred} == {bar}
        assert all(any(k.key == bar for k in r.keys) for r in barred)
        case = found.contestants[pair.there].case
        for reason in (*pair.leaves, *pair.enters):
            assert reason.code in ("ineligible", "held", "outscored", "tie")
            assert reason.code != "held" or reason.holds
        for reason in barred:
            assert not case.everyone.at[reason.site, "eligible"]
    assert all(not value.violations for value in found.own)
    first = found.contestants[0].optimum
    assert all(v.value <= first + 1e-6 for v in found.under_first if not v.violations)


def test_a_proof_is_checked_again_without_the_solver(home, capsys):
    folder = reference(home)
    assert main(["runs", "verify", folder.name, "--proof"]) == 0
    assert "preuve confirmée sans solveur" in words(capsys.readouterr().out)
    report = json.loads((folder / "solution.json").read_text(encoding="utf-8"))
    certificate = read_certificate(folder / CERTIFICATE)
    lower = replace(certificate, claim=certificate.claim - 1.0)
    write_certificate(lower, np.empty(0), folder / CERTIFICATE)
    assert main(["runs", "verify", folder.name, "--proof"]) == 1
    told = words(capsys.readouterr().out)
    assert "PREUVE NON CONFIRMÉE" in told
    assert report["proof"] == "optimal"

"""The terminal: what is said, in both languages, wide and narrow, piped."""

from __future__ import annotations

import numpy as np
import pytest

from tisites.messages.text import Text
from tisites.report.media.terminal import print_document, print_files
from tisites.report.run import check_document, run_document
from tisites.report.run_files import FILES
from tisites.run.answer.rules import with_rules
from tisites.solver.solution import Proof


def summary(said, outcome, out=None, **options) -> str:
    return said(lambda o, c: print_document(run_document(o, out), c), outcome, **options)


def checked(said, prepared, **options) -> str:
    return said(lambda o, c: print_document(check_document(o), c), prepared, **options)


def test_summary_in_french(make, said):
    text = summary(said, with_rules(make()))
    assert "8 sites retenus, optimum prouvé : valeur 428,0 = borne 428,0, écart 0" in text
    assert "10 éligibles sur 12 candidats" in text
    assert "Ce qui contraint le choix" in text
    assert "Plafond par région" in text
    assert "sans contraindre" not in text  # slack proves nothing
    assert "Ce que chaque règle décide" in text
    assert "surface sous le minimum" in text


def test_summary_in_english(make, said):
    text = summary(said, make(synthetic=True), lang="en")
    assert "8 sites selected, proven optimal: value 428.0 = bound 428.0, gap 0" in text
    assert "demonstration data, synthetic" in text
    assert "10 eligible of 12 candidates" in text
    assert "What binds" in text
    assert "surface below the minimum" in text
    for french in ("retenus", "éligibles", "contraint"):
        assert french not in text


def test_banner_comes_first_and_only_on_synthetic_data(make, said):
    text = summary(said, make(synthetic=True))
    assert text.strip().startswith("données de démonstration, synthétiques")
    assert "démonstration" not in summary(said, make(synthetic=False))


@pytest.mark.parametrize("proof", [Proof.FEASIBLE, Proof.WITHIN_GAP])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_unproven_runs_never_say_optimal(make, said, proof, lang):
    text = summary(said, make(proof=proof, gap=0.02), lang=lang)
    assert "optim" not in text.lower()
    assert ("NON PROUVÉ" if lang == "fr" else "NOT PROVEN") in text


def test_every_site_is_there_under_its_number(make, said):
    outcome = make()
    lines = summary(said, outcome).split("\n")
    for k, row in enumerate(outcome.selection().itertuples(), start=1):
        (line,) = [line for line in lines if row.name in line]
        assert line.split()[0] == str(k)
        assert row.commune in line
        assert row.departement in line
        assert f"{row.score:.1f}".replace(".", ",") in line
        assert f"[{row.score_low:.0f}–{row.score_high:.0f}]" in line


def test_a_site_without_a_name_goes_by_its_id(make, said):
    outcome = make()
    outcome.prepared.sites.table.loc["S002", "name"] = None
    assert "S002" in summary(said, outcome)


def test_regions_add_up(make, said):
    lines = summary(said, make()).split("\n")
    start = next(k for k, line in enumerate(lines) if line.startswith("Par région"))
    (saone,) = [line for line in lines[start:] if line.startswith("Bourgogne-Franche-Comté")]
    assert saone.split()[-4:] == ["2", "2", "1", "5,0"]
    (france,) = [line for line in lines[start:] if line.startswith("France")]
    assert france.split()[1:] == ["12", "10", "8", "320,0"]


def test_sites_of_no_known_region_are_counted(make, said):
    outcome = make()
    outcome.prepared.candidates.table.loc["S011", "reg"] = np.nan
    assert "inconnu" in summary(said, outcome)


def test_findings_are_counted_by_code(make, said):
    lines = summary(said, make()).split("\n")
    (line,) = [line for line in lines if "surface douteuse" in line]
    assert line.split() == ["avertissement", "2", "surface", "douteuse"]


@pytest.mark.parametrize("width", [80, 100])
def test_nothing_is_wider_than_the_terminal(make, said, width):
    text = summary(said, make(), width=width)
    assert max(len(line) for line in text.split("\n")) <= width
    assert "Bourgogne-Franche-Comté" in text


def test_no_colour_codes_in_a_pipe(make, said):
    assert "\x1b" not in summary(said, make(synthetic=True))
    assert "\x1b" in summary(said, make(synthetic=True), terminal=True)


def test_brackets_in_names_are_no_markup(make, said):
    outcome = make()
    outcome.prepared.sites.table.loc["S001", "name"] = "Friche [bold]A[/bold]"
    assert "Friche [bold]A[/bold]" in summary(said, outcome)


def test_files_are_listed_where_they_are(said, tmp_path):
    (tmp_path / "map.png").write_bytes(b"")
    text = said(lambda folder, c: print_files(folder, FILES, c), tmp_path, width=400)
    assert str(tmp_path) in text
    assert "map.png" in text
    assert "selection.csv" not in text


def test_check_says_the_size_of_the_program_and_solves_nothing(make, said):
    prepared = make(synthetic=True).prepared
    text = checked(said, prepared)
    assert "données de démonstration, synthétiques" in text
    assert "Tout est prêt pour choisir 8 sites ; rien n'a été résolu." in text
    # 10 columns; choose, 8 regions, total: 10 + 10 + 10 coefficients
    assert "Programme : 10 colonnes, 10 lignes, 30 coefficients non nuls, espacement 15 km" in text
    assert "surface sous le minimum" in text
    assert "surface douteuse" in text
    assert "optim" not in text.lower()
    assert "nothing was solved" in checked(said, prepared, lang="en")


def test_reasons_of_legal_bars_are_those_of_the_model(make, said):
    from types import SimpleNamespace

    outcome = make()
    outcome.prepared.admission.reason["S011"] = "exclude.reserve"
    bar = SimpleNamespace(reason="réserve naturelle", reason_en="nature reserve")
    outcome.prepared.model.exclude = {"reserve": bar}
    assert "réserve naturelle" in summary(said, outcome)
    assert "nature reserve" in summary(said, outcome, lang="en")
    assert str(Text("a", "b")) == "a"


def test_unknown_hectares_are_no_zero(make, said):
    outcome = make()
    for table in (outcome.prepared.sites.table, outcome.prepared.candidates.table):
        table.loc[["S000", "S001"], "surface_ha"] = np.nan
    lines = summary(said, outcome).split("\n")
    assert any("300 + ? ha retenus" in line for line in lines)
    start = next(k for k, line in enumerate(lines) if line.startswith("Par région"))
    (nord,) = [line for line in lines[start:] if line.startswith("Hauts-de-France")]
    assert nord.split()[-1] == "?"
    (france,) = [line for line in lines[start:] if line.startswith("France")]
    assert france.endswith("300,0 + ?")


def test_locked_sites_bear_a_star(make, said):
    import pandas as pd

    outcome = make()
    assert "imposé" not in summary(said, outcome)
    object.__setattr__(outcome.prepared.sites, "locked", pd.Index(["S002"]))
    text = summary(said, outcome)
    (line,) = [line for line in text.split("\n") if "Friche [n° 2]" in line]
    assert "Friche [n° 2] *" in line
    assert text.count(" *") == 1
    assert "* imposé par le scénario" in text

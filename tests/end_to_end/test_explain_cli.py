"""explain, importance and relax as a planner uses them, in French, on the demo pack."""

from __future__ import annotations

import json
import re

import pandas as pd
import pytest

from tisites.cli.main import main


@pytest.fixture(scope="module")
def everyone(demo_run):
    return pd.read_parquet(demo_run / "candidates.parquet").set_index("site_id")


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\xa0", " ")


def said(capsys, arguments: list[str], code: int = 0) -> str:
    capsys.readouterr()
    assert main(arguments) == code
    shown = capsys.readouterr()
    return re.sub(r"\s+", " ", plain(shown.out + shown.err))


def nearest_out(everyone):
    eligible = everyone[everyone["eligible"] & ~everyone["selected"]]
    return str(eligible["score"].idxmax())


def test_a_chosen_site_is_defended(demo_run, everyone, tmp_path, capsys):
    site = str(everyone.index[everyone["selected"]][0])
    text = said(capsys, ["explain", str(demo_run), site, "--out", str(tmp_path / "x")])
    assert "DONNÉES DE DÉMONSTRATION" in text.upper()
    assert "Le site est retenu" in text
    assert "coût de remplacement" in text or "irremplaçable" in text or "règle d'égalité" in text
    told = json.loads((tmp_path / "x/study.json").read_text(encoding="utf-8"))
    one = told["explanations"][0]
    assert one["site"] == site
    assert one["proof"] in ("optimal", "infeasible")
    page = (tmp_path / "x/explain.html").read_text(encoding="utf-8")
    assert "R. 311-3-1-2" in page
    assert "synthétiques" in page
    letter = (tmp_path / "x/explain.md").read_text(encoding="utf-8")
    for word in ("Données traitées et sources", "Paramètres et pondération", "Opérations"):
        assert word in letter


def test_a_site_left_out_learns_what_it_lacks(demo_run, everyone, tmp_path, capsys):
    site = nearest_out(everyone)
    out = ["--out", str(tmp_path / "x"), "--plots"]
    text = said(capsys, ["explain", str(demo_run), site, *out])
    assert "n'est pas retenu" in text
    assert "Le plus petit changement" in text
    assert (tmp_path / f"x/points_{site}.png").stat().st_size > 0
    again = said(capsys, ["explain", str(demo_run), site, *out])
    assert "déjà calculé" in again
    assert again.rpartition("Résultat dans")[0] == text.rpartition("Résultat dans")[0]
    english = said(capsys, ["explain", str(demo_run), site, *out, "--lang", "en"])
    assert "is not selected" in english
    assert "retenu" not in english.replace("non retenu", "")


def test_a_site_that_did_not_compete_learns_the_rule(demo_run, everyone, tmp_path, capsys):
    reasons = everyone.loc[~everyone["eligible"], "reason"].drop_duplicates()
    sites = [str(site) for site in reasons.index]
    text = said(capsys, ["explain", str(demo_run), *sites, "--out", str(tmp_path / "x")])
    assert text.count("n'a pas concouru") >= len(sites)
    assert "Règle :" in text
    assert text.count("Ce qui devrait changer") == len(sites)


def test_names_are_found_and_doubtful_ones_asked_back(demo_run, everyone, tmp_path, capsys):
    twice = everyone["commune"].value_counts()
    common = str(twice.index[0])
    text = said(capsys, ["explain", str(demo_run), common], code=2)
    assert "candidats répondent à" in text
    text = said(capsys, ["explain", str(demo_run), "qzxv"], code=2)
    assert "aucun candidat ne répond" in text
    assert said(capsys, ["explain", str(demo_run)], code=2)
    assert said(capsys, ["explain", str(tmp_path / "nowhere"), "x"], code=2)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine/notes.txt").write_text("x", encoding="utf-8")
    site = str(everyone.index[0])
    said(capsys, ["explain", str(demo_run), site, "--out", str(tmp_path / "mine")], code=2)
    assert (tmp_path / "mine/notes.txt").is_file()


def test_every_candidate_of_a_departement(demo_run, everyone, tmp_path, capsys):
    dep = str(everyone.loc[everyone["eligible"] & ~everyone["selected"], "dep"].iloc[0])
    arguments = ["explain", str(demo_run), "--all", "--departement", dep, "--exact"]
    text = said(capsys, [*arguments, "--out", str(tmp_path / "x")])
    table = pd.read_csv(tmp_path / "x/candidates.csv", dtype={"site_id": str})
    assert len(table) == int((everyone["dep"] == dep).sum())
    eligible = table[table["status"] == "eligible"]
    assert eligible["proof"].isin(["optimal", "infeasible"]).all()
    assert (eligible["loss_at_least"] <= eligible["loss"] + 1e-6).all()
    assert (table["notice"].str.contains("synthétiques")).all()
    assert "retenus" in text
    assert (tmp_path / "x/candidates.png").stat().st_size > 0
    text = said(capsys, ["explain", str(demo_run), "--all", "--departement", "Atlantide"], code=2)
    assert "aucun candidat dans ce territoire" in text


def test_importance_of_every_chosen_site(demo_run, everyone, tmp_path, capsys):
    text = said(capsys, ["importance", str(demo_run), "--out", str(tmp_path / "x")])
    assert "Coût de remplacement" in text
    table = pd.read_csv(tmp_path / "x/importance.csv")
    assert len(table) == int(everyone["selected"].sum())
    assert (table["replacement_cost"] >= -1e-6).all()
    assert (tmp_path / "x/importance.png").stat().st_size > 0
    told = json.loads((tmp_path / "x/study.json").read_text(encoding="utf-8"))
    assert told["complete"] is True


INFEASIBLE = """
base = "turnkey50"
name = "impossible"
title = "Trop d'hectares dans trop peu de place"

[constraint.hectares_total]
min = 900.0
max = 905.0

[constraint.sizes]
limits = { "<10" = { max = 5 }, "50-200" = { min = 14 }, ">200" = { max = 4 } }
"""


def test_relax_tells_what_clashes_and_the_least_to_concede(tmp_path, capsys):
    path = tmp_path / "impossible.toml"
    path.write_text(INFEASIBLE, encoding="utf-8")
    text = said(capsys, ["run", str(path), "--out", str(tmp_path / "run")], code=3)
    assert "tisites relax" in text
    text = said(capsys, ["relax", str(path), "--out", str(tmp_path / "x")])
    assert "se contredisent" in text
    assert "au lieu de" in text
    assert "Vérifié : ainsi desserré" in text
    told = json.loads((tmp_path / "x/study.json").read_text(encoding="utf-8"))
    assert told["feasible"] is False
    assert told["proof"] == "optimal"
    assert told["concessions"]
    assert len(told["selected"]) > 0
    text = said(capsys, ["relax", str(path), "--priority", "hectars_total=2"], code=2)
    assert "vouliez-vous « hectares_total »" in text


def test_relax_says_when_nothing_has_to_give(tmp_path, capsys):
    text = said(capsys, ["relax", "--out", str(tmp_path / "x")])
    assert "il n'y a rien à concéder" in text


def test_a_floor_above_what_is_eligible_is_relaxed_too(tmp_path, capsys):
    path = tmp_path / "corse.toml"
    rule = '[constraint.region_count]\nlimits."94" = { min = 40, max = 45 }\n'
    path.write_text(f'base = "turnkey50"\nname = "corse"\ntitle = "Corse"\n{rule}', "utf-8")
    text = said(capsys, ["relax", str(path), "--out", str(tmp_path / "x")])
    assert "Vu avant de résoudre" in text
    assert "plancher de 40 pour Corse" in text
    assert "La plus petite concession" in text

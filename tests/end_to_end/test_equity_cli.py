"""``tisites equity`` and ``tisites price`` as a planner uses them."""

from __future__ import annotations

import json
import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

from tisites.cli.main import main
from tisites.run.read.stored import open_run


def test_equity_of_a_run_from_its_folder(demo_run, tmp_path, capsys):
    out = tmp_path / "study"
    assert main(["equity", str(demo_run), "--out", str(out)]) == 0
    said = capsys.readouterr().out
    assert "données de démonstration, synthétiques" in said
    assert "Gini" in said
    told = json.loads((out / "equity.json").read_text(encoding="utf-8"))
    assert told["synthetic"] is True
    run = open_run(demo_run)
    regions = run.everyone.loc[run.ids, "reg"].value_counts()
    table = pd.read_csv(out / "territories.csv", dtype={"code": str}).set_index("code")
    assert table["chosen"].to_dict() == {code: int(regions.get(code, 0)) for code in table.index}
    eligible = run.everyone[run.everyone["eligible"]].groupby("reg")["surface_ha"].sum()
    for code, hectares in eligible.items():
        assert table.at[code, "eligible_ha"] == pytest.approx(hectares)
    assert table["share"].sum() == pytest.approx(1.0)
    assert (out / "lorenz.png").stat().st_size < 150_000
    assert "<table>" in (out / "equity.html").read_text(encoding="utf-8")
    assert main(["equity", str(demo_run), "--out", str(out), "--by", "departement"]) == 0  # again


def test_a_list_given_by_hand_is_judged_like_the_run(demo_run, tmp_path):
    chosen = open_run(demo_run).ids.to_list()
    path = tmp_path / "liste.csv"
    rows = [f"{k};{site};remarque, {k}" for k, site in enumerate(reversed(chosen))]
    path.write_bytes(("\ufeffn°;identifiant;note\r\n" + "\r\n".join(rows)).encode())
    one, two, three = (str(tmp_path / name) for name in "abc")
    assert main(["equity", str(demo_run), "--out", one, "--benefit", "hectares"]) == 0
    assert main(["equity", str(path), "--out", two, "--benefit", "hectares"]) == 0
    own = ["equity", str(path), "--run", str(demo_run), "--out", three, "--benefit", "hectares"]
    assert main(own) == 0
    tables = [pd.read_csv(f"{folder}/territories.csv") for folder in (one, two, three)]
    pd.testing.assert_frame_equal(tables[0], tables[1])
    pd.testing.assert_frame_equal(tables[0], tables[2])


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--by", "regin"], "vouliez-vous « region »"),
        (["--per", "inhabitants"], "vouliez-vous « population »"),
        (["--per", "xyz"], "choisir parmi"),
        (["--benefit", "joys"], "valeur inconnue"),
        (["--worst", "2"], "entre 0 et 1"),
        (["--per", "jobs_lost"], "aucune donnée du paquet"),
        (["--data", "packs"], "porte déjà ses données"),
    ],
)
def test_wrong_options_are_told(demo_run, tmp_path, capsys, options, words):
    assert main(["equity", str(demo_run), "--out", str(tmp_path / "x"), *options]) == 2
    assert words in capsys.readouterr().err
    assert not (tmp_path / "x").exists()


def test_typos_are_told_before_anything_is_loaded():
    said = subprocess.run(
        [
            sys.executable, "-c",
            "import sys; from tisites.cli.main import main;"
            "code = main(['equity', 'last', '--by', 'regin', '--per', 'inhabitants']);"
            "print(code, sorted({'pandas', 'scipy', 'numpy'} & set(sys.modules)))",
        ],
        capture_output=True, text=True, check=True, encoding="utf-8",
    )  # fmt: skip
    assert said.stdout.strip() == "2 []"
    assert said.stderr.count("vouliez-vous") == 2


def test_what_is_no_selection_is_told(tmp_path, capsys):
    for what in ("rien.csv", str(tmp_path), "labels-2024"):
        assert main(["equity", what, "--out", str(tmp_path / "x")]) == 2
        assert "→" in capsys.readouterr().err


def test_a_folder_of_the_reader_is_not_written_over(demo_run, tmp_path):
    (tmp_path / "mine.txt").write_text("x", encoding="utf-8")
    assert main(["equity", str(demo_run), "--out", str(tmp_path)]) == 2
    assert main(["price", str(demo_run), "--out", str(tmp_path)]) == 2
    assert (tmp_path / "mine.txt").exists()


def test_english(demo_run, tmp_path, capsys):
    arguments = ["equity", str(demo_run), "--out", str(tmp_path / "x"), "--lang", "en"]
    assert main([*arguments, "--by", "density", "--benefit", "jobs"]) == 0
    said = capsys.readouterr().out
    assert "density class" in said
    assert "intermediate" in said
    assert "intermédiaire" not in said


def test_price_of_a_run(demo_run, tmp_path, capsys):
    out = tmp_path / "prices"
    arguments = ["price", str(demo_run), "--constraint", "region_count", "--group", "Bretagne"]
    assert main([*arguments, "--out", str(out)]) == 0
    said = capsys.readouterr().out
    assert "prouvé" in said
    assert "Bretagne" in said
    assert "(53)" not in said
    table = pd.read_csv(out / "prices.csv").set_index("direction")
    assert table.at["more", "to"] == table.at["more", "from"] + 1
    assert set(table["constraint"]) == {"region_count"}
    # no more than two a département, and one of Bretagne's four has none that is eligible: the
    # choice has all that fit, and one more is told to be impossible, not priced
    everyone = pd.read_parquet(demo_run / "candidates.parquet", columns=["reg", "dep", "eligible"])
    here = everyone[(everyone["reg"] == "53") & everyone["eligible"]]
    most = int(here.groupby("dep").size().clip(upper=2).sum())
    assert table.at["more", "from"] == most
    assert table.at["more", "proof"] == "infeasible"
    assert np.isnan(table.at["more", "gain"])
    assert table.at["less", "proof"] == "optimal"
    assert table.at["less", "gain"] <= 0
    assert set(table["notice"]) == {"données de démonstration, synthétiques"}
    sheet = pd.read_csv(out / "prices_excel.csv", sep=";", decimal=",", encoding="utf-8-sig")
    assert list(sheet.columns[:4]) == ["limite", "territoire", "côté", "sens"]
    assert set(sheet["sens"]) == {"un de plus", "un de moins"}
    assert set(sheet["preuve"]) <= {"prouvé", "impossible"}
    assert "|" not in "".join(sheet["sites qui entrent"].dropna())
    assert all("(" in places for places in sheet["sites qui entrent"].dropna())
    assert "déplacements de limites" in said
    report = open_run(demo_run).report
    told = json.loads((out / "price.json").read_text(encoding="utf-8"))
    assert told["value"] == pytest.approx(report["objective"], abs=1e-6)
    assert told["selected"] == report["selected"]


def test_one_site_more_of_a_scenario(tmp_path):
    out = tmp_path / "prices"
    assert main(["price", "reference", "--constraint", "choose", "--out", str(out)]) == 0
    table = pd.read_csv(out / "prices.csv").set_index("direction")
    assert table.at["more", "gain"] > 0 > table.at["less", "gain"]
    assert (table["proof"] == "optimal").all()


def test_wrong_prices_are_told(demo_run, tmp_path, capsys):
    for options, words in (
        (["--constraint", "regin_count"], "vouliez-vous « region_count »"),
        (["--by", "-1"], "positif"),
        (["--group", "53"], "demande --constraint"),
        (["--constraint", "region", "--group", "Bretange"], "Bretagne (53)"),
        (["--constraint", "region_count", "--group", "Bretange"], "Bretagne (53)"),
        (["--constraint", "departement", "--group", "Bretagne"], "--constraint region"),
        (["--constraint", "equity.regions"], "tisites run equity-regions"),
    ):
        assert main(["price", str(demo_run), "--out", str(tmp_path / "x"), *options]) == 2
        assert words in capsys.readouterr().err


def test_labelled_sites_of_2024_by_region(real_pack, tmp_path, capsys):
    out = tmp_path / "labels"
    arguments = ["equity", "labels-2024", "--data", str(real_pack.folder), "--out", str(out)]
    assert main(arguments) == 0
    assert "52 des 55" in capsys.readouterr().out
    table = pd.read_csv(out / "territories.csv", dtype={"code": str}).set_index("code")
    assert table["chosen"].sum() == 52
    assert table.at["28", "chosen"] == 7  # Normandie
    assert table.loc[table["overseas"], "chosen"].sum() == 0
    told = json.loads((out / "equity.json").read_text(encoding="utf-8"))
    figures = told["measures"]["everyone"]
    assert figures["served"] == 11
    # by hand from populations of 2023 and counts 8, 7, 6, 6, 5, 5, 5, 4, 3, 2, 1
    # a région without eligible candidate nor chosen site is told, and not measured
    judged = table[(table["eligible"] > 0) | (table["chosen"] > 0)]
    assert sorted(table.index.difference(judged.index)) == ["01", "03", "04", "06"]
    assert table["judged"].tolist() == table.index.isin(judged.index).tolist()
    people = judged["population"].to_numpy()
    rate = judged["chosen"].to_numpy() / people
    pairs = (people[:, None] * people * abs(rate[:, None] - rate)).sum()
    assert figures["gini_base"] == pytest.approx(pairs / (2 * people.sum() * 52))
    assert figures["theil_nested"] == pytest.approx(
        figures["theil_between"] + figures["theil_within"]
    )
    for page in ("equity.md", "equity.html"):
        assert "52 des 55" in (out / page).read_text(encoding="utf-8")

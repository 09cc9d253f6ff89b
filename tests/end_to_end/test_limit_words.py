"""Every limit of the shipped model edited at once: no sentence anywhere says the old figures."""

from __future__ import annotations

import re

import pytest

from tisites.cli.main import main

EDITED = """
base = "turnkey50"
name = "edited"
title = "Toutes les limites déplacées"
title_en = "Every limit moved"
[constraint.region_count]
max = 9
[constraint.departement_max]
max = 3
[constraint.epci_max]
max = 2
[constraint.territoires_industrie]
min = 0.61
[constraint.sizes]
limits = { "<10" = { max = 17 }, "50-200" = { min = 4 }, ">200" = { max = 3 } }
[constraint.hectares_total]
min = 873.0
[constraint.spacing]
km = 13.0
[constraint.zan_envelope]
capacity = 43.0
"""
#: What the shipped limits read like, in either language.
OLD = re.compile(
    r"\b(1 à 8|1 to 8|au plus 8|at most 8|8 sites au plus|2 sites au plus par dép"
    r"|at most 2 sites per dép|1 site au plus par inter|at most 1 site per inter|66 %|66%"
    r"|15 sites au plus|at most 15 sites|5 sites au moins|at least 5 sites|4 sites au plus"
    r"|at most 4 sites|900 ha|15 km au moins|at least 15 km|40 ha au plus|at most 40 ha)"
)
NEW = {
    "fr": ("1 à 9 sites par région", "3 sites au plus par département", "873 ha au moins",
           "13 km au moins", "43 ha au plus", "61 % au moins", "17 sites au plus"),
    "en": ("1 to 9 sites per région", "at most 3 sites per département", "at least 873 ha",
           "at least 13 km", "at most 43 ha", "at least 61%", "at most 17 sites"),
}  # fmt: skip


@pytest.fixture(scope="module")
def edited(tmp_path_factory):
    folder = tmp_path_factory.mktemp("edited")
    path = folder / "edited.toml"
    path.write_text(EDITED, encoding="utf-8")
    assert main(["run", str(path), "--out", str(folder / "run")]) == 0
    return path, folder / "run"


def plain(text: str) -> str:
    return re.sub(r"\s+", " ", text)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_no_old_figure_is_said(edited, tmp_path, capsys, lang):
    path, run = edited
    site = (run / "selection.csv").read_text(encoding="utf-8").splitlines()[1].split(",")[0]
    verbs = {
        "check": ["check", str(path)],
        "rules": ["rules", str(run), "--out", str(tmp_path / "rules")],
        "explain": ["explain", str(run), site, "--out", str(tmp_path / "explain")],
    }
    told = ""
    for name, arguments in verbs.items():
        capsys.readouterr()
        assert main([*arguments, "--lang", lang]) == 0, name
        told += plain(capsys.readouterr().out)
    for file in (*tmp_path.rglob("*.md"), *tmp_path.rglob("*.html"), *tmp_path.rglob("*.csv")):
        told += plain(file.read_text(encoding="utf-8"))
    assert not OLD.findall(told), OLD.findall(told)
    for words in NEW[lang]:
        assert words in told, words


def test_the_run_itself_says_the_new_figures(edited):
    _, run = edited
    told = plain((run / "rules_excel.csv").read_text(encoding="utf-8-sig"))
    assert not OLD.findall(told)
    for words in NEW["fr"]:
        assert words in told, words

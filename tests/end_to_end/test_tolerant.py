"""``--tolerant`` holds for every verb that reads a candidate file, and only where it is asked."""

from __future__ import annotations

import pytest

from tisites.cli.main import main
from tisites.data.demo.demo import open_demo
from tisites.messages.typography import plain

SCENARIO = """
base = "turnkey50"
name = "cinq"
title = "Cinq sites"
choose = 5
"""
NAMES = ("region_count", "territoires_industrie", "sizes", "hectares_total", "labour", "water")


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    """Give a scenario of five sites without territorial rule, a file with a faulty row, a list."""
    folder = tmp_path_factory.mktemp("tolerant")
    scenario = folder / "cinq.toml"
    off = "".join(f"[constraint.{name}]\nenabled = false\n" for name in NAMES)
    scenario.write_text(SCENARIO + off, encoding="utf-8")
    table = open_demo().read("candidates")
    good = table["unite_fonciere_surface"].notna() & table["lon"].notna()
    rows = table[good & table["comm_insee"].notna()].head(200).reset_index(drop=True)
    rows.loc[5, "unite_fonciere_surface"] = -1.0
    rows.to_csv(folder / "sites.csv", index=False)
    listed = "\n".join(["site_id", *rows["site_id"].iloc[[10, 20]]])
    (folder / "liste.csv").write_text(listed + "\n", encoding="utf-8")
    return scenario, folder / "sites.csv", folder / "liste.csv"


@pytest.mark.parametrize(
    "verb",
    [
        ("alternatives", "--count", "1", "--differ", "1"),
        ("robustness", "--only", "weights", "--samples", "2", "--jobs", "1"),
        ("price", "--constraint", "choose"),
    ],
    ids=lambda verb: verb[0],
)
def test_a_study_of_a_scenario(asked, verb, tmp_path, capsys):
    scenario, sites, _ = asked
    name, *options = verb
    said = [name, str(scenario), "--candidates", str(sites), *options, "--out", str(tmp_path / "o")]
    assert main(said) == 2
    assert "--tolerant" in capsys.readouterr().err
    assert main([*said, "--tolerant"]) == 0
    assert (tmp_path / "o").is_dir()


def test_equity_of_a_list(asked, tmp_path, capsys):
    scenario, sites, listed = asked
    judge = ["--scenario", str(scenario), "--candidates", str(sites)]
    said = ["equity", str(listed), *judge, "--out", str(tmp_path / "o")]
    assert main(said) == 2
    assert "--tolerant" in capsys.readouterr().err
    assert main([*said, "--tolerant"]) == 0


def test_comparison_of_two_lists(asked, tmp_path, capsys, monkeypatch):
    scenario, sites, listed = asked
    monkeypatch.chdir(tmp_path)  # the judge is solved and put into the store
    judge = ["--scenario", str(scenario), "--candidates", str(sites)]
    other = tmp_path / "autre.csv"
    other.write_text(listed.read_text(encoding="utf-8"), encoding="utf-8")
    assert main(["compare", str(listed), str(other), *judge]) == 2
    assert "--tolerant" in capsys.readouterr().err
    out = tmp_path / "o"
    assert main(["compare", str(listed), str(other), *judge, "--tolerant", "--out", str(out)]) == 0
    assert "Les mêmes sites, de part et d'autre." in capsys.readouterr().out
    page = plain((out / "compare.md").read_text(encoding="utf-8"))
    assert "Les mêmes sites, de part et d'autre." in page
    assert "| Cause |" not in page

"""``tisites scenario``: written, shown, compared, checked."""

from __future__ import annotations

import pytest

from tisites.cli.main import main
from tisites.model.points import load_scenario


def test_a_new_scenario_is_valid_and_changes_nothing(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["scenario", "new", "mon-cas", "--base", "late-grid"]) == 0
    capsys.readouterr()
    assert main(["scenario", "validate", "mon-cas.toml"]) == 0
    assert "mon-cas.toml : valide" in capsys.readouterr().out
    assert main(["scenario", "diff", "late-grid", "mon-cas.toml"]) == 0
    assert "Aucune différence" in capsys.readouterr().out
    text = (tmp_path / "mon-cas.toml").read_text(encoding="utf-8")
    changed = text.replace("# [score.zan]\n# weight = 12.0", "[score.zan]\nweight = 20.0")
    (tmp_path / "mon-cas.toml").write_text(changed, encoding="utf-8")
    assert load_scenario("mon-cas.toml")[0].score["zan"].weight == 20.0
    assert main(["scenario", "new", "mon-cas"]) == 2
    assert "existe déjà" in capsys.readouterr().err
    assert main(["scenario", "new", "Mon cas"]) == 2
    assert main(["scenario", "new", "x", "--base", "referense"]) == 2
    assert "« reference »" in capsys.readouterr().err


def test_a_new_scenario_from_a_model(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["scenario", "new", "x", "--base", "turnkey50"]) == 0
    assert 'base = "turnkey50"' in (tmp_path / "x.toml").read_text(encoding="utf-8")
    assert load_scenario("x.toml")[1] == "x"


def test_show_says_where_each_value_comes_from(capsys):
    assert main(["scenario", "show", "late-grid"]) == 0
    lines = capsys.readouterr().out.splitlines()
    here = {line.split()[0]: line for line in lines if line[:1].isalpha()}
    assert "late-grid.toml" in here["assumptions.grid_delay_years"]
    assert "turnkey50.toml" in here["constraint.spacing.km"]
    assert "défaut du programme" in here["assumptions.htb3_mw"]


def test_show_of_a_grid_and_of_one_point(capsys):
    assert main(["scenario", "show", "weights-climate-grid"]) == 0
    said = capsys.readouterr().out
    assert "hypercube latin, 100 points" in said
    assert "weights-climate-grid#001" in said
    assert main(["scenario", "show", "weights-climate-grid#001"]) == 0
    said = capsys.readouterr().out
    assert "ce point" in next(s for s in said.splitlines() if s.startswith("score.zan.weight"))


def test_diff_gives_before_and_after(capsys):
    assert main(["scenario", "diff", "reference", "bundle-dry-summers"]) == 0
    said = capsys.readouterr().out
    row = next(s for s in said.splitlines() if s.startswith("assumptions.warming"))
    assert row.split() == ["assumptions.warming", "2_7c", "4c"]
    assert "2 clés diffèrent" in said


def test_validate_tells_every_error_of_every_file(tmp_path, capsys):
    head = 'base = "turnkey50"\ntitle = "X"\n'
    (tmp_path / "a.toml").write_text(head + 'name = "a"\nchose = 3\n', encoding="utf-8")
    text = 'name = "b"\n[score.zan]\nindicator = "zan_debit_hq"\n'
    (tmp_path / "b.toml").write_text(head + text, encoding="utf-8")
    text = 'name = "c"\n[vary]\nscore.zann.weight = [1.0]\nchoose = []\n'
    (tmp_path / "c.toml").write_text(head + text, encoding="utf-8")
    files = [str(tmp_path / f"{name}.toml") for name in "abc"]
    assert main(["scenario", "validate", "reference", *files]) == 2
    said = capsys.readouterr()
    assert "reference : valide" in said.out
    assert "a.toml, ligne 4" in said.err
    assert "« choose »" in said.err
    assert "b.toml, ligne 5" in said.err
    assert "« zan_debit_ha »" in said.err
    assert "c.toml, ligne 5" in said.err
    assert "« score.zan.weight »" in said.err
    assert "la liste est vide" in said.err


def test_a_run_is_not_a_scenario(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["explain", "reference", "nulle-part"]) == 2  # solved first; it is the site
    assert "« nulle-part »" in capsys.readouterr().err
    assert main(["relax", "last"]) == 2
    assert "c'est un résultat, pas un scénario" in capsys.readouterr().err
    assert main(["scenario", "diff", "reference"]) == 2
    assert "Erreur : B : à donner" in capsys.readouterr().err


def test_a_new_scenario_answers_to_its_name(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert main(["scenario", "new", "mon-cas"]) == 0
    assert main(["scenario", "validate", "mon-cas"]) == 0
    assert "valide" in capsys.readouterr().out


HEAD = 'base = "turnkey50"\nname = "mine"\ntitle = "Mine"\n'
MUST = '[constraint.must]\nkind = "lock_in"\nsource = "s"\nreason = "r"\nsites = ["{}"]\n'


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[lock]\nsites = ["59-1"]\n', ["ligne 4", '[constraint.NOM] avec kind = "lock_in"']),
        ('[lock_in]\nsites = ["59-1"]\n', ['[constraint.NOM] avec kind = "lock_in"', "reason"]),
        ('[[lock_out]]\nsites = ["59-1"]\n', ['[constraint.NOM] avec kind = "lock_out"']),
        ('[gini]\nby = "region"\n', ['[equity.NOM] avec kind = "gini"']),
        ('[constraint.lock]\nsites = ["59-1"]\n', ['par exemple kind = "lock_in"']),
        ('[constraint.a]\nkind = "lock_in"\nsites = ["x"]\nsource = "s"\n',
         ["« reason » manque", 'sous [constraint.a], par exemple reason = "…"']),
        (MUST.format("nobody-1"), ["ligne 8", "« nobody-1 »", "paquet de démonstration", "--data"]),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_told_before_any_work(tmp_path, capsys, monkeypatch, text, told):
    """By ``validate`` and, the same words, by ``run``, which measures nothing first."""

    def never(*_args: object, **_keys: object) -> None:
        raise AssertionError("measured before it was told")

    monkeypatch.setattr("tisites.run.prepare.prepare.measure", never)
    file = tmp_path / "mine.toml"
    file.write_text(HEAD + text, encoding="utf-8")
    for verb in (["scenario", "validate"], ["run"]):
        out = [] if verb[0] == "scenario" else ["--out", str(tmp_path / "out")]
        assert main([*verb, str(file), *out]) == 2
        said = capsys.readouterr().err
        assert all(words in said for words in told), said
    assert sorted(p.name for p in tmp_path.iterdir()) == ["mine.toml"]


def test_a_lock_is_looked_for_in_the_candidates_that_are_given(tmp_path, capsys):
    file, sites = tmp_path / "mine.toml", tmp_path / "friches.csv"
    file.write_text(HEAD + MUST.format("S2"), encoding="utf-8")
    text = "site_id;insee;surface_ha;lon;lat\nS{};71153;12,5;4,44;46,81\n"
    sites.write_text(text.format(1), encoding="utf-8")
    asked = ["scenario", "validate", str(file), "--candidates", str(sites)]
    assert main(asked) == 2
    assert "dans friches.csv" in capsys.readouterr().err
    sites.write_text(text.format(2), encoding="utf-8")
    assert main(asked) == 0
    assert "valide" in capsys.readouterr().out


def test_a_frontier_without_a_measure_is_told_before_anything_is_read(capsys, monkeypatch):
    def never(*_args: object, **_keys: object) -> None:
        raise AssertionError("read before it was told")

    monkeypatch.setattr("tisites.run.prepare.prepare.open_demo", never)
    assert main(["frontier", "reference"]) == 2
    assert "ne déclare aucune mesure d'équité" in capsys.readouterr().err
    assert main(["frontier", "equity-regions", "--equity", "nobody"]) == 2
    assert "n'est pas déclarée" in capsys.readouterr().err

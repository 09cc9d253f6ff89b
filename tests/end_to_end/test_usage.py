"""A mistyped command is told what is wrong, in the planner's language, and what to type."""

from __future__ import annotations

import pytest

from tisites.cli.main import main

MISTAKES = {
    "option": (["run", "--nope"], "option inconnue : --nope", "unknown option: --nope"),
    "option of no verb": (["--nope"], "option inconnue : --nope", "unknown option: --nope"),
    "near option": (["run", "--time-limt", "3"], "vouliez-vous --time-limit ?",
                    "did you mean --time-limit?"),
    "verb": (["runn"], "commande inconnue : runn", "unknown command: runn"),
    "near verb": (["runn"], "vouliez-vous run, runs ?", "did you mean run, runs?"),
    "verb of a group": (["runs", "pinn"], "vouliez-vous pin, unpin ?", "did you mean pin, unpin?"),
    "far verb": (["zzz"], "→ tisites --help", "→ tisites --help --lang en"),
    "too many": (["run", "a", "b", "c"], "argument en trop : b c", "argument in excess: b c"),
    "missing": (["scenario", "diff", "reference"], "B : à donner", "B: missing"),
    "no value": (["run", "--out"], "l'option --out attend une valeur",
                 "option --out needs a value"),
    "no figure": (["run", "--gap", "0,05"], "--gap, valeur « 0,05 » : un nombre est attendu",
                  "--gap, value '0,05': a number is expected"),
    "no whole figure": (["sweep", "reference", "--jobs", "1.5"], "un nombre entier est attendu",
                        "a whole number is expected"),
    "too small": (["runs", "gc", "--older-than", "-1"], "la valeur doit être au moins 0",
                  "it must be at least 0"),
}  # fmt: skip


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_told_in_both_languages(name, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    arguments, french, english = MISTAKES[name]
    assert main(arguments) == 2
    told = capsys.readouterr().err
    assert told.startswith("Erreur : ")
    assert french in told
    for word in ("No such", "Invalid", "unexpected", "requires", "Missing", "valid"):
        assert word not in told
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setenv("TISITES_LANG", "en")
    assert main(arguments) == 2
    told = capsys.readouterr().err
    assert told.startswith("Error: ")
    assert english in told

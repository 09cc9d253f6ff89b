"""The README's third step, word for word, on the real list of one département."""

from __future__ import annotations

import csv
import json
import re
import shlex
from pathlib import Path

import pytest

from tisites.cli.main import main

README = Path(__file__).parents[2] / "README.md"
NATIONAL_RULES = (
    "Sites par région", "Sites par département", "Sites par intercommunalité", "Surface totale",
    "Part des sites en Territoires d'industrie", "Classes de surface", "Espacement des sites",
)  # fmt: skip


def step_three() -> tuple[str, dict[str, list[str]]]:
    """The words of the step, and the command that they give for each verb."""
    french = README.read_text(encoding="utf-8").split("## Démarrage rapide")[1]
    words = " ".join(re.split(r"\n\d\. ", french)[3].split())
    given = re.findall(r"`uv run tisites ([^`]+)`", words)
    commands = [shlex.split(command) for command in given]
    return words, {command[0]: command for command in commands}


@pytest.fixture(scope="module")
def local_list(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Ardennes' rows of the published inventory, in its own columns."""
    source = shared_data / "candidates/cartofriches_national_2024-03.csv"
    with source.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter=";")
        mine = [row for row in rows if row["comm_insee"].startswith("08")]
        names = rows.fieldnames or ()
    assert len(mine) > 100
    out = tmp_path_factory.mktemp("liste") / "mes_friches.csv"
    with out.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, names, delimiter=";")
        writer.writeheader()
        writer.writerows(mine)
    return out


def test_a_local_list_works_as_the_readme_says(real_pack, local_list, tmp_path, capsys):
    words, commands = step_three()
    assert set(commands) == {"check", "dossier", "run"}
    here = {"packs/france": str(real_pack.folder), "mes_friches.csv": str(local_list)}
    check, run = ([here.get(w, w) for w in commands[verb]] for verb in ("check", "run"))
    # national rules cannot be met: who is eligible is told all the same, and what to add
    assert main([*check, "--out", str(tmp_path / "check")]) == 2
    told = capsys.readouterr()
    counts = re.search(r"(\d+) éligibles sur 210 candidats", " ".join(told.out.split()))
    assert counts and 10 < int(counts[1]) < 50
    assert "--model local" in told.err
    assert "--model local" in words
    assert main([*check, "--model", "local"]) == 0
    assert "au plus 50 sites" in capsys.readouterr().out
    assert main([*run, "--out", str(tmp_path / "run")]) == 0
    said = " ".join(capsys.readouterr().out.split())
    assert "optimum prouvé" in said
    head = said.split("Sites retenus")[0]
    assert "Règles laissées de côté" in head
    assert all(f"« {name} »" in head for name in NATIONAL_RULES)
    report = json.loads((tmp_path / "run" / "solution.json").read_text(encoding="utf-8"))
    assert report["proof"] == "optimal"
    assert report["model"]["choose_at_most"]
    assert 0 < len(report["selected"]) < report["n_eligible"]  # the land kept for the région binds
    assert main(["runs", "verify", str(tmp_path / "run"), "--deep"]) == 0


def test_the_local_model_differs_from_the_national_one_by_its_rules_only():
    from tisites.model.load import load_model

    local, national = load_model("local"), load_model("turnkey50")
    for part in ("eligibility", "assumptions", "score", "exclude", "duplicates", "law"):
        assert getattr(local, part) == getattr(national, part)
    off = {name for name, rule in local.constraint.items() if not rule.enabled}
    assert {n: r for n, r in local.constraint.items() if n not in off} == {
        n: r for n, r in national.constraint.items() if n not in off
    }
    assert {local.constraint[name].label for name in off} == set(NATIONAL_RULES)
    assert local.choose_at_most
    assert not national.choose_at_most

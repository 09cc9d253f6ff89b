"""Every shipped scenario on the demonstration pack: an answer, or the documented reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from tisites.cli.main import main
from tisites.model.points import load_scenario
from tisites.model.shelf import shipped_names

DOCS = Path(__file__).parents[2] / "docs/scenarios.md"
#: Infeasible there, and the rule that the message must name.
INFEASIBLE = {
    "bundle-late-grid": "sizes",
    "industrial-territories-only": "sizes",
    "turnkey-by-2030": "sizes",
}
REFUSED = {"labels-2024": "sites labellisés"}
GRIDS = {"weights-1000", "weights-climate-grid"}


@pytest.mark.parametrize("name", sorted({*INFEASIBLE, *REFUSED}))
def test_a_scenario_without_answer_says_why_as_documented(name, tmp_path, capsys):
    code, word = (3, INFEASIBLE[name]) if name in INFEASIBLE else (2, REFUSED[name])
    assert main(["run", name, "--out", str(tmp_path / "run")]) == code
    assert word in capsys.readouterr().err
    told = DOCS.read_text(encoding="utf-8").split("**demonstration pack**")[1].split("\n\n")[0]
    assert f"`{name}`" in told


@pytest.mark.parametrize(
    "name", sorted({*shipped_names("scenarios")} - {*INFEASIBLE, *REFUSED, *GRIDS})
)
def test_every_other_scenario_has_a_proven_answer(name):
    from tisites.run.pipeline import execute
    from tisites.run.prepare.kept import OnDisk
    from tisites.run.prepare.prepare import prepare
    from tisites.run.prepare.request import Request

    outcome = execute(prepare(Request(name), keep=OnDisk()))
    assert outcome.solution.proof.value == "optimal"
    if name.startswith("equity-"):
        assert outcome.report()["equity"]["price_of_fairness"] >= -1e-9


def test_martiniques_floor_is_lifted_for_the_reason_that_is_told(real_pack, tmp_path, capsys):
    kept = tmp_path / "kept.toml"
    text = 'from = "industrial-territories-only"\nname = "kept"\ntitle = "Plancher gardé"\n'
    kept.write_text(f'{text}[constraint.region_count.limits]\n"02" = {{ min = 1 }}\n', "utf-8")
    asked = ["run", str(kept), "--data", str(real_pack.folder), "--out", str(tmp_path / "run")]
    assert main(asked) == 3
    said = " ".join(capsys.readouterr().err.split())
    assert "Martinique), au moins 1 site, et « Main-d'œuvre mobilisable" in said
    assert "190,9 emplois" in said and "645,0 emplois" in said
    assert "au plus 40 ha : le plus petit demande déjà 64,5 ha" in said
    assert load_scenario("industrial-territories-only")[0].constraint["region_count"].limits

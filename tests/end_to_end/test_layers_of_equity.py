"""FRR zones and industrial jobs lost: from the published files to a choice that is held to them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest

from tisites.cli.main import main
from tisites.data.demo.demo import open_demo
from tisites.run.read.stored import open_run

if TYPE_CHECKING:
    from pathlib import Path

SCENARIO = """
base = "turnkey50"
name = "frr"
title = "Quatre sites sur dix en zone FRR"
[equity.frr]
kind = "min_share"
use = "in_frr"
limit = 0.4
as = "constraint"
source = "essai"
"""


@pytest.fixture(scope="module")
def communes() -> pd.DataFrame:
    """Communes of the demonstration pack, with a class and jobs drawn for each."""
    table = pd.DataFrame(open_demo().read("communes").drop(columns="geometry"))
    draw = np.random.default_rng(7)
    many = len(table)
    classes = ["Non classée", "FRR socle", "FRR+", "FRR bénéficiaire", "Classée FRR partiellement"]
    table["frr"] = draw.choice(classes, many, p=[0.75, 0.1, 0.05, 0.05, 0.05])
    table["now"] = np.round(table["population"] * 0.05)
    table["then"] = np.round(table["now"] * draw.uniform(0.9, 1.4, many))
    return table.set_index("insee")


@pytest.fixture(scope="module")
def pack(communes: pd.DataFrame, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("layers")
    frr, jobs = folder / "liste-communes-FRR.csv", folder / "base-cc-emploi-pop-active-2021.csv"
    head = "Code_insee;Departement;Commune;Classement FRR et FRR+ au 10 juillet 2025;"
    rows = [f"{c.Index};{c.dep};x;{c.frr};" for c in communes.itertuples()]
    frr.write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    head = "CODGEO;P21_EMPLT;C21_EMPLT_INDUS;C15_EMPLT_INDUS;C10_EMPLT_INDUS"
    rows = [f"{c.Index};{4 * c.now};{c.now};0;{c.then}" for c in communes.itertuples()]
    jobs.write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TISITES_CACHE", str(folder / "cache"))
        assert main(["data", "add", "frr", str(frr)]) == 0
        assert main(["data", "add", "insee-emploi", str(jobs)]) == 0
        built = ["data", "build", "--keep", str(open_demo().folder), "--out", str(folder / "pack")]
        assert main(built) == 0
    return folder / "pack"


@pytest.fixture(scope="module")
def chosen(pack: Path) -> Path:
    path = pack.parent / "frr.toml"
    path.write_text(SCENARIO, encoding="utf-8")
    assert main(["run", str(path), "--data", str(pack), "--out", str(pack.parent / "run")]) == 0
    return pack.parent / "run"


def test_the_share_in_frr_is_held_and_a_commune_in_part_does_not_count(
    chosen: Path, communes: pd.DataFrame
) -> None:
    run = open_run(chosen)
    home = communes["frr"].reindex(run.everyone.loc[run.ids, "insee"])
    assert home.isin(["FRR socle", "FRR+", "FRR bénéficiaire"]).sum() >= 0.4 * len(run.ids)
    told = json.loads((chosen / "solution.json").read_text(encoding="utf-8"))
    assert told["proof"] == "optimal"


def test_equity_by_class_and_per_job_lost(
    chosen: Path, communes: pd.DataFrame, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    assert main(["equity", str(chosen), "--by", "frr", "--out", str(one)]) == 0
    told = json.loads((one / "equity.json").read_text(encoding="utf-8"))
    run = open_run(chosen)
    home = communes["frr"].reindex(run.everyone.loc[run.ids, "insee"])
    aided = home.isin(["FRR socle", "FRR+", "FRR bénéficiaire"])
    assert told["programmes"]["frr"]["sites"] == pytest.approx(aided.mean())
    assert main(["equity", str(chosen), "--per", "jobs_lost", "--out", str(two)]) == 0
    assert "baisse nette du territoire" in capsys.readouterr().out
    table = pd.read_csv(two / "territories.csv", dtype={"code": str}).set_index("code")
    lost = (communes["then"] - communes["now"]).groupby(communes["reg"]).sum().clip(lower=0)
    for code, row in table.iterrows():
        assert row["jobs_lost"] == pytest.approx(lost[code])
        assert row["value"] == pytest.approx(row["chosen"] * 1e4 / lost[code])


def test_without_the_layers_the_planner_is_told_what_to_add(
    pack: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = pack.parent / "frr.toml"
    path.write_text(SCENARIO, encoding="utf-8")
    assert main(["run", str(path), "--out", str(tmp_path / "run")]) == 2
    said = capsys.readouterr().err
    assert "in_frr" in said
    assert "la zone serait vide" in said
    assert main(["equity", "labels-2024", "--by", "frr", "--out", str(tmp_path / "e")]) == 2

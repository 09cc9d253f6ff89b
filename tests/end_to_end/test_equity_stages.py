"""Equity through the command line: a stage, its price, the frontier, wrong input."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from tisites.cli.main import main
from tisites.messages.errors import InfeasibleError
from tisites.run.pipeline import execute
from tisites.run.prepare.kept import OnDisk
from tisites.run.prepare.prepare import prepare
from tisites.run.prepare.request import Request


def test_the_worst_served_region_first_and_what_it_costs(real_pack, real_tables, tmp_path):
    out = real_tables("equity-regions")
    report = json.loads((out / "solution.json").read_text(encoding="utf-8"))
    equity = report["equity"]
    assert report["proof"] == "optimal"
    assert equity["stages"][0]["proven"]
    chosen = pd.read_csv(out / "selection.csv", dtype=str)
    communes = pd.read_parquet(real_pack.folder / "communes.parquet", columns=["reg", "population"])
    people = communes.groupby("reg")["population"].sum()
    per_million = chosen["reg"].value_counts() / people * 1e6
    # the least level is that of the run, computed anew from the list and the census
    assert per_million.min() == pytest.approx(equity["stages"][0]["value"], rel=1e-9)
    assert equity["value_lost"] >= -1e-6
    assert len(equity["enter"]) == len(equity["leave"])
    assert equity["efficient_value"] - equity["value"] == pytest.approx(equity["value_lost"])
    judged = people[equity["territories"]["regions"]["codes"]]
    _no_better(judged, equity["stages"][0]["value"], real_pack.folder, tmp_path)


def _no_better(people, level, pack, tmp_path):
    """The level is the highest: to serve every région better than the worst is impossible.

    Asked of the other back end, as plain floors: what each région that can be served would need
    for a level just above. Here the floors add up to less than 50, and it is the ceilings of
    départements and intercommunalités of the worst région that leave no site more.
    """
    floors = np.floor(people * level / 1e6 + 1e-6) + 1
    limits = "".join(f'"{reg}" = {{ min = {least:.0f} }}\n' for reg, least in floors.items())
    text = 'base = "turnkey50"\nname = "above"\ntitle = "Au-dessus"\n'
    scenario = tmp_path / "above.toml"
    scenario.write_text(f"{text}[constraint.region_count.limits]\n{limits}", encoding="utf-8")
    prepared = prepare(Request(str(scenario), pack=pack, solver="highs"), keep=OnDisk())
    with pytest.raises(InfeasibleError, match="region_count"):
        execute(prepared)


def test_a_frontier_on_the_demonstration(tmp_path, capsys):
    out = tmp_path / "study"
    arguments = ["frontier", "equity-regions", "--points", "3", "--out", str(out)]
    assert main(arguments) == 0
    assert "SYNTH" in capsys.readouterr().out.upper()
    table = pd.read_csv(out / "frontier.csv")
    assert table["proven"].all()
    assert (table["value"].diff().dropna() < 0).all()
    assert (table["measure"].diff().dropna() > 0).all()
    for name in ("frontier.json", "frontier.png", "frontier_sites.csv"):
        assert (out / name).stat().st_size > 0
    sites = pd.read_csv(out / "frontier_sites.csv", dtype=str)
    assert sites["commune"].notna().all()
    entered = [str(names).count(",") + 1 for names in table["enter_communes"].dropna()]
    assert entered == [len(ids.split()) for ids in table["enter"].dropna()]
    sheet = (out / "frontier_excel.csv").read_bytes()
    assert sheet.startswith("\ufeffpoint;valeur (points);".encode())
    first = (out / "frontier.csv").read_bytes(), (out / "frontier.png").read_bytes()
    assert main(arguments) == 0
    assert first == ((out / "frontier.csv").read_bytes(), (out / "frontier.png").read_bytes())


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["frontier", "reference"], "equity-gini, equity-leximin, equity-regions"),
        (["frontier", "equity-regions", "--equity", "region"], "vouliez-vous « regions »"),
    ],
)
def test_a_wrong_frontier_says_what_to_do(arguments, told, capsys):
    assert main(arguments) == 2
    assert told in capsys.readouterr().err

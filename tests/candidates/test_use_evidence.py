"""The documented cases are found by the mechanism, on the real data, with their kin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest

from tisites.candidates.usage.gather import Known, gather
from tisites.model.points import load_scenario
from tisites.run.prepare.competitors import judged

if TYPE_CHECKING:
    from pathlib import Path

    from tisites.candidates.candidates import Candidates
    from tisites.territory.territory import Territory


@pytest.fixture(scope="module")
def known(real_known: Known) -> Known:
    return real_known


@pytest.fixture(scope="module")
def verdicts(known: Known, real_territory: Territory) -> pd.DataFrame:
    from tisites.model.admit import apply_bars

    model, _ = load_scenario("reference")
    _, _, table, admission = judged(known, model, real_territory)
    uses = {name: bar for name, bar in model.exclude.items() if bar.uses}
    model = model.model_copy(update={"exclude": uses})
    admission = apply_bars(model, None, admission, table)
    return table.assign(
        eligible=admission.eligible, reason=admission.reason, told=admission.reason_text
    )


def _cases(shared_data: Path) -> list[tuple[str, str]]:
    lines = (shared_data / "usages/cas_documentes.csv").read_text(encoding="utf-8").splitlines()
    head = lines[0].split(";")
    assert head[:4] == ["id", "commune", "constat", "usage"]
    return [(line.split(";")[0], line.split(";")[3]) for line in lines[1:]]


def test_every_documented_case_is_out(verdicts: pd.DataFrame, shared_data: Path) -> None:
    cases = _cases(shared_data)
    assert len(cases) >= 8
    for site, use in cases:
        row = verdicts.loc[site]
        assert not row["eligible"], site
        if use == "surface":
            assert row["surface_ratio"] > 2.0, site
        else:
            assert row["planned_use"] not in ("none_known", "industry", "logistics"), site


def test_no_case_is_named_in_the_code(shared_data: Path) -> None:
    from pathlib import Path as Folder

    source = Folder(__file__).parents[2] / "src/tisites"
    words = "".join(
        path.read_text(encoding="utf-8").lower()
        for kind in ("*.py", "*.toml")
        for path in source.rglob(kind)
    )
    for site, _ in _cases(shared_data):
        assert site.lower() not in words
    for name in ("courrouze", "ansaldo", "carreau wendel", "elipol", "altitude les forges"):
        assert name not in words


def test_kin_of_the_cases_are_out_and_plain_brownfields_stay(verdicts: pd.DataFrame) -> None:
    names = verdicts["name"].fillna("").str.lower()
    big = verdicts["surface_ha"] >= 3
    landfills = names.str.contains("décharge|decharge|isdnd|ordures") & big
    assert landfills.sum() > 150
    assert not verdicts.loc[landfills, "eligible"].any()
    social = verdicts["planned_use_confidence"].eq("certain") & (
        verdicts["planned_use"] == "housing"
    )
    assert social.sum() > 300
    assert not verdicts.loc[social, "eligible"].any()
    assert verdicts["eligible"].sum() > 400


def test_a_default_circle_is_never_a_sites_area(known: Known) -> None:
    told = known.said[(known.said["kind"] == "area") & (known.said["value"] == "default_circle")]
    assert len(told) > 500
    assert not told["counted"].any()


def test_sites_of_the_fund_are_joined_by_number(known: Known) -> None:
    fund = known.said["source"].str.contains("dossier", na=False)
    assert known.said.loc[fund, "site_id"].nunique() > 1500
    assert known.said.loc[fund & (known.said["kind"] == "area"), "site_id"].nunique() > 1200


def test_what_disagrees_is_kept_and_the_cautious_counts(known: Known) -> None:
    table = known.candidates.table
    apart = table.index[table["uses_disagree"].to_numpy()]
    assert len(apart) > 50
    said = known.said[known.said["kind"] == "use"]
    rank = {"context": 0, "hint": 1, "probable": 2, "certain": 3, "planner": 4}
    for site in apart[:200]:
        mine = said[(said["site_id"] == site) & (said["confidence"] != "context")]
        top = mine["confidence"].map(rank).max()
        surest = set(mine.loc[mine["confidence"].map(rank) == top, "value"])
        others = surest - {"industry", "logistics"}
        assert table.loc[site, "planned_use"] in (others or surest)


def test_a_site_without_a_name_gets_one(verdicts: pd.DataFrame) -> None:
    placed = verdicts["commune"].notna()
    assert verdicts.loc[placed, "name"].notna().all()
    deduced = verdicts["name"].str.endswith("(nom déduit)", na=False)
    assert deduced.sum() > 5000
    calls = verdicts["name"].str.contains(r"Appel à projet|Dossier N°", na=False)
    assert not calls.any()


def test_every_statement_has_a_source(known: Known) -> None:
    assert (known.said["source"].str.len() > 0).all()
    assert (known.said["told"].str.len() > 0).all()
    assert set(known.said["confidence"]) <= {"context", "hint", "probable", "certain"}


def test_the_order_of_sites_changes_nothing(
    real_territory: Territory, real_candidates: Candidates, known: Known
) -> None:
    from dataclasses import replace

    read = real_candidates
    few = read.table.sample(400, random_state=3)
    got = gather(replace(read, table=few), real_territory).candidates.table
    same = known.candidates.table.loc[got.index, ["planned_use", "surface_ha", "status"]]
    pd.testing.assert_frame_equal(got[same.columns], same)

"""Who would gain by silence; and that disclosure keeps a chosen site chosen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import examples
from tisites.cli.main import main
from tisites.criteria.blanks import Words, admitted
from tisites.criteria.spec import Indicators
from tisites.data.demo.demo import open_demo
from tisites.desk.answer import End
from tisites.desk.check import silence
from tisites.messages.typography import plain
from tisites.model.compile import compile_program
from tisites.model.declaration import Model
from tisites.model.points import load_scenario
from tisites.model.sites import Sites
from tisites.run.prepare.kept import Kept
from tisites.run.prepare.prepare import compiled, survey
from tisites.run.prepare.request import Request
from tisites.score.scores import score
from tisites.solver.exact import solve
from tisites.solver.solution import Proof

N = 9


def test_nobody_gains_on_the_demonstration_pack():
    answer = silence(Request())
    found = answer.value
    assert answer.end is End.DONE
    assert found.gains.empty
    assert found.pairs == sum(found.by_datum.values()) > 5000
    assert {"site_type", "zoning", "status", "coord_quality", "planned_use"} <= set(found.by_datum)
    assert found.on_condition["zoning"] > 0  # barred by its zone, it must tell it to compete
    assert "Personne ne gagnerait" in plain(str(answer))


def test_a_blank_that_counts_as_a_good_word_is_found(monkeypatch, tmp_path, capsys):
    """The check can fail: it is asked of a model whose blanks stand for the best words only."""
    few = tmp_path / "few.csv"  # one row in four: enough that some gain
    open_demo().read("candidates").iloc[::4].to_csv(few, index=False)
    best = Words(
        frozenset({"friche industrielle"}), frozenset({"U"}), frozenset({"friche avec projet"})
    )
    monkeypatch.setattr("tisites.run.prepare.prepare.admitted", lambda _: best)
    monkeypatch.setattr("tisites.study.incentives.incentives.BLANKED", ("site_type", "zoning"))
    assert main(["check", "--incentives", "--candidates", str(few)]) == 2
    said = capsys.readouterr().out
    assert "gagneraient à taire une donnée" in said
    assert "score.recycled" in said


def toy(least: np.ndarray, most: np.ndarray, cap: float) -> tuple[Model, Sites]:
    """Sites whose quantity lies between least and most: worth less the larger, and capped."""
    index = pd.Index([f"s{k}" for k in range(N)], name="site_id")

    def frame(q: np.ndarray) -> pd.DataFrame:
        return pd.DataFrame({"q": q, "q_low": q, "q_high": q}, index)

    table = pd.DataFrame({"q": most, "q_low": least, "q_high": most}, index)
    indicators = Indicators(table, {}, (), frame(least), frame(most))
    model = Model.model_validate(
        {
            "name": "toy", "title": "t", "version": "1", "choose": 3, "eligibility": {},
            "score": {"x": {"indicator": "q", "label": "x", "family": "land", "weight": 1,
                            "scale": {"0": 1, "3": 0.4, "10": 0}, "source": "t"}},
            "constraint": {"cap": {"kind": "group_capacity", "by": "region", "use": "q",
                                   "capacity": cap, "source": "t"}},
        }
    )  # fmt: skip
    places = pd.DataFrame({"reg": np.resize(["a", "b", "c"], N)}, index)
    return model, Sites(places, indicators)


def chosen(model: Model, sites: Sites) -> tuple[float, set[int]]:
    program = compile_program(model, sites, score(model.score, sites.indicators))
    answer = solve(program, "highs")
    assert answer.proof is Proof.OPTIMAL
    return answer.value, set(np.asarray(answer.selected).tolist())


@settings(max_examples=examples(20), deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_disclosing_keeps_a_chosen_site_chosen(seed):
    rng = np.random.default_rng(seed)
    least = rng.uniform(0, 8, N)
    most = least + rng.uniform(0, 6, N) * rng.integers(0, 2, N)
    cap = float(np.sort(most)[2:6].sum())
    _, before = chosen(*toy(least, most, cap))
    for site in sorted(before):
        truth = rng.uniform(least[site], most[site])
        low, high = least.copy(), most.copy()
        low[site] = high[site] = truth
        model, sites = toy(low, high, cap)
        best, _ = chosen(model, sites)
        program = compile_program(model, sites, score(model.score, sites.indicators))
        forced = program.lower.copy()
        forced[site] = 1.0
        held = solve(replace(program, lower=forced), "highs")
        assert held.value == pytest.approx(best, abs=1e-9)  # among the best, ties told apart


class _Disclosed(Kept):
    """Keeps what the rows do not decide, and writes one datum of one site."""

    def __init__(self, shared: Kept, site: str, told: dict[str, object]) -> None:
        super().__init__()
        self.shared, self.site, self.told = shared, site, told

    def __call__(self, step, key, make):
        if step in ("eligibility", "indicators"):
            return make()
        kept = self.shared(step, key, make)
        if step != "evidence" or not self.told:
            return kept
        table = kept.candidates.table.copy()
        for name, word in self.told.items():
            table.loc[self.site, name] = word
        return replace(kept, candidates=replace(kept.candidates, table=table))

    def watched(self, step, given, make):
        return self.shared.watched(step, given, make)


def test_disclosing_keeps_real_sites_chosen(real_pack):
    """Of the reference selection: sites with blanks tell them, one after the other."""
    request = Request("reference", None, Path(real_pack.folder))
    declared = load_scenario("reference", None)
    words = admitted(declared[0].eligibility)
    shared, rng = Kept(most=4), np.random.default_rng(3)

    def program_of(site: str, told: dict[str, object]):
        known = survey(request, declared=declared, keep=_Disclosed(shared, site, told))
        return known, compiled(known).program

    known, program = program_of("", {})
    answer = solve(program)
    assert answer.proof is Proof.OPTIMAL
    table = known.sites.table
    ids = [str(s) for s in program.columns[answer.selected]]
    blank = [s for s in ids if table.loc[s, ["site_type", "zoning"]].isna().any()]
    assert len(blank) > 10
    for site in blank[:: len(blank) // 2][:2]:
        told = {
            name: rng.choice(sorted(getattr(words, name)))
            for name in ("site_type", "zoning")
            if pd.isna(table.at[site, name])
        }
        _, other = program_of(site, told)
        best = solve(other)
        lower = other.lower.copy()
        lower[list(other.columns).index(site)] = 1.0
        held = solve(replace(other, lower=lower))
        assert best.value >= answer.value - 1e-6, (site, told)
        assert held.value == pytest.approx(best.value, abs=1e-6), (site, told)

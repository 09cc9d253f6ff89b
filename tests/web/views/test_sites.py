"""Every candidate as the page reads it: on a case built by hand, on the real pack."""

from __future__ import annotations

import gzip

import numpy as np
import pandas as pd
import pytest

from tests.report.conftest import build_outcome, site_table, small_pack
from tisites.messages.text import speaking
from tisites.run.read.case import case_of
from tisites.run.read.stored import open_run
from tisites.territory.crs import project
from tisites.web.views.frames import SHOWN
from tisites.web.views.sites import columns
from tisites.web.views.territories import territories


@pytest.fixture(scope="module")
def toy(tmp_path_factory):
    pack = small_pack(tmp_path_factory.mktemp("pack") / "petit", synthetic=False)
    table = site_table()
    table.loc[table.index[0], ["name", "surface_ha"]] = None, np.nan
    return case_of(build_outcome(pack, table, np.arange(8), out=2).prepared)


def test_each_column_of_a_small_case(toy) -> None:
    ids = list(toy.ids)
    got = columns(toy, [ids[1], ids[3]], "run", "case")
    table = toy.everyone.sort_index()
    assert got.id == list(table.index) and got.n == len(table)
    assert [i for i, here in zip(got.id, got.selected, strict=True) if here] == [ids[1], ids[3]]
    assert got.name[0] is None and got.surface_ha[0] is None
    assert got.eligible == table["eligible"].tolist()
    out = [k for k, here in enumerate(got.eligible) if not here]
    assert out and all(got.reason[k] is not None and got.score[k] is None for k in out)
    told = [got.reasons[got.reason[k]].key for k in out]
    assert told == table["reason"].iloc[out].tolist()
    assert sum(one.sites for one in got.reasons) == len(out)
    assert all(got.reason[k] is None for k in range(got.n) if got.eligible[k])
    assert [round(v, 3) for v in table["score"].dropna()] == [v for v in got.score if v is not None]


def test_scores_of_other_weights_take_the_place_of_the_own(toy) -> None:
    ids = list(toy.ids)
    other = pd.DataFrame({"score": 1.5, "score_low": 1.0, "score_high": 2.0}, index=ids[:4])
    got = columns(toy, ids[:1], "run", "case", other)
    assert {i for i, value in zip(got.id, got.score, strict=True) if value == 1.5} == set(ids[:4])
    assert sum(value is not None for value in got.score) == 4


def test_a_chosen_site_that_is_no_candidate_is_told(toy) -> None:
    with pytest.raises(KeyError, match="nobody"):
        columns(toy, ["nobody"], "run", "case")


def test_words_follow_the_language(toy) -> None:
    french = columns(toy, [], "run", "case")
    with speaking("en"):
        english = columns(toy, [], "run", "case")
    assert french.zones[0].name != english.zones[0].name
    assert [m.label for m in french.indicator_meta] != [m.label for m in english.indicator_meta]


@pytest.fixture(scope="module")
def real(real_run):
    stored = open_run(real_run)
    return stored, columns(stored.case, stored.ids, stored.hash, "case")


def test_real_every_candidate_once_and_its_metres(real) -> None:
    stored, got = real
    table = stored.everyone
    assert got.id == sorted(table.index) and len(set(got.id)) == got.n == len(table)
    rows = table.loc[got.id]
    dep, zone = rows["dep"].fillna("").tolist(), rows["zone"].to_numpy()
    of = {d: k for k, one in enumerate(SHOWN) for d in one.frame.deps}
    for k in range(got.n):  # by what the département says, not by the view's own masks
        if got.zone[k] is not None and dep[k]:
            assert got.zone[k] == of.get(dep[k], 0)
    x_m, y_m = project(rows["lon"], rows["lat"], np.maximum(zone, 0))
    known = (zone >= 0) & np.isfinite(x_m)
    here = np.array([x is not None for x in got.x])
    assert np.array_equal(here, [z is not None for z in got.zone])
    assert not (here & ~known).any() and (known & ~here).sum() == 0
    x, y = (np.array(v, dtype=float) for v in (got.x, got.y))
    assert np.abs(x[here] - x_m[here]).max() <= 0.51 and np.abs(y[here] - y_m[here]).max() <= 0.51
    assert sum(got.selected) == len(stored.ids) and sum(got.eligible) == stored.report["n_eligible"]
    assert len(gzip.compress(got.model_dump_json().encode(), 6)) < 1_500_000


def test_real_territories_add_up(real) -> None:
    stored, got = real
    for by in ("region", "dep", "epci", "ze"):
        told = territories(stored.case, stored.ids, by)
        assert len(set(told.ids)) == len(told.ids) == len(told.name)
        assert all(len(v) == len(told.ids) for v in told.measures.values())
        assert {m.key for m in told.measure_meta} == set(told.measures)
        if by in ("region", "dep"):
            column = got.region if by == "region" else got.dep
            for key, mask in (("selected", got.selected), ("eligible", got.eligible)):
                counts = pd.Series([c for c, m in zip(column, mask, strict=True) if m])
                expected = counts.value_counts().reindex(told.ids, fill_value=0).tolist()
                assert told.measures[key] == expected
    # brownfields without any eligible hectare: no ratio, never zero
    ratio, base = (told.measures[k] for k in ("selected_per_eligible_ha", "eligible_ha"))
    assert {r is None for r, b in zip(ratio, base, strict=True) if not b} == {True}

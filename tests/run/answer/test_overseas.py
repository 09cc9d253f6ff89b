"""Overseas candidates: ranked among themselves, on what some of them tells, verified or not."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from tisites.run.answer.overseas import Overseas, overseas_of, overseas_report
from tisites.run.prepare.prepare import prepare
from tisites.run.prepare.prepared import Prepared
from tisites.run.prepare.request import Request


@pytest.fixture(scope="module")
def prepared() -> Prepared:
    return prepare(Request(scenario="reference"))


@pytest.fixture(scope="module")
def found(prepared) -> Overseas:
    made = overseas_of(prepared)
    assert made is not None
    return made


def test_everyone_overseas_is_there_or_counted_out(prepared, found) -> None:
    every = prepared.candidates.table
    here = every.index[(every["zone"] > 0).to_numpy()]
    assert set(found.table["site_id"]) <= set(here)
    assert len(found.table) + sum(found.excluded.values()) == len(here)
    assert set(found.table["verdict"]) <= {"eligible", "to_verify"}


def test_what_none_of_them_tells_ranks_none_of_them(prepared, found) -> None:
    assert "power" in found.unknown  # no substation layer overseas
    assert not set(found.known) & set(found.unknown)
    weighing = {name for name, c in prepared.model.score.items() if c.weight > 0}
    assert {*found.known, *found.unknown} == weighing
    full = prepared.scores.table["score"]
    both = found.table.set_index("site_id")["score"]
    shared = both.index.intersection(full.index)
    total = sum(c.weight for c in prepared.model.score.values())
    kept = sum(prepared.model.score[name].weight for name in found.known)
    parts = prepared.scores.contributions.loc[shared, list(found.known)].sum(axis=1)
    np.testing.assert_allclose(both[shared], parts * total / kept, atol=1e-5)


def test_ranks_follow_scores_and_hold_what_intervals_allow(found) -> None:
    table = found.table
    assert table["rank"].tolist() == list(range(1, len(table) + 1))
    assert table["score"].is_monotonic_decreasing
    for row in table.itertuples():
        surely_above = (table["score_low"] > row.score_high + 1e-6).sum()
        never_above = (table["score_high"] < row.score_low - 1e-6).sum()
        assert row.rank_best == 1 + surely_above
        assert row.rank_worst == len(table) - never_above
        assert row.score_low - 1e-6 <= row.score <= row.score_high + 1e-6


def test_the_mainland_changes_no_rank(prepared, found) -> None:
    every = prepared.candidates.table
    fewer = every[(every["zone"] > 0).to_numpy() | (np.arange(len(every)) % 2 == 0)]
    alone = replace(prepared, candidates=replace(prepared.candidates, table=fewer))
    again = overseas_of(alone)
    assert again is not None
    assert again.table.equals(found.table)


def test_a_pack_without_overseas_has_no_such_table(prepared) -> None:
    every = prepared.candidates.table
    mainland = replace(prepared.candidates, table=every[(every["zone"] == 0).to_numpy()])
    assert overseas_of(replace(prepared, candidates=mainland)) is None
    assert overseas_report(None) is None

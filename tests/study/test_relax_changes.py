"""What a concession changes in a model: written down and compiled again, the scenario holds."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from test_relax_limits import feasible, hard
from toy_country import compiled, country, model_of, toy

from tisites.study.relax.answer import relax
from tisites.study.relax.changes import changed, changes_of
from tisites.study.relax.dials import dials
from tisites.study.relax.elastic import Concession
from tisites.study.relax.relax import smallest_relaxation

SEEDS = st.integers(0, 10**6)


def conceded(this, concessions):
    """Change the model by the keys that a relaxation names, and compile it anew."""
    model = changed(this.case.model, changes_of(this.case.model, concessions))
    return compiled(this.table, this.quantities, model).case.program


@settings(max_examples=12, deadline=None)
@given(SEEDS)
@example(119)  # a lock that gives way whole
def test_written_into_the_model_every_way_out_is_feasible(seed):
    this = toy(seed, hard(seed))
    answer = relax(this.case)
    if answer.feasible:
        assert changes_of(this.case.model, answer.relaxation.concessions) == {}
        return
    assert not feasible(this.case.program)
    ways = [answer.relaxation, *(one for _, one in answer.alone)]
    for way in ways:
        if way.concessions:
            assert feasible(conceded(this, way.concessions)), way.concessions


@settings(max_examples=6, deadline=None)
@given(SEEDS, st.sampled_from([2.0, 1e3]))
def test_the_number_of_sites_gives_way_with_a_share_of_it(seed, price):
    """A share is one of the sites chosen: fewer of them, and it is written anew."""
    rules = {
        "industry": {"kind": "share", "use": "in_territoire_industrie", "min": 0.95},
        "spacing": {"kind": "separation", "km": 24.0},
    }
    this = toy(seed, rules, choose=8)
    found = smallest_relaxation(this.case, {"spacing": price, "choose": 0.1})
    assert found.program is not None
    if found.concessions:
        assert feasible(conceded(this, found.concessions))


def test_a_lock_gives_up_one_site_and_ends_with_its_last():
    rules = {"keep": {"kind": "lock_in", "sites": ["s00", "s01"], "reason": "promis"}}
    case = toy(3, rules).case
    locks = [dial for dial in dials(case) if dial.side == "lock_in"]
    one = changes_of(case.model, [Concession(locks[0], 1.0, 1.0)])
    assert one == {("constraint", "keep", "sites"): ["s01"]}
    both = changes_of(case.model, [Concession(dial, 1.0, 1.0) for dial in locks])
    assert both == {("constraint", "keep", "enabled"): False}


def test_a_group_gives_way_by_its_code_and_others_keep_their_limit():
    rules = {"regions": {"kind": "group_count", "by": "region", "min": 1, "max": 2,
                         "empty_groups": "report"}}  # fmt: skip
    case = toy(1, rules).case
    dial = next(d for d in dials(case) if d.side == "max" and d.group == "Bretagne")
    changes = changes_of(case.model, [Concession(dial, 1.0, 0.5)])
    assert changes == {("constraint", "regions", "limits", "53", "max"): 3}
    rule = changed(case.model, changes).constraint["regions"]
    lower, upper = rule.bounds(["11", "53"])
    assert (lower.tolist(), upper.tolist()) == ([1.0, 1.0], [2.0, 3.0])


def test_a_floor_where_nobody_competes_is_reported_beside_what_gives_way():
    """Such a floor has no row: no relaxation of rows would ever free it."""
    table, quantities = country(4)
    kept = table["reg"] == "53"
    rules = {
        "regions": {"kind": "group_count", "by": "region", "min": 1},
        "hectares": {"kind": "total", "use": "surface_ha", "min": 9000.0},
    }
    this = compiled(table[kept], quantities[kept], model_of(rules, choose=2))
    found = smallest_relaxation(this.case)
    from tisites.criteria.indicators import specs
    from tisites.criteria.spec import Indicators
    from tisites.model.sites import Sites

    groups = {"region": {"11": "Île-de-France", "24": "Centre", "53": "Bretagne"}}
    sites = Sites(this.table, Indicators(this.quantities, specs()), groups)
    changes = changes_of(this.case.model, found.concessions, sites)
    assert changes["constraint", "regions", "empty_groups"] == "report"
    model = changed(this.case.model, changes)
    assert not model.constraint["regions"].problems("regions", sites, model.choose)


@pytest.mark.parametrize(("side", "moved"), [("max", 63.13), ("min", 56.87)])
def test_a_limit_is_written_on_the_side_that_suffices(side, moved):
    case = toy(2, {"land": {"kind": "total", "use": "zan_debit_ha", side: 60.0}}).case
    dial = next(one for one in dials(case) if one.constraint == "land")
    dial = replace(dial, side=side, limit=60.0)
    changes = changes_of(case.model, [Concession(dial, 3.1211, 0.05)])
    assert changes == {("constraint", "land", side): moved}

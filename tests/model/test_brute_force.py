"""Declared constraints against their meaning: every subset of twelve sites is judged in Python.

The oracle below reads the declaration and the table; it shares no line with the compiler.
"""

from __future__ import annotations

import itertools

import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import examples
from tisites.criteria.spec import Indicators
from tisites.model.cannot_work import site_count_problems
from tisites.model.compile import compile_program
from tisites.model.declaration import Model
from tisites.model.kinds import Constraint
from tisites.model.sites import Sites
from tisites.score.scores import Scores
from tisites.solver.exact import solve
from tisites.solver.solution import Proof

N = 10


def meets(rule: Constraint, t: pd.DataFrame, q: pd.DataFrame, chosen: tuple[str, ...]) -> bool:
    picked = t.loc[list(chosen)]
    quantity = q.loc[list(chosen)]
    if rule.kind == "group_count":
        counts = picked["reg"].value_counts()
        return all(
            rule.min <= counts.get(g, 0) <= (99 if rule.max is None else rule.max)
            for g in t["reg"].unique()
        )
    if rule.kind == "size_class":
        counts = picked["size_class"].value_counts()
        return all(
            (limit.min or 0) <= counts.get(c, 0) <= (99 if limit.max is None else limit.max)
            for c, limit in rule.limits.items()
        )
    if rule.kind == "share":
        weight = quantity["ha"] if rule.per else 1.0 + 0 * quantity["ha"]
        return (weight * quantity["ti"]).sum() >= rule.min * weight.sum() - 1e-9
    if rule.kind == "total":
        return quantity["ha"].sum() <= rule.max + 1e-9
    if rule.kind == "group_capacity":
        return bool((quantity.groupby(picked["reg"])["ha"].sum() <= rule.capacity + 1e-9).all())
    if rule.kind == "separation":
        return all(
            np.hypot(picked.x_m[a] - picked.x_m[b], picked.y_m[a] - picked.y_m[b]) >= rule.km * 1e3
            for a, b in itertools.combinations(chosen, 2)
        )
    if rule.kind == "lock_in":
        return set(rule.sites) <= set(chosen)
    if rule.kind == "lock_out":
        return not set(rule.sites) & set(chosen)
    if rule.kind == "implies":
        return rule.site not in chosen or set(rule.then) <= set(chosen)
    return len(set(rule.sites) & set(chosen)) <= 1


def ids(low: int, high: int):
    return st.lists(
        st.sampled_from([f"s{k}" for k in range(N)]), min_size=low, max_size=high, unique=True
    )


RULES = st.fixed_dictionaries(
    {},
    optional={
        "count": st.builds(
            lambda lo, hi: {"kind": "group_count", "by": "region", "min": lo, "max": lo + hi},
            st.integers(0, 1), st.integers(1, 2),
        ),
        "sizes": st.builds(
            lambda m: {"kind": "size_class", "limits": {"<10": {"max": m}}}, st.integers(0, 2)
        ),
        "share": st.builds(
            lambda m, per: {"kind": "share", "use": "ti", "min": m / 4, "per": per},
            st.integers(0, 4), st.sampled_from([None, "ha"]),
        ),
        "total": st.builds(
            lambda m: {"kind": "total", "use": "ha", "max": m}, st.integers(20, 120)
        ),
        "capacity": st.builds(
            lambda m: {"kind": "group_capacity", "by": "region", "use": "ha", "capacity": m},
            st.integers(10, 60),
        ),
        "spacing": st.builds(
            lambda km: {"kind": "separation", "km": km}, st.sampled_from([1.0, 5.0, 20.0])
        ),
        "inside": st.builds(
            lambda s: {"kind": "lock_in", "sites": s, "reason": "r"}, ids(1, 2)
        ),
        "outside": st.builds(
            lambda s: {"kind": "lock_out", "sites": s, "reason": "r"}, ids(1, 3)
        ),
        "then": st.builds(
            lambda s: {"kind": "implies", "site": s[0], "then": s[1:]}, ids(2, 3)
        ),
        "one": st.builds(lambda s: {"kind": "at_most_one", "sites": s}, ids(2, 4)),
    },
)  # fmt: skip


@settings(max_examples=examples(60), deadline=None)
@given(RULES, st.integers(1, 4), st.booleans(), st.integers(0, 2**32 - 1))
def test_compiled_program_means_what_was_declared(rules, choose, at_most, seed):
    rng = np.random.default_rng(seed)
    index = pd.Index([f"s{k}" for k in range(N)], name="site_id")
    ha = rng.integers(3, 60, N).astype(float)
    table = pd.DataFrame(
        {
            "reg": rng.choice(["a", "b", "c"], N),
            "size_class": np.where(ha < 10, "<10", np.where(ha < 50, "10-50", "50-200")),
            "x_m": rng.uniform(0, 3e4, N),
            "y_m": rng.uniform(0, 3e4, N),
            "zone": 0,
        },
        index=index,
    )
    quantities = pd.DataFrame({"ha": ha, "ti": rng.integers(0, 2, N).astype(float)}, index=index)
    value = rng.uniform(0, 100, N)
    model = Model.model_validate(
        {
            "name": "toy", "title": "t", "version": "1", "choose": choose, "eligibility": {},
            "choose_at_most": at_most,
            "score": {"x": {"indicator": "ha", "label": "x", "family": "land", "weight": 1,
                            "scale": {"0": 0, "9": 1}, "source": "t"}},
            "constraint": {name: {**rule, "source": "t"} for name, rule in rules.items()},
        }
    )  # fmt: skip
    sites = Sites(table, Indicators(quantities, {}))
    scores = Scores(pd.DataFrame({"score": value}, index=index), pd.DataFrame(index=index))
    problems = site_count_problems(model, sites, "toy")
    locked = {s for r in model.constraint.values() if r.kind == "lock_in" for s in r.sites}
    barred = {s for r in model.constraint.values() if r.kind == "lock_out" for s in r.sites}
    if locked & barred:
        assert "verrouillé dedans" in str(problems[0])
        return
    program = compile_program(model, sites, scores)

    worth = dict(zip(index, value, strict=True))
    best = max(
        (
            sum(worth[s] for s in chosen)
            for size in range(0 if at_most else choose, choose + 1)
            for chosen in itertools.combinations(index, size)
            if all(meets(rule, table, quantities, chosen) for rule in model.constraint.values())
        ),
        default=None,
    )
    solution = solve(program, "highs" if seed % 2 else "cbc", confirm=False)
    if best is None:
        assert solution.proof is Proof.INFEASIBLE
    else:
        assert solution.proof is Proof.OPTIMAL
        assert abs(solution.value - best) < 1e-6
        chosen = tuple(index[solution.selected])
        assert all(meets(r, table, quantities, chosen) for r in model.constraint.values())

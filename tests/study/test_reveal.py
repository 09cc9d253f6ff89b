"""Weights that explain a selection: against every selection of small programs, listed."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import approx_fprime, linprog

from tests.study.toy_country import toy, usual
from tisites.messages.errors import BadInputError
from tisites.messages.stop import Stop, stopped_by
from tisites.model.program import Program
from tisites.model.terms import Separation
from tisites.solver.check import broken_rules
from tisites.study.exchange import feasible_swaps
from tisites.study.reveal.choices import Choices, as_held, choices_of
from tisites.study.reveal.inverse import Oracle, inverse
from tisites.study.reveal.logit import fitted, log_likelihood, revealed
from tisites.study.reveal.reveal import NOT_IDENTIFIED, reveal
from tisites.study.robustness.weights import Weighing


def drawn(seed: int, n: int = 9, c: int = 3) -> tuple[Program, Weighing]:
    """Draw a small program whose values are a weighted sum of criteria."""
    rng = np.random.default_rng(seed)
    values = np.round(rng.uniform(0, 1, (n, c)), 2)
    prior = rng.dirichlet(np.ones(c))
    region = rng.integers(0, 3, n)
    hectares = np.round(rng.uniform(1, 9, n), 1)
    rows = [np.ones(n), *(region == r for r in range(3)), hectares]
    low, high = [4.0, 0, 0, 0, 0], [4.0, 2, 2, 3, float(np.round(hectares.mean() * 4.4, 1))]
    where = Separation(
        "spacing", 3.0, rng.uniform(0, 2e4, n), rng.uniform(0, 2e4, n), np.zeros(n, dtype=np.int64)
    )
    program = Program.from_arrays(
        100.0 * values @ prior, np.array(rows, dtype=float), low, high,
        row_labels=("choose[]", "region[0]", "region[1]", "region[2]", "hectares[]"),
        separations=(where,),
    )  # fmt: skip
    names = tuple(f"c{k}" for k in range(c))
    return program, Weighing(names, prior, values, values, values, 1.0, np.zeros(n))


def every(program: Program, size: int) -> list[np.ndarray]:
    """List the selections of a size that keep every rule."""
    found = []
    for chosen in itertools.combinations(range(program.n_columns), size):
        x = np.zeros(program.n_columns)
        x[list(chosen)] = 1.0
        if not broken_rules(program, x):
            found.append(np.array(chosen))
    return found


@given(st.integers(0, 10_000), st.booleans())
@settings(max_examples=12)
def test_swaps_are_those_that_keep_every_rule(seed: int, locked: bool) -> None:
    program, _ = drawn(seed)
    selections = every(program, 4)
    if not selections:
        return
    chosen = selections[seed % len(selections)]
    if locked:
        lower = program.lower.copy()
        lower[chosen[0]] = 1.0
        program = replace(program, lower=lower)
    kept = {tuple(one.tolist()) for one in every(program, 4)}
    may = feasible_swaps(program, chosen)
    for (k, i), r in itertools.product(enumerate(chosen.tolist()), range(program.n_columns)):
        swapped = tuple(sorted({*chosen.tolist(), r} - {i}))
        wanted = r not in chosen and not (locked and k == 0) and swapped in kept
        assert may[k, r] == wanted, (i, r)


@given(st.integers(0, 10_000))
@settings(max_examples=40)
def test_rules_reach_as_far_as_the_selection_and_no_further(seed: int) -> None:
    program, _ = drawn(seed)
    rng = np.random.default_rng(seed)
    chosen = np.sort(rng.choice(program.n_columns, int(rng.integers(2, 6)), replace=False))
    x = np.zeros(program.n_columns)
    x[chosen] = 1.0
    held, moved = as_held(program, chosen)
    assert not broken_rules(held, x)
    broken = {one.split("[")[0].split(":")[0] for one in broken_rules(program, x)}
    assert {one.constraint for one in moved} == broken
    after = {(one.constraint, one.group) for one in moved}
    same = [k for k, name in enumerate(program.row_constraints)
            if name != "choose" and (name, "") not in after]  # fmt: skip
    assert (held.row_upper[same] == program.row_upper[same]).all()
    counts = program.row_constraints.index("choose")
    assert held.row_lower[counts] == held.row_upper[counts] == chosen.size


@given(st.integers(0, 10_000))
@settings(max_examples=30)
def test_gradient_and_curvature_of_the_likelihood(seed: int) -> None:
    rng = np.random.default_rng(seed)
    sizes = rng.integers(1, 5, 6)
    start = np.concatenate([[0], np.cumsum(sizes)[:-1]])
    d = rng.uniform(-1, 1, (sizes.sum(), 3))
    choices = Choices(d, start, np.arange(6), np.arange(sizes.sum()), np.array([]))
    theta = rng.uniform(0, 5, 3)
    value, slope, bend = log_likelihood(choices, theta)
    by_hand = -sum(np.log(1 + np.exp(d[a:a + k] @ theta).sum())
                   for a, k in zip(start, sizes, strict=True))  # fmt: skip
    assert value == pytest.approx(by_hand)
    assert slope == pytest.approx(
        approx_fprime(theta, lambda t: log_likelihood(choices, t)[0], 1e-6), abs=1e-4
    )
    assert bend == pytest.approx(
        approx_fprime(theta, lambda t: log_likelihood(choices, t)[1], 1e-6), abs=1e-3
    )
    best, worth = fitted(choices, 0.1 * np.eye(3))
    for _ in range(20):  # concave: no point nearby nor far is worth more
        other = np.maximum(0.0, best + rng.normal(0, rng.choice([0.01, 1.0]), 3))
        assert log_likelihood(choices, other)[0] - 0.05 * other @ other <= worth + 1e-7


@given(st.integers(0, 10_000), st.booleans())
@settings(max_examples=8)
def test_inverse_is_that_of_every_selection_listed(seed: int, best: bool) -> None:
    program, seen = drawn(seed)
    selections = every(program, 4)
    if len(selections) < 3:
        return
    rng = np.random.default_rng(seed)
    planted = rng.dirichlet(np.ones(3))
    worth = np.array([100.0 * seen.values[one].sum(axis=0) for one in selections])
    mine = int((worth @ planted).argmax()) if best else int(rng.integers(len(selections)))
    chosen = selections[mine]
    held, _ = as_held(program, chosen)
    found = inverse(
        Oracle(held, seen, chosen, choices_of(held, seen, chosen), np.ones(3, dtype=bool)),
        intervals=True,
    )
    cuts = worth - worth[mine]
    least = linprog([0, 0, 0, 1], np.hstack([cuts, -np.ones((len(cuts), 1))]), np.zeros(len(cuts)),
                    [[1, 1, 1, 0]], [1]).fun  # fmt: skip
    assert found.whole
    assert found.model.residual == pytest.approx(max(0, (cuts @ seen.weights).max()), abs=1e-6)
    assert found.kindest.residual == pytest.approx(least, abs=1e-4)
    assert max(0, (cuts @ found.nearest.weights).max()) == pytest.approx(
        found.nearest.residual, abs=1e-4
    )
    bounds = found.bounds
    assert bounds is not None and bounds.proven.all()
    for j in range(3):
        for sign, end in ((1, bounds.low[j]), (-1, bounds.high[j])):
            cost = np.zeros(3)
            cost[j] = sign
            true = linprog(cost, cuts, np.full(len(cuts), least + 1e-9), [[1, 1, 1]], [1])
            assert end == pytest.approx(sign * true.fun, abs=2e-4)
    if best:
        assert (bounds.low <= planted + 1e-9).all() and (planted <= bounds.high + 1e-9).all()
    if found.model.residual > 1e-3:  # no weights trade distance against residual better
        price = 1.0 / found.model.residual
        mine_ = 0.5 * np.abs(found.nearest.weights - seen.weights).sum()
        for other in rng.dirichlet(np.ones(3), 200):
            other_ = 0.5 * np.abs(other - seen.weights).sum()
            left = max(0, (cuts @ other).max())
            assert mine_ + price * found.nearest.residual <= other_ + price * left + 1e-4


def test_weights_of_many_choices_are_recovered_within_their_intervals() -> None:
    """Choices drawn from the very model: nine intervals of ten and more hold what was planted."""
    held, wide, sharp = 0, 0, []
    for seed in range(6):
        rng = np.random.default_rng(seed)
        planted = rng.dirichlet(np.full(4, 3.0))
        rows, start = [], []
        for _ in range(120):
            values = rng.uniform(0, 1, (12, 4))
            noisy = 30.0 * values @ planted + rng.gumbel(size=12)
            best = int(noisy.argmax())
            start.append(11 * len(start))
            rows.append(np.delete(values, best, 0) - values[best])
        given_ = Choices(np.vstack(rows), np.array(start), np.arange(120), np.zeros(1320, int),
                         np.array([]))  # fmt: skip
        found = revealed(given_, np.full(4, 0.25))
        held += int(((found.low <= planted) & (planted <= found.high)).sum())
        wide += int((found.high - found.low > 0.3).sum())
        assert np.abs(found.weights - planted).sum() < 0.25
        sharp.append(found.sharpness)
        assert found.likelihood.p_chance < 1e-6
    assert held >= 22 and wide == 0
    assert np.median(sharp) == pytest.approx(30.0, rel=0.2)


def test_a_selection_of_the_model_itself_is_explained_by_the_model() -> None:
    case = toy(3, usual(3), n=14).case
    best = reveal(case, "x", _best(case))
    assert all(level.inverse.model.residual == pytest.approx(0, abs=1e-6) for level in best.levels)
    assert [level.grain for level in best.levels] == ["family", "criterion"]
    assert not best.loosened and not best.incomplete
    for level in best.levels:  # four sites for four weights: intervals, and no verdict beyond
        assert set(level.verdicts) <= set(NOT_IDENTIFIED)
        assert (level.logit.low <= level.logit.weights).all()
        assert (level.logit.weights <= level.logit.high).all()


def test_what_cannot_be_judged_is_refused_or_set_aside() -> None:
    case = toy(3, usual(3), n=14).case
    barred = case.everyone.iloc[[0]].assign(eligible=False, reason_text="zone N").set_axis(["out"])
    case = replace(case, everyone=pd.concat([case.everyone, barred]))
    told = reveal(case, "x", [*_best(case), "out"])
    assert told.aside["reason_text"].to_dict() == {"out": "zone N"}
    assert list(told.judged) == _best(case)
    with pytest.raises(BadInputError, match="au moins deux"):
        reveal(case, "x", list(_best(case))[:1])


def test_stopped_ends_lie_outside_the_true_ones() -> None:
    program, seen = drawn(11)
    chosen = every(program, 4)[0]
    held, _ = as_held(program, chosen)
    parts = held, seen, chosen, choices_of(held, seen, chosen), np.ones(3, dtype=bool)
    whole = inverse(Oracle(*parts), intervals=True).bounds
    stop = Stop()

    def told(done: int, of: int) -> None:
        assert of == 6
        if done == 2:
            stop.pull()

    with stopped_by(stop):
        cut = inverse(Oracle(*parts), intervals=True, told=told)
    assert not cut.whole and cut.bounds is not None and not cut.bounds.proven.all()
    assert (cut.bounds.low <= whole.low + 1e-6).all()
    assert (cut.bounds.high >= whole.high - 1e-6).all()


def _best(case) -> list[str]:
    from tisites.solver.kernel.session import Session

    return case.ids[Session(case.program).solve().selected].tolist()

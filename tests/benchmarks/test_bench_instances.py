from __future__ import annotations

import numpy as np
import pytest

from benchmarks.aggregation import aggregate_points, merge_rows
from benchmarks.families.published import PMED, number_of
from benchmarks.graphs import drawn_graph, graph
from benchmarks.instance_file import read_instance, write_instance
from benchmarks.location import euclidean_p_median
from benchmarks.orlib import read_orlib
from benchmarks.registry import FAMILIES, ON_DEMAND, specs
from benchmarks.rows import NATIONAL, with_rules
from benchmarks.sites import cheap_score, joined
from benchmarks.spec import PHASES, Context, Spec, register
from demo.synthetic import draw_candidates
from tisites.messages.progress import Stopwatch
from tisites.model.terms import Separation
from tisites.solver.cliques import geometric_cliques, neighbours

SMALL = Context(cache=None)


def built(name: str, size: int, seed: int = 0):
    return specs(name)[0].build(size, seed, SMALL, Stopwatch())


def test_every_family_is_registered_and_the_long_ones_only_on_demand():
    families = {spec.family for family in FAMILIES for spec in specs(family)}
    assert families == set(FAMILIES)
    assert not {spec.family for spec in specs()} & set(ON_DEMAND)
    long = {spec.name for family in ON_DEMAND for spec in specs(family)}
    assert not long & {spec.name for spec in specs()}
    assert {s.name for s in specs(small=True)} & long == {"covering-100", "euclidean-p-median"}


def test_registry_refuses_two_specs_of_one_name_and_unknown_phases():
    known = specs("core")[0]
    register(known)  # twice the same is the same
    with pytest.raises(ValueError, match="two specs"):
        register(Spec("core", "core", known.build, sizes=(1,)))
    with pytest.raises(ValueError, match="phases"):
        register(Spec("other", "core", known.build, sizes=(1,), phases=("lunch",)))


def test_a_national_instance_is_the_same_for_the_same_seed_only():
    one, same, other = built("core", 200), built("core", 200), built("core", 200, 1)
    assert (one.program.value == same.program.value).all()
    assert (one.program.matrix != same.program.matrix).nnz == 0
    assert not np.array_equal(one.program.value, other.program.value)


def test_national_rows_say_what_they_should():
    program = built("core", 300).program
    by_name: dict[str, list[int]] = {}
    for r, name in enumerate(program.row_constraints):
        by_name.setdefault(name, []).append(r)
    assert program.row_lower[by_name["choose"]] == program.row_upper[by_name["choose"]] == 50
    assert (program.row_lower[by_name["region"]] == 1).all()
    assert (program.row_upper[by_name["region"]] == 8).all()
    assert (program.row_upper[by_name["departement"]] == 2).all()
    assert [rule.km for rule in program.separations] == [15.0]
    assert set(NATIONAL) - {"spacing"} <= {*by_name, "epci", "labour", "land", "power"}


def test_rules_change_by_name():
    changed = with_rules(
        NATIONAL, {"epci": None, "new": {"kind": "total"}, "land": {"capacity": 1}}
    )
    assert "epci" not in changed
    assert changed["new"] == {"kind": "total"}
    assert changed["land"] == {**NATIONAL["land"], "capacity": 1}
    assert "epci" in NATIONAL


def test_cheap_score_is_on_a_fixed_scale(territory_of_demo):
    table = joined(draw_candidates(territory_of_demo.communes, 400, 3), territory_of_demo)
    score = cheap_score(table)
    assert 0.0 <= score.min() < score.max() <= 100.0
    assert np.array_equal(cheap_score(table.iloc[:40]), score[:40])  # no rescaling on the list


@pytest.fixture(scope="module")
def territory_of_demo():
    return SMALL.territory()


def test_instance_survives_its_file(tmp_path):
    for name, size in (("access", 60), ("p-median", 30), ("covering", 30)):
        instance = built(name, size)
        path = tmp_path / f"{name}.npz"
        write_instance(instance, path)
        back = read_instance(path)
        mine, other = instance.program, back.program
        assert back.name == instance.name
        assert mine.row_labels == other.row_labels
        assert mine.columns.tolist() == other.columns.tolist()
        assert (mine.matrix != other.matrix).nnz == 0
        assert (mine.access.f != other.access.f).nnz == 0
        chosen = np.zeros(mine.n_columns)
        chosen[::7] = 1.0
        assert mine.objective(chosen) == other.objective(chosen)
        assert len(other.separations) == len(mine.separations)
        assert (back.location is None) == (instance.location is None)


def test_cliques_cover_every_close_pair_and_no_other():
    rng = np.random.default_rng(5)
    n = 120
    zone = (rng.random(n) < 0.2).astype(int)
    rule = Separation("s", 9.0, rng.random(n) * 4e4, rng.random(n) * 4e4, zone)
    columns = np.flatnonzero(rng.random(n) < 0.9)
    covered = {
        (int(a), int(b))
        for clique in geometric_cliques(rule, columns)
        for k, a in enumerate(clique)
        for b in clique[k + 1 :]
    }
    assert covered == {tuple(pair) for pair in rule.pairs(columns).tolist()}


def test_cliques_on_a_lattice_where_pairs_lie_exactly_at_the_reach():
    x, y = (axis.ravel() * 3e3 for axis in np.meshgrid(np.arange(9.0), np.arange(9.0)))
    x, y = np.append(x, x[:5]), np.append(y, y[:5])  # two sites at one place too
    for km in (3.0, 6.0, 9.0, 15.0):
        rule = Separation("s", km, x, y, np.zeros(x.size, int))
        columns = np.arange(x.size)
        close = np.hypot(x[:, None] - x, y[:, None] - y) < km * 1000.0
        np.fill_diagonal(close, val=False)
        covered = np.zeros_like(close)
        for clique in geometric_cliques(rule, columns):
            covered[np.ix_(clique, clique)] = True
        np.fill_diagonal(covered, val=False)
        assert (covered == close).all()
        assert (neighbours(rule, columns).toarray() == close).all()


def test_drawn_graph_reads_back_connected(tmp_path):
    path = tmp_path / "drawn.txt"
    path.write_text(drawn_graph(70, 3), encoding="ascii")
    instance = read_orlib(path)
    assert (instance.n, instance.p) == (70, 14)
    assert np.isfinite(instance.distance).all()
    assert drawn_graph(70, 3) != drawn_graph(70, 4)


def test_published_graphs_are_used_where_they_are(shared_data):
    for size, seed in ((100, 0), (400, 4)):
        instance, number = graph(size, seed, Context(orlib=shared_data / "orlib"))
        assert number == number_of(size, seed)
        assert (instance.n, instance.p) == PMED[number][:2]
    assert graph(100, 0, SMALL)[1] is None


def test_merged_points_are_worth_what_the_points_are():
    sites = np.random.default_rng(0).uniform(0, 30, (12, 2))
    radius, points = 6.0, 500
    merged = aggregate_points(sites, radius, points, 30.0, np.random.default_rng(1))
    again = np.random.default_rng(1)  # the same draw, point by point
    place = again.uniform(0.0, 30.0, (points, 2))
    demand = again.integers(1, 101, points).astype(float)
    near = np.hypot(*(place[:, None, :] - sites[None]).transpose(2, 0, 1)) <= radius
    for chosen in ([0], [3, 7], [1, 2, 11]):
        served = demand[near[:, chosen].any(axis=1)].sum()
        assert served == merged.demand @ merged.covers[:, chosen].max(axis=1).toarray().ravel()
    assert merged.demand.size < points


def test_merging_adds_demand_up():
    rows, total = merge_rows(np.array([[0, 1], [9, 9], [0, 1]], np.uint8), np.ones(3))
    assert rows.tolist() == [[0, 1], [9, 9]]
    assert total.tolist() == [2.0, 1.0]


def test_euclidean_p_median_costs_distance_within_reach():
    points = np.random.default_rng(2).random((60, 2))
    program = euclidean_p_median(points, 3)
    chosen = np.array([4, 20, 50])
    x = np.zeros(60)
    x[chosen] = 1.0
    distance = np.hypot(*(points[:, None, :] - points[chosen][None]).transpose(2, 0, 1)).min(axis=1)
    reach = -program.constant / 60
    assert program.objective(x) == pytest.approx(-np.minimum(distance, reach).sum())
    service = program.access.f
    assert service.format == "csc"  # sparse, and by column: the kernel makes no copy
    assert abs(service - service.T).max() < 1e-15  # so that rows and columns may be exchanged


def test_phases_are_in_the_order_of_work():
    assert PHASES[0] == "load"
    assert PHASES[-1] == "whole"

from __future__ import annotations

import itertools
import os
from pathlib import Path

import numpy as np
import pytest

from benchmarks.graphs import drawn_graph
from benchmarks.orlib import (
    Instance,
    covering_program,
    p_median_cost,
    p_median_program,
    read_orlib,
    shortest_distances,
)
from tisites.messages.errors import BadInputError
from tisites.solver.exact import solve
from tisites.solver.solution import Limits, Proof

# Beasley (EJOR 21, 1985): p-median optimum, p-center optimum
PUBLISHED = {
    1: (5819, 127), 2: (4093, 98), 3: (4250, 93), 4: (3034, 74), 5: (1355, 48),
    6: (7824, 84), 7: (5631, 64), 8: (4445, 55), 9: (2734, 37), 10: (1255, 20),
    11: (7696, 59), 12: (6634, 51), 13: (4374, 36), 14: (2968, 26), 15: (1729, 18),
    16: (8162, 47), 17: (6999, 39), 18: (4809, 28), 19: (2845, 18), 20: (1789, 13),
}  # fmt: skip
#: What a reader that keeps the shortest of duplicate edges would find: better than published.
SHORTEST_KEPT = {1: 5718, 2: 4069, 6: 7527, 7: 5490}


@pytest.fixture(scope="module")
def folder() -> Path:
    root = Path(__file__).resolve().parents[2]
    found = Path(os.environ.get("TISITES_SHARED", root / "../shared/data")).resolve() / "orlib"
    if not found.is_dir():
        pytest.skip(f"the OR-Library files are absent: {found}")
    return found


@pytest.mark.parametrize("number", PUBLISHED)
def test_p_median_optimum(folder: Path, number: int) -> None:
    instance = read_orlib(folder / f"pmed{number}.txt")
    solution = solve(p_median_program(instance), limits=Limits(seconds=120))
    best = PUBLISHED[number][0]
    assert solution.proof is Proof.OPTIMAL
    assert p_median_cost(solution.value) == pytest.approx(best)
    assert instance.cost(solution.selected) == pytest.approx(best)  # from the distances alone
    assert solution.selected.size == instance.p


@pytest.mark.parametrize("number", PUBLISHED)
def test_covering_identity(folder: Path, number: int) -> None:
    """With the p-center radius everyone can be covered; with one less, not."""
    instance = read_orlib(folder / f"pmed{number}.txt")
    radius = PUBLISHED[number][1]
    full = solve(covering_program(instance, radius), limits=Limits(seconds=120))
    assert full.proof is Proof.OPTIMAL
    assert full.value == pytest.approx(instance.n)
    assert instance.covered(full.selected, radius) == instance.n
    less = solve(covering_program(instance, radius - 1), limits=Limits(seconds=120))
    assert less.bound < instance.n - 0.5


@pytest.mark.parametrize("number", SHORTEST_KEPT)
def test_the_last_duplicate_wins(folder: Path, number: int) -> None:
    """Beating a published optimum is a failure: the files hold duplicates that differ."""
    text = (folder / f"pmed{number}.txt").read_text(encoding="ascii")
    numbers = np.array(text.split(), dtype=float)
    edges = numbers[3:].reshape(-1, 3)
    keys = [tuple(sorted(e)) for e in edges[:, :2].astype(int).tolist()]
    assert len(set(keys)) < len(keys)
    ends = edges[:, :2].astype(np.int64) - 1
    order = np.argsort(-edges[:, 2], kind="stable")  # the shortest comes last, hence wins
    wrong = shortest_distances(int(numbers[0]), ends[order], edges[order, 2])
    right = read_orlib(folder / f"pmed{number}.txt")
    assert (wrong <= right.distance).all()
    assert (wrong < right.distance).any()
    value = p_median_cost(solve(p_median_program(Instance("wrong", right.p, wrong))).value)
    assert value == pytest.approx(SHORTEST_KEPT[number])
    assert value < PUBLISHED[number][0]


@pytest.mark.parametrize("text", ["", "a b c", "3 1 1\n1 2", "3 1 1\n1 9 4", "3 1 5\n1 2 4"])
def test_a_file_of_another_format_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.txt"
    path.write_text(text, encoding="ascii")
    with pytest.raises(BadInputError):
        read_orlib(path)


def test_unreachable_vertices_are_served_by_nobody() -> None:
    distance = shortest_distances(4, np.array([[0, 1], [2, 3]]), np.array([3.0, 5.0]))
    assert np.isinf(distance[0, 2])
    program = covering_program(Instance("two", 1, distance), 4.0)
    assert solve(program).value == 2.0


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("3 2 1\n1 2 4\n1 9 4\n", 3),
        ("3 2 1\n1 2 4\n2 3 -4\n", 3),
        ("3 2 1\n1 2 4\n2 3\n", 3),
        ("3 2 1\n1 2 4\n2 x 4\n", 3),
        ("3 2 1\n1 2 4\n2 3 nan\n", 3),
        ("3 3 1\n\n1 2 4\n2 3 4\n", 4),
        ("3 1 5\n1 2 4\n", 1),
        ("3 1.5 1\n1 2 4\n", 1),
    ],
)
def test_a_malformed_file_is_told_with_its_line(tmp_path: Path, text: str, line: int) -> None:
    path = tmp_path / "x.txt"
    path.write_text(text, encoding="ascii")
    with pytest.raises(BadInputError) as caught:
        read_orlib(path)
    assert caught.value.problems[0].where.line == line


def test_an_absent_file_and_a_binary_one_are_told(tmp_path: Path) -> None:
    with pytest.raises(BadInputError):
        read_orlib(tmp_path / "absent.txt")
    (tmp_path / "x.bin").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadInputError):
        read_orlib(tmp_path / "x.bin")


@pytest.mark.parametrize("p", [1, 2, 8, 9])
def test_every_number_of_sites_up_to_all(p: int) -> None:
    rng = np.random.default_rng(p)
    place = rng.integers(0, 20, (9, 2)).astype(float)
    distance = np.hypot(*(place[:, None] - place[None]).transpose(2, 0, 1))
    instance = Instance("all", p, distance)
    best = min(instance.cost(np.array(c)) for c in itertools.combinations(range(9), p))
    solution = solve(p_median_program(instance))
    assert solution.proof is Proof.OPTIMAL
    assert p_median_cost(solution.value) == pytest.approx(best, abs=1e-9)


def test_large_graphs_of_the_format_load_and_are_proven(tmp_path: Path) -> None:
    """Sizes of pmed21 to pmed40: 500 to 900 vertices; the p-center identity needs no optimum."""
    path = tmp_path / "drawn.txt"
    path.write_text(drawn_graph(500, 4), encoding="ascii")
    instance = read_orlib(path)
    assert (instance.n, instance.p) == (500, 166)
    solution = solve(p_median_program(instance), limits=Limits(seconds=120), confirm=False)
    assert solution.proof is Proof.OPTIMAL
    assert instance.cost(solution.selected) == pytest.approx(p_median_cost(solution.value))


def test_two_islands_need_a_site_each() -> None:
    """A vertex that no site reaches costs more than any that one does."""
    ends = np.array([[0, 1], [1, 2], [3, 4], [4, 5]])
    instance = Instance("islands", 2, shortest_distances(6, ends, np.ones(4)))
    solution = solve(p_median_program(instance))
    assert solution.selected.tolist() == [1, 4]
    assert p_median_cost(solution.value) == pytest.approx(4.0)

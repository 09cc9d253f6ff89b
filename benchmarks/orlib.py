"""OR-Library p-median instances (Beasley, EJOR 21, 1985) as programs of this engine."""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import shortest_path

from tisites.messages.errors import bad_input
from tisites.messages.text import Text
from tisites.model.program import Program
from tisites.model.terms import Access

if TYPE_CHECKING:
    from tisites.messages.errors import BadInputError, Where


@dataclass(frozen=True, slots=True)
class Instance:
    """A p-median instance: every vertex is a client of demand 1 and a candidate.

    Parameters
    ----------
    name : str
        Stem of the file.
    p : int
        Sites to choose.
    distance : (n, n) float64
        Shortest paths between vertices.
    """

    name: str
    p: int
    distance: np.ndarray

    @property
    def n(self) -> int:
        """Number of vertices."""
        return int(self.distance.shape[0])

    def cost(self, sites: np.ndarray) -> float:
        """Return the p-median cost of a selection, from the distances alone."""
        return float(self.distance[:, sites].min(axis=1).sum())

    def covered(self, sites: np.ndarray, radius: float) -> int:
        """Return how many vertices lie within ``radius`` of a selection."""
        return int((self.distance[:, sites].min(axis=1) <= radius).sum())


def read_orlib(path: Path) -> Instance:
    """Read a file of the OR-Library p-median format: ``n m p``, then ``m`` edges ``i j cost``.

    The *last* of duplicate edges wins, as in Beasley's own programs; keeping the shortest
    gives values better than the published optima.

    Raises
    ------
    BadInputError
        A file that is not of this format.
    """
    path = Path(path)
    rows = _rows(path)
    if not rows or len(rows[0][1]) != 3:
        raise _not_orlib(path, rows[0][0] if rows else None)
    (head, (n, m, p)), edges = rows[0], rows[1:]
    if min(n, m, p) < 1 or any(v != int(v) for v in (n, m, p)):
        raise _not_orlib(path, head)
    if p > n:
        raise bad_input(
            Text(f"p = {p:g} sites parmi n = {n:g} sommets", f"p = {p:g} sites of n = {n:g}"),
            Text("vérifier la première ligne", "check the first line"),
            _where(path, head),
        )
    if len(edges) != m:
        last = edges[-1][0] if edges else head
        raise bad_input(
            Text(
                f"{len(edges)} arêtes, alors que la première ligne en annonce {m:g}",
                f"{len(edges)} edges, while the first line announces {m:g}",
            ),
            Text("compléter le fichier ou corriger m", "complete the file or correct m"),
            _where(path, last),
        )
    for line, values in edges:
        _check_edge(path, line, values, int(n))
    table = np.array([values for _, values in edges])
    ends = table[:, :2].astype(np.int64) - 1
    return Instance(path.stem, int(p), shortest_distances(int(n), ends, table[:, 2]))


def _rows(path: Path) -> list[tuple[int, list[float]]]:
    """Return the numbers of each line that has some, with the line's number."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as error:
        raise bad_input(
            Text("fichier introuvable", "file not found"),
            Text("vérifier le chemin", "check the path"),
            _where(path),
        ) from error
    except (UnicodeDecodeError, OSError) as error:
        raise _not_orlib(path, None) from error
    rows = []
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            values = [float(word) for word in line.split()]
        except ValueError as error:
            raise _not_orlib(path, number) from error
        if values:
            rows.append((number, values))
    return rows


def _check_edge(path: Path, line: int, values: list[float], n: int) -> None:
    """Refuse an edge that is not ``i j cost`` with vertices 1 to n and a cost from 0 up."""
    if len(values) != 3 or not all(math.isfinite(v) for v in values):
        raise _not_orlib(path, line)
    i, j, cost = values
    if not (1 <= i <= n and 1 <= j <= n) or i != int(i) or j != int(j):
        raise bad_input(
            Text(f"sommet hors de 1..{n} : {i:g} {j:g}", f"vertex outside 1..{n}: {i:g} {j:g}"),
            Text("les sommets vont de 1 à n", "vertices go from 1 to n"),
            _where(path, line),
        )
    if cost < 0:
        raise bad_input(
            Text(f"coût négatif : {cost:g}", f"negative cost: {cost:g}"),
            Text("un coût est une distance, de 0 en montant", "a cost is a distance, from 0 up"),
            _where(path, line),
        )


def _not_orlib(path: Path, line: int | None) -> BadInputError:
    return bad_input(
        Text("ce fichier n'est pas au format OR-Library", "this file is not in OR-Library format"),
        Text(
            "première ligne « n m p », puis m lignes « i j coût »",
            "first line 'n m p', then m lines 'i j cost'",
        ),
        _where(path, line),
    )


def _where(path: Path, line: int | None = None) -> Where:
    from tisites.messages.errors import Where

    return Where(path.name, line)


def shortest_distances(n: int, ends: np.ndarray, cost: np.ndarray) -> np.ndarray:
    """Return all shortest paths of an undirected graph whose last duplicate edge wins.

    Parameters
    ----------
    n : int
        Number of vertices.
    ends : (m, 2) int64
        Edges, from 0.
    cost : (m,) float64
        Their costs.

    Returns
    -------
    (n, n) float64

    Examples
    --------
    >>> ends = np.array([[0, 1], [1, 0], [1, 2]])
    >>> shortest_distances(3, ends, np.array([1.0, 5.0, 2.0]))[0].tolist()
    [0.0, 5.0, 7.0]
    """
    low, high = ends.min(axis=1), ends.max(axis=1)
    key = low * n + high
    _, last = np.unique(key[::-1], return_index=True)
    keep = key.size - 1 - last
    dense = np.full((n, n), np.inf)
    dense[low[keep], high[keep]] = dense[high[keep], low[keep]] = cost[keep]
    np.fill_diagonal(dense, 0.0)
    # null_value: an edge of cost zero is an edge
    return np.asarray(shortest_path(dense, method="FW", directed=False))


def _choose(instance: Instance, access: Access) -> Program:
    n = instance.n
    ones = np.ones(n)
    width = len(str(n))
    return Program(
        columns=np.array([f"v{i + 1:0{width}d}" for i in range(n)], dtype=object),
        value=np.zeros(n),
        lower=np.zeros(n),
        upper=ones,
        integer=np.ones(n, dtype=bool),
        matrix=csr_array(ones[None, :]),
        row_lower=np.array([float(instance.p)]),
        row_upper=np.array([float(instance.p)]),
        row_labels=("choose[]",),
        row_constraints=("choose",),
        access=access,
    )


def p_median_program(instance: Instance) -> Program:
    """Write the p-median as an access term: ``f = M - distance``, M the largest distance.

    The program's value is ``n M - cost``: see :func:`p_median_cost`. M is added to the constant
    with its sign changed, so that the value is minus the cost.
    """
    finite = instance.distance[np.isfinite(instance.distance)]
    most = float(finite.max()) + 1.0
    f = np.where(np.isfinite(instance.distance), most - instance.distance, 0.0)
    n = instance.n
    groups = tuple(f"v{k + 1}" for k in range(n))
    program = _choose(
        instance, Access("median", 1.0, np.ones(n), np.arange(n), groups, csr_array(f))
    )
    from dataclasses import replace

    return replace(program, constant=-most * n)


def p_median_cost(value: float) -> float:
    """Return the cost of a solution of :func:`p_median_program` from its value."""
    return -value


def covering_program(instance: Instance, radius: float) -> Program:
    """Write the maximal covering of ``p`` sites: ``f = 1`` within ``radius``."""
    n = instance.n
    f = csr_array((instance.distance <= radius).astype(float))
    groups = tuple(f"v{k + 1}" for k in range(n))
    return _choose(instance, Access("cover", 1.0, np.ones(n), np.arange(n), groups, f))

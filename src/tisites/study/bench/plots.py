"""Plots of a benchmark: performance profile and scaling."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from tisites.study.bench.measure import Measured

#: Colour-blind safe (Okabe and Ito), and a line style each.
STYLES = {
    "kernel": ("#0072B2", "-"), "cbc": ("#D55E00", "--"), "highs": ("#009E73", "-."),
    "cbc-pairs": ("#D55E00", ":"), "highs-pairs": ("#009E73", ":"), "scip": ("#CC79A7", "--"),
    "cpsat": ("#000000", "-."), "spopt": ("#E69F00", (0, (5, 1))),
}  # fmt: skip


def profile(times: Mapping[str, Sequence[float]]) -> dict[str, tuple[np.ndarray, np.ndarray]]:
    """Return Dolan and Moré's performance profile of each contender.

    Parameters
    ----------
    times : mapping of str to sequence of float
        Seconds by instance, in the same order for all; NaN where not solved.

    Returns
    -------
    mapping of str to (tau, share)
        Share of the instances solved within ``tau`` times the best contender's time. Instances
        that nobody solved count for nobody.

    Examples
    --------
    >>> curves = profile({"a": [1.0, 2.0], "b": [2.0, math.nan]})
    >>> curves["b"][0].tolist(), curves["b"][1].tolist()
    ([1.0, 2.0], [0.0, 0.5])
    """
    table = np.array([list(row) for row in times.values()], dtype=float)
    table = table[:, ~np.isnan(table).all(axis=0)]
    if table.size == 0:
        return {}
    ratios = table / np.nanmin(table, axis=0)
    curves = {}
    for name, row in zip(times, ratios, strict=True):
        done = np.sort(row[~np.isnan(row)])
        tau = np.unique(np.concatenate([[1.0], done]))
        curves[name] = (tau, np.searchsorted(done, tau, side="right") / row.size)
    return curves


def exponent(sizes: Sequence[float], seconds: Sequence[float]) -> tuple[float, float]:
    """Fit ``seconds = c · sizeᵃ`` by least squares of logarithms; return ``a`` and ``c``.

    Examples
    --------
    >>> a, c = exponent([10, 100, 1000], [0.1, 1.0, 10.0])
    >>> round(a, 6), round(c, 6)
    (1.0, 0.01)
    """
    a, b = np.polyfit(np.log(np.asarray(sizes, float)), np.log(np.asarray(seconds, float)), 1)
    return float(a), float(np.exp(b))


def plot_profile(measured: Sequence[Measured], path: Path) -> bool:
    """Draw the performance profile; False when there is nothing to compare."""
    rivals = list(dict.fromkeys(name for one in measured for name in one.outcomes))
    shared = [one for one in measured if not one.spec.warm]
    times = {
        name: [one.seconds(name).median if name in one.outcomes else math.nan for one in shared]
        for name in rivals
        if any(o.settled for one in shared for o in one.outcomes.get(name, ()))
    }
    curves = profile(times)
    if len(curves) < 2:
        return False
    figure, axes = _canvas()
    far = max(float(tau[-1]) for tau, _ in curves.values()) * 1.5
    for name, (tau, share) in curves.items():
        colour, line = STYLES.get(name, ("#666666", "-"))
        axes.step(
            np.append(tau, far), np.append(share, share[-1]), where="post",
            label=name, color=colour, linestyle=line, linewidth=2,
        )  # fmt: skip
    axes.set_xscale("log")
    axes.set_ylim(0.0, 1.03)
    axes.set_xlim(1.0, far)
    axes.set_xlabel("times the fastest contender")
    axes.set_ylabel("share of instances proven")
    axes.set_title(f"Performance profile, {len(shared)} instances")
    axes.legend(loc="lower right", frameon=False)
    _save(figure, path)
    return True


def scaling_points(measured: Sequence[Measured], name: str) -> dict[str, list[tuple[int, float]]]:
    """Return (size, median seconds) of each spec that was measured at several sizes."""
    points: dict[str, list[tuple[int, float]]] = {}
    for one in measured:
        if name in one.outcomes and not math.isnan(one.seconds(name).median):
            points.setdefault(one.spec.name, []).append((one.size, one.seconds(name).median))
    return {spec: sorted(row) for spec, row in points.items() if len({size for size, _ in row}) > 1}


def plot_scaling(measured: Sequence[Measured], path: Path, contender: str = "kernel") -> bool:
    """Draw solve time against size, log-log, each with its fitted exponent."""
    points = scaling_points(measured, contender)
    if not points:
        return False
    figure, axes = _canvas()
    palette = [colour for colour, _ in dict.fromkeys(STYLES.values())]
    for k, (spec, row) in enumerate(points.items()):
        size, seconds = np.array(row).T
        a, c = exponent(size.tolist(), seconds.tolist())
        colour = palette[k % len(palette)]
        axes.plot(size, seconds, "o", color=colour, label=f"{spec}: n^{a:.2f}")
        ends = np.array([size.min(), size.max()])
        axes.plot(ends, c * ends**a, "-", color=colour, linewidth=1)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlabel("candidates")
    axes.set_ylabel("seconds to proof")
    axes.set_title(f"Scaling of {contender}")
    axes.legend(loc="upper left", frameon=False)
    _save(figure, path)
    return True


def _canvas() -> tuple[object, object] | tuple:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8.0, 5.0), dpi=150, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    axes.grid(visible=True, which="major", color="#dddddd")
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    return figure, axes


def _save(figure: object, path: Path) -> None:
    figure.savefig(path, metadata={"Software": None})  # type: ignore[attr-defined]

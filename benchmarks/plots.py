"""Plots of a benchmark: performance profile and scaling."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np

from benchmarks.contenders import KERNEL
from benchmarks.outcome import NOT_ITS_PROBLEM

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from benchmarks.measure import Measured

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
    """Draw the performance profile of those who solve every kind; False when there is but one."""
    rivals = list(dict.fromkeys(name for one in measured for name in one.outcomes))
    shared = [one for one in measured if not one.spec.warm]
    times = {
        name: [one.seconds(name).median if name in one.outcomes else math.nan for one in shared]
        for name in rivals
        if _competed(shared, name)
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
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.10g}")
    axes.xaxis.set_minor_formatter(lambda *_: "")
    _legend(figure)
    _save(figure, path)
    return True


def _competed(measured: Sequence[Measured], name: str) -> bool:
    """Whether a contender took part in every instance, and settled one."""
    outcomes = [o for one in measured for o in one.outcomes.get(name, ())]
    return any(o.settled for o in outcomes) and all(o.status != NOT_ITS_PROBLEM for o in outcomes)


def scaling_points(measured: Sequence[Measured]) -> dict[str, list[tuple[int, float]]]:
    """Return (size, seconds) of the kernel for each spec that was measured at several sizes.

    ``solve`` is the median of the repeats; ``whole`` adds travel times, scores and compilation
    (travel times are read from the cache when an earlier run left them there).
    """
    points: dict[str, list[tuple[int, float]]] = {}
    for one in measured:
        solved = one.seconds(KERNEL).median
        if one.spec.warm or math.isnan(solved):
            continue
        made = one.built.figures["phases"]
        made = sum(seconds for name, seconds in made.items() if name != "load")
        points.setdefault(f"{one.spec.name}, solve", []).append((one.size, solved))
        points.setdefault(f"{one.spec.name}, whole", []).append((one.size, solved + made))
    return {name: sorted(row) for name, row in points.items() if len({size for size, _ in row}) > 1}


def plot_scaling(measured: Sequence[Measured], path: Path) -> bool:
    """Draw the kernel's time against size, log-log, each with its fitted exponent."""
    points = scaling_points(measured)
    if not points:
        return False
    figure, axes = _canvas()
    names = list(dict.fromkeys(name.split(",")[0] for name in points))
    palette = list(dict.fromkeys(colour for colour, _ in STYLES.values()))
    for name, row in points.items():
        size, seconds = np.array(row).T
        a, c = exponent(size.tolist(), seconds.tolist())
        colour = palette[names.index(name.split(",")[0]) % len(palette)]
        whole = name.endswith("whole")
        axes.plot(
            size, seconds, "o", color=colour, fillstyle="none" if whole else "full",
            label=f"{name}: n^{a + 0.0:.2f}",
        )  # fmt: skip
        ends = np.array([size.min(), size.max()])
        axes.plot(ends, c * ends**a, "--" if whole else "-", color=colour, linewidth=1)
    axes.set_xscale("log")
    axes.set_yscale("log")
    low, high = axes.get_ylim()
    axes.set_ylim(10 ** np.floor(np.log10(low)), 10 ** np.ceil(np.log10(high)))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_formatter(lambda value, _: f"{value:,.10g}")
        axis.set_minor_formatter(lambda *_: "")
    axes.set_xlabel("size: candidates, or vertices")
    axes.set_ylabel("seconds to proof")
    axes.set_title("Scaling of the kernel")
    _legend(figure)
    _save(figure, path)
    return True


def _legend(figure: Any) -> None:
    """Put the legend beside the axes, where it hides nothing."""
    figure.legend(loc="outside right upper", frameon=False)


def _canvas() -> tuple[Any, Any]:
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(8.0, 5.0), dpi=150, layout="constrained")
    FigureCanvasAgg(figure)
    axes = figure.subplots()
    axes.grid(visible=True, which="major", color="#dddddd")
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    return figure, axes


def _save(figure: Any, path: Path) -> None:
    figure.savefig(path, metadata={"Software": None})

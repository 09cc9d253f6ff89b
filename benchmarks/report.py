"""Writes the folder of a benchmark: tables, plots, and the page that holds them together."""

from __future__ import annotations

import os
import platform
from typing import TYPE_CHECKING

from benchmarks.measure import disagreement
from benchmarks.plots import exponent, plot_profile, plot_scaling, scaling_points
from benchmarks.tables import (
    figure_rows,
    legend,
    phase_rows,
    summary_rows,
    time_rows,
    to_csv,
    to_markdown,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from benchmarks.measure import Measured


def write_results(
    measured: Sequence[Measured], out: Path, command: str, limit: float | None
) -> str:
    """Write tables and plots into ``out``; return the Markdown page."""
    out.mkdir(parents=True, exist_ok=True)
    _write(out / "figures.csv", to_csv(figure_rows(measured)))
    _write(out / "times.csv", to_csv(time_rows(measured, limit)))
    _write(out / "phases.csv", to_csv(phase_rows(measured)))
    plots = []
    if plot_profile(measured, out / "profile.png"):
        plots.append("![Performance profile](profile.png)\n")
    if plot_scaling(measured, out / "scaling.png"):
        plots.append("![Scaling](scaling.png)\n")
    page = _page(measured, command, limit, plots)
    _write(out / "results.md", page)
    return page


def _page(
    measured: Sequence[Measured], command: str, limit: float | None, plots: Sequence[str]
) -> str:
    parts = [
        "# Benchmark results\n",
        f"Command: `{command}`\n\nMachine: {machine()}\n",
        "Seconds are the median of the repeats (least–greatest), model building included"
        ' ("of which expand": our writing of the compact form); "times the kernel" is the median'
        " of the ratios within each repeat.\n",
        to_markdown(summary_rows(measured, limit)),
        "## Phases of the engine, seconds\n",
        to_markdown(phase_rows(measured)),
    ]
    fits = [
        f"- {spec}: exponent {exponent(*zip(*row, strict=True))[0] + 0.0:.2f} over"
        f" {row[0][0]:,} to {row[-1][0]:,}\n"
        for spec, row in scaling_points(measured).items()
    ]
    if fits:
        parts += ["## Scaling of the kernel\n", "".join(fits)]
    parts += plots
    wrong = [f"- {one.built.name}: {said}\n" for one in measured if (said := disagreement(one))]
    if wrong:
        parts += ["## Contradictions\n", "".join(wrong)]
    parts += ["## Contenders\n", legend()]
    return "\n".join(parts)


def machine() -> str:
    """Describe the machine in words: cores, memory, system; no name of it."""
    words = [f"{os.cpu_count()} cores"]
    try:
        pages, size = os.sysconf("SC_PHYS_PAGES"), os.sysconf("SC_PAGE_SIZE")
        words.append(f"{pages * size / 2**30:.0f} GiB of memory")
    except (AttributeError, ValueError, OSError):
        pass
    words += [platform.machine(), platform.system(), f"Python {platform.python_version()}"]
    return ", ".join(words)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")

"""Tables of a benchmark: deterministic figures, times, phases; Markdown and CSV."""

from __future__ import annotations

import csv
import io
import math
from typing import TYPE_CHECKING, Any

from benchmarks.contenders import CONTENDERS, KERNEL
from benchmarks.measure import at_least
from benchmarks.outcome import NOT_WITHIN
from benchmarks.spec import DEFAULT_SECONDS, PHASES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.measure import Measured, Spread
    from benchmarks.outcome import Outcome

Row = dict[str, Any]
FIGURES = (
    "family", "instance", "contender", "status", "value", "bound", "columns", "rows", "nonzeros",
    "pairs", "model_rows", "model_columns", "model_nonzeros", "kernel_columns", "columns_in_lp",
    "rounds", "cuts", "cliques", "pricings", "kernels", "nodes",
)  # fmt: skip


def limit_of(measured: Measured, limit: float | None) -> float:
    """Return the limit that its contenders had, seconds."""
    return limit or measured.spec.limits.seconds or DEFAULT_SECONDS


def phases_of(measured: Measured) -> dict[str, float]:
    """Return the seconds by phase of building and of the kernel's last run.

    ``bound`` holds the kernel's preparation too, ``prove`` the settling of ties and the check;
    ``whole`` is everything after ``load``.
    """
    built = measured.built.figures["phases"]
    solved = measured.last(KERNEL).phases
    named = {name: float(built.get(name, 0.0)) for name in ("load", "criteria", "score", "compile")}
    named["bound"] = solved.get("prepare", 0.0) + solved.get("bound", 0.0)
    named["kernel"] = solved.get("kernel", 0.0)
    named["prove"] = sum(solved.get(name, 0.0) for name in ("prove", "ties", "check"))
    named["whole"] = sum(seconds for name, seconds in named.items() if name != "load")
    return {name: named[name] for name in PHASES if name in measured.spec.phases}


def figure_rows(measured: Sequence[Measured]) -> list[Row]:
    """Return the deterministic figures: what must not change from one machine to another."""
    rows = []
    for one in measured:
        built = one.built.figures
        for name in one.outcomes:
            out = one.last(name)
            row: Row = dict.fromkeys(FIGURES, "")
            row |= {key: built[key] for key in ("columns", "rows", "nonzeros", "pairs")}
            row |= {"family": one.spec.family, "instance": one.built.name, "contender": name}
            row |= {"status": out.status, "value": out.value, "bound": out.bound}
            if name != KERNEL:
                part = {f"model_{key}": out.figures[key] for key in out.figures if key != "nodes"}
                row |= {key: value for key, value in part.items() if key in FIGURES}
            row |= {key: value for key, value in out.figures.items() if key in FIGURES[13:]}
            rows.append(row)
    return rows


def time_rows(measured: Sequence[Measured], limit: float | None) -> list[Row]:
    """Return the times, and how many times slower than the kernel each contender is."""
    rows = []
    for one in measured:
        for name in one.outcomes:
            out, taken, ratio = one.last(name), one.seconds(name), one.ratio(name)
            rows.append(
                {
                    "family": one.spec.family, "instance": one.built.name, "size": one.size,
                    "contender": name, "status": out.status,
                    "limit_s": limit_of(one, limit), "runs": len(one.outcomes[name]),
                    "seconds": taken.median, "least_s": taken.least, "greatest_s": taken.greatest,
                    "ratio": ratio.median, "ratio_least": ratio.least,
                    "ratio_greatest": ratio.greatest,
                    "ratio_above": at_least(one, name, limit_of(one, limit)),
                    "expand_s": out.phases.get("expand", math.nan),
                    "peak_mb": out.peak_mb, "build_peak_mb": one.built.figures["peak_mb"],
                }
            )  # fmt: skip
    return rows


def phase_rows(measured: Sequence[Measured]) -> list[Row]:
    """Return the seconds by phase of the engine."""
    return [{"instance": one.built.name, **phases_of(one)} for one in measured if not one.spec.warm]


def to_csv(rows: Sequence[Row]) -> str:
    """Write rows as CSV, numbers in full."""
    out = io.StringIO()
    if rows:
        writer = csv.DictWriter(out, list(rows[0]), lineterminator="\n", restval="")
        writer.writeheader()
        writer.writerows({k: _exact(v) for k, v in row.items()} for row in rows)
    return out.getvalue()


def _exact(value: Any) -> Any:
    if isinstance(value, float):
        return "" if math.isnan(value) else repr(value)
    return value


def to_markdown(rows: Sequence[Row]) -> str:
    """Write rows as a Markdown table, numbers to three figures.

    Examples
    --------
    >>> print(to_markdown([{"a": "x", "s": 1.23456}]), end="")
    | a | s |
    |---|--:|
    | x | 1.23 |
    """
    if not rows:
        return ""
    keys = list(rows[0])
    right = [any(isinstance(row.get(key), int | float) for row in rows) for key in keys]
    lines = [" | ".join(keys), "|".join("--:" if r else "---" for r in right)]
    lines += [" | ".join(_short(row.get(key, "")) for key in keys) for row in rows]
    head, rule, *body = lines
    return "\n".join([f"| {head} |", f"|{rule}|", *(f"| {line} |" for line in body)]) + "\n"


def _short(value: Any) -> str:
    if not isinstance(value, float):
        return str(value).replace("|", "/")
    if math.isnan(value):
        return ""
    if value == int(value) and abs(value) < 1e15 and abs(value) >= 100:
        return f"{value:.0f}"
    return f"{value:.4g}" if abs(value) >= 100 else f"{value:.3g}"


def summary_rows(measured: Sequence[Measured], limit: float | None) -> list[Row]:
    """Return the table that people read: one row an instance and contender."""
    rows = []
    for one in measured:
        for name in one.outcomes:
            out = one.last(name)
            rows.append(
                {
                    "instance": one.built.name,
                    "contender": name,
                    "result": result_words(out, limit_of(one, limit)),
                    "value": f"{out.value:.6g}" if not math.isnan(out.value) else "",
                    "bound": f"{out.bound:.6g}" if math.isfinite(out.bound) else "",
                    "seconds": _span(one.seconds(name)),
                    "of which expand": out.phases.get("expand", ""),
                    "times the kernel": _times(one, name, limit_of(one, limit)),
                    "kernel columns": out.figures.get("kernel_columns", "")
                    if name == KERNEL
                    else "",
                    "cuts": out.figures.get("cuts", "") if name == KERNEL else "",
                    "note": out.note,
                }
            )
    return rows


def result_words(out: Outcome, limit: float) -> str:
    """Say how a contender ended, a missed limit with its length and the gap it left.

    Examples
    --------
    >>> from benchmarks.outcome import Outcome
    >>> result_words(Outcome("not within"), 120.0)
    'not within 120 s'
    >>> result_words(Outcome("not within", 99.0, 100.0), 120.0)
    'not within 120 s, gap 1.01 %'
    """
    if out.status != NOT_WITHIN:
        return out.status
    words = f"{NOT_WITHIN} {limit:g} s"
    if math.isfinite(out.value) and math.isfinite(out.bound) and out.value:
        words += f", gap {100.0 * (out.bound - out.value) / abs(out.value):.3g} %"
    return words


def _times(one: Measured, name: str, limit: float) -> str:
    if name == KERNEL:
        return ""
    least = at_least(one, name, limit)
    return _span(one.ratio(name)) if math.isnan(least) else f"> {least:.3g}"


def _span(of: Spread) -> str:
    if math.isnan(of.median):
        return ""
    if of.least == of.greatest:
        return f"{of.median:.3g}"
    return f"{of.median:.3g} ({of.least:.3g}–{of.greatest:.3g})"


def legend() -> str:
    """Say who the contenders are."""
    return "".join(f"- `{c.name}`: {c.label}\n" for c in CONTENDERS.values())
